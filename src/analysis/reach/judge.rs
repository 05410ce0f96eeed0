//! A claim held against every class that it is about.

use crate::config::Account;
use crate::model::{Outcome, ServiceIndex, Slot};

use super::Reach;
use super::answer::Missed;
use super::claim::Claim;
use super::example::Example;
use super::fate::Fate;
use super::region::Region;
use super::tree::{Node, Retelling, Tree};

/// What is otherwise than claimed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Unmet {
    /// The service is not reached.
    NotReached(Missed),
    /// It is reached at this slot.
    Attempt(Slot),
    /// It is reached after so many local days.
    Days(i32),
    /// It ends like this.
    Outcome(Outcome),
}

/// Declines that refute a claim.
#[derive(Clone, Debug)]
pub struct Counterexample {
    /// All that refute it in the same way, among the declines that can happen.
    pub region: Region,
    /// One of them, as plain as they allow.
    pub example: Example,
    /// What is otherwise.
    pub unmet: Unmet,
}

/// The outcome of holding a claim against every class that it is about.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The enabled merchants that it is about.
    pub merchants: usize,
    /// Classes that it is about.
    pub classes: usize,
    /// What refutes it, the plainest declines first.
    pub counterexamples: Vec<Counterexample>,
}

impl Judgement {
    /// Whether the claim holds for all of them.
    pub fn holds(&self) -> bool {
        self.counterexamples.is_empty()
    }
}

impl Claim {
    /// What a fate lacks of the claim; `None` if it holds.
    fn unmet(&self, service: ServiceIndex, fate: &Fate) -> Option<Unmet> {
        let wants_handoff =
            self.attempt.is_some() || self.handoff_wait_days.is_some() || self.outcome.is_none();
        match fate.handoff_to(service) {
            None if wants_handoff => {
                return Some(Unmet::NotReached(Missed::of(fate, service)));
            }
            Some(step) if self.attempt.is_some_and(|slot| slot != step.slot) => {
                return Some(Unmet::Attempt(step.slot));
            }
            Some(step) if self.handoff_wait_days.is_some_and(|days| days != step.days) => {
                return Some(Unmet::Days(step.days));
            }
            _ => {}
        }
        let is_other = self.outcome.is_some_and(|outcome| outcome != fate.outcome);
        is_other.then_some(Unmet::Outcome(fate.outcome))
    }
}

impl Reach {
    /// Holds a claim against every class of soft declines of the enabled merchants that `service` supports,
    /// as far as they can happen there and the account recycles them (see [`super::recycled`]).
    pub fn judge(&self, account: &Account, service: ServiceIndex, claim: &Claim) -> Judgement {
        let mut judgement = Judgement { merchants: 0, classes: 0, counterexamples: Vec::new() };
        for group in self.groups.iter().filter(|group| group.supported_by == Some(service)) {
            judgement.merchants += group.merchants.len();
            self.tree.walk(group.node, group.among.clone(), &mut |region, _, _| {
                judgement.classes += usize::from(region.is_possible());
            });
            let mut tree: Tree<Option<Unmet>> = Tree::default();
            let tell = |node| match self.tree.get(node) {
                Node::Leaf(number) => Some(claim.unmet(service, self.tree.leaf_at(*number))),
                Node::Split(_) => None,
            };
            let node = Retelling::new(&self.tree, &group.among, tell).node(group.node, &mut tree);
            tree.walk(node, group.among.clone(), &mut |region, _, unmet| {
                if let Some(unmet) = unmet
                    && region.is_possible()
                {
                    let example = self.picker.example(account, &region);
                    let (region, unmet) = (region.told_among(&group.among), unmet.clone());
                    add(&mut judgement.counterexamples, Counterexample { region, example, unmet });
                }
            });
        }
        // Stable: of equally plain ones, the first merchant's first.
        judgement.counterexamples.sort_by_cached_key(|found| found.example.size(account));
        judgement
    }
}

/// Adds a counterexample, to one that differs in its merchants alone if there is one.
fn add(found: &mut Vec<Counterexample>, new: Counterexample) {
    let same = found.iter_mut().find(|other| {
        let merchants = other.region.merchants.clone();
        other.unmet == new.unmet && other.region == Region { merchants, ..new.region.clone() }
    });
    match same {
        Some(other) => {
            other.region.merchants = other.region.merchants.union(&new.region.merchants);
        }
        None => found.push(new),
    }
}
