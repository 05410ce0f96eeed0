//! `reattempt test`: a configuration held to what is expected of it.

mod accept;
mod files;
mod mutate;
mod record;
mod threshold;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::analysis::expect::{CaseFile, Coverage, Run, Subject};
use crate::check;
use crate::cli::config_file::ConfigArgs;
use crate::cli::declines_file::ReadArgs;
use crate::cli::error::{CliError, Exit};
use crate::cli::examples::{Example, examples, verbatim};
use crate::cli::output::ForceArgs;
use crate::cli::terminal::Terminal;
use crate::config::{self, Loaded};
use crate::engine::Engine;
use crate::model::{Change, Code};
use crate::report::expect::{self, Tested};

use threshold::Threshold;

/// The examples of its help.
pub(crate) const EXAMPLES: &[Example] = &[
    ("Whether the configuration does what the cases expect", "reattempt test cases.toml"),
    (
        "What the cases leave untried, and which changes they would not notice",
        "reattempt test cases.toml --coverage --mutate",
    ),
    (
        "Cases from real declines: few, which show everything that happens",
        "reattempt test --record recorded.toml --declines declines.csv",
    ),
    (
        "Cases brought up to date after a change that is meant",
        "reattempt test cases.toml --accept --set account.rebill_time=04:00",
    ),
];

/// What can be written in a case file, after the flags.
const LANGUAGE: &str = r#"Case files:
  [[case]]
  name = "a soft decline reaches FlexPay the next day"
  decline = { merchant = "12", amount = "49.95", brand = "visa", declined_at = "2024-03-04 10:00" }
  for_each = { brand = ["visa", "amex"] }                  # optional: once for each combination
  expect = { outcome = "handed_off", attempts = [4], handoff = { at = "2024-03-05", merchant = "99" } }

`decline` takes every column of the declines, and merchant, brand and funding for merchant_id, card_brand and
card_funding. Without response_type, response_code and response_text it is a soft one.

What can be expected:
  COLUMN                 every column of transactions.csv
  handoff, last          tables: handoff = { amount = ... } is handoff_amount = ...
  attempt.N              tables: every column of routes.csv for attempt N, with `at` for due_at
  attempts               the numbers of the attempts
  notes, attempt.N.notes the notes
  findings               the codes that `reattempt check` finds in the configuration

A value is one of:
  "49.95"                exactly this; a date alone stands for any time of that day
  { one_of = [..] }      one of these
  { from = .., to = .. } from the first to the second, both included; one of the two will do
  { absent = true }      nothing; { absent = false } is anything

Lists (attempts, notes, findings) are exactly the one given, in any order; NAME_include asks for these and
perhaps more, NAME_absent for none of these."#;

/// What `test` takes.
#[derive(Args, Debug)]
#[command(before_long_help = examples(EXAMPLES))]
#[command(after_long_help = verbatim(LANGUAGE))]
#[command(after_help = "--help shows what can be written in a case file.")]
pub(crate) struct TestArgs {
    /// Case files, TOML
    #[arg(required_unless_present = "record", conflicts_with = "record")]
    pub(crate) cases: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// Show what of the configuration no case exercises
    #[arg(long)]
    pub(crate) coverage: bool,
    /// Fail if the cases exercise less of the configuration than this
    #[arg(long, value_name = "PERCENT", value_parser = Threshold::read)]
    pub(crate) fail_under: Option<Threshold>,
    /// Change every value of the configuration in turn, and show the changes that no case notices
    #[arg(long)]
    pub(crate) mutate: bool,
    /// Fail if the cases notice fewer of those changes than this
    #[arg(long, value_name = "PERCENT", value_parser = Threshold::read)]
    pub(crate) fail_under_mutation: Option<Threshold>,
    /// Rewrite what failing cases expect to what comes out, after showing the difference
    #[arg(long, conflicts_with = "record")]
    pub(crate) accept: bool,
    /// Write a case file that shows everything that happens to these declines, in few cases
    #[arg(long, value_name = "CASES.toml", requires = "declines")]
    pub(crate) record: Option<PathBuf>,
    /// The declines for --record
    #[arg(long, value_name = "CSV", requires = "record")]
    pub(crate) declines: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    #[command(flatten)]
    pub(crate) force: ForceArgs,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: Format,
    /// Threads to use [default: all]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
}

/// How the result is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// JSON
    Json,
    /// `JUnit` XML
    Junit,
    /// Annotations of GitHub Actions
    Github,
}

/// Runs the command.
pub(crate) fn run(args: &TestArgs, terminal: &Terminal) -> Result<Exit, CliError> {
    let loaded = args.config.load_usable(terminal)?;
    if let (Some(cases), Some(declines)) = (&args.record, &args.declines) {
        return record::record(args, &loaded, cases, declines, terminal);
    }
    let changes = args.config.changes.changes()?;
    let mut files = files::read(&args.cases, &loaded, terminal)?;
    let engine = Engine::new(&loaded.account);
    let found = codes(&loaded);
    let subject = Subject { engine: &engine, codes: &found };
    if args.accept {
        accept::accept(&subject, &mut files, terminal)?;
    }
    let runs: Vec<Run<'_>> = files.iter().map(|file| Run::of(&subject, file)).collect();
    let coverage =
        (args.coverage || args.fail_under.is_some()).then(|| Coverage::of(&engine, &files));
    let mutation = if args.mutate || args.fail_under_mutation.is_some() {
        Some(mutate::mutate(args, &loaded, &changes, &files, terminal)?)
    } else {
        None
    };
    let tested = Tested {
        loaded: &loaded,
        changes: &changes,
        runs: &runs,
        coverage: coverage.as_ref(),
        mutation: mutation.as_ref(),
    };
    terminal.print(&match args.format {
        Format::Text => expect::text(&tested, terminal.out),
        Format::Json => expect::json(&tested),
        Format::Junit => expect::junit(&tested),
        Format::Github => expect::github(&tested),
    })?;
    let failed = runs.iter().any(|run| !run.failed.is_empty());
    let counts = coverage.as_ref().map(|coverage| coverage.count(None));
    let exercised = threshold::holds(args.fail_under, counts, "exercise", "--fail-under", terminal);
    let counts = mutation.as_ref().map(crate::analysis::expect::Mutation::noticed);
    let flag = "--fail-under-mutation";
    let noticed = threshold::holds(args.fail_under_mutation, counts, "notice", flag, terminal);
    Ok(if failed || !exercised || !noticed { Exit::Findings } else { Exit::Done })
}

/// The codes that `check` finds, each once.
fn codes(loaded: &Loaded) -> Vec<Code> {
    let options = check::Options { today: None, of_declines: None };
    let mut codes: Vec<Code> =
        check::check(loaded, &options).iter().map(|finding| finding.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The language of the configuration, by its file's ending.
fn format_of(args: &TestArgs) -> config::Format {
    config::Format::of_name(&args.config.path().to_string_lossy())
}

/// What the rest of the command shares.
type Files = Vec<CaseFile>;

/// Changes of the command line.
type Changes = [Change];
