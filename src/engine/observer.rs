//! Who watches the engine decide. Every method does nothing unless it is implemented, and an observer that
//! implements none costs nothing.

use crate::config::SlotRule;
use crate::model::{Outcome, ProfileIndex};

use super::facts::Facts;
use super::plan::Plan;
use super::route::Attempt;

/// Sees each decision as it is made.
pub trait Observer {
    /// A decline comes in, classed and resolved.
    fn admitted(&mut self, _facts: &Facts) {}
    /// A gate at the door lets it through.
    fn let_in(&mut self, _gate: Outcome) {}
    /// The gate `no_profile` is passed: this profile serves the merchant, and these also name it.
    fn profile_chosen(&mut self, _profile: ProfileIndex, _also: &[ProfileIndex]) {}
    /// A slot is skipped.
    fn skipped(&mut self, _rule: &SlotRule) {}
    /// The next attempt is worked out.
    fn planned(&mut self, _plan: &Plan) {}
    /// An attempt took place, or was passed over.
    fn attempted(&mut self, _attempt: &Attempt) {}
    /// The transaction is over.
    fn ended(&mut self, _outcome: Outcome) {}
}

/// Watches nothing.
impl Observer for () {}

/// Two observers see the same.
impl<A: Observer, B: Observer> Observer for (&mut A, &mut B) {
    fn admitted(&mut self, facts: &Facts) {
        self.0.admitted(facts);
        self.1.admitted(facts);
    }
    fn let_in(&mut self, gate: Outcome) {
        self.0.let_in(gate);
        self.1.let_in(gate);
    }
    fn profile_chosen(&mut self, profile: ProfileIndex, also: &[ProfileIndex]) {
        self.0.profile_chosen(profile, also);
        self.1.profile_chosen(profile, also);
    }
    fn skipped(&mut self, rule: &SlotRule) {
        self.0.skipped(rule);
        self.1.skipped(rule);
    }
    fn planned(&mut self, plan: &Plan) {
        self.0.planned(plan);
        self.1.planned(plan);
    }
    fn attempted(&mut self, attempt: &Attempt) {
        self.0.attempted(attempt);
        self.1.attempted(attempt);
    }
    fn ended(&mut self, outcome: Outcome) {
        self.0.ended(outcome);
        self.1.ended(outcome);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Engine, example};

    /// Everything it saw, as words.
    #[derive(Default)]
    struct Seen(Vec<String>);

    impl Observer for Seen {
        fn admitted(&mut self, facts: &Facts) {
            self.0.push(format!("{facts:?}"));
        }
        fn let_in(&mut self, gate: Outcome) {
            self.0.push(format!("past {gate:?}"));
        }
        fn profile_chosen(&mut self, profile: ProfileIndex, also: &[ProfileIndex]) {
            self.0.push(format!("{profile:?} {also:?}"));
        }
        fn skipped(&mut self, rule: &SlotRule) {
            self.0.push(format!("{rule:?}"));
        }
        fn planned(&mut self, plan: &Plan) {
            self.0.push(format!("{plan:?}"));
        }
        fn attempted(&mut self, attempt: &Attempt) {
            self.0.push(format!("{attempt:?}"));
        }
        fn ended(&mut self, outcome: Outcome) {
            self.0.push(format!("{outcome:?}"));
        }
    }

    #[test]
    fn both_of_a_pair_see_what_one_sees() {
        let account = example::account();
        let engine = Engine::new(&account);
        let facts = example::facts(&engine);
        let (mut alone, mut one, mut two) = (Seen::default(), Seen::default(), Seen::default());
        engine.replay_facts(facts, &mut alone);
        engine.replay_facts(facts, &mut (&mut one, &mut two));
        // The decline, ten gates, the profile, eight skipped slots, the plan, the attempt and the end.
        assert_eq!(alone.0.len(), 23, "{:#?}", alone.0);
        assert_eq!(one.0, alone.0);
        assert_eq!(two.0, alone.0);
    }
}
