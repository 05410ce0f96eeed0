//! The classes told in few lines: who reaches a service, at which slot, after how many days; who does not,
//! and why. The diagram is reduced again, with no more than that at its leaves.

use std::collections::BTreeSet;

use crate::model::{BlockReason, MerchantIndex, Outcome, ServiceIndex, Slot, Status, Weekday};

use super::Reach;
use super::fate::{Fate, StepTarget};
use super::region::{Part, Region};
use super::tree::{Node, NodeId, Retelling, Tree};

/// What becomes of the recycled soft declines of enabled merchants, as far as one service is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Who reaches the service: regions among the declines that can happen.
    pub reached: Vec<(Region, Reached)>,
    /// Enabled merchants that the service does not support and none of whose declines reaches it.
    pub apart: Vec<MerchantIndex>,
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
    /// Attempts that are sent after it.
    pub after: Vec<Slot>,
    /// Per weekday of the decline, Monday first, the local days to the hand-off, by the time of day.
    pub days: [BTreeSet<i32>; 7],
}

/// Whether declines reach a service.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Told {
    Reached(Box<Reached>),
    Missed,
}

/// Why declines do not reach a service.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Missed {
    /// How they end.
    pub outcome: Outcome,
    /// The attempts that would have gone to the service, why each was blocked, and the service's merchant.
    pub blocked: Vec<(Slot, BlockReason, MerchantIndex)>,
    /// The other service that they reach.
    pub other: Option<ServiceIndex>,
}

impl Missed {
    /// Why a fate that does not reach `service` does not.
    pub(super) fn of(fate: &Fate, service: ServiceIndex) -> Missed {
        let blocked = fate.steps.iter().filter(|step| step.service == Some(service));
        Missed {
            outcome: fate.outcome,
            blocked: blocked
                .filter_map(|step| match step.target {
                    StepTarget::Merchant(target) => Some((step.slot, step.reason?, target)),
                    StepTarget::Own => None,
                })
                .collect(),
            other: fate.handoffs().find_map(|step| step.service),
        }
    }
}

impl Reach {
    /// Who reaches a service.
    pub fn answer(&self, service: ServiceIndex) -> Answer {
        let mut answer = Answer { reached: Vec::new(), apart: Vec::new() };
        for group in &self.groups {
            let mut tree: Tree<Told> = Tree::default();
            let tell = |node| self.told(node, service);
            let node = Retelling::new(&self.tree, &group.among, tell).node(group.node, &mut tree);
            let mut is_reached = false;
            tree.walk(node, group.among.clone(), &mut |region, _, reached| {
                if let Told::Reached(reached) = reached
                    && region.is_possible()
                {
                    is_reached = true;
                    add(&mut answer.reached, region.told_among(&group.among), reached);
                }
            });
            if !is_reached && group.supported_by != Some(service) {
                answer.apart.extend(&group.merchants);
            }
        }
        answer.apart.sort_unstable();
        answer
    }

    /// What is told of a node: whatever is asked of dates is told together.
    fn told(&self, node: NodeId, service: ServiceIndex) -> Option<Told> {
        let is_date = |part: &Part| matches!(part, Part::Weekdays(_) | Part::Seconds(_));
        if let Node::Split(parts) = self.tree.get(node)
            && !parts.iter().all(|(part, _)| is_date(part))
        {
            return None;
        }
        let mut told = None;
        self.tree.walk(node, Region::all(), &mut |region, _, fate| {
            if let Some(step) = fate.handoff_to(service) {
                let reached = told.get_or_insert_with(|| Reached::of(fate, step.slot, step.target));
                for weekday in region.weekdays.of(&Weekday::ALL) {
                    reached.days[weekday as usize].insert(step.days);
                }
            }
        });
        Some(told.map_or(Told::Missed, |reached| Told::Reached(Box::new(reached))))
    }
}

impl Reached {
    fn of(fate: &Fate, slot: Slot, target: StepTarget) -> Reached {
        let sent = fate.steps.iter().filter(|other| other.status != Status::Blocked);
        let sent: Vec<Slot> = sent.map(|other| other.slot).collect();
        Reached {
            slot,
            target,
            outcome: fate.outcome,
            before: sent.iter().copied().filter(|other| *other < slot).collect(),
            after: sent.iter().copied().filter(|other| *other > slot).collect(),
            days: Default::default(),
        }
    }
}

/// Adds a line, to one that differs in its merchants alone if there is one.
fn add(lines: &mut Vec<(Region, Reached)>, region: Region, reached: &Reached) {
    let same = lines.iter_mut().find(|(other, same)| {
        same == reached && Region { merchants: other.merchants.clone(), ..region.clone() } == *other
    });
    match same {
        Some((other, _)) => other.merchants = other.merchants.union(&region.merchants),
        None => lines.push((region, reached.clone())),
    }
}
