//! What a sweep says in the end.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analysis::{Amounts, Counts, Total};
use crate::model::{Outcome, Status};

use super::grid::Grid;
use super::tally::SweepTally;

/// The name and version of the form.
pub const SWEEP_SCHEMA: &str = "reattempt/sweep/1";

/// A grid of changed values and what each combination comes to.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Sweep {
    /// [`SWEEP_SCHEMA`].
    pub schema: &'static str,
    /// The configuration that is varied.
    pub config: String,
    /// The paths of the values that vary, in order.
    pub paths: Vec<String>,
    /// The combinations; the last path changes fastest.
    pub combinations: Vec<Combination>,
}

/// One combination.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Combination {
    /// The values, in the order of [`Sweep::paths`], as they were given.
    pub values: Vec<String>,
    /// Declines that were replayed.
    pub rows: u64,
    /// Declines by outcome.
    pub outcomes: BTreeMap<&'static str, Total>,
    /// First hand-offs.
    pub handoffs: Total,
    /// Local days from decline to hand-off; null if there is no hand-off.
    pub days_to_handoff: Option<Days>,
    /// Attempts by status.
    pub attempts: Counts,
    /// Declines that are tried again at all, and what they were for.
    pub touched: Total,
    /// What `check` finds in the configuration; null where it was not asked.
    pub findings: Option<u64>,
}

/// How days are distributed, exactly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Days {
    /// The mean to three decimals, halves up.
    pub mean: String,
    /// The least.
    pub min: i32,
    /// Half of the hand-offs take no longer.
    pub p50: i32,
    /// Nine of ten take no longer.
    pub p90: i32,
    /// The most.
    pub max: i32,
    /// Hand-offs by days.
    pub by_days: BTreeMap<i32, u64>,
}

impl Days {
    /// The distribution of counts by days; `None` if there are none.
    pub fn of(by_days: &BTreeMap<i32, u64>) -> Option<Days> {
        let count: u64 = by_days.values().sum();
        let (&min, &max) = (by_days.keys().next()?, by_days.keys().next_back()?);
        let sum: i128 =
            by_days.iter().map(|(&days, &count)| i128::from(days) * i128::from(count)).sum();
        let count_wide = i128::from(count);
        let thousandths = (sum * 2000 + count_wide).div_euclid(2 * count_wide);
        let sign = if thousandths < 0 { "-" } else { "" };
        let whole = thousandths.unsigned_abs();
        Some(Days {
            mean: format!("{sign}{}.{:03}", whole / 1000, whole % 1000),
            min,
            p50: quantile(by_days, count, 50),
            p90: quantile(by_days, count, 90),
            max,
            by_days: by_days.clone(),
        })
    }
}

/// The smallest number of days that at least so many percent of the counts do not exceed.
fn quantile(by_days: &BTreeMap<i32, u64>, count: u64, percent: u128) -> i32 {
    let mut seen: u128 = 0;
    let mut days = by_days.iter().map(|(&days, &count)| {
        seen += u128::from(count);
        (days, seen)
    });
    let reached = days.find(|(_, seen)| *seen * 100 >= u128::from(count) * percent);
    reached.map_or(0, |(days, _)| days)
}

impl Sweep {
    /// Puts the names to the numbers. `findings` are those of each combination, where `check` was asked.
    pub fn of(
        config: String,
        grid: &Grid,
        tallies: &[SweepTally],
        findings: &[Option<u64>],
    ) -> Sweep {
        let combinations = grid.combinations().zip(tallies).zip(findings);
        Sweep {
            schema: SWEEP_SCHEMA,
            config,
            paths: grid.axes.iter().map(|axis| axis.path.to_string()).collect(),
            combinations: combinations
                .map(|((values, tally), findings)| Combination::of(&values, tally, *findings))
                .collect(),
        }
    }
}

impl Combination {
    fn of(values: &[&str], tally: &SweepTally, findings: Option<u64>) -> Combination {
        let outcomes = Outcome::ALL.iter().zip(&tally.outcomes);
        let total = |count, amount: Amounts| Total { count, amount };
        let statuses = Status::ALL.iter().zip(tally.attempts);
        Combination {
            values: values.iter().map(|&value| value.to_owned()).collect(),
            rows: tally.outcomes.iter().map(|totals| totals.count).sum(),
            outcomes: outcomes
                .filter(|(_, totals)| totals.count > 0)
                .map(|(outcome, totals)| {
                    (outcome.name(), total(totals.count, totals.amount.texts()))
                })
                .collect(),
            handoffs: total(tally.by_wait_days.values().sum(), tally.handed_off.texts()),
            days_to_handoff: Days::of(&tally.by_wait_days),
            attempts: statuses.map(|(status, count)| (status.name().to_owned(), count)).collect(),
            touched: total(tally.touched.count, tally.touched.amount.texts()),
            findings,
        }
    }

    /// Attempts of a status.
    pub fn attempts(&self, status: Status) -> u64 {
        self.attempts.get(status.name()).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_exact() {
        let days = |pairs: &[(i32, u64)]| Days::of(&pairs.iter().copied().collect());
        assert_eq!(days(&[]), None);
        let summary = |pairs: &[(i32, u64)]| {
            let Days { mean, min, p50, p90, max, .. } = days(pairs).unwrap();
            format!("{mean} {min} {p50} {p90} {max}")
        };
        assert_eq!(summary(&[(1, 1)]), "1.000 1 1 1 1");
        assert_eq!(summary(&[(1, 1), (2, 1)]), "1.500 1 1 2 2");
        assert_eq!(summary(&[(1, 2), (2, 1)]), "1.333 1 1 2 2");
        assert_eq!(summary(&[(1, 1), (2, 2)]), "1.667 1 2 2 2");
        assert_eq!(summary(&[(0, 9), (30, 1)]), "3.000 0 0 0 30");
        assert_eq!(summary(&[(0, 89), (30, 11)]), "3.300 0 0 30 30");
        assert_eq!(summary(&[(3, u64::MAX / 2), (4, u64::MAX / 2)]), "3.500 3 3 4 4");
    }
}
