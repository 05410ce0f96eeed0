//! `reattempt describe`: the configuration in plain sentences.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::config_file::{ChangeArgs, DEFAULT_CONFIG, load_usable};
use crate::cli::error::{CliError, Exit};
use crate::cli::examples::{Example, examples};
use crate::cli::terminal::Terminal;
use crate::engine::Engine;
use crate::report::{describe, json};

/// The examples of its help.
pub(crate) const EXAMPLES: &[Example] = &[
    (
        "The account in reattempt.toml, for somebody who has never seen the CRM",
        "reattempt describe",
    ),
    (
        "What a mistake does to it, for a wiki",
        "reattempt describe mistakes/wait-3-days.toml --format markdown",
    ),
];

/// What `describe` takes.
#[derive(Args, Debug)]
#[command(before_long_help = examples(EXAMPLES))]
pub(crate) struct DescribeArgs {
    /// The account's configuration, TOML or (by its ending) JSON
    #[arg(default_value = DEFAULT_CONFIG)]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) changes: ChangeArgs,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

/// How the sentences are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A line per sentence
    Text,
    /// JSON
    Json,
    /// Markdown, for a wiki or a pull request
    Markdown,
}

/// Runs the command.
pub(crate) fn run(args: &DescribeArgs, terminal: &Terminal) -> Result<Exit, CliError> {
    let loaded = load_usable(&args.file, &args.changes, terminal)?;
    let description = describe::describe(&Engine::new(&loaded.account));
    terminal.print(&match args.format {
        Format::Text => describe::text(&description, terminal.out),
        Format::Json => json::document(&description),
        Format::Markdown => describe::markdown(&description),
    })?;
    Ok(Exit::Done)
}
