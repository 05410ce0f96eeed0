//! What hangs on the assumptions: the declines replayed under each other value of each of them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::compare::{CandidateTally, ChangeClass, CompareTally};
use super::{Summary, Sums, Total};
use crate::config::{Account, Assumptions, Profile, SkipReduction, SkipWait, WaitFrom};
use crate::config::{AfterHandoff, ReductionMode, SlotRule};

/// The name and version of the form.
pub const ASSUME_SCHEMA: &str = "reattempt/assume/1";

/// An account under another value of one assumption.
#[derive(Clone, Debug)]
pub struct Assumed {
    /// The assumption.
    pub key: &'static str,
    /// The other value.
    pub value: &'static str,
    /// The account.
    pub account: Account,
}

/// The account under each other value of each assumption, in the order of the contract.
pub fn alternatives(account: &Account) -> Vec<Assumed> {
    let in_force = account.assumptions.in_force();
    let others =
        Assumptions::KEYS.into_iter().zip(in_force).flat_map(|((key, values), (_, used))| {
            values
                .iter()
                .copied()
                .filter(move |value| *value != used)
                .map(move |value| (key, value))
        });
    others
        .filter_map(|(key, value)| {
            let mut account = account.clone();
            account.assumptions = account.assumptions.with(key, value)?;
            Some(Assumed { key, value, account })
        })
        .collect()
}

/// What hangs on the assumptions.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Assume {
    /// [`ASSUME_SCHEMA`].
    pub schema: &'static str,
    /// Declines that were replayed.
    pub rows: u64,
    /// Declines that are handed off under the values in force.
    pub handoffs: u64,
    /// Each assumption.
    pub assumptions: Vec<Assumption>,
}

/// One assumption.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Assumption {
    /// Its key.
    pub key: &'static str,
    /// The value in force.
    pub in_force: &'static str,
    /// What each other value would change.
    pub others: Vec<Other>,
}

/// Another value, and the declines that it changes. Each is counted once, under the first that holds.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Other {
    /// The value.
    pub value: &'static str,
    /// Declines that change at all.
    pub changed: Total,
    /// Those that end in another way, or gain or lose a hand-off.
    pub outcome: Total,
    /// Those that are tried at other slots or on other merchants.
    pub route: Total,
    /// Those that are tried at another date or time.
    pub date: Total,
    /// Those that are tried at another price.
    pub price: Total,
    /// Those that change in a detail alone.
    pub detail: Total,
    /// Declines whose first hand-off is another one, or is there under one value only.
    pub handoffs_moved: u64,
    /// Declines that are handed off under this value, the one in force, or both.
    pub handoffs_either: u64,
}

impl Assumption {
    /// Whether any other value changes anything.
    pub fn matters(&self) -> bool {
        self.others.iter().any(|other| other.changed.count > 0)
    }

    /// The other value that moves most: most hand-offs, then most declines; the first of equal ones.
    pub fn heaviest(&self) -> Option<&Other> {
        let weight = |other: &&Other| (other.handoffs_moved, other.changed.count);
        self.others.iter().rev().max_by_key(weight).filter(|other| other.changed.count > 0)
    }
}

impl Assume {
    /// Puts the names to the numbers: `alternatives` were the candidates of the comparison.
    pub fn of(account: &Account, alternatives: &[Assumed], tally: &CompareTally) -> Assume {
        let handoffs = u64::try_from(tally.before.count).unwrap_or_default();
        let mut others: BTreeMap<&str, Vec<Other>> = BTreeMap::new();
        for (assumed, changes) in alternatives.iter().zip(&tally.candidates) {
            let other = Other::of(assumed.value, changes, handoffs);
            others.entry(assumed.key).or_default().push(other);
        }
        let assumption = |(key, in_force)| Assumption {
            key,
            in_force,
            others: others.remove(key).unwrap_or_default(),
        };
        Assume {
            schema: ASSUME_SCHEMA,
            rows: tally.replayed.count,
            handoffs,
            assumptions: account.assumptions.in_force().into_iter().map(assumption).collect(),
        }
    }
}

