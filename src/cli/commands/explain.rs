//! `reattempt explain`: why one decline goes where it goes.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::analysis::explain::Explanation;
use crate::analysis::why_not::{Question, why_not};
use crate::cli::config_file::ConfigArgs;
use crate::cli::declines_file::{Declines, Passes, ReadArgs};
use crate::cli::error::{CliError, Exit};
use crate::cli::examples::{Example, examples};
use crate::cli::format::Format;
use crate::cli::input_text;
use crate::cli::near_ids::NearIds;
use crate::cli::signals;
use crate::cli::terminal::Terminal;
use crate::config::{self, Account, Loaded};
use crate::engine::Engine;
use crate::ingest::{Block, DeclineFields, Record, Scratch};
use crate::model::{Change, Decline, ServiceIndex, Slot};
use crate::report::explain::{self, Entry, Explained};
use crate::report::text::escaped;
use crate::report::typed::typed_problem;

/// The examples of its help.
pub(crate) const EXAMPLES: &[Example] = &[
    (
        "Why one decline goes where it goes, step by step",
        "reattempt explain declines.csv --id T00000001",
    ),
    (
        "What keeps one from a recovery service, and the smallest change that would bring it there",
        "reattempt explain declines.csv --id T00000009 --why-not FlexPay",
    ),
    (
        "A decline that is in no file",
        "reattempt explain --decline 'merchant=12 amount=49.95 brand=visa declined_at=2024-03-04T10:00'",
    ),
];

/// What `explain` takes.
#[derive(Args, Debug)]
#[command(before_long_help = examples(EXAMPLES))]
pub(crate) struct ExplainArgs {
    /// The declines, as CSV (.gz and .zst are read through; `-` is standard input)
    #[arg(required_unless_present = "decline", requires = "id")]
    pub(crate) declines: Option<PathBuf>,
    /// The transaction to explain; every row that has this id
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<String>,
    /// Only the row that begins on this line
    #[arg(long, value_name = "N", requires = "declines")]
    pub(crate) line: Option<u64>,
    /// A decline typed by hand instead: "merchant=12 amount=49.95 brand=visa `declined_at=2024-03-04T10:00`"
    #[arg(long, value_name = "FIELDS", conflicts_with_all = ["declines", "id"])]
    pub(crate) decline: Option<String>,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    /// Show only this attempt
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=i64::from(config::SLOTS)))]
    pub(crate) attempt: Option<u8>,
    /// Show what keeps it from this recovery service, and the smallest change that would bring it there
    #[arg(long, value_name = "SERVICE")]
    pub(crate) why_not: Option<String>,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: Format,
}

/// Runs the command.
pub(crate) fn run(args: &ExplainArgs, terminal: &Terminal) -> Result<Exit, CliError> {
    let loaded = args.config.load_usable(terminal)?;
    let name = args.why_not.as_deref();
    let mut explainer = Explainer {
        engine: Engine::new(&loaded.account),
        changes: args.config.changes.changes()?,
        flags: args.config.changes.flags(),
        format: config::Format::of_name(&args.config.path().to_string_lossy()),
        service: name.map(|name| service(&loaded.account, name)).transpose()?,
        only: args.attempt.map(Slot),
        output: args.format,
        loaded: &loaded,
        terminal,
        entries: Vec::new(),
        text: String::new(),
    };
    match (&args.decline, &args.declines, &args.id) {
        (Some(typed), ..) => explain_typed(&mut explainer, typed)?,
        (None, Some(path), Some(id)) => explain_rows(&mut explainer, args, path, id)?,
        _ => unreachable!("the arguments name a file and an id, or hold a decline"),
    }
    explainer.print()?;
    Ok(Exit::Done)
}

/// The service of a name, ignoring case.
fn service(account: &Account, name: &str) -> Result<ServiceIndex, CliError> {
    let services = &account.services;
    let found = services.iter().position(|service| service.name.eq_ignore_ascii_case(name));
    found.map(|at| ServiceIndex(at as u32)).ok_or_else(|| {
        let names: Vec<&str> = services.iter().map(|service| service.name.as_str()).collect();
        let error = CliError::new(format!(
            "--why-not {}: there is no such recovery service",
            escaped(name)
        ));
        match config::closest(name, names.iter().copied()) {
            Some(near) => error.hint(format!("did you mean {}?", escaped(near))),
            None => error.hint(format!("the configuration has {}", escaped(&names.join(", ")))),
        }
    })
}

fn explain_typed(explainer: &mut Explainer<'_>, typed: &str) -> Result<(), CliError> {
    let account = &explainer.loaded.account;
    let fields = DeclineFields::from_text(typed).map_err(|problems| unreadable(&problems))?;
    let decline = fields.decline(account).map_err(|problems| unreadable(&problems))?;
    explainer.explain(&decline, None);
    Ok(())
}

fn unreadable(problems: &[crate::ingest::TypedProblem]) -> CliError {
    let texts: Vec<String> = problems.iter().map(typed_problem).collect();
    CliError::new(format!("--decline: {}", texts.join("; "))).hint(
        "such as --decline \"merchant=12 amount=49.95 brand=visa declined_at=2024-03-04T10:00\"",
    )
}

