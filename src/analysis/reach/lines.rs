//! The classes told in few lines: who reaches a service at which slot after how many days, who does not and
//! why. The diagram is reduced again with no more than that at its leaves.

use std::collections::BTreeSet;

use crate::model::{BlockReason, MerchantIndex, Outcome, ServiceIndex, Slot, Status, Weekday};

use super::fate::{Fate, StepTarget};
use super::region::{Part, Region};
use super::tree::{Node, NodeId, Tree};
use super::{Reach, Set};

/// Declines of which one thing can be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which declines.
    pub region: Region,
    /// What becomes of them.
    pub what: What,
}

/// What becomes of declines, as far as a service is concerned.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// They reach it.
    Reached(Reached),
    /// They do not.
    Missed(Missed),
    /// They do not, and no merchant of theirs is meant to: the service supports none of them.
    NotMeant,
}

/// How declines reach a service.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reached {
    /// The slot of the first hand-off to it.
    pub slot: Slot,
    /// The merchant that it goes to.
    pub target: StepTarget,
    /// How it ends.
    pub outcome: Outcome,
    /// Attempts before the hand-off that are sent elsewhere.
    pub before: Vec<Slot>,
    /// Attempts after it.
    pub after: Vec<Slot>,
    /// Per weekday of the decline, Monday first, the local days to the hand-off, by the time of day.
    pub days: [BTreeSet<i32>; 7],
}

/// Why declines do not reach a service.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Missed {
    /// How they end.
    pub outcome: Outcome,
    /// The attempts that would have gone to the service, and why each was blocked.
    pub blocked: Vec<(Slot, BlockReason, MerchantIndex)>,
    /// The other service that they reach.
    pub other: Option<ServiceIndex>,
}

/// All classes in few lines, merchant by merchant: first those that reach the service.
pub fn lines(reach: &Reach, service: ServiceIndex) -> Vec<Line> {
    let mut tree: Tree<What> = Tree::default();
    let mut roots: Vec<(Set<String>, bool, NodeId)> = Vec::new();
    for root in &reach.roots {
        let is_supported = root.supported_by == Some(service);
        let telling = Telling { reach, service, is_supported };
        let node = telling.retold(root.node, &mut tree);
        // A merchant that the account does not have is told apart from those it has.
        let is_listed = matches!(root.merchants, Set::In(_));
        let same = roots.iter_mut().find(|(merchants, supported, other)| {
            let is_other_listed = matches!(merchants, Set::In(_));
            (*supported, *other, is_other_listed) == (is_supported, node, is_listed)
        });
        match same {
            Some((merchants, ..)) => *merchants = merchants.union(&root.merchants),
            None => roots.push((root.merchants.clone(), is_supported, node)),
        }
    }
    roots.sort_by_key(|(_, is_supported, _)| !is_supported);
    let mut lines = Vec::new();
    for (merchants, _, node) in roots {
        let region = Region { merchants, ..Region::all() };
        tree.walk(node, region, &mut |region, _, what| {
            lines.push(Line { region, what: what.clone() });
        });
    }
    lines.sort_by_key(|line| !matches!(line.what, What::Reached(_)));
    joined(lines)
}

/// Lines that differ in their merchants alone as one; the merchants that the account does not have stay
/// apart.
fn joined(lines: Vec<Line>) -> Vec<Line> {
    let mut joined: Vec<Line> = Vec::new();
    for line in lines {
        let same = joined.iter_mut().find(|other| {
            let listed = |line: &Line| matches!(line.region.merchants, Set::In(_));
            let merchants = line.region.merchants.clone();
            other.what == line.what
                && listed(other)
                && listed(&line)
                && Region { merchants, ..other.region.clone() } == line.region
        });
        match same {
            Some(other) => {
                other.region.merchants = other.region.merchants.union(&line.region.merchants);
            }
            None => joined.push(line),
        }
    }
    joined
}

/// How a root's classes are told.
struct Telling<'r> {
    reach: &'r Reach,
    service: ServiceIndex,
    is_supported: bool,
}

impl Telling<'_> {
    /// The same node with what matters to the service at its leaves; whatever is asked of dates becomes one
    /// leaf.
    fn retold(&self, node: NodeId, tree: &mut Tree<What>) -> NodeId {
        let is_date = |part: &Part| matches!(part, Part::Weekdays(_) | Part::Seconds(_));
        match self.reach.tree.get(node) {
            Node::Split(parts) if !parts.iter().all(|(part, _)| is_date(part)) => {
                let parts = parts
                    .iter()
                    .map(|(part, node)| (part.clone(), self.retold(*node, tree)))
                    .collect();
                tree.split(parts)
            }
            _ => {
                let mut what = None;
                self.reach.tree.walk(node, Region::all(), &mut |region, _, fate| {
                    self.add(what.get_or_insert_with(|| self.told(fate)), &region, fate);
                });
                // Invariant: every node has a path to a leaf.
                tree.leaf(what.expect("a node leads to a leaf"))
            }
        }
    }

    fn told(&self, fate: &Fate) -> What {
        let Some(step) = fate.handoff_to(self.service) else { return self.missed(fate) };
        let sent = fate.steps.iter().filter(|other| other.status != Status::Blocked);
        let sent: Vec<Slot> = sent.map(|other| other.slot).collect();
        What::Reached(Reached {
            slot: step.slot,
            target: step.target,
            outcome: fate.outcome,
            before: sent.iter().copied().filter(|slot| *slot < step.slot).collect(),
            after: sent.iter().copied().filter(|slot| *slot > step.slot).collect(),
            days: Default::default(),
        })
    }

    fn missed(&self, fate: &Fate) -> What {
        if !self.is_supported && !TOLD_OF_ALL.contains(&fate.outcome) {
            return What::NotMeant;
        }
        let blocked = fate.steps.iter().filter(|step| step.service == Some(self.service));
        What::Missed(Missed {
            outcome: fate.outcome,
            blocked: blocked
                .filter_map(|step| match step.target {
                    StepTarget::Merchant(target) => Some((step.slot, step.reason?, target)),
                    StepTarget::Own => None,
                })
                .collect(),
            other: fate.handoffs().find_map(|step| step.service),
        })
    }

    /// Adds the days of a path to what is told of all of them.
    fn add(&self, what: &mut What, region: &Region, fate: &Fate) {
        let What::Reached(reached) = what else { return };
        let Some(step) = fate.handoff_to(self.service) else { return };
        for weekday in region.weekdays.of(&Weekday::ALL) {
            reached.days[weekday as usize].insert(step.days);
        }
    }
}

/// The outcomes that are told of merchants whether or not the service supports them: what never starts a
/// ladder, whatever the profiles say.
const TOLD_OF_ALL: [Outcome; 6] = [
    Outcome::UnknownMerchant,
    Outcome::AtService,
    Outcome::HardDecline,
    Outcome::Unclassified,
    Outcome::RecyclingDisabled,
    Outcome::NewSaleNotRecycled,
];

impl Missed {
    /// Whether it never starts a ladder, whatever the profiles say.
    pub fn is_usual(&self) -> bool {
        TOLD_OF_ALL.contains(&self.outcome)
    }
}
