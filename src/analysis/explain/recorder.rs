//! Keeps what the engine decides about one decline.

use crate::engine::{Attempt, Facts, Observer, Plan};
use crate::model::{Outcome, ProfileIndex, Slot};

/// The engine's decisions in the order in which they were made.
pub(super) struct Recorder {
    pub(super) facts: Facts,
    /// The gates at the door that let it in.
    pub(super) let_in: Vec<Outcome>,
    pub(super) profile: Option<ProfileIndex>,
    pub(super) also: Vec<ProfileIndex>,
    /// Each attempt with its plan and the attempt before it that took place.
    pub(super) attempts: Vec<(Plan, Attempt, Option<Slot>)>,
    pub(super) outcome: Outcome,
    planned: Option<Plan>,
    previous: Option<Slot>,
}

impl Recorder {
    pub(super) fn new(facts: Facts) -> Recorder {
        Recorder {
            facts,
            let_in: Vec::new(),
            profile: None,
            also: Vec::new(),
            attempts: Vec::new(),
            outcome: Outcome::NoAttempts,
            planned: None,
            previous: None,
        }
    }
}

impl Observer for Recorder {
    fn let_in(&mut self, gate: Outcome) {
        self.let_in.push(gate);
    }

    fn profile_chosen(&mut self, profile: ProfileIndex, also: &[ProfileIndex]) {
        self.profile = Some(profile);
        self.also = also.to_vec();
    }

    fn planned(&mut self, plan: &Plan) {
        self.planned = Some(*plan);
    }

    fn attempted(&mut self, attempt: &Attempt) {
        if let Some(plan) = self.planned.take() {
            self.attempts.push((plan, *attempt, self.previous));
        }
        if attempt.recycle_number.is_some() {
            self.previous = Some(attempt.slot);
        }
    }

    fn ended(&mut self, outcome: Outcome) {
        self.outcome = outcome;
    }
}
