//! `reattempt replay`: where every re-attempt of every decline goes.

use std::path::PathBuf;

use clap::Args;

use crate::analysis::{Summary, Tally};
use crate::check::{Options, check};
use crate::cli::config_file::ConfigArgs;
use crate::cli::declines_file::{Declines, Part, Passes, ReadArgs, SharedDigest, digest_text};
use crate::cli::error::{CliError, Exit};
use crate::cli::examples::{Example, examples};
use crate::cli::format::Format;
use crate::cli::input_text;
use crate::cli::output::ForceArgs;
use crate::cli::parquet::TypedFiles;
use crate::cli::pipeline::{self, Job, Rows};
use crate::cli::replay_folder::{ReplayFolder, RoutesFormat};
use crate::cli::run_record::{RunRecord, ShardRecord, config_digest};
use crate::cli::terminal::Terminal;
use crate::cli::timeline;
use crate::cli::workers;
use crate::config::{Loaded, resolved};
use crate::engine::Engine;
use crate::ingest::Shard;
use crate::report::findings::Counts;
use crate::report::text::counted;
use crate::report::{Again, json, summary};

/// The examples of its help.
pub(crate) const EXAMPLES: &[Example] = &[
    (
        "Where the declines of a file go, by the account in reattempt.toml",
        "reattempt replay declines.csv",
    ),
    (
        "Every attempt as a row of a CSV, and the summary as JSON",
        "reattempt replay declines.csv --out replayed",
    ),
    (
        "With one value of the configuration changed",
        "reattempt replay declines.csv --set merchant.99.enabled=false",
    ),
    (
        "An export in which later attempts of a payment are rows of their own",
        "reattempt replay declines.csv --first-of purchase_id,billing_cycle",
    ),
];

/// What `replay` takes.
#[derive(Args, Debug)]
#[command(before_long_help = examples(EXAMPLES))]
pub(crate) struct ReplayArgs {
    /// The declines, as CSV (.gz and .zst are read through; `-` is standard input)
    pub(crate) declines: PathBuf,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    /// Write routes.csv, transactions.csv, rejects.csv, summary.json, account.json and run.json here
    #[arg(long, short, value_name = "DIR", help_heading = "Output")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) force: ForceArgs,
    /// Write every event of the shared calendar, in time order, as CSV
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) timeline: Option<PathBuf>,
    /// What to write routes and transactions as
    #[arg(long, value_name = "FORMAT", default_value = "csv", requires = "out")]
    #[arg(help_heading = "Output")]
    pub(crate) routes_format: RoutesFormat,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: Format,
    /// Threads to use [default: all]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// Read no more than this many rows
    #[arg(long, value_name = "N", help_heading = "Reading declines")]
    pub(crate) limit: Option<u64>,
    /// Replay the I-th of N contiguous parts of the rows; `reattempt merge` joins what the parts write
    #[arg(long, value_name = "I/N", value_parser = shard, conflicts_with = "timeline")]
    #[arg(help_heading = "Reading declines")]
    pub(crate) shard: Option<Shard>,
    /// More rejected rows than this are an error (exit 1)
    #[arg(long, value_name = "N", help_heading = "Reading declines")]
    pub(crate) max_rejects: Option<u64>,
}

/// Reads `--shard`.
fn shard(text: &str) -> Result<Shard, String> {
    Shard::read(text).ok_or_else(|| "write I/N, with I from 1 to N, such as 2/3".to_owned())
}

