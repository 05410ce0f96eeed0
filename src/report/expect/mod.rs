//! Cases held against a configuration: as text for people, and as files for the tools that collect them.

mod github;
mod json;
mod junit;
mod problems;
mod text;
mod words;

pub use github::github;
pub use json::json;
#[cfg(test)]
pub(crate) use json::schema;
pub use junit::junit;
pub use problems::problems;
pub use text::text;
pub use words::{exercise, unnoticed};

use crate::analysis::expect::{Case, Coverage, Failed, Mismatch, Mutation, Run, Variant};
use crate::config::Loaded;
use crate::model::{Change, ConfigPath, Position, Source, Spot};

use super::command;
use super::text::{shell_flag, shell_quoted};

/// Cases held against a configuration, and what it takes to show how they went.
#[derive(Clone, Copy)]
pub struct Tested<'a> {
    /// The configuration.
    pub loaded: &'a Loaded,
    /// Changes that the command line made to it.
    pub changes: &'a [Change],
    /// How each file went.
    pub runs: &'a [Run<'a>],
    /// What the cases exercise, if that was asked for.
    pub coverage: Option<&'a Coverage>,
    /// Which changes they notice, if that was asked for.
    pub mutation: Option<&'a Mutation>,
}

impl Tested<'_> {
    /// Declines whose expectations were looked at, and those of which one does not hold.
    fn counts(&self) -> (u64, u64) {
        let add =
            |(all, failed), run: &Run<'_>| (all + run.declines, failed + run.failed.len() as u64);
        self.runs.iter().fold((0, 0), add)
    }

    /// How many cases there are.
    fn cases(&self) -> u64 {
        self.runs.iter().map(|run| run.file.cases.len() as u64).sum()
    }

    /// The command that explains a case's decline; for a case about the configuration alone, the one that checks it.
    fn command(&self, variant: &Variant) -> String {
        let config = &self.loaded.document.source().name;
        match &variant.fields {
            Some(fields) => {
                let flags: Vec<String> = self.changes.iter().map(Change::as_flag).collect();
                let pairs: Vec<(&str, String)> =
                    fields.given().map(|(name, value)| (name, value.to_owned())).collect();
                command::explain(config, &flags, &pairs)
            }
            None => {
                let flags = self.changes.iter().map(|change| format!(" {}", shell_flag(change)));
                format!("reattempt check {}{}", shell_quoted(config), flags.collect::<String>())
            }
        }
    }

    /// Where a path of the configuration, or the nearest part of it that is written, stands.
    fn position(&self, path: &ConfigPath) -> Option<Position> {
        position(self.loaded.document.source(), &self.loaded.document.place(path).spot)
    }
}

/// Where a spot is in a file.
fn position(source: &Source, spot: &Spot) -> Option<Position> {
    match spot {
        Spot::Span(span) => Some(source.position(span.start)),
        Spot::Flag(_) | Spot::PathOnly => None,
    }
}

/// The case and the decline that failed.
fn failed_case<'r>(run: &'r Run<'_>, failed: &Failed) -> (&'r Case, &'r Variant) {
    let case = &run.file.cases[failed.case];
    (case, &case.variants[failed.variant])
}

/// The name of a case's decline: that of the case, and what `for_each` gave it.
fn full_name(case: &Case, variant: &Variant) -> String {
    if variant.label.is_empty() {
        case.name.clone()
    } else {
        format!("{} [{}]", case.name, variant.label)
    }
}

/// `field: expected this, got that`, one line per expectation that does not hold.
fn lines(case: &Case, failed: &Failed) -> Vec<String> {
    let line = |mismatch: &Mismatch| {
        let expectation = &case.expectations[mismatch.expectation];
        let expected = words::expected(&expectation.test);
        format!("{}: expected {expected}, got {}", expectation.name, mismatch.got)
    };
    failed.mismatches.iter().map(line).collect()
}
