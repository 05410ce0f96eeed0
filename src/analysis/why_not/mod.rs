//! Why not: what keeps a decline from a recovery service, and the smallest change that would bring it there.

mod candidates;
mod map_candidates;
mod obstacles;
mod search;

use crate::config::{Format, Group, Loaded};
use crate::engine::{Attempt, Engine, Route};
use crate::model::{
    BlockReason, Change, Decline, MerchantIndex, Outcome, ProfileIndex, ServiceIndex, Slot, Status,
};

use super::explain::Explanation;

pub use obstacles::obstacles;

/// A decline, the configuration it is replayed through, and the service it is meant to reach.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The configuration, changes applied.
    pub loaded: &'a Loaded,
    /// The language of its file.
    pub format: Format,
    /// The changes that were applied to the file.
    pub changes: &'a [Change],
    /// The decline.
    pub decline: &'a Decline<'a>,
    /// The service.
    pub service: ServiceIndex,
}

/// Something that keeps a decline from a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// This gate at the door turns it away.
    Door(Outcome),
    /// The configuration has no merchant of the service.
    NoServiceMerchant,
    /// The profile sends no slot that is left to the service.
    Elsewhere {
        /// The profile.
        profile: ProfileIndex,
        /// Its groups with slots left, and where each goes; `None` for the merchant of the decline.
        groups: Vec<(Group, Option<MerchantIndex>)>,
    },
    /// Every slot left of the group that goes to the service is skipped.
    Skipped {
        /// The profile.
        profile: ProfileIndex,
        /// The slots.
        slots: Vec<Slot>,
        /// The service's merchant that they would go to.
        target: MerchantIndex,
    },
    /// The ladder ended at this slot, before one that goes to the service.
    Ended {
        /// The profile.
        profile: ProfileIndex,
        /// The attempt that ended it.
        slot: Slot,
        /// The merchant that it went to.
        target: MerchantIndex,
        /// Why it was blocked, if it was.
        reason: Option<BlockReason>,
    },
    /// A gate keeps an attempt from the service's merchant.
    Blocked {
        /// The profile.
        profile: ProfileIndex,
        /// The slot.
        slot: Slot,
        /// The service's merchant.
        target: MerchantIndex,
        /// The gate.
        gate: BlockReason,
    },
}

/// One change on the way to a service, and what it removes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The change.
    pub change: Change,
    /// What it removes.
    pub obstacle: Obstacle,
}

/// Changes with which the decline reaches the service, shown by replaying with them.
#[derive(Debug)]
pub struct Repair {
    /// The changes, in the order in which they are made.
    pub steps: Vec<Step>,
    /// The decline's path with them.
    pub route: Route,
    /// The hand-off to the service.
    pub handoff: Attempt,
}

/// The answer.
#[derive(Debug)]
pub struct WhyNot {
    /// The service.
    pub service: ServiceIndex,
    /// The hand-off, where it does reach the service.
    pub handoff: Option<Attempt>,
    /// What keeps it from the service, in the order in which it comes in its way; empty if it reaches it.
    pub obstacles: Vec<Obstacle>,
    /// The smallest change that brings it there; `None` if there is none, or none is needed.
    pub repair: Option<Repair>,
}

/// The most changes that a repair may have.
pub const MOST_CHANGES: usize = 4;

/// Answers why a decline does not reach a service.
pub fn why_not(question: &Question<'_>, explanation: &Explanation) -> WhyNot {
    let service = question.service;
    let attempts = explanation.attempts().map(|story| &story.attempt);
    if let Some(handoff) = handoff_to(service, attempts) {
        return WhyNot { service, handoff: Some(handoff), obstacles: Vec::new(), repair: None };
    }
    let engine = Engine::new(&question.loaded.account);
    let obstacles = obstacles(&engine, explanation, service);
    let repair = search::repair(question, &obstacles);
    WhyNot { service, handoff: None, obstacles, repair }
}

/// The first hand-off to a service.
fn handoff_to<'a>(
    service: ServiceIndex,
    mut attempts: impl Iterator<Item = &'a Attempt>,
) -> Option<Attempt> {
    attempts
        .find(|attempt| attempt.status == Status::HandedOff && attempt.service == Some(service))
        .copied()
}
