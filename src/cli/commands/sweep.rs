//! `reattempt sweep`: a grid of changed values, replayed side by side.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::analysis::sweep::{Axis, AxisError, Grid, Sweep, SweepTally, Sweeper};
use crate::check;
use crate::cli::config_file::{ConfigArgs, load_changed};
use crate::cli::declines_file::{Declines, Passes, ReadArgs};
use crate::cli::error::{CliError, Exit};
use crate::cli::examples::{Example, examples};
use crate::cli::input_text;
use crate::cli::terminal::Terminal;
use crate::cli::workers::{self, Feed, Worker};
use crate::config::Loaded;
use crate::engine::Engine;
use crate::ingest::{Block, InputError, Layout, RowCounts};
use crate::model::Finding;
use crate::report::text::grouped;
use crate::report::{json, sweep};

/// The examples of its help.
pub(crate) const EXAMPLES: &[Example] = &[
    (
        "What a longer wait before the hand-off would do",
        r#"reattempt sweep declines.csv --vary 'profile."FlexPay US".attempts.4.wait_days=1,2,3'"#,
    ),
    (
        "Every combination of two values, for a spreadsheet",
        "reattempt sweep declines.csv --vary account.recycle_new_sales=false,true --vary merchant.99.enabled=true,false --format csv",
    ),
];

/// What `sweep` takes.
#[derive(Args, Debug)]
#[command(before_long_help = examples(EXAMPLES))]
pub(crate) struct SweepArgs {
    /// The declines, as CSV (.gz and .zst are read through; `-` is standard input)
    pub(crate) declines: PathBuf,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// Give one value each of these in turn (can be repeated: every combination is replayed)
    #[arg(long, value_name = "PATH=V1,V2,...", required = true)]
    pub(crate) vary: Vec<String>,
    /// More combinations than this are an error
    #[arg(long, value_name = "N", default_value_t = 500)]
    pub(crate) max_combinations: u64,
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

/// What to print on standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A table for people
    Text,
    /// A row per combination, for spreadsheets
    Csv,
    /// The same as JSON
    Json,
}

/// Runs the command.
pub(crate) fn run(args: &SweepArgs, terminal: &Terminal) -> Result<Exit, CliError> {
    let grid = grid(args)?;
    let unvaried = args.config.load_usable(terminal)?;
    let combinations = load_all(args, &grid, terminal)?;
    let tallies = replay(args, terminal, &unvaried, &combinations)?;
    let check = |loaded| check::check(loaded, &check::Options::default()).len() as u64;
    let findings: Vec<Option<u64>> =
        combinations.iter().map(|loaded| Some(check(loaded))).collect();
    let config = args.config.path().display().to_string();
    let found = Sweep::of(config, &grid, &tallies, &findings);
    terminal.print(&match args.format {
        Format::Text => sweep::text(&found, terminal.out),
        Format::Csv => sweep::csv(&found),
        Format::Json => json::document(&found),
    })?;
    Ok(Exit::Done)
}

fn grid(args: &SweepArgs) -> Result<Grid, CliError> {
    let axis = |text: &String| Axis::read(text).map_err(|error| unreadable(text, &error));
    let grid = Grid { axes: args.vary.iter().map(axis).collect::<Result<_, CliError>>()? };
    let mut seen = BTreeSet::new();
    if let Some(axis) = grid.axes.iter().find(|axis| !seen.insert(&axis.path)) {
        return Err(CliError::new(format!("--vary {}: the path is varied twice", axis.path))
            .hint("give all its values in one --vary"));
    }
    match grid.size() {
        Some(size) if size <= args.max_combinations => Ok(grid),
        size => {
            let lengths: Vec<String> =
                grid.axes.iter().map(|axis| axis.values.len().to_string()).collect();
            let size = size.map_or_else(|| "too many".to_owned(), grouped);
            Err(CliError::new(format!(
                "the grid has {} = {size} combinations, more than --max-combinations {}",
                lengths.join(" x "),
                args.max_combinations
            ))
            .hint("vary less at a time, or raise --max-combinations"))
        }
    }
}

fn unreadable(text: &str, error: &AxisError) -> CliError {
    let problem = match error {
        AxisError::Change(_) => "expected PATH=V1,V2,...".to_owned(),
        AxisError::NotSet => "a sweep gives values, it does not add to or remove from lists".into(),
        AxisError::EmptyValue => "a value is empty".to_owned(),
        AxisError::Twice(value) => format!("the value {value} occurs twice"),
    };
    CliError::new(format!("--vary {text}: {problem}")).hint(
        r#"write PATH=V1,V2,..., such as profile."FlexPay recovery".attempts.4.wait_days=1,2,3"#,
    )
}

/// The configuration of each combination. What is wrong with any of them is shown once.
fn load_all(args: &SweepArgs, grid: &Grid, terminal: &Terminal) -> Result<Vec<Loaded>, CliError> {
    let shared = args.config.changes.changes()?;
    let mut shown: Vec<Finding> = Vec::new();
    let mut all = Vec::new();
    for values in grid.combinations() {
        let varied = grid.changes(&values);
        let mut flags = args.config.changes.flags();
        let pairs = grid.axes.iter().zip(&values);
        flags.extend(pairs.map(|(axis, value)| format!("--vary {}={value}", axis.path)));
        let mut loaded = load_changed(&args.config.path(), &[shared.as_slice(), &varied].concat())?;
        if loaded.is_usable() {
            all.push(loaded);
            continue;
        }
        loaded.findings.retain(|finding| !shown.contains(finding));
        if !loaded.findings.is_empty() {
            terminal.show_findings(&loaded, &flags)?;
            shown.append(&mut loaded.findings);
        }
    }
    if shown.is_empty() { Ok(all) } else { Err(CliError::silent(Exit::Failed)) }
}

/// Replays every decline through all combinations.
fn replay(
    args: &SweepArgs,
    terminal: &Terminal,
    unvaried: &Loaded,
    combinations: &[Loaded],
) -> Result<Vec<SweepTally>, CliError> {
    let options = args.read.options()?;
    let passes = if options.first_of.is_empty() { Passes::One } else { Passes::Several };
    let mut declines = Declines::at(&args.declines, passes)?;
    let name = declines.name();
    let (layout, blocks) = declines.layout(&unvaried.account, &options, args.limit, None)?;
    input_text::notices(&layout, terminal);
    let base = Engine::new(&unvaried.account);
    let engines: Vec<Engine<'_>> =
        combinations.iter().map(|loaded| Engine::new(&loaded.account)).collect();
    let workers = (0..workers::count(args.threads))
        .map(|_| SweepWorker(Sweeper::new(&base, &engines)))
        .collect();
    let progress = terminal.progress(declines.length_bytes());
    let feed = Feed { layout: &layout, progress: &progress, name: &name };
    let done = workers::run(&feed, blocks, workers, None);
    terminal.end(&progress);
    let mut tallies = vec![SweepTally::default(); combinations.len()];
    for SweepWorker(sweeper) in done? {
        for (mine, theirs) in tallies.iter_mut().zip(sweeper.into_tallies()) {
            mine.merge(&theirs);
        }
    }
    Ok(tallies)
}

/// Replays blocks, and keeps nothing but the tallies.
struct SweepWorker<'e>(Sweeper<'e>);

impl Worker for SweepWorker<'_> {
    type Rows = ();

    fn block(&mut self, layout: &Layout, block: &Block) -> Result<RowCounts, InputError> {
        self.0.block(layout, block)
    }

    fn rows(&self) -> &() {
        &()
    }
}