/// Explains every row that has the id, or only the one on a line.
fn explain_rows(
    explainer: &mut Explainer<'_>,
    args: &ExplainArgs,
    path: &Path,
    id: &str,
) -> Result<(), CliError> {
    let options = args.read.options()?;
    let passes = if options.first_of.is_empty() { Passes::One } else { Passes::Several };
    let mut declines = Declines::at(path, passes)?;
    let name = declines.name();
    let progress = explainer.terminal.progress(declines.length_bytes());
    let account = &explainer.loaded.account;
    let (layout, mut blocks) = declines.layout(account, &options, None, None)?;
    let failed = |error| input_text::input_error(&name, &error);
    let mut search = Search::new(id);
    let (mut block, mut scratch) = (Block::default(), Scratch::default());
    while blocks.next_block(&mut block).map_err(failed)? {
        signals::check()?;
        let read = layout.read(&block, &mut scratch, &mut |record| match record {
            Record::Decline(decline) if decline.transaction_id == id => {
                progress.clear();
                search.lines.push(decline.line);
                if args.line.is_none_or(|line| line == decline.line) {
                    explainer.explain(&decline, Some(&name));
                    search.explained += 1;
                }
            }
            other => search.pass_by(&other),
        });
        progress.advance(block.bytes().len() as u64, read.map_err(failed)?);
    }
    explainer.terminal.end(&progress);
    if search.explained == 0 {
        return Err(search.into_error(&name, args.line));
    }
    if search.explained > 1 {
        let lines: Vec<String> = search.lines.iter().map(ToString::to_string).collect();
        let lines = lines.join(", ");
        explainer.terminal.notice(&format!(
            "{} rows have the id {}, on lines {lines}; --line N shows one of them",
            search.explained,
            escaped(id)
        ));
    }
    Ok(())
}

/// What a file has of an id.
struct Search<'i> {
    id: &'i str,
    /// The lines of the declines that have it, and how many of them were explained.
    lines: Vec<u64>,
    explained: usize,
    /// What became of rows with the id that are no declines.
    others: Vec<String>,
    near: NearIds,
}

impl<'i> Search<'i> {
    fn new(id: &'i str) -> Search<'i> {
        Search { id, lines: Vec::new(), explained: 0, others: Vec::new(), near: NearIds::to(id) }
    }

    fn pass_by(&mut self, record: &Record<'_>) {
        match record {
            Record::Decline(decline) => self.near.see(decline.transaction_id),
            Record::NotADecline { line, transaction_id, reason } if *transaction_id == self.id => {
                let reason = reason.name().replace('_', " ");
                self.others.push(format!("the row on line {line} is no decline but {reason}"));
            }
            Record::Reject(reject) if reject.transaction_id == self.id => {
                let (line, problem) = (reject.line, reject.problem.name());
                let (column, value) = (escaped(reject.column), escaped(&reject.value));
                let text =
                    format!("the row on line {line} is rejected: {column} {problem} `{value}`");
                self.others.push(text);
            }
            Record::NotADecline { .. } | Record::Reject(_) => {}
        }
    }

    fn into_error(self, name: &str, line: Option<u64>) -> CliError {
        let id = escaped(self.id);
        if let (Some(line), false) = (line, self.lines.is_empty()) {
            let lines: Vec<String> = self.lines.iter().map(ToString::to_string).collect();
            return CliError::new(format!(
                "{name}: no decline with the id {id} begins on line {line}"
            ))
            .hint(format!("it is on line {}", lines.join(", ")));
        }
        if !self.others.is_empty() {
            let error = CliError::new(format!("{name}: no decline has the id {id}"));
            return self.others.into_iter().fold(error, CliError::hint);
        }
        let error = CliError::new(format!("{name}: no row has the id {id}"));
        let near = self.near.into_ids();
        if near.is_empty() {
            error.hint("ids are compared exactly")
        } else {
            error.hint(format!("did you mean {}?", escaped(&near.join(" or "))))
        }
    }
}

/// Explains declines and gathers what is to be printed.
struct Explainer<'a> {
    loaded: &'a Loaded,
    engine: Engine<'a>,
    changes: Vec<Change>,
    flags: Vec<String>,
    format: config::Format,
    service: Option<ServiceIndex>,
    only: Option<Slot>,
    output: Format,
    terminal: &'a Terminal,
    entries: Vec<Entry>,
    text: String,
}

impl Explainer<'_> {
    fn explain(&mut self, decline: &Decline<'_>, declines_name: Option<&str>) {
        let explanation = Explanation::of(&self.engine, decline);
        let (loaded, format, changes) = (self.loaded, self.format, self.changes.as_slice());
        let question = |service| Question { loaded, format, changes, decline, service };
        let why_not = self.service.map(|service| why_not(&question(service), &explanation));
        let explained = Explained {
            loaded,
            flags: &self.flags,
            decline,
            declines_name,
            explanation: &explanation,
            why_not: why_not.as_ref(),
            only: self.only,
        };
        match self.output {
            Format::Json => self.entries.push(explain::entry(&explained)),
            Format::Text => {
                if !self.text.is_empty() {
                    self.text.push_str("\n\n");
                }
                self.text.push_str(&explain::text(&explained, self.terminal.out));
            }
        }
    }

    fn print(&self) -> Result<(), CliError> {
        match self.output {
            Format::Json => self.terminal.print(&explain::document(self.loaded, &self.entries)),
            Format::Text => self.terminal.print(&self.text),
        }
    }
}
