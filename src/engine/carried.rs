//! What the slots of a ladder leave to the next one: waits and reductions, by the assumptions in force.

use crate::config::{
    Account, Assumptions, Profile, ReductionMode, SkipReduction, SkipWait, WaitFrom,
};
use crate::model::Decimal;

use super::ladder::{Rung, ladder};

/// What the slots so far leave to the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Carried {
    /// Waits of skipped slots that no attempt has taken up yet.
    gathered_days: u32,
    /// Reductions of skipped slots that no attempt has taken up yet.
    gathered_reduction: Decimal,
    /// Reductions of the attempts that took place.
    kept_reduction: Decimal,
}

impl Carried {
    /// What is left after an attempt that took `reduction` off in all.
    pub(super) fn after(reduction: Decimal) -> Carried {
        Carried { kept_reduction: reduction, ..Carried::default() }
    }

    /// The same with what the slots skipped before a rung add to it.
    pub(super) fn gather(self, assumptions: Assumptions, rung: Rung<'_>) -> Carried {
        let skipped = || rung.skipped.iter();
        let gathered_days = match (assumptions.skip_wait, assumptions.wait_from) {
            (SkipWait::Elapses, WaitFrom::PreviousAttempt) => {
                self.gathered_days + skipped().map(|rule| u32::from(rule.wait_days)).sum::<u32>()
            }
            (SkipWait::Omit, _) | (_, WaitFrom::FirstDecline) => 0,
        };
        let gathered_reduction = match assumptions.skip_reduction {
            SkipReduction::Omit => Decimal::ZERO,
            SkipReduction::Accrues => {
                skipped().map(|rule| rule.reduction).fold(self.gathered_reduction, Decimal::plus)
            }
        };
        Carried { gathered_days, gathered_reduction, ..self }
    }

    /// Waits of skipped slots that pass before the next attempt.
    pub(super) fn gathered_days(self) -> u32 {
        self.gathered_days
    }

    /// All that is taken off the original price at the rung whose skipped slots were gathered.
    pub(super) fn reduction(self, assumptions: Assumptions, rung: Rung<'_>) -> Decimal {
        match assumptions.reduction_mode {
            ReductionMode::Absolute => rung.rule.reduction,
            ReductionMode::Cumulative => {
                self.kept_reduction.plus(self.gathered_reduction).plus(rung.rule.reduction)
            }
        }
    }
}

/// A rung of a whole ladder on which every attempt takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LadderStep<'a> {
    /// The slot, and the ones skipped before it.
    pub rung: Rung<'a>,
    /// Whole days that it waits: its own, and those of skipped slots that pass too.
    pub wait_days: u32,
    /// Whole days from the decline, by the waits alone: without forced weekdays and times of day.
    pub due_days: u32,
    /// All that is taken off the original price there: money or percentage points.
    pub reduction: Decimal,
}

/// The ladder of a first billing that no attempt of is blocked: what each rung adds up to.
pub fn ladder_steps<'a>(
    account: &'a Account,
    profile: &'a Profile,
) -> impl Iterator<Item = LadderStep<'a>> {
    let assumptions = account.assumptions;
    let mut before = Carried::default();
    let mut due_days = 0;
    ladder(profile, 0).map(move |rung| {
        let carried = before.gather(assumptions, rung);
        let reduction = carried.reduction(assumptions, rung);
        before = Carried::after(reduction);
        let wait_days = u32::from(rung.rule.wait_days) + carried.gathered_days();
        due_days = match assumptions.wait_from {
            WaitFrom::PreviousAttempt => due_days + wait_days,
            WaitFrom::FirstDecline => due_days.max(wait_days),
        };
        LadderStep { rung, wait_days, due_days, reduction }
    })
}
