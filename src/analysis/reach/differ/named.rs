//! Fates with names instead of positions, so that those of two accounts can be held against each other.

use crate::analysis::reach::fate::{Fate, StepTarget};
use crate::config::{Account, ReductionType};
use crate::model::{BlockReason, Decimal, Notes, Outcome, Slot, Status};

/// A fate in words, with what makes its prices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// What the outputs show of it, amounts and dates apart.
    pub(super) shown: Shown,
    /// The reduction type, the minimum price, and what each attempt takes off.
    pub(super) prices: Option<(ReductionType, Decimal, Vec<Decimal>)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    outcome: Outcome,
    profile: Option<String>,
    own_notes: Notes,
    attempts: Vec<Attempt>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Attempt {
    slot: Slot,
    recycle_number: Option<u8>,
    status: Status,
    reason: Option<BlockReason>,
    days: i32,
    /// `None` for the merchant of the decline.
    target: Option<String>,
    service: Option<String>,
    notes: Notes,
}

impl Named {
    pub(super) fn of(fate: &Fate, account: &Account) -> Named {
        let steps = fate.steps.iter().map(|step| Attempt {
            slot: step.slot,
            recycle_number: step.recycle_number,
            status: step.status,
            reason: step.reason,
            days: step.days,
            target: match step.target {
                StepTarget::Own => None,
                StepTarget::Merchant(index) => Some(account.merchant(index).id.clone()),
            },
            service: step.service.map(|index| account.service(index).name.clone()),
            notes: step.notes,
        });
        let profile = fate.profile.map(|index| account.profile(index));
        let reductions = fate.steps.iter().map(|step| step.reduction).collect();
        Named {
            shown: Shown {
                outcome: fate.outcome,
                profile: profile.map(|profile| profile.title.clone()),
                own_notes: fate.own_notes,
                attempts: steps.collect(),
            },
            prices: profile
                .filter(|_| !fate.steps.is_empty())
                .map(|profile| (profile.reduction_type, profile.minimum_price, reductions)),
        }
    }

    pub(super) fn has_no_attempts(&self) -> bool {
        self.shown.attempts.is_empty()
    }
}
