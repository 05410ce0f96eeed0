//! `reattempt report`: a page to look at.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::compare::{self, CompareArgs};
use super::replay;
use crate::analysis::{SUMMARY_SCHEMA, Summary};
use crate::check::{Options, check};
use crate::cli::config_file::ConfigArgs;
use crate::cli::declines_file::{Declines, Passes, ReadArgs};
use crate::cli::error::{CliError, Exit};
use crate::cli::examples::{Example, examples};
use crate::cli::input_text;
use crate::cli::output::{ForceArgs, OutputDir, OutputFile};
use crate::cli::pipeline::{self, Job};
use crate::cli::terminal::Terminal;
use crate::cli::workers;
use crate::config::Loaded;
use crate::engine::Engine;
use crate::report::page::{Change, Report, Subject, comparing_report, report};

/// The examples of its help.
pub(crate) const EXAMPLES: &[Example] = &[
    (
        "A page of the declines of a file, by the account in reattempt.toml",
        "reattempt report declines.csv --out report.html",
    ),
    (
        "A page of a replay that was made already",
        "reattempt replay declines.csv --out replayed && reattempt report replayed --out replayed.html",
    ),
    (
        "A page of what another configuration would change",
        "reattempt report declines.csv --candidate mistakes/fridays-on.toml --out change.html",
    ),
];

/// What `report` takes.
#[derive(Args, Debug)]
#[command(before_long_help = examples(EXAMPLES))]
pub(crate) struct ReportArgs {
    /// The declines, as CSV, or a folder that `replay --out` wrote
    pub(crate) input: PathBuf,
    /// The page
    #[arg(long, short, value_name = "FILE.html", help_heading = "Output")]
    pub(crate) out: PathBuf,
    /// Write each picture as SVG, and its numbers as CSV, into this folder
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(crate) assets: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// Compare: the configuration as it is
    #[arg(long, value_name = "FILE", requires = "candidate", conflicts_with = "config")]
    pub(crate) base: Option<PathBuf>,
    /// Compare: the configuration as it could be
    #[arg(long, value_name = "FILE")]
    pub(crate) candidate: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    #[command(flatten)]
    pub(crate) force: ForceArgs,
    /// Threads to use [default: all]
    #[arg(long, value_name = "N", help_heading = "Reading declines")]
    pub(crate) threads: Option<usize>,
    /// Read no more than this many rows
    #[arg(long, value_name = "N", help_heading = "Reading declines")]
    pub(crate) limit: Option<u64>,
}

/// Runs the command.
pub(crate) fn run(args: &ReportArgs, terminal: &Terminal) -> Result<Exit, CliError> {
    let mut page = OutputFile::create(&args.out, args.force.overwrite())?;
    let made = if args.candidate.is_some() {
        of_comparison(args, terminal)?
    } else if args.input.is_dir() {
        of_folder(args, terminal)?
    } else {
        of_declines(args, terminal)?
    };
    if let Some(folder) = &args.assets {
        write_assets(folder, &made, args)?;
    }
    page.write(made.html.as_bytes())?;
    page.publish()?;
    terminal.notice(&format!("wrote {}", args.out.display()));
    Ok(Exit::Done)
}

/// The page of a folder that a replay wrote.
fn of_folder(args: &ReportArgs, terminal: &Terminal) -> Result<Report, CliError> {
    if args.config.config.is_some() || !args.config.changes.flags().is_empty() {
        return Err(CliError::new("a replay's folder has its configuration with it").hint(
            "leave --config, --set and --unset out, or name the declines instead of the folder",
        ));
    }
    let summary = summary_in(&args.input)?;
    let account = ConfigArgs {
        config: Some(args.input.join("account.json")),
        changes: args.config.changes.clone(),
    };
    let loaded = account.load_usable(terminal)?;
    Ok(report(&Subject {
        summary: &summary,
        loaded: &loaded,
        flags: &[],
        findings: &check(&loaded, &Options::default()),
        declines_name: None,
        whole: "in the replay's summary.json",
    }))
}

/// The summary of a folder that a replay wrote.
fn summary_in(folder: &Path) -> Result<Summary, CliError> {
    let path = folder.join("summary.json");
    let bytes = fs::read(&path).map_err(|error| {
        CliError::file("read", &path, &error)
            .hint("a folder that `reattempt replay --out` wrote has it")
    })?;
    let unusable = |why: String| {
        CliError::new(format!("{} is no summary of a replay: {why}", path.display()))
            .hint("was it written by another version? replay the declines again")
    };
    let summary: Summary =
        serde_json::from_slice(&bytes).map_err(|error| unusable(error.to_string()))?;
    match summary.schema.as_str() {
        SUMMARY_SCHEMA => Ok(summary),
        other => Err(unusable(format!("its schema is {other}, not {SUMMARY_SCHEMA}"))),
    }
}

/// The page of declines that are replayed for it.
fn of_declines(args: &ReportArgs, terminal: &Terminal) -> Result<Report, CliError> {
    let loaded = args.config.load_usable(terminal)?;
    let options = args.read.options()?;
    let passes = if options.first_of.is_empty() { Passes::One } else { Passes::Several };
    let mut declines = Declines::at(&args.input, passes)?;
    let engine = Engine::new(&loaded.account);
    let (layout, blocks) = declines.layout(&loaded.account, &options, args.limit, None)?;
    input_text::notices(&layout, terminal);
    let progress = terminal.progress(declines.length_bytes());
    let job = Job {
        engine: &engine,
        layout: &layout,
        threads: workers::count(args.threads),
        progress: &progress,
        name: &declines.name(),
    };
    let tally = pipeline::run(&job, blocks, None);
    terminal.end(&progress);
    let summary = replay::balanced(&engine, &tally?)?;
    let name = args.input.display().to_string();
    Ok(report(&Subject {
        summary: &summary,
        loaded: &loaded,
        flags: &args.config.changes.flags(),
        findings: &check(&loaded, &Options::default()),
        declines_name: Some(&name),
        whole: "in the summary.json of `reattempt replay --out DIR`",
    }))
}

/// The page of two configurations.
fn of_comparison(args: &ReportArgs, terminal: &Terminal) -> Result<Report, CliError> {
    let compared = compare::compared(
        &CompareArgs {
            declines: args.input.clone(),
            base: args.base.clone().or_else(|| args.config.config.clone()),
            candidate: args.candidate.iter().cloned().collect(),
            candidate_set: Vec::new(),
            candidate_unset: Vec::new(),
            changes: args.config.changes.clone(),
            read: args.read.clone(),
            out: None,
            force: false,
            format: compare::Format::Text,
            gate: compare::Gate::default(),
            threads: args.threads,
            limit: args.limit,
        },
        terminal,
    )?;
    let checked = |loaded: &Loaded| check(loaded, &Options::default());
    let [base, candidate] = [&compared.base, &compared.candidates[0]].map(|it| &it.loaded);
    Ok(comparing_report(&Change {
        comparison: &compared.comparisons[0],
        base: (base, &checked(base)),
        candidate: (candidate, &checked(candidate)),
        flags: &args.config.changes.flags(),
    }))
}

fn write_assets(folder: &Path, made: &Report, args: &ReportArgs) -> Result<(), CliError> {
    let names: Vec<&str> = made.assets.iter().map(|(name, _)| name.as_str()).collect();
    let Some(last) = names.last() else { return Ok(()) };
    let mut dir = OutputDir::create(folder, &names, args.force.overwrite())?;
    for (name, text) in &made.assets {
        let number = dir.open(name)?;
        dir.file(number).write(text.as_bytes())?;
    }
    dir.publish(last)
}
