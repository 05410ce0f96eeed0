//! `reattempt checklist`: the sixteen steps of FlexPay's guide, answered one by one.

use std::path::PathBuf;

use clap::Args;

use crate::check::{self, Options, Verdict, checklist};
use crate::cli::config_file::{ChangeArgs, DEFAULT_CONFIG, load_usable};
use crate::cli::error::{CliError, Exit};
use crate::cli::examples::{Example, examples};
use crate::cli::format::Format;
use crate::cli::terminal::Terminal;
use crate::report::{checklist as render, json};

/// The examples of its help.
pub(crate) const EXAMPLES: &[Example] = &[
    (
        "The guide's sixteen steps, held against the account in reattempt.toml",
        "reattempt checklist",
    ),
    (
        "As they would be answered after a change",
        "reattempt checklist --set account.recycle_new_sales=true",
    ),
];

/// What `checklist` takes.
#[derive(Args, Debug)]
#[command(before_long_help = examples(EXAMPLES))]
pub(crate) struct ChecklistArgs {
    /// The account's configuration, TOML or (by its ending) JSON
    #[arg(default_value = DEFAULT_CONFIG)]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) changes: ChangeArgs,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: Format,
}

/// Runs the command.
pub(crate) fn run(args: &ChecklistArgs, terminal: &Terminal) -> Result<Exit, CliError> {
    let loaded = load_usable(&args.file, &args.changes, terminal)?;
    let findings = check::check(&loaded, &Options::default());
    let steps = checklist(&loaded, &findings);
    let text = match args.format {
        Format::Text => render::text(&loaded, &steps, terminal.out),
        Format::Json => json::document(&render::Document::of(&loaded, &steps)),
    };
    terminal.print(&text)?;
    let failed = steps.iter().any(|step| matches!(step.verdict, Verdict::Fail(_)));
    Ok(if failed { Exit::Findings } else { Exit::Done })
}
