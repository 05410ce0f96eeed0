//! `reattempt check`: every mistake of a configuration, with its place, its reason and its repair.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::check::{self, FixError, Options, apply_fixes, unified_diff};
use crate::cli::config_file::{ChangeArgs, DEFAULT_CONFIG, format_of, load};
use crate::cli::declines_file::ReadArgs;
use crate::cli::error::{CliError, Exit};
use crate::cli::examples::{Example, examples};
use crate::cli::output::{Overwrite, write_file};
use crate::cli::terminal::Terminal;
use crate::cli::weigh::{Weighed, weigh};
use crate::config::{self, Format as ConfigFormat, Loaded};
use crate::model::{Code, Day, Finding, Fix, Severity, Source};
use crate::report::findings::{self, Findings, RuleText, Weights};

/// The examples of its help.
pub(crate) const EXAMPLES: &[Example] = &[
    ("What is wrong with the account in reattempt.toml", "reattempt check"),
    (
        "With how many declines and how much money each finding touches",
        "reattempt check mistakes/fridays-on.toml --declines declines.csv",
    ),
    ("What a repair would change", "reattempt check mistakes/fridays-on.toml --diff"),
    (
        "In a pull request on GitHub, failing on warnings too",
        "reattempt check --format github --fail-on warning",
    ),
];

/// What `check` takes.
#[derive(Args, Debug)]
#[command(before_long_help = examples(EXAMPLES))]
pub(crate) struct CheckArgs {
    /// The account's configuration, TOML or (by its ending) JSON
    #[arg(default_value = DEFAULT_CONFIG)]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) changes: ChangeArgs,
    /// Weigh the findings by these declines, and check the declines too
    #[arg(long, value_name = "CSV", help_heading = "Reading declines")]
    pub(crate) declines: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: Format,
    /// The mildest severity that makes the command fail
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    pub(crate) fail_on: FailOn,
    /// Repair what is safe to repair, in the file
    #[arg(long)]
    pub(crate) fix: bool,
    /// Show what --fix would change, and change nothing
    #[arg(long)]
    pub(crate) diff: bool,
    /// The day against which the dates of [[allow]] are held
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(crate) today: Option<Day>,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, with the lines of the file
    Text,
    /// One line each
    Concise,
    /// JSON
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// `JUnit` XML
    Junit,
    /// Markdown for a pull request
    Markdown,
}

/// The mildest severity that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Errors
    Error,
    /// Warnings and errors
    Warning,
    /// Anything
    Note,
}

impl FailOn {
    const fn severity(self) -> Severity {
        match self {
            FailOn::Error => Severity::Error,
            FailOn::Warning => Severity::Warning,
            FailOn::Note => Severity::Note,
        }
    }
}

fn day(text: &str) -> Result<Day, String> {
    let parts: Vec<&str> = text.split('-').collect();
    let day = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => {
            let number = |text: &str| text.parse::<u32>().ok();
            number(year).zip(number(month)).zip(number(day))
        }
        _ => None,
    };
    day.and_then(|((year, month), day)| Day::from_civil(year as i32, month, day))
        .ok_or_else(|| "a date is written YYYY-MM-DD".to_owned())
}

/// Runs the command.
pub(crate) fn run(args: &CheckArgs, terminal: &Terminal) -> Result<Exit, CliError> {
    let mut loaded = load(&args.file, &args.changes)?;
    if args.fix || args.diff {
        loaded = repair(args, terminal, loaded)?;
        if args.diff {
            return Ok(Exit::Done);
        }
    }
    let weighed = match &args.declines {
        Some(path) => Some(weigh(path, &args.read, &loaded, args.today, terminal)?),
        None => None,
    };
    let findings = match &weighed {
        Some(weighed) => weighed.findings.clone(),
        None => check::check(&loaded, &options(args)),
    };
    terminal.print(&rendered(args, terminal, &loaded, &findings, weighed.as_ref()))?;
    Ok(exit(&loaded, &findings, args.fail_on.severity()))
}

fn options(args: &CheckArgs) -> Options {
    Options { today: args.today, of_declines: None }
}

/// What cannot be read could not be checked as a whole.
fn exit(loaded: &Loaded, findings: &[Finding], fail_on: Severity) -> Exit {
    if !loaded.is_readable() {
        Exit::Failed
    } else if findings.iter().any(|finding| finding.severity <= fail_on) {
        Exit::Findings
    } else {
        Exit::Done
    }
}

fn rendered(
    args: &CheckArgs,
    terminal: &Terminal,
    loaded: &Loaded,
    found: &[Finding],
    weighed: Option<&Weighed>,
) -> String {
    let (flags, secrets) = (args.changes.flags(), loaded.document.secret_spans());
    let declines = args.declines.as_ref().map(|path| path.display().to_string());
    let list = Findings {
        source: loaded.document.source(),
        findings: found,
        flags: &flags,
        secrets: &secrets,
        declines: declines.as_deref(),
        weights: weighed.map(|weighed| Weights {
            of_findings: &weighed.weights,
            currency: loaded.account.default_currency,
        }),
    };
    match args.format {
        Format::Text => findings::text(&list, terminal.out),
        Format::Concise => findings::concise(&list),
        Format::Json => findings::json(&list),
        Format::Sarif => findings::sarif(&list, &rule_texts()),
        Format::Github => findings::github(&list),
        Format::Junit => findings::junit(&list),
        Format::Markdown => findings::markdown(&list),
    }
}

fn rule_texts() -> Vec<RuleText> {
    let text = |&code: &Code| RuleText {
        code,
        summary: check::summary(code),
        help_markdown: check::rule_page(code),
    };
    Code::ALL.iter().map(text).collect()
}

/// Repairs what is safe, until nothing more is; shows the difference, and writes it unless `--diff` was given.
fn repair(args: &CheckArgs, terminal: &Terminal, loaded: Loaded) -> Result<Loaded, CliError> {
    if format_of(&args.file) == ConfigFormat::Json {
        return Err(CliError::new(format!(
            "cannot repair {}: only TOML can be",
            args.file.display()
        )));
    }
    if !args.changes.flags().is_empty() {
        return Err(CliError::new(
            "--fix and --diff repair the file as it is: leave --set and --unset out",
        ));
    }
    let before = loaded.document.source().text.clone();
    let repaired = repaired(loaded, &options(args)).map_err(|error| cannot(&args.file, &error))?;
    let after = &repaired.document.source().text;
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    if args.diff {
        terminal.print(&unified_diff(&name, &before, after))?;
    } else if *after != before {
        write_file(&args.file, after.as_bytes(), Overwrite::Replace)?;
        terminal.notice(&format!(
            "{} was repaired:\n{}",
            args.file.display(),
            unified_diff(&name, &before, after)
        ));
    }
    Ok(repaired)
}

fn cannot(path: &Path, error: &FixError) -> CliError {
    CliError::new(format!("cannot repair {}: {error}", path.display()))
}

/// The configuration with all safe repairs made. One repair can uncover another; each round leaves fewer.
fn repaired(mut loaded: Loaded, options: &Options) -> Result<Loaded, FixError> {
    const MOST_ROUNDS: usize = 8;
    for _ in 0..MOST_ROUNDS {
        let findings = check::check(&loaded, options);
        let fixes: Vec<&Fix> = findings.iter().filter_map(|finding| finding.fix.as_ref()).collect();
        if fixes.is_empty() {
            break;
        }
        let source = loaded.document.source();
        let text = apply_fixes(&source.text, &fixes)?;
        let source = Source { name: source.name.clone(), text };
        loaded = config::load(source, ConfigFormat::Toml, &[]);
    }
    Ok(loaded)
}
