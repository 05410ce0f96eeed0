//! `reattempt generate`: synthetic declines for an account.

use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::Args;

use crate::cli::config_file::ConfigArgs;
use crate::cli::error::{CliError, Exit};
use crate::cli::examples::{Example, examples};
use crate::cli::output::{ForceArgs, OutputFile};
use crate::cli::signals;
use crate::cli::terminal::Terminal;
use crate::generate::{Generator, Recipe};

/// The examples of its help.
pub(crate) const EXAMPLES: &[Example] = &[
    (
        "A thousand declines for the account in reattempt.toml",
        "reattempt generate --rows 1000 --out made.csv",
    ),
    (
        "Others, straight into a replay",
        "reattempt generate --rows 1000 --seed 7 | reattempt replay -",
    ),
];

/// What `generate` takes.
#[derive(Args, Debug)]
#[command(before_long_help = examples(EXAMPLES))]
pub(crate) struct GenerateArgs {
    /// How many rows
    #[arg(long, short = 'n', value_name = "N")]
    pub(crate) rows: u64,
    /// The same seed gives the same rows, on every machine
    #[arg(long, short, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// Write here instead of to standard output
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) force: ForceArgs,
}

/// Runs the command.
pub(crate) fn run(args: &GenerateArgs, terminal: &Terminal) -> Result<Exit, CliError> {
    let loaded = args.config.load_usable(terminal)?;
    let generator = Generator::new(&loaded.account, Recipe::new(args.rows, args.seed));
    if let Some(path) = &args.out {
        let mut file = OutputFile::create(path, args.force.overwrite())?;
        generator.write(|block| {
            signals::check()?;
            file.write(block)
        })?;
        file.publish()?;
    } else {
        let mut out = io::stdout().lock();
        generator.write(|block| {
            signals::check()?;
            Ok::<_, CliError>(out.write_all(block)?)
        })?;
        out.flush()?;
    }
    Ok(Exit::Done)
}
