//! What becomes of a class of declines, dates left relative and amounts left out.

use crate::config::Account;
use crate::engine::{Attempt, Route};
use crate::model::{
    BlockReason, MerchantIndex, Moment, Notes, Outcome, ProfileIndex, ServiceIndex, Slot, Status,
};

/// What becomes of every decline of a class.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fate {
    /// How it ends.
    pub outcome: Outcome,
    /// The profile; `None` if the gate `no_profile` was not passed.
    pub profile: Option<ProfileIndex>,
    /// The transaction's own notes.
    pub own_notes: Notes,
    /// Every attempt, in order.
    pub steps: Vec<Step>,
}

/// One attempt.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// The slot.
    pub slot: Slot,
    /// Which attempt of its ladder it is; `None` for one that does not count.
    pub recycle_number: Option<u8>,
    /// What becomes of it.
    pub status: Status,
    /// Why it is blocked.
    pub reason: Option<BlockReason>,
    /// Local days since the previous event.
    pub wait_days: i32,
    /// Local days since the decline.
    pub days: i32,
    /// Where it goes.
    pub target: StepTarget,
    /// The service that the target belongs to.
    pub service: Option<ServiceIndex>,
    /// Remarks; none on an attempt that is blocked, for it is not made.
    pub notes: Notes,
}

/// Where an attempt goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepTarget {
    /// To the merchant of the decline, whichever that is.
    Own,
    /// To the one that the profile names.
    Merchant(MerchantIndex),
}

impl Fate {
    /// The fate that a route shows for a decline at `declined`.
    pub fn of(route: &Route, account: &Account, declined: Moment) -> Fate {
        let named = |slot: Slot| {
            let slots = &account.profile(route.profile?).slots;
            slots.iter().find(|rule| rule.slot == slot)?.target
        };
        let step = |attempt: &Attempt| Step {
            slot: attempt.slot,
            recycle_number: attempt.recycle_number,
            status: attempt.status,
            reason: attempt.reason,
            wait_days: attempt.wait_days,
            days: attempt.due.day.since(declined.day),
            target: named(attempt.slot).map_or(StepTarget::Own, StepTarget::Merchant),
            service: attempt.service,
            notes: if attempt.status == Status::Blocked { Notes::NONE } else { attempt.notes },
        };
        Fate {
            outcome: route.outcome,
            profile: route.profile,
            own_notes: route.own_notes,
            steps: route.attempts.iter().map(step).collect(),
        }
    }

    /// The first hand-off to a service.
    pub fn handoff_to(&self, service: ServiceIndex) -> Option<&Step> {
        self.handoffs().find(|step| step.service == Some(service))
    }

    /// The hand-offs, to whichever service.
    pub fn handoffs(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.status == Status::HandedOff)
    }

    /// The transaction's notes: its own and those of the attempts that are made.
    pub fn notes(&self) -> Notes {
        self.steps.iter().fold(self.own_notes, |notes, step| notes.union(step.notes))
    }
}
