//! `reattempt compare`: what another configuration would do, and which of its values cause it.

mod all;
mod configs;
mod folder;
mod gate;
mod rows;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::analysis::compare::{
    Accounts, Candidate, CompareTally, Compared, Comparer, Comparison, Suspects, Variants,
};
use crate::cli::config_file::ChangeArgs;
use crate::cli::declines_file::{Declines, Passes, ReadArgs};
use crate::cli::error::{CliError, Exit};
use crate::cli::examples::{Example, examples};
use crate::cli::input_text;
use crate::cli::output::Overwrite;
use crate::cli::terminal::Terminal;
use crate::cli::workers::{self, Feed};
use crate::config::Differences;
use crate::engine::Engine;
use crate::report::{compare, json};

pub(crate) use configs::Config;
use folder::Folders;
pub(crate) use gate::Gate;
use rows::CompareWorker;

/// The examples of its help.
pub(crate) const EXAMPLES: &[Example] = &[
    (
        "What another configuration would change",
        "reattempt compare declines.csv --candidate mistakes/fridays-on.toml",
    ),
    (
        "What one value would change",
        "reattempt compare declines.csv --candidate-set account.recycle_new_sales=true",
    ),
    (
        "What it would change for any decline that there can be",
        "reattempt compare --all --candidate mistakes/fridays-on.toml",
    ),
    (
        "For a build that must not lose a hand-off",
        "reattempt compare declines.csv --candidate mistakes/wait-3-days.toml --max-lost-handoffs 0",
    ),
];

/// What `compare` takes.
#[derive(Args, Debug)]
#[command(before_long_help = examples(EXAMPLES))]
pub(crate) struct CompareArgs {
    /// The declines, as CSV (.gz and .zst are read through; `-` is standard input)
    #[arg(required_unless_present = "all")]
    pub(crate) declines: Option<PathBuf>,
    /// Without declines: compare over every class of decline of an ordinary week
    #[arg(long, conflicts_with_all = ["declines", "out", "limit", "max_changed", "max_lost_handoffs"])]
    pub(crate) all: bool,
    /// The configuration as it is [default: reattempt.toml]
    #[arg(long, short, value_name = "FILE", visible_alias = "config")]
    pub(crate) base: Option<PathBuf>,
    /// A configuration to compare with it (several are compared in one reading of the declines)
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) candidate: Vec<PathBuf>,
    /// Make a candidate from the base by changing one value, or a list with += and -= (can be repeated)
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) candidate_set: Vec<String>,
    /// Make a candidate from the base by removing one key (can be repeated)
    #[arg(long, value_name = "PATH")]
    pub(crate) candidate_unset: Vec<String>,
    /// Changes to the base and to every candidate
    #[command(flatten)]
    pub(crate) changes: ChangeArgs,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    /// Write changes.csv and compare.json here; with several candidates, a folder for each
    #[arg(long, short, value_name = "DIR", help_heading = "Output")]
    pub(crate) out: Option<PathBuf>,
    /// Replace outputs that exist
    #[arg(long, help_heading = "Output")]
    pub(crate) force: bool,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) gate: Gate,
    /// Threads to use [default: all]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// Read no more than this many rows
    #[arg(long, value_name = "N", help_heading = "Reading declines")]
    pub(crate) limit: Option<u64>,
}

/// What to print on standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// The comparison as JSON
    Json,
    /// For a comment on a pull request
    Markdown,
}

/// Several comparisons with one base.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Comparisons<'a> {
    schema: &'static str,
    comparisons: &'a [Comparison],
}

/// Runs the command.
pub(crate) fn run(args: &CompareArgs, terminal: &Terminal) -> Result<Exit, CliError> {
    let (base, candidates) = configs::load(args, terminal)?;
    let Some(declines) = &args.declines else {
        return all::run(args, terminal, &base, &candidates);
    };
    for candidate in &candidates {
        configs::reading_notice(&base, candidate, terminal);
    }
    let differences = differences(&base, &candidates);
    let overwrite = if args.force { Overwrite::Replace } else { Overwrite::Refuse };
    let names: Vec<&str> = candidates.iter().map(|candidate| candidate.name.as_str()).collect();
    let mut folders =
        args.out.as_deref().map(|path| Folders::create(path, &names, overwrite)).transpose()?;
    let tally =
        replay((args, declines), terminal, &base, &candidates, &differences, folders.as_mut())?;
    let comparisons = documents((args, declines), &base, &candidates, &differences, &tally);
    if let Some(folders) = folders {
        folders.publish(&comparisons)?;
    }
    terminal.print(&printed(args.format, &comparisons, terminal))?;
    Ok(args.gate.judge(&comparisons, terminal))
}

