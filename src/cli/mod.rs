//! The command line: arguments, files, streams, signals and exit codes. Everything that touches the machine
//! is here; everything that decides is in the library.

mod args;
mod commands;
mod config_file;
mod declines_file;
mod disk;
mod error;
mod examples;
mod format;
mod input_text;
mod manual;
mod near_ids;
mod output;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(not(feature = "parquet"))]
#[path = "no_parquet.rs"]
mod parquet;
mod pipeline;
mod progress;
mod replay_folder;
mod run_record;
#[cfg(test)]
mod schemas;
mod shard_folder;
mod signals;
mod sorter;
mod spool;
mod terminal;
mod timeline;
mod unfinished;
mod weigh;
mod workers;

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::Parser as _;

use args::{Cli, Command};
use error::{CliError, Exit};
use terminal::{Terminal, When};

/// Runs the program: reads the arguments, does what they say, and says how it went.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let terminal = Terminal::of(&cli.global);
    signals::install();
    let result = match &cli.command {
        Command::Init(args) => commands::init::run(args, &terminal),
        Command::Generate(args) => commands::generate::run(args, &terminal),
        Command::Inspect(args) => commands::inspect::run(args, &terminal),
        Command::Check(args) => commands::check::run(args, &terminal),
        Command::Checklist(args) => commands::checklist::run(args, &terminal),
        Command::Rule(args) => commands::rule::run(args, &terminal),
        Command::Describe(args) => commands::describe::run(args, &terminal),
        Command::Replay(args) => commands::replay::run(args, &terminal),
        Command::Merge(args) => commands::merge::run(args, &terminal),
        Command::Explain(args) => commands::explain::run(args, &terminal),
        Command::Compare(args) => commands::compare::run(args, &terminal),
        Command::Sweep(args) => commands::sweep::run(args, &terminal),
        Command::Report(args) => commands::report::run(args, &terminal),
        Command::Assume(args) => commands::assume::run(args, &terminal),
        Command::Test(args) => commands::test::run(args, &terminal),
        Command::Reach(args) => commands::reach::run(args, &terminal),
        Command::Completions(args) => commands::completions::run(args, &terminal),
        Command::Man(args) => commands::man::run(args, &terminal),
    };
    match result {
        Ok(exit) => exit.into(),
        Err(error) => terminal.fail(&error).into(),
    }
}

/// Help and version go to standard output and are no failure; usage errors are.
fn usage(error: &clap::Error) -> ExitCode {
    let text = |is_terminal| {
        let rendered = error.render();
        let is_coloured = terminal::colours(When::Auto, is_terminal);
        let text = if is_coloured { rendered.ansi().to_string() } else { rendered.to_string() };
        text.replace(examples::UNBREAKABLE_BLANK, " ")
    };
    let (written, exit) = if error.use_stderr() {
        (io::stderr().write_all(text(io::stderr().is_terminal()).as_bytes()), Exit::Failed)
    } else {
        (io::stdout().write_all(text(io::stdout().is_terminal()).as_bytes()), Exit::Done)
    };
    match written {
        Ok(()) => exit.into(),
        Err(error) => CliError::from(error).exit.into(),
    }
}
