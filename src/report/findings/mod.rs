//! Findings as text for people, and as files for the tools that collect them.
//!
//! Every renderer takes the same [`Findings`] and shows them in the same order.

mod concise;
#[cfg(test)]
mod examples;
mod fingerprint;
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
pub(super) use github::{escaped_data, escaped_property};
pub use json::json;
#[cfg(test)]
pub(crate) use json::schema;
pub use junit::junit;
pub(super) use junit::{xml, xml_lines};
pub use markdown::markdown;
pub(super) use markdown::{code, plain};
pub use sarif::{RuleText, sarif};
pub use text::text;

use super::text::counted;
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
        Counts::of(self.findings)
    }
}

impl Counts {
    /// Counts findings.
    pub fn of(findings: &[Finding]) -> Counts {
        let mut counts = Counts::default();
        for finding in findings {
            match finding.severity {
                Severity::Error => counts.error += 1,
                Severity::Warning => counts.warning += 1,
                Severity::Note => counts.note += 1,
            }
            counts.fixable += u64::from(finding.fix.is_some());
        }
        counts
    }

    /// One line: `Found 3 errors, 1 warning. 2 are fixable with --fix.`
    pub fn summary(&self) -> String {
        let counts: Vec<String> = [
            (self.error, "error", "errors"),
            (self.warning, "warning", "warnings"),
            (self.note, "note", "notes"),
        ]
        .into_iter()
        .filter(|&(count, ..)| count > 0)
        .map(|(count, one, many)| counted(count, one, many))
        .collect();
        let found = match counts.as_slice() {
            [] => return "No findings.".to_owned(),
            some => format!("Found {}.", some.join(", ")),
        };
        match self.fixable {
            0 => found,
            count => format!("{found} {} fixable with --fix.", counted(count, "is", "are")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::examples::with_examples;
    use super::*;
    use crate::report::Look;
    use crate::report::text::is_unsafe;

    fn all(findings: &Findings<'_>) -> [String; 7] {
        [
            text(findings, Look::plain(80)),
            concise(findings),
            json(findings),
            sarif(findings, &[]),
            github(findings),
            junit(findings),
            markdown(findings),
        ]
    }

    #[test]
    fn no_output_holds_a_secret_or_acts_on_a_terminal() {
        with_examples(|name, findings| {
            for output in all(findings) {
                assert!(!output.contains("sk_live"), "{name}: {output}");
                assert!(
                    !output.contains(|char| char != '\n' && is_unsafe(char)),
                    "{name}: {output}"
                );
            }
        });
    }

    #[test]
    fn the_order_of_the_input_does_not_show() {
        with_examples(|name, findings| {
            let reversed: Vec<Finding> = findings.findings.iter().rev().cloned().collect();
            let weights: Option<Vec<Weight>> = findings.weights.map(|weights| {
                weights.of_findings.iter().take(reversed.len()).rev().cloned().collect()
            });
            let weights = findings.weights.zip(weights.as_ref());
            let reversed = Findings {
                findings: &reversed,
                weights: weights.map(|(weights, of_findings)| Weights { of_findings, ..weights }),
                ..*findings
            };
            assert_eq!(all(findings), all(&reversed), "{name}");
        });
    }

    #[test]
    fn the_summary_counts_what_there_is() {
        let counts = |error, warning, note, fixable| Counts { error, warning, note, fixable };
        for (counts, summary) in [
            (counts(0, 0, 0, 0), "No findings."),
            (counts(1, 0, 0, 0), "Found 1 error."),
            (counts(3, 1, 0, 2), "Found 3 errors, 1 warning. 2 are fixable with --fix."),
            (counts(0, 0, 1234, 1), "Found 1,234 notes. 1 is fixable with --fix."),
        ] {
            assert_eq!(counts.summary(), summary);
        }
    }
}
