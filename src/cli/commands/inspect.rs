//! `reattempt inspect`: what is in a file of declines, before any replay.

use std::path::PathBuf;

use clap::Args;

use crate::analysis::inspection::{Inspector, Surroundings};
use crate::cli::config_file::{ConfigArgs, load_usable};
use crate::cli::declines_file::{Declines, Passes, ReadArgs};
use crate::cli::error::{CliError, Exit};
use crate::cli::examples::{Example, examples};
use crate::cli::format::Format;
use crate::cli::terminal::Terminal;
use crate::cli::{input_text, signals};
use crate::config::{self, Account, Format as ConfigFormat};
use crate::engine::Engine;
use crate::ingest::{Block, Compression, ReadOptions, Scratch};
use crate::model::Source;
use crate::report::{inspect, json};

/// The examples of its help.
pub(crate) const EXAMPLES: &[Example] = &[
    ("A new export, before anything else is done with it", "reattempt inspect declines.csv"),
    (
        "The same, held against an account, for a program",
        "reattempt inspect declines.csv --config account.toml --format json",
    ),
];

/// What `inspect` takes.
#[derive(Args, Debug)]
#[command(before_long_help = examples(EXAMPLES))]
pub(crate) struct InspectArgs {
    /// The declines: CSV, also .gz and .zst, or `-` for standard input
    #[arg(value_name = "DECLINES")]
    pub(crate) declines: PathBuf,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

/// Runs the command.
pub(crate) fn run(args: &InspectArgs, terminal: &Terminal) -> Result<Exit, CliError> {
    let options = args.read.options()?;
    let (account, config) = account(&args.config, terminal)?;
    let engine = Engine::new(&account);
    let passes = if options.first_of.is_empty() { Passes::One } else { Passes::Several };
    let mut declines = Declines::at(&args.declines, passes)?;
    let name = declines.name();
    let progress = terminal.progress(declines.length_bytes());
    let failed = |error| input_text::input_error(&name, &error);
    let (layout, mut blocks) = declines.layout(&account, &options, None, None)?;
    let mut inspector = Inspector::new(&engine);
    let (mut block, mut scratch) = (Block::default(), Scratch::default());
    while blocks.next_block(&mut block).map_err(failed)? {
        signals::check()?;
        let read = layout.read(&block, &mut scratch, &mut |record| inspector.add(&record));
        progress.advance(block.bytes().len() as u64, read.map_err(failed)?);
    }
    terminal.end(&progress);
    let around = surroundings(args, &options, &account, config);
    let inspection = inspector.finish(&layout, &around);
    terminal.print(&match args.format {
        Format::Text => inspect::text(&declines.file_name(), &inspection, terminal.out),
        Format::Json => json::document(&inspection),
    })?;
    Ok(Exit::Done)
}

/// The account to hold the declines against, and its file's name; an empty one where there is no file.
fn account(args: &ConfigArgs, terminal: &Terminal) -> Result<(Account, Option<String>), CliError> {
    let path = args.path();
    if args.config.is_some() || path.exists() {
        let loaded = load_usable(&path, &args.changes, terminal)?;
        return Ok((loaded.account, Some(path.display().to_string())));
    }
    let nothing = Source { name: String::new(), text: String::new() };
    Ok((config::load(nothing, ConfigFormat::Toml, &args.changes.changes()?).account, None))
}

fn surroundings(
    args: &InspectArgs,
    options: &ReadOptions,
    account: &Account,
    config: Option<String>,
) -> Surroundings {
    let format = &account.declines;
    let (zone, zone_from) = match (&options.timezone, &format.timezone) {
        (Some(zone), _) => (zone, "--timezone"),
        (None, Some(zone)) => (zone, "[declines]"),
        (None, None) if config.is_some() => (&account.timezone, "account"),
        (None, None) => (&account.timezone, "default"),
    };
    Surroundings {
        compression: match Compression::of_name(&args.declines.to_string_lossy()) {
            Compression::None => "none",
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
        },
        zone: zone.name().to_owned(),
        zone_from,
        date_format: options.date_format.clone().or_else(|| format.date_format.clone()),
        config,
    }
}
