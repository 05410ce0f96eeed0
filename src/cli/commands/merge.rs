//! `reattempt merge`: the outputs of shards as those of one replay.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::analysis::{Summary, Unjoinable};
use crate::check::{Options, check};
use crate::cli::commands::replay::judge_rejects;
use crate::cli::error::{CliError, Exit};
use crate::cli::examples::{Example, examples};
use crate::cli::format::Format;
use crate::cli::output::ForceArgs;
use crate::cli::replay_folder::{ACCOUNT, ROW_OUTPUTS, ReplayFolder, RoutesFormat};
use crate::cli::run_record::{MergedRecord, RunRecord};
use crate::cli::shard_folder::{self, ShardFolder};
use crate::cli::terminal::Terminal;
use crate::config;
use crate::ingest::RowCounts;
use crate::model::Source;
use crate::report::findings::Counts;
use crate::report::{Again, json, summary};

/// The examples of its help.
pub(crate) const EXAMPLES: &[Example] = &[
    (
        "A replay in two halves, put together again",
        "for i in 1 2; do reattempt replay declines.csv --shard $i/2 --out part-$i; done; reattempt merge part-* --out whole",
    ),
    (
        "The summary of the whole as JSON, replacing what was merged before",
        "reattempt merge part-1 part-2 --out whole --force --format json",
    ),
];

/// What `merge` takes.
#[derive(Args, Debug)]
#[command(before_long_help = examples(EXAMPLES))]
pub(crate) struct MergeArgs {
    /// The folders that `replay --shard` wrote, all of one replay, in any order
    #[arg(required = true, value_name = "DIR")]
    pub(crate) shards: Vec<PathBuf>,
    /// Write the outputs of the whole here
    #[arg(long, short, value_name = "DIR", help_heading = "Output")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) force: ForceArgs,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: Format,
    /// More rejected rows than this are an error (exit 1)
    #[arg(long, value_name = "N")]
    pub(crate) max_rejects: Option<u64>,
}

/// Runs the command.
pub(crate) fn run(args: &MergeArgs, terminal: &Terminal) -> Result<Exit, CliError> {
    let shards = shard_folder::open_all(&args.shards)?;
    refuse_to_replace_a_shard(args)?;
    let [first, ..] = shards.as_slice() else {
        return Err(CliError::new("there is nothing to merge"));
    };
    let account = first.account()?;
    let totals = joined(&shards)?;
    let mut folder = ReplayFolder::create(&args.out, args.force.overwrite(), None)?;
    copy_rows(&shards, &mut folder, terminal)?;
    folder.publish(&totals, &account, |outputs| RunRecord {
        version: first.run.version.clone(),
        timezone_data: first.run.timezone_data.clone(),
        merged: shards.iter().map(merged).collect(),
        ..RunRecord::new(first.run.inputs.clone(), outputs)
    })?;
    match args.format {
        Format::Json => terminal.print(&json::document(&totals))?,
        Format::Text => print(args, terminal, &first.shard.declines, account, &totals)?,
    }
    Ok(judge_rejects(args.max_rejects, terminal, &totals))
}

fn merged(folder: &ShardFolder) -> MergedRecord {
    let shard = &folder.shard;
    MergedRecord {
        shard: format!("{}/{}", shard.number, shard.count),
        run: folder.run_digest.clone(),
    }
}

fn refuse_to_replace_a_shard(args: &MergeArgs) -> Result<(), CliError> {
    let real = |path: &Path| path.canonicalize().ok();
    let out = real(&args.out);
    match args.shards.iter().find(|shard| out.is_some() && real(shard) == out) {
        Some(shard) => {
            Err(CliError::new(format!("--out {} is one of the shards", shard.display())))
        }
        None => Ok(()),
    }
}

/// The summary of all shards, which must have all rows between them.
fn joined(shards: &[ShardFolder]) -> Result<Summary, CliError> {
    let parts = shards.iter().map(ShardFolder::summary).collect::<Result<Vec<_>, _>>()?;
    let totals = Summary::join(parts).map_err(|error| {
        CliError::new(match error {
            Unjoinable::Nothing => "there is nothing to merge".to_owned(),
            Unjoinable::Schema(schema) => format!("there is a summary of another form: {schema}"),
            Unjoinable::Assumptions => "the summaries rest on different assumptions".to_owned(),
            Unjoinable::Amount(code, text) => {
                format!("there is a summary with the amount {code} {text}")
            }
        })
    })?;
    let all_rows = shards.first().map_or(0, |first| first.shard.all_rows);
    if totals.rows.read == all_rows {
        return Ok(totals);
    }
    let read = totals.rows.read;
    Err(CliError::new(format!("the shards hold {read} rows between them, not {all_rows}")))
}

/// Copies the rows of all shards, in order.
fn copy_rows(
    shards: &[ShardFolder],
    folder: &mut ReplayFolder,
    terminal: &Terminal,
) -> Result<(), CliError> {
    let outputs = || 0..ROW_OUTPUTS.len();
    let lengths =
        shards.iter().flat_map(|shard| outputs().map(|output| shard.length_bytes(output)));
    let progress = terminal.progress(Some(lengths.sum()));
    let copied = outputs().try_for_each(|output| {
        shards.iter().try_for_each(|shard| {
            shard.rows(output, &mut |rows| {
                progress.advance(rows.len() as u64, RowCounts::default());
                folder.add(output, rows)
            })
        })
    });
    progress.clear();
    copied
}

fn print(
    args: &MergeArgs,
    terminal: &Terminal,
    declines_name: &str,
    account: String,
    totals: &Summary,
) -> Result<(), CliError> {
    let config_name = args.out.join(ACCOUNT).display().to_string();
    let source = Source { name: config_name.clone(), text: account };
    let loaded = config::load(source, config::Format::Json, &[]);
    let again =
        Again { declines: declines_name.to_owned(), config: Some(config_name), ..Again::default() };
    let folder = args.out.display().to_string();
    let written = summary::Written { folder: &folder, names: RoutesFormat::Csv.names() };
    let beside = summary::Beside {
        account: &loaded.account,
        findings: Counts::of(&check(&loaded, &Options::default())),
        written: Some(written),
        again: &again,
    };
    terminal.print(&summary::text(totals, &beside, terminal.out))
}