impl Other {
    fn of(value: &'static str, changes: &CandidateTally, handoffs: u64) -> Other {
        use ChangeClass as C;
        let total = |classes: &[ChangeClass]| {
            let (mut count, mut amount) = (0, Sums::default());
            for class in classes {
                let totals = &changes.classes[*class as usize];
                count += totals.count;
                amount.merge(&totals.amount);
            }
            Total { count, amount: amount.texts() }
        };
        let lost = changes.handoffs_lost.cast_signed();
        let gained = u64::try_from(changes.handoffs.count + lost).unwrap_or_default();
        Other {
            value,
            changed: total(C::ALL),
            outcome: total(&[C::Reclassified, C::HandoffGained, C::HandoffLost, C::OutcomeChanged]),
            route: total(&[
                C::AttemptAdded,
                C::AttemptDropped,
                C::AttemptsReplaced,
                C::TargetChanged,
            ]),
            date: total(&[C::DateMoved]),
            price: total(&[C::PriceChanged]),
            detail: total(&[C::DetailChanged]),
            handoffs_moved: changes.handoffs_moved,
            handoffs_either: handoffs + gained,
        }
    }
}

/// The assumptions that may matter for a replay, told from its summary and the account alone: for any other
/// one, no value changes any of the declines. `reattempt assume` says for certain.
pub fn may_matter(account: &Account, summary: &Summary) -> Vec<&'static str> {
    let used: Vec<&Profile> = account
        .profiles
        .iter()
        .filter(|profile| summary.profiles.contains_key(&profile.title))
        .collect();
    let any = |test: &dyn Fn(&Profile) -> bool| used.iter().any(|profile| test(profile));
    let assumptions = &account.assumptions;
    let is_long = |profile: &Profile| profile.slots.iter().filter(|rule| !rule.skip).count() > 1;
    let waits_skipped =
        any(&|profile| is_before_taken(profile, |rule| rule.skip && rule.wait_days > 0));
    let cuts_skipped =
        any(&|profile| is_before_taken(profile, |rule| rule.skip && !rule.reduction.is_zero()));
    let cuts_taken =
        any(&|profile| is_before_taken(profile, |rule| !rule.skip && !rule.reduction.is_zero()));
    let counts_skipped_waits = assumptions.skip_wait == SkipWait::Elapses && waits_skipped;
    let counts_skipped_cuts = assumptions.skip_reduction == SkipReduction::Accrues && cuts_skipped;
    let follows_handoff = match assumptions.after_handoff {
        AfterHandoff::Continue => {
            summary.attempt_notes.get("after_handoff").is_some_and(|&n| n > 0)
        }
        AfterHandoff::ServiceOwns => !summary.handoffs.is_empty() && any(&is_long),
    };
    let matters = |key: &str| match key {
        "skip_wait" => assumptions.wait_from == WaitFrom::PreviousAttempt && waits_skipped,
        "skip_reduction" => assumptions.reduction_mode == ReductionMode::Cumulative && cuts_skipped,
        "reduction_mode" => cuts_taken || counts_skipped_cuts,
        "wait_from" => any(&is_long) || counts_skipped_waits,
        "weekday_rule" => any(&|profile| profile.force_weekday.is_some()),
        "blocked_slot" => summary.attempts.blocked.values().any(|&count| count > 0),
        "after_handoff" => follows_handoff,
        "unknown_decline" => summary.classes.get("unknown").is_some_and(|total| total.count > 0),
        _ => true,
    };
    Assumptions::KEYS.into_iter().map(|(key, _)| key).filter(|key| matters(key)).collect()
}

/// Whether some slot of a kind comes before one that is taken.
fn is_before_taken(profile: &Profile, is_of_kind: impl Fn(&SlotRule) -> bool) -> bool {
    let last_taken = profile.slots.iter().rposition(|rule| !rule.skip).unwrap_or(0);
    profile.slots[..last_taken].iter().any(is_of_kind)
}
