//! What the engine says of a decline: every attempt, and the end.

use crate::model::{
    BlockReason, MerchantIndex, Moment, Money, Note, Notes, Outcome, ProfileIndex, ServiceIndex,
    Slot, Status,
};

use super::classify::Classification;
use super::facts::Facts;
use super::observer::Observer;

/// One attempt: a row of `routes.csv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Attempt {
    /// The slot.
    pub slot: Slot,
    /// Which attempt of its ladder it is, from 1; `None` for one that does not count.
    pub recycle_number: Option<u8>,
    /// What became of it.
    pub status: Status,
    /// Why it was blocked; `None` unless it was.
    pub reason: Option<BlockReason>,
    /// When.
    pub due: Moment,
    /// Whole local days since the previous event.
    pub wait_days: i32,
    /// Where it went, or would have gone.
    pub target: MerchantIndex,
    /// The service that the target belongs to.
    pub service: Option<ServiceIndex>,
    /// What it asked for.
    pub amount: Money,
    /// Remarks.
    pub notes: Notes,
}

/// A decline's whole path, in the order of its attempts. One value is used for many declines in turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Soft, hard or unknown, and why.
    pub classification: Classification,
    /// The profile; `None` if a gate before `no_profile` or that one ended the transaction.
    pub profile: Option<ProfileIndex>,
    /// How it ends.
    pub outcome: Outcome,
    /// The transaction's own notes.
    pub own_notes: Notes,
    /// The attempts.
    pub attempts: Vec<Attempt>,
}

impl Route {
    /// A route to be filled by a driver.
    pub fn empty() -> Route {
        let classification = Classification {
            class: crate::model::Class::Unknown,
            source: super::classify::ClassSource::Nothing,
        };
        Route {
            classification,
            profile: None,
            outcome: Outcome::NoAttempts,
            own_notes: Notes::NONE,
            attempts: Vec::with_capacity(9),
        }
    }

    /// The first hand-off.
    pub fn handoff(&self) -> Option<&Attempt> {
        self.attempts.iter().find(|attempt| attempt.status == Status::HandedOff)
    }

    /// The attempts that were submitted or handed off.
    pub fn made(&self) -> impl DoubleEndedIterator<Item = &Attempt> {
        self.attempts.iter().filter(|attempt| attempt.status != Status::Blocked)
    }

    /// The attempts that were blocked.
    pub fn blocked(&self) -> impl Iterator<Item = &Attempt> {
        self.attempts.iter().filter(|attempt| attempt.status == Status::Blocked)
    }

    /// The transaction's notes: its own and those of all its attempts.
    pub fn notes(&self) -> Notes {
        self.attempts.iter().fold(self.own_notes, |notes, attempt| notes.union(attempt.notes))
    }
}

impl Observer for Route {
    fn admitted(&mut self, facts: &Facts) {
        self.classification = facts.classification;
        self.profile = None;
        self.own_notes = Notes::NONE;
        self.attempts.clear();
    }

    fn profile_chosen(&mut self, profile: ProfileIndex, also: &[ProfileIndex]) {
        self.profile = Some(profile);
        if !also.is_empty() {
            self.own_notes = self.own_notes.with(Note::AmbiguousProfile);
        }
    }

    fn attempted(&mut self, attempt: &Attempt) {
        self.attempts.push(*attempt);
    }

    fn ended(&mut self, outcome: Outcome) {
        self.outcome = outcome;
    }
}
