//! `reattempt assume`: what hangs on the assumptions about the CRM.

use std::path::PathBuf;

use clap::Args;

use crate::analysis::assume::{Assume, alternatives};
use crate::analysis::compare::{Candidate, CompareTally, Comparer};
use crate::cli::config_file::ConfigArgs;
use crate::cli::declines_file::{Declines, Passes, ReadArgs};
use crate::cli::error::{CliError, Exit};
use crate::cli::examples::{Example, examples};
use crate::cli::format::Format;
use crate::cli::input_text;
use crate::cli::terminal::Terminal;
use crate::cli::workers::{self, Feed, Worker};
use crate::engine::Engine;
use crate::ingest::{Block, InputError, Layout, RowCounts};
use crate::report::{assume, json};

/// The examples of its help.
pub(crate) const EXAMPLES: &[Example] = &[
    (
        "Which readings of the CRM's documents matter for these declines",
        "reattempt assume declines.csv",
    ),
    (
        "After one of them is settled",
        "reattempt assume declines.csv --set assumptions.unknown_decline=soft",
    ),
];

/// What `assume` takes.
#[derive(Args, Debug)]
#[command(before_long_help = examples(EXAMPLES))]
pub(crate) struct AssumeArgs {
    /// The declines, as CSV (.gz and .zst are read through; `-` is standard input)
    pub(crate) declines: PathBuf,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: Format,
    /// Threads to use [default: all]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// Read no more than this many rows
    #[arg(long, value_name = "N", help_heading = "Reading declines")]
    pub(crate) limit: Option<u64>,
}

/// Runs the command.
pub(crate) fn run(args: &AssumeArgs, terminal: &Terminal) -> Result<Exit, CliError> {
    let loaded = args.config.load_usable(terminal)?;
    let account = &loaded.account;
    let options = args.read.options()?;
    let passes = if options.first_of.is_empty() { Passes::One } else { Passes::Several };
    let mut declines = Declines::at(&args.declines, passes)?;
    let name = declines.name();
    let (layout, blocks) = declines.layout(account, &options, args.limit, None)?;
    input_text::notices(&layout, terminal);
    let base = Engine::new(account);
    let assumed = alternatives(account);
    let engines: Vec<Engine<'_>> = assumed.iter().map(|it| Engine::new(&it.account)).collect();
    let candidates: Vec<Candidate<'_, '_>> =
        engines.iter().map(|engine| Candidate::counted(&base, engine)).collect();
    let workers = (0..workers::count(args.threads))
        .map(|_| AssumeWorker(Comparer::new(&base, &candidates)))
        .collect();
    let progress = terminal.progress(declines.length_bytes());
    let feed = Feed { layout: &layout, progress: &progress, name: &name };
    let done = workers::run(&feed, blocks, workers, None);
    terminal.end(&progress);
    let mut tally = CompareTally::default();
    done?.into_iter().for_each(|AssumeWorker(comparer)| tally.merge(&comparer.into_tally()));
    let found = Assume::of(account, &assumed, &tally);
    terminal.print(&match args.format {
        Format::Text => assume::text(&found, terminal.out),
        Format::Json => json::document(&found),
    })?;
    Ok(Exit::Done)
}

/// Compares blocks, and keeps nothing but the tally.
struct AssumeWorker<'a, 'e>(Comparer<'a, 'e>);

impl Worker for AssumeWorker<'_, '_> {
    type Rows = ();

    fn block(&mut self, layout: &Layout, block: &Block) -> Result<RowCounts, InputError> {
        self.0.block(layout, block, &mut ())
    }

    fn rows(&self) -> &() {
        &()
    }
}
