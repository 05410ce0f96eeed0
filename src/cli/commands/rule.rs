//! `reattempt rule`: what a rule looks for, why, and what to do about it.

use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::check::{catalogue_markdown, rule_of, rule_page, summary};
use crate::cli::error::{CliError, Exit};
use crate::cli::examples::{Example, examples};
use crate::cli::terminal::Terminal;
use crate::config::closest;
use crate::model::Code;
use crate::report::json;

/// The examples of its help.
pub(crate) const EXAMPLES: &[Example] = &[
    ("What a finding means and how it is repaired", "reattempt rule PRF101"),
    ("Every rule, for a page of your own", "reattempt rule --all > rules.md"),
];

/// What `rule` takes.
#[derive(Args, Debug)]
#[command(before_long_help = examples(EXAMPLES))]
pub(crate) struct RuleArgs {
    /// The rule's code or slug, such as PRF101 or forced-weekday
    #[arg(required_unless_present = "all")]
    pub(crate) code: Option<String>,
    /// Every rule
    #[arg(long, conflicts_with = "code")]
    pub(crate) all: bool,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "markdown", help_heading = "Output")]
    pub(crate) format: Format,
}

/// How rules are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, and for documentation
    Markdown,
    /// JSON
    Json,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Catalogue {
    schema: &'static str,
    rules: Vec<Entry>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Entry {
    code: &'static str,
    slug: &'static str,
    severity: &'static str,
    guide_step: Option<&'static str>,
    fix: Option<&'static str>,
    summary: String,
    documentation: String,
}

/// Runs the command.
pub(crate) fn run(args: &RuleArgs, terminal: &Terminal) -> Result<Exit, CliError> {
    let codes = match &args.code {
        Some(name) => vec![named(name)?],
        None => Code::ALL.to_vec(),
    };
    let text = match (args.format, args.all) {
        (Format::Json, _) => json::document(&Catalogue {
            schema: "reattempt/rules/1",
            rules: codes.into_iter().map(entry).collect(),
        }),
        (Format::Markdown, true) => catalogue_markdown(),
        (Format::Markdown, false) => codes.into_iter().map(rule_page).collect(),
    };
    terminal.print(&text)?;
    Ok(Exit::Done)
}

fn entry(code: Code) -> Entry {
    Entry {
        code: code.name(),
        slug: code.slug(),
        severity: code.severity().name(),
        guide_step: code.guide_step(),
        fix: rule_of(code).repair(),
        summary: summary(code),
        documentation: rule_page(code),
    }
}

fn named(name: &str) -> Result<Code, CliError> {
    let by_slug = || Code::ALL.iter().copied().find(|code| code.slug().eq_ignore_ascii_case(name));
    Code::read(name).or_else(by_slug).ok_or_else(|| {
        let error = CliError::new(format!("there is no rule {name}"));
        let names = Code::ALL.iter().flat_map(|code| [code.name(), code.slug()]);
        match closest(name, names) {
            Some(near) => error.hint(format!("did you mean {near}?")),
            None => error.hint("`reattempt rule --all` lists them"),
        }
    })
}

/// The schema of the document.
#[cfg(test)]
pub(crate) fn schema() -> serde_json::Value {
    crate::report::json::schema_of::<Catalogue>()
}
