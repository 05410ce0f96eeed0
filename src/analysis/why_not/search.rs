//! The smallest set of changes that brings a decline to a service: breadth first by the number of changes, each
//! set tried by loading the configuration with it and replaying the decline.

use std::collections::{BTreeSet, VecDeque};

use crate::analysis::explain::Explanation;
use crate::config::{Loaded, load};
use crate::engine::{Engine, Facts, Route};
use crate::model::{Change, Edit, Note, Outcome};

use super::candidates::Candidates;
use super::{MOST_CHANGES, Obstacle, Question, Repair, Step, handoff_to, obstacles};

/// Configurations that are tried at the most.
const MOST_TRIES: usize = 2_000;

/// A set of changes that is not enough, and the changes that may complete it.
struct State {
    steps: Vec<Step>,
    next: Vec<Step>,
}

/// The first set that brings the decline to the service, in the order of its size.
pub(super) fn repair(question: &Question<'_>, found: &[Obstacle]) -> Option<Repair> {
    let engine = Engine::new(&question.loaded.account);
    let facts = engine.facts(question.decline);
    let next = candidates(question, question.loaded, &engine, &facts, found);
    let mut states = VecDeque::from([State { steps: Vec::new(), next }]);
    let mut seen = BTreeSet::new();
    let mut tries = 0;
    while let Some(state) = states.pop_front() {
        for step in state.next {
            if state.steps.iter().any(|other| undoes(&step.change, &other.change)) {
                continue;
            }
            let steps: Vec<Step> = state.steps.iter().cloned().chain([step]).collect();
            if !seen.insert(key(&steps)) || tries == MOST_TRIES {
                continue;
            }
            tries += 1;
            match attempt(question, &steps) {
                Tried::Reaches(mut repair) => {
                    repair.steps = steps;
                    return Some(without_idle_steps(question, *repair));
                }
                Tried::Falls(next) if steps.len() < MOST_CHANGES => {
                    states.push_back(State { steps, next });
                }
                Tried::Falls(_) | Tried::Refused => {}
            }
        }
    }
    None
}

/// What a set of changes comes to.
enum Tried {
    Reaches(Box<Repair>),
    Falls(Vec<Step>),
    Refused,
}

/// Loads the configuration with the changes and replays the decline through it.
fn attempt(question: &Question<'_>, steps: &[Step]) -> Tried {
    let made = steps.iter().map(|step| step.change.clone());
    let changes: Vec<Change> = question.changes.iter().cloned().chain(made).collect();
    let loaded = load(question.loaded.document.source().clone(), question.format, &changes);
    if !loaded.is_usable() {
        return Tried::Refused;
    }
    let engine = Engine::new(&loaded.account);
    let facts = engine.facts(question.decline);
    let mut route = Route::empty();
    engine.replay_facts(facts, &mut route);
    let handoff = handoff_to(question.service, route.attempts.iter());
    if let Some(handoff) = handoff.filter(|_| !overlaps_anew(question, &route)) {
        return Tried::Reaches(Box::new(Repair { steps: Vec::new(), route, handoff }));
    }
    let explanation = Explanation::of(&engine, question.decline);
    let found = obstacles(&engine, &explanation, question.service);
    Tried::Falls(candidates(question, &loaded, &engine, &facts, &found))
}

/// Whether the changes put the merchant in a second profile: a repair must not rest on which of them the CRM
/// takes.
fn overlaps_anew(question: &Question<'_>, route: &Route) -> bool {
    let engine = Engine::new(&question.loaded.account);
    let merchant = engine.facts(question.decline).merchant;
    let is_ambiguous = merchant.is_some_and(|index| !engine.profiles().of(index).also.is_empty());
    route.own_notes.has(Note::AmbiguousProfile) && !is_ambiguous
}

fn candidates(
    question: &Question<'_>,
    loaded: &Loaded,
    engine: &Engine<'_>,
    facts: &Facts,
    found: &[Obstacle],
) -> Vec<Step> {
    let (decline, service) = (question.decline, question.service);
    let candidates = Candidates { loaded, engine, decline, facts, service };
    let steps = |obstacle: &Obstacle| {
        let step = |change| Step { change, obstacle: obstacle.clone() };
        candidates.of(obstacle).into_iter().map(step).collect::<Vec<_>>()
    };
    match found.iter().find(|obstacle| is_in_every_way(obstacle)) {
        Some(obstacle) => steps(obstacle),
        None => found.iter().flat_map(steps).collect(),
    }
}

/// Whether nothing gets a decline past an obstacle but the changes for that obstacle. The order of changes does
/// not matter, so they are tried first and alone.
fn is_in_every_way(obstacle: &Obstacle) -> bool {
    match obstacle {
        Obstacle::NoServiceMerchant => true,
        Obstacle::Door(gate) => !matches!(gate, Outcome::BelowMinimum | Outcome::NoAttempts),
        _ => false,
    }
}

/// Whether a change goes over what an earlier one did.
fn undoes(change: &Change, earlier: &Change) -> bool {
    change.path == earlier.path
        && match (&change.edit, &earlier.edit) {
            (Edit::Add(added), Edit::Add(other)) => added == other,
            (Edit::Add(value), Edit::Remove(other)) | (Edit::Remove(value), Edit::Add(other)) => {
                value == other
            }
            _ => true,
        }
}

/// A set of changes, whatever their order.
fn key(steps: &[Step]) -> Vec<String> {
    let mut key: Vec<String> = steps.iter().map(|step| step.change.as_flag()).collect();
    key.sort();
    key
}

/// The repair without the steps that it also works without.
fn without_idle_steps(question: &Question<'_>, mut repair: Repair) -> Repair {
    let mut at = 0;
    while at < repair.steps.len() && repair.steps.len() > 1 {
        let mut steps = repair.steps.clone();
        steps.remove(at);
        match attempt(question, &steps) {
            Tried::Reaches(smaller) => repair = Repair { steps, ..*smaller },
            Tried::Falls(_) | Tried::Refused => at += 1,
        }
    }
    repair
}
