//! `reattempt replay`: where every re-attempt of every decline goes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::analysis::{Summary, Tally};
use crate::check::{Options, check};
use crate::cli::config_file::ConfigArgs;
use crate::cli::declines_file::{Declines, Passes, ReadArgs, SharedDigest, digest_text};
use crate::cli::error::{CliError, Exit};
use crate::cli::examples::{Example, examples};
use crate::cli::input_text;
use crate::cli::output::{OutputDir, Overwrite};
use crate::cli::pipeline::{self, Job, Rows};
use crate::cli::progress::Progress;
use crate::cli::run_record::RunRecord;
use crate::cli::terminal::{Terminal, When};
use crate::cli::timeline;
use crate::config::{Loaded, resolved};
use crate::engine::Engine;
use crate::report::csv::{REJECTS_HEADER, ROUTES_HEADER, TRANSACTIONS_HEADER};
use crate::report::findings::Counts;
use crate::report::text::counted;
use crate::report::{json, summary};

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
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Replace outputs that exist
    #[arg(long)]
    pub(crate) force: bool,
    /// Write every event of the shared calendar, in time order, as CSV
    #[arg(long, value_name = "FILE")]
    pub(crate) timeline: Option<PathBuf>,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
    /// Threads to use [default: all]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// Read no more than this many rows
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
    /// More rejected rows than this are an error (exit 1)
    #[arg(long, value_name = "N")]
    pub(crate) max_rejects: Option<u64>,
    /// When to show progress on standard error
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) progress: When,
}

/// What to print on standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// The summary as JSON
    Json,
}

/// The files of an output folder, the mark of completeness last.
const OUTPUTS: [&str; 6] =
    ["routes.csv", "transactions.csv", "rejects.csv", "summary.json", "account.json", "run.json"];

/// Runs the command.
pub(crate) fn run(args: &ReplayArgs, terminal: &Terminal) -> Result<Exit, CliError> {
    let loaded = args.config.load_usable(terminal)?;
    let options = args.read.options()?;
    let passes = if options.first_of.is_empty() && args.timeline.is_none() {
        Passes::One
    } else {
        Passes::Several
    };
    let mut declines = Declines::at(&args.declines, passes)?;
    let engine = Engine::new(&loaded.account);
    let mut folder =
        args.out.as_deref().map(|path| OutputFolder::create(args, path)).transpose()?;
    let digest = folder.as_ref().map(|_| SharedDigest::default());
    let (layout, blocks) =
        declines.layout(&loaded.account, &options, args.limit, digest.as_ref())?;
    input_text::notices(&layout, terminal);
    let progress = Progress::new(args.progress, declines.length_bytes());
    let job = Job {
        engine: &engine,
        layout: &layout,
        threads: threads(args),
        progress: &progress,
        name: &declines.name(),
    };
    let mut commit = |rows: &Rows| folder.as_mut().map_or(Ok(()), |folder| folder.rows(rows));
    let wants_rows = args.out.is_some();
    let tally = pipeline::run(&job, blocks, wants_rows.then_some(&mut commit as _));
    progress.clear();
    let tally = tally?;
    if let Some(path) = &args.timeline {
        let input = declines.layout(&loaded.account, &options, args.limit, None)?;
        timeline::write(path, overwrite(args), &engine, &declines.name(), input)?;
    }
    let summary = balanced(&engine, &tally)?;
    if let Some(folder) = folder {
        let input = digest.map(|digest| (declines.file_name(), digest_text(&digest)));
        folder.publish(&loaded, &summary, input, args)?;
    }
    print(args, terminal, &loaded, &summary)?;
    Ok(judge_rejects(args, terminal, &summary))
}

fn threads(args: &ReplayArgs) -> usize {
    let all = || std::thread::available_parallelism().map_or(1, usize::from);
    args.threads.map_or_else(all, |threads| threads.max(1))
}

fn overwrite(args: &ReplayArgs) -> Overwrite {
    if args.force { Overwrite::Replace } else { Overwrite::Refuse }
}

/// The summary, once its books balance.
fn balanced(engine: &Engine<'_>, tally: &Tally) -> Result<Summary, CliError> {
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
            let config_name = args.config.path().display().to_string();
            let declines_name = args.declines.display().to_string();
            let out = args.out.as_ref().map(|path| path.display().to_string());
            let beside = summary::Beside {
                account: &loaded.account,
                config_name: &config_name,
                findings: Counts::of(&check(loaded, &Options::default())),
                out: out.as_deref(),
                declines_name: &declines_name,
            };
            terminal.print(&summary::text(totals, &beside, terminal.out))
        }
    }
}

fn judge_rejects(args: &ReplayArgs, terminal: &Terminal, summary: &Summary) -> Exit {
    let rejected = summary.rows.rejected;
    match args.max_rejects {
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

/// The output folder on its way.
struct OutputFolder {
    dir: OutputDir,
    routes: usize,
    transactions: usize,
    rejects: usize,
}

impl OutputFolder {
    fn create(args: &ReplayArgs, path: &std::path::Path) -> Result<OutputFolder, CliError> {
        let mut dir = OutputDir::create(path, &OUTPUTS, overwrite(args))?;
        let [routes, transactions, rejects] = [
            (OUTPUTS[0], ROUTES_HEADER),
            (OUTPUTS[1], TRANSACTIONS_HEADER),
            (OUTPUTS[2], REJECTS_HEADER),
        ]
        .map(|(name, header)| {
            let number = dir.open(name)?;
            dir.file(number).write(header.as_bytes())?;
            Ok::<usize, CliError>(number)
        });
        Ok(OutputFolder { routes: routes?, transactions: transactions?, rejects: rejects?, dir })
    }

    fn rows(&mut self, rows: &Rows) -> Result<(), CliError> {
        self.dir.file(self.routes).write(&rows.routes)?;
        self.dir.file(self.transactions).write(&rows.transactions)?;
        self.dir.file(self.rejects).write(&rows.rejects)
    }

    fn publish(
        mut self,
        loaded: &Loaded,
        summary: &Summary,
        input: Option<(String, String)>,
        args: &ReplayArgs,
    ) -> Result<(), CliError> {
        let documents = [
            (OUTPUTS[3], json::document(summary)),
            (OUTPUTS[4], json::document(&resolved(&loaded.account))),
        ];
        for (name, text) in documents {
            let number = self.dir.open(name)?;
            self.dir.file(number).write(text.as_bytes())?;
        }
        let config = args.config.path();
        let record = RunRecord::of(&config, loaded, input, self.dir.digests());
        let number = self.dir.open(OUTPUTS[5])?;
        self.dir.file(number).write(json::document(&record).as_bytes())?;
        self.dir.publish(OUTPUTS[5])
    }
}
