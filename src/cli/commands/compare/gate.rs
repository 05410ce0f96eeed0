//! What makes a comparison fail a build.

use clap::Args;

use crate::analysis::compare::Comparison;
use crate::cli::error::{CliError, Exit};
use crate::cli::terminal::Terminal;
use crate::model::Decimal;
use crate::report::text::{counted, grouped, percent};

/// Limits on what may change.
#[derive(Args, Debug, Default)]
pub(crate) struct Gate {
    /// End with 1 if anything changes
    #[arg(long)]
    exit_code: bool,
    /// End with 1 if more than this share of the declines changes, in percent
    #[arg(long, value_name = "PERCENT", value_parser = share)]
    max_changed: Option<Decimal>,
    /// End with 1 if more than this many declines lose their hand-off
    #[arg(long, value_name = "N")]
    max_lost_handoffs: Option<u64>,
}

fn share(text: &str) -> Result<Decimal, String> {
    let number = text.trim().trim_end_matches('%').trim_end();
    Decimal::read(number)
        .ok()
        .filter(|share| *share <= Decimal::HUNDRED)
        .ok_or_else(|| "expected a percentage from 0 to 100 with at most 3 decimals".to_owned())
}

impl Gate {
    /// How the run ends; every limit that is passed is named.
    pub(super) fn judge(&self, comparisons: &[Comparison], terminal: &Terminal) -> Exit {
        let mut exit = Exit::Done;
        for comparison in comparisons {
            if self.exit_code && comparison.changed_count() > 0 {
                exit = Exit::Findings;
            }
            for message in self.passed(comparison) {
                let file = &comparison.candidate.file;
                let error = CliError {
                    exit: Exit::Findings,
                    ..CliError::new(format!("{file}: {message}"))
                };
                exit = terminal.fail(&error);
            }
        }
        exit
    }

    fn passed(&self, comparison: &Comparison) -> Vec<String> {
        let (changed, rows) = (comparison.changed_count(), comparison.rows);
        let mut passed = Vec::new();
        if let Some(most) = self.max_changed
            && is_more_than(changed, rows, most)
        {
            passed.push(format!(
                "{} of {} changed ({}), more than --max-changed {most}",
                grouped(changed),
                counted(rows, "decline", "declines"),
                percent(changed, rows)
            ));
        }
        if let Some(most) = self.max_lost_handoffs
            && comparison.handoffs.lost > most
        {
            passed.push(format!(
                "{} lost, more than --max-lost-handoffs {most}",
                counted(comparison.handoffs.lost, "hand-off is", "hand-offs are")
            ));
        }
        passed
    }
}

/// Whether `part` is more than `most` percent of `whole`, exactly.
fn is_more_than(part: u64, whole: u64, most: Decimal) -> bool {
    // A percent has a thousand thousandths, and a whole a hundred percent.
    i128::from(part) * 100_000 > i128::from(whole) * i128::from(most.thousandths())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_exact() {
        let most = |text| share(text).unwrap();
        for (part, whole, text, is_more) in [
            (1, 100, "1", false),
            (1, 100, "0.999%", true),
            (1, 1000, "0.1", false),
            (1, 3, "33.333", true),
            (0, 0, "0", false),
            (1, 1, "100 %", false),
            (u64::MAX, u64::MAX, "99.999", true),
        ] {
            assert_eq!(is_more_than(part, whole, most(text)), is_more, "{part}/{whole} {text}");
        }
        for text in ["101", "-1", "x", "", "1.0001"] {
            assert!(share(text).is_err(), "{text}");
        }
    }
}
