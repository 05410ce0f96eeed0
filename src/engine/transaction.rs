//! One function decides what an event does to a transaction.

use crate::config::{AfterHandoff, BlockedSlot};
use crate::model::{Instant, MerchantIndex, Moment, Outcome, ProfileIndex, Status};

use super::Engine;
use super::carried::Carried;
use super::door::DOOR;
use super::facts::Facts;
use super::ladder::{Rung, first_position};
use super::observer::Observer;
use super::plan::Plan;
use super::responder::{Responder, Response};
use super::route::Attempt;

/// What happens to a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The payment declines.
    Declined,
    /// A re-attempt takes place.
    Attempt(Attempt),
    /// Nothing more will happen.
    Ended(Outcome),
}

/// An event and when it happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheduled {
    /// When.
    pub at: Instant,
    /// What.
    pub event: Event,
}

/// A transaction in flight.
#[derive(Clone, Copy, Debug)]
pub enum Transaction {
    /// Not yet let in.
    Waiting(Facts),
    /// On its ladder.
    Climbing(Climb),
    /// Over.
    Over,
}

/// Where a transaction stands on its ladder.
#[derive(Clone, Copy, Debug)]
pub struct Climb {
    pub(super) facts: Facts,
    /// The merchant of the decline.
    pub(super) merchant: MerchantIndex,
    pub(super) profile: ProfileIndex,
    /// The decline, or the last attempt that took place.
    pub(super) previous: Moment,
    /// The latest instant of any of its events, passed-over attempts included.
    latest: Instant,
    /// The position of the slot to look at next.
    position: usize,
    /// Attempts that took place.
    taken: u8,
    /// What the slots so far leave to the next one.
    pub(super) carried: Carried,
    /// What that becomes when the planned attempt takes place.
    planned: Carried,
    is_submitted: bool,
    pub(super) is_handed_off: bool,
    is_contested: bool,
}

impl Engine<'_> {
    /// Decides what an event does to a transaction, and returns the event that follows from it.
    pub fn step(
        &self,
        transaction: &mut Transaction,
        event: Event,
        responder: &mut impl Responder,
        observer: &mut impl Observer,
    ) -> Option<Scheduled> {
        match (event, &mut *transaction) {
            (Event::Declined, Transaction::Waiting(facts)) => {
                let facts = *facts;
                observer.admitted(&facts);
                match self.let_in(&facts, observer) {
                    Err(outcome) => {
                        Some(Scheduled { at: facts.declined.instant, event: Event::Ended(outcome) })
                    }
                    Ok(mut climb) => {
                        let next = self.next_event(&mut climb, observer);
                        *transaction = Transaction::Climbing(climb);
                        Some(next)
                    }
                }
            }
            (Event::Attempt(attempt), Transaction::Climbing(climb)) => {
                observer.attempted(&attempt);
                Some(self.take_place(climb, &attempt, responder, observer))
            }
            (Event::Ended(outcome), _) => {
                observer.ended(outcome);
                *transaction = Transaction::Over;
                None
            }
            (Event::Declined | Event::Attempt(_), _) => {
                unreachable!(
                    "a transaction declines once, and only one that was let in is attempted"
                )
            }
        }
    }

    /// Asks the gates at the door in turn.
    fn let_in(&self, facts: &Facts, observer: &mut impl Observer) -> Result<Climb, Outcome> {
        let door = self.door();
        for gate in DOOR {
            if door.refuses(gate, facts) {
                return Err(gate);
            }
            observer.let_in(gate);
            if gate == Outcome::NoProfile
                && let Some(merchant) = facts.merchant
                && let Some(profile) = door.profile(facts)
            {
                observer.profile_chosen(profile, &self.profiles.of(merchant).also);
            }
        }
        let (Some(merchant), Some(profile)) = (facts.merchant, door.profile(facts)) else {
            unreachable!("the door lets in only declines with a merchant and a profile")
        };
        Ok(Climb {
            facts: *facts,
            merchant,
            profile,
            previous: facts.declined,
            latest: facts.declined.instant,
            position: first_position(self.account.profile(profile), facts.attempt),
            taken: 0,
            carried: Carried::default(),
            planned: Carried::default(),
            is_submitted: false,
            is_handed_off: false,
            is_contested: false,
        })
    }

    /// The next attempt that takes place, or the end. Attempts that are passed over happen on the way,
    /// without any time passing.
    fn next_event(&self, climb: &mut Climb, observer: &mut impl Observer) -> Scheduled {
        let slots = &self.account.profile(climb.profile).slots;
        while let Some(rung) = Rung::next(slots, climb.position) {
            rung.skipped.iter().for_each(|rule| observer.skipped(rule));
            let plan = self.plan(climb, rung);
            observer.planned(&plan);
            climb.position = rung.end(climb.position);
            climb.carried = plan.carried;
            climb.planned = Carried::after(plan.price.reduction);
            climb.latest = climb.latest.max(plan.due.at.moment.instant);
            let attempt = self.attempt(climb, &plan);
            if attempt.status == Status::Blocked
                && self.account.assumptions.blocked_slot == BlockedSlot::PassOver
            {
                observer.attempted(&attempt);
            } else {
                return Scheduled { at: attempt.due.instant, event: Event::Attempt(attempt) };
            }
        }
        slots[climb.position.min(slots.len())..].iter().for_each(|rule| observer.skipped(rule));
        Scheduled { at: climb.latest, event: Event::Ended(climb.outcome()) }
    }

    /// The record of a planned attempt.
    fn attempt(&self, climb: &Climb, plan: &Plan) -> Attempt {
        let counts = plan.status != Status::Blocked
            || self.account.assumptions.blocked_slot == BlockedSlot::CountAsDecline;
        Attempt {
            slot: plan.slot,
            recycle_number: counts.then_some(climb.taken + 1),
            status: plan.status,
            reason: plan.reason,
            due: plan.due.at.moment,
            wait_days: plan.due.at.moment.day.since(plan.previous.day),
            target: plan.target,
            service: plan.service,
            amount: plan.price.amount,
            notes: plan.notes,
        }
    }

    /// An attempt takes place: what it leaves behind, and what follows.
    fn take_place(
        &self,
        climb: &mut Climb,
        attempt: &Attempt,
        responder: &mut impl Responder,
        observer: &mut impl Observer,
    ) -> Scheduled {
        let assumptions = &self.account.assumptions;
        let ends = match attempt.status {
            Status::Blocked => assumptions.blocked_slot == BlockedSlot::FailPurchase,
            Status::HandedOff => {
                climb.is_handed_off = true;
                assumptions.after_handoff == AfterHandoff::ServiceOwns
            }
            Status::Submitted => {
                climb.is_submitted = true;
                climb.is_contested |= climb.is_handed_off;
                match responder.respond(attempt) {
                    Response::SoftDecline => false,
                }
            }
        };
        if ends {
            return Scheduled { at: climb.latest, event: Event::Ended(climb.outcome()) };
        }
        climb.previous = attempt.due;
        climb.taken += 1;
        climb.carried = climb.planned;
        self.next_event(climb, observer)
    }
}

impl Climb {
    /// How the transaction ends if nothing more happens: semantics.md section 5.
    fn outcome(&self) -> Outcome {
        match (self.is_contested, self.is_handed_off, self.is_submitted) {
            (true, _, _) => Outcome::Contested,
            (_, true, _) => Outcome::HandedOff,
            (_, _, true) => Outcome::Exhausted,
            _ => Outcome::Blocked,
        }
    }
}
