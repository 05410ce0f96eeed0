//! What becomes of a class of declines: its route, with dates relative to the decline and prices as what is
//! taken off its amount.

use crate::engine::{Attempt, Engine, Facts, Observer, Plan, Route, TargetSource};
use crate::model::{
    BlockReason, Decimal, MerchantIndex, Notes, Outcome, ProfileIndex, ServiceIndex, Slot, Status,
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
    /// All that is taken off the original price: money or percentage points, by the profile's reduction type.
    pub reduction: Decimal,
    /// Remarks; of a blocked attempt only where everything is told.
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

/// How much of a route a fate tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// All but the notes of blocked attempts: what is unknown of an attempt that is not made tells nothing,
    /// and would split classes many times over.
    Told,
    /// Everything.
    Whole,
}

/// Watches one replay after the other.
#[derive(Debug)]
pub(super) struct Recorder {
    grain: Grain,
    route: Route,
    /// The plan of each attempt.
    plans: Vec<Plan>,
}

impl Observer for Recorder {
    fn admitted(&mut self, facts: &Facts) {
        self.plans.clear();
        self.route.admitted(facts);
    }

    fn profile_chosen(&mut self, profile: ProfileIndex, also: &[ProfileIndex]) {
        self.route.profile_chosen(profile, also);
    }

    fn planned(&mut self, plan: &Plan) {
        self.plans.push(*plan);
    }

    fn attempted(&mut self, attempt: &Attempt) {
        self.route.attempted(attempt);
    }

    fn ended(&mut self, outcome: Outcome) {
        self.route.ended(outcome);
    }
}

impl Recorder {
    pub(super) fn new(grain: Grain) -> Recorder {
        Recorder { grain, route: Route::empty(), plans: Vec::new() }
    }

    /// The plans of the last replay.
    pub(super) fn plans(&self) -> &[Plan] {
        &self.plans
    }

    /// What becomes of a decline.
    pub(super) fn replay(&mut self, engine: &Engine<'_>, facts: Facts) -> Fate {
        engine.replay_facts(facts, self);
        let steps = self.route.attempts.iter().zip(&self.plans).map(|(attempt, plan)| Step {
            slot: attempt.slot,
            recycle_number: attempt.recycle_number,
            status: attempt.status,
            reason: attempt.reason,
            wait_days: attempt.wait_days,
            days: attempt.due.day.since(facts.declined.day),
            target: match plan.target_source {
                TargetSource::Decline => StepTarget::Own,
                TargetSource::Profile => StepTarget::Merchant(attempt.target),
            },
            service: attempt.service,
            reduction: plan.price.reduction,
            notes: match (self.grain, attempt.status) {
                (Grain::Told, Status::Blocked) => Notes::NONE,
                _ => attempt.notes,
            },
        });
        Fate {
            outcome: self.route.outcome,
            profile: self.route.profile,
            own_notes: self.route.own_notes,
            steps: steps.collect(),
        }
    }
}

impl Fate {
    /// What becomes of a decline whose facts are known.
    pub fn of(engine: &Engine<'_>, facts: Facts, grain: Grain) -> Fate {
        Recorder::new(grain).replay(engine, facts)
    }

    /// The first hand-off to a service.
    pub fn handoff_to(&self, service: ServiceIndex) -> Option<&Step> {
        self.handoffs().find(|step| step.service == Some(service))
    }

    /// The hand-offs, to whichever service.
    pub fn handoffs(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.status == Status::HandedOff)
    }

    /// The transaction's notes: its own and those of its attempts.
    pub fn notes(&self) -> Notes {
        self.steps.iter().fold(self.own_notes, |notes, step| notes.union(step.notes))
    }
}