/// Configurations and what differs between them.
pub(crate) struct Results {
    pub(crate) base: Config,
    pub(crate) candidates: Vec<Config>,
    /// One for each candidate.
    pub(crate) comparisons: Vec<Comparison>,
}

/// Compares over the declines of a file, and writes nothing.
pub(crate) fn compared(
    args: &CompareArgs,
    declines: &Path,
    terminal: &Terminal,
) -> Result<Results, CliError> {
    let (base, candidates) = configs::load(args, terminal)?;
    let differences = differences(&base, &candidates);
    let tally = replay((args, declines), terminal, &base, &candidates, &differences, None)?;
    let comparisons = documents((args, declines), &base, &candidates, &differences, &tally);
    Ok(Results { base, candidates, comparisons })
}

fn differences(base: &Config, candidates: &[Config]) -> Vec<Differences> {
    let between = |candidate: &Config| Differences::between(&base.loaded, &candidate.loaded);
    candidates.iter().map(between).collect()
}

/// Replays every decline through all configurations.
fn replay(
    (args, path): (&CompareArgs, &Path),
    terminal: &Terminal,
    base: &Config,
    candidates: &[Config],
    differences: &[Differences],
    mut folders: Option<&mut Folders>,
) -> Result<CompareTally, CliError> {
    let options = args.read.options()?;
    let passes = if options.first_of.is_empty() { Passes::One } else { Passes::Several };
    let mut declines = Declines::at(path, passes)?;
    let name = declines.name();
    let (layout, blocks) = declines.layout(&base.loaded.account, &options, args.limit, None)?;
    input_text::notices(&layout, terminal);
    let base_engine = Engine::new(&base.loaded.account);
    let engines: Vec<Engine<'_>> =
        candidates.iter().map(|candidate| Engine::new(&candidate.loaded.account)).collect();
    let accounts = Accounts::default();
    let variants = Variants::default();
    let lanes: Vec<Candidate<'_, '_>> = engines
        .iter()
        .zip(differences)
        .map(|(engine, differences)| {
            let suspects = Suspects::of(&base_engine, engine, differences, &accounts, &variants);
            Candidate::traced(&base_engine, engine, suspects)
        })
        .collect();
    let paths: Vec<Vec<String>> = differences.iter().map(rows::paths).collect();
    let wanted = folders.is_some().then_some(paths.as_slice());
    let workers = (0..workers::count(args.threads))
        .map(|_| CompareWorker::new(Comparer::new(&base_engine, &lanes), lanes.len(), wanted))
        .collect();
    let progress = terminal.progress(declines.length_bytes());
    let feed = Feed { layout: &layout, progress: &progress, name: &name };
    let mut commit = folders.as_mut().map(|folders| |rows: &Vec<Vec<u8>>| folders.rows(rows));
    let commit = commit.as_mut().map(|commit| commit as _);
    let done = workers::run(&feed, blocks, workers, commit);
    terminal.end(&progress);
    let mut tally = CompareTally::default();
    done?.into_iter().for_each(|worker| tally.merge(&worker.into_tally()));
    Ok(tally)
}

fn documents(
    (args, declines): (&CompareArgs, &Path),
    base: &Config,
    candidates: &[Config],
    differences: &[Differences],
    tally: &CompareTally,
) -> Vec<Comparison> {
    let all = candidates.iter().zip(differences).zip(&tally.candidates);
    all.map(|((candidate, differences), changes)| {
        Comparison::of(&Compared {
            base: base.configured(),
            candidate: candidate.configured(),
            differences,
            tally,
            changes,
            explain: &|witness| configs::explain(args, declines, [base, candidate], witness),
        })
    })
    .collect()
}

fn printed(format: Format, comparisons: &[Comparison], terminal: &Terminal) -> String {
    let joined = |text: &dyn Fn(&Comparison) -> String| {
        comparisons.iter().map(text).collect::<Vec<String>>().join("\n")
    };
    match (format, comparisons) {
        (Format::Text, _) => joined(&|comparison| compare::text(comparison, terminal.out)),
        (Format::Markdown, _) => joined(&|comparison| compare::markdown(comparison)),
        (Format::Json, [one]) => json::document(one),
        (Format::Json, comparisons) => {
            json::document(&Comparisons { schema: "reattempt/comparisons/1", comparisons })
        }
    }
}

/// The schema of several comparisons.
#[cfg(test)]
pub(crate) fn schema() -> serde_json::Value {
    json::schema_of::<Comparisons<'_>>()
}
