//! Findings as text for people, and as files for the tools that collect them.
//!
//! Every renderer takes the same [`Findings`] and shows them in the same order.

mod concise;
#[cfg(test)]
mod examples;
mod github;
mod json;
mod junit;
mod listing;
mod markdown;
mod page;
mod sarif;
mod snippet;
mod text;

use std::ops::Range;

pub use concise::concise;
pub use github::github;
pub use json::json;
pub use junit::junit;
pub use markdown::markdown;
pub use sarif::{RuleText, sarif};
pub use text::text;

use super::text::counted;
use super::text::plural;
use crate::model::{Currency, Finding, Severity, Source, Weight};

/// Findings and what it takes to show them.
#[derive(Clone, Copy, Debug)]
pub struct Findings<'a> {
    /// The configuration that spans point into.
    pub source: &'a Source,
    /// The findings, in any order.
    pub findings: &'a [Finding],
    /// The flags that [`crate::model::Spot::Flag`] counts, as typed: `--set merchant.99.enabled=false`.
    pub flags: &'a [String],
    /// Bytes of the configuration that nobody may see: they are shown as `****`.
    pub secrets: &'a [Range<usize>],
    /// The name of the declines file, which DAT findings are about.
    pub declines: Option<&'a str>,
    /// What the findings weigh, if declines were at hand.
    pub weights: Option<Weights<'a>>,
}

/// What findings weigh in the declines at hand.
#[derive(Clone, Copy, Debug)]
pub struct Weights<'a> {
    /// One weight per finding, in the same order.
    pub of_findings: &'a [Weight],
    /// The account's default currency: its money is compared first.
    pub currency: Currency,
}

/// How many findings there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Errors.
    pub error: u64,
    /// Warnings.
    pub warning: u64,
    /// Notes.
    pub note: u64,
    /// Findings of any severity that `--fix` repairs.
    pub fixable: u64,
}

impl Findings<'_> {
    /// How many findings there are.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for finding in self.findings {
            match finding.severity {
                Severity::Error => counts.error += 1,
                Severity::Warning => counts.warning += 1,
                Severity::Note => counts.note += 1,
            }
            counts.fixable += u64::from(finding.fix.is_some());
        }
        counts
    }
}

impl Counts {
    /// One line: `Found 3 errors, 1 warning. 2 are fixable with --fix.`
    pub fn summary(&self) -> String {
        let counted: Vec<String> = [
            (self.error, "error", "errors"),
            (self.warning, "warning", "warnings"),
            (self.note, "note", "notes"),
        ]
        .into_iter()
        .filter(|&(count, ..)| count > 0)
        .map(|(count, one, many)| counted(count, one, many))
        .collect();
        let found = match counted.as_slice() {
            [] => return "No findings.".to_owned(),
            some => format!("Found {}.", some.join(", ")),
        };
        match self.fixable {
            0 => found,
            count => format!("{found} {} fixable with --fix.", counted_are(count)),
        }
    }
}

fn counted_are(count: u64) -> String {
    counted(count, plural(count, "is", "are"), "are")
}
