//! What a sweep adds up.

use std::collections::BTreeMap;

use crate::analysis::Sums;
use crate::analysis::compare::Totals;
use crate::engine::Route;
use crate::model::{Currency, Moment, Outcome, Status};

/// Running totals of one combination.
#[derive(Clone, Debug, Default)]
pub struct SweepTally {
    /// Declines by outcome, in the order of [`Outcome::ALL`].
    pub outcomes: [Totals; Outcome::ALL.len()],
    /// What the first hand-offs hand over.
    pub handed_off: Sums,
    /// First hand-offs by local days since the decline.
    pub by_wait_days: BTreeMap<i32, u64>,
    /// Attempts by status, in the order of [`Status::ALL`].
    pub attempts: [u64; Status::ALL.len()],
    /// Declines that are tried again at all, with what they were for.
    pub touched: Totals,
}

/// What a route comes to in a sweep, but for money.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Fate {
    outcome: Outcome,
    attempts: [u8; Status::ALL.len()],
    pub(super) handoff: Option<Handoff>,
}

/// A first hand-off.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Handoff {
    pub(super) position: usize,
    wait_days: i32,
}

/// Declines that come to the same, and what they are for.
pub(super) struct Alike {
    pub(super) fate: Fate,
    pub(super) currency: Currency,
    pub(super) count: u64,
    pub(super) amount_minor: i128,
    pub(super) handed_minor: i128,
}

impl Fate {
    pub(super) fn of(declined_at: Moment, route: &Route) -> Fate {
        let mut attempts = [0; Status::ALL.len()];
        for attempt in &route.attempts {
            attempts[attempt.status as usize] += 1;
        }
        let position = route.attempts.iter().position(|it| it.status == Status::HandedOff);
        let handoff = position.map(|position| Handoff {
            position,
            wait_days: route.attempts[position].due.day.since(declined_at.day),
        });
        Fate { outcome: route.outcome, attempts, handoff }
    }

    /// Whether an attempt is made at all.
    fn is_touched(&self) -> bool {
        let made = Status::ALL.iter().filter(|&&status| status != Status::Blocked);
        made.into_iter().any(|&status| self.attempts[status as usize] > 0)
    }
}

impl SweepTally {
    pub(super) fn add(&mut self, alike: &Alike) {
        let Alike { fate, currency, count, amount_minor, handed_minor } = *alike;
        let total = |totals: &mut Totals| {
            totals.count += count;
            totals.amount.add_minor(currency, amount_minor);
        };
        total(&mut self.outcomes[fate.outcome as usize]);
        for (sum, attempts) in self.attempts.iter_mut().zip(fate.attempts) {
            *sum += count * u64::from(attempts);
        }
        if fate.is_touched() {
            total(&mut self.touched);
        }
        if let Some(handoff) = fate.handoff {
            self.handed_off.add_minor(currency, handed_minor);
            *self.by_wait_days.entry(handoff.wait_days).or_default() += count;
        }
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: &SweepTally) {
        for (mine, theirs) in self.outcomes.iter_mut().zip(&other.outcomes) {
            mine.merge(theirs);
        }
        self.handed_off.merge(&other.handed_off);
        for (&days, &count) in &other.by_wait_days {
            *self.by_wait_days.entry(days).or_default() += count;
        }
        for (mine, theirs) in self.attempts.iter_mut().zip(other.attempts) {
            *mine += theirs;
        }
        self.touched.merge(&other.touched);
    }
}
