//! The `reattempt` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    reattempt::cli::main()
}