/// Runs the command.
pub(crate) fn run(args: &ReplayArgs, terminal: &Terminal) -> Result<Exit, CliError> {
    let loaded = args.config.load_usable(terminal)?;
    let typed = TypedFiles::of(args.routes_format, &loaded.account)?;
    let options = args.read.options()?;
    let passes = if reads_once(args) { Passes::One } else { Passes::Several };
    let mut declines = Declines::at(&args.declines, passes)?;
    let engine = Engine::new(&loaded.account);
    let mut folder = args
        .out
        .as_deref()
        .map(|path| ReplayFolder::create(path, args.force.overwrite(), typed))
        .transpose()?;
    let digest = folder.as_ref().filter(|_| reads_all(args)).map(|_| SharedDigest::default());
    let mut shard_record = None;
    let (layout, blocks) = match args.shard {
        None => declines.layout(&loaded.account, &options, args.limit, digest.as_ref())?,
        Some(shard) => {
            let part = declines.part(&loaded.account, &options, args.limit, shard)?;
            shard_record = Some(record_of(args, shard, &declines, &part));
            (part.layout, part.blocks)
        }
    };
    input_text::notices(&layout, terminal);
    let progress = terminal.progress(declines.length_bytes());
    let job = Job {
        engine: &engine,
        layout: &layout,
        threads: workers::count(args.threads),
        progress: &progress,
        name: &declines.name(),
    };
    let mut commit = |rows: &Rows| folder.as_mut().map_or(Ok(()), |folder| folder.rows(rows));
    let commit = args.out.is_some().then_some((args.routes_format, &mut commit as _));
    let tally = pipeline::run(&job, blocks, commit);
    terminal.end(&progress);
    let tally = tally?;
    if let Some(path) = &args.timeline {
        let name = declines.name();
        let open = || declines.layout(&loaded.account, &options, args.limit, None);
        timeline::write(path, args.force.overwrite(), &engine, &name, terminal, open)?;
    }
    let summary = balanced(&engine, &tally)?;
    if let Some(folder) = folder {
        let digest = match &digest {
            Some(digest) => digest_text(digest),
            None => declines.digest()?,
        };
        let inputs = [config_digest(&args.config.path(), &loaded), (declines.file_name(), digest)];
        folder.publish(&summary, &json::document(&resolved(&loaded.account)), |outputs| {
            RunRecord { shard: shard_record, ..RunRecord::new(inputs.into(), outputs) }
        })?;
    }
    print(args, terminal, &loaded, &summary)?;
    Ok(judge_rejects(args.max_rejects, terminal, &summary))
}

/// Whether one reading of the declines is enough.
fn reads_once(args: &ReplayArgs) -> bool {
    let shows_again = args.timeline.is_some() || (args.out.is_some() && !reads_all(args));
    args.read.first_of.is_empty() && args.shard.is_none() && !shows_again
}

/// Whether the replay itself reads the declines from start to end.
fn reads_all(args: &ReplayArgs) -> bool {
    args.limit.is_none() && args.shard.is_none()
}

fn record_of(args: &ReplayArgs, shard: Shard, declines: &Declines, part: &Part) -> ShardRecord {
    let read_by = args.read.typed().into_iter().map(|(flag, value)| format!("{flag}={value}"));
    ShardRecord {
        number: shard.number(),
        count: shard.count(),
        rows_before: part.rows.start,
        rows: part.rows.end - part.rows.start,
        all_rows: part.all_rows,
        declines: declines.file_name(),
        read_by: read_by.collect(),
    }
}

/// The summary, once its books balance.
pub(super) fn balanced(engine: &Engine<'_>, tally: &Tally) -> Result<Summary, CliError> {
    Summary::of(engine.account(), engine.profiles(), tally).map_err(|unbalanced| {
        CliError::new(format!("internal error: the books do not balance: {}", unbalanced.0))
            .hint("no output was written; please report this with the command line")
    })
}

fn print(
    args: &ReplayArgs,
    terminal: &Terminal,
    loaded: &Loaded,
    totals: &Summary,
) -> Result<(), CliError> {
    match args.format {
        Format::Json => terminal.print(&json::document(totals)),
        Format::Text => {
            let folder = args.out.as_ref().map(|path| path.display().to_string());
            let names = args.routes_format.names();
            let beside = summary::Beside {
                account: &loaded.account,
                findings: Counts::of(&check(loaded, &Options::default())),
                written: folder.as_deref().map(|folder| summary::Written { folder, names }),
                again: &again(args),
            };
            terminal.print(&summary::text(totals, &beside, terminal.out))
        }
    }
}

fn again(args: &ReplayArgs) -> Again {
    Again {
        declines: args.declines.display().to_string(),
        config: args.config.config.as_ref().map(|path| path.display().to_string()),
        changes: args.config.changes.typed(),
        reading: args.read.typed(),
    }
}

/// How a run with so many rejects ends.
pub(crate) fn judge_rejects(
    max_rejects: Option<u64>,
    terminal: &Terminal,
    summary: &Summary,
) -> Exit {
    let rejected = summary.rows.rejected;
    match max_rejects {
        Some(most) if rejected > most => {
            let error = CliError {
                exit: Exit::Findings,
                ..CliError::new(format!(
                    "{} rejected, more than --max-rejects {most}",
                    counted(rejected, "row was", "rows were")
                ))
            };
            terminal.fail(&error)
        }
        _ => Exit::Done,
    }
}
