//! Shares below which a run fails.

use crate::cli::terminal::Terminal;
use crate::model::Decimal;
use crate::report::text::percent;

/// A percentage.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Threshold(Decimal);

impl Threshold {
    /// Reads `80` or `87.5`.
    pub(crate) fn read(text: &str) -> Result<Threshold, String> {
        Decimal::read(text)
            .ok()
            .filter(|percent| *percent <= Decimal::HUNDRED)
            .map(Threshold)
            .ok_or_else(|| "expected a percentage from 0 to 100".to_owned())
    }
}

/// Whether a share reaches the threshold, where there are both; says so if not. A share of nothing is all of it.
pub(super) fn holds(
    threshold: Option<Threshold>,
    counts: Option<(u64, u64)>,
    verb: &str,
    flag: &str,
    terminal: &Terminal,
) -> bool {
    let (Some(Threshold(threshold)), Some((done, all))) = (threshold, counts) else { return true };
    let reached = u128::from(done) * 100_000;
    let holds = reached >= u128::from(all) * u128::from(threshold.thousandths().unsigned_abs());
    if !holds {
        let share = percent(done, all);
        terminal.notice(&format!("the cases {verb} {share}, less than {flag} {threshold}"));
    }
    holds
}
