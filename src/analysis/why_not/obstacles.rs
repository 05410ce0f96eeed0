//! What keeps a decline from a service, in the order in which it comes in the decline's way.

use crate::analysis::explain::{AttemptStory, Explanation};
use crate::config::{GROUPS, Group, Profile, SlotRule, group_of};
use crate::engine::{AttemptFacts, DOOR, Engine, Verdict};
use crate::model::{BlockReason, MerchantIndex, ProfileIndex, ServiceIndex, Slot};

use super::Obstacle;

/// Everything that keeps a decline from a service: what turns it away at the door, then slot by slot what
/// leads elsewhere, is skipped or is blocked.
pub fn obstacles(
    engine: &Engine<'_>,
    explanation: &Explanation,
    service: ServiceIndex,
) -> Vec<Obstacle> {
    let (door, facts) = (engine.door(), &explanation.facts);
    let refusing = DOOR.into_iter().filter(|&gate| door.refuses(gate, facts));
    let mut found: Vec<Obstacle> = refusing.map(Obstacle::Door).collect();
    if !engine.account().merchants.iter().any(|merchant| merchant.service == Some(service)) {
        found.push(Obstacle::NoServiceMerchant);
    }
    if let Some(profile) = door.profile(facts) {
        let ladder = Ladder { engine, explanation, service, profile };
        found.extend(ladder.obstacles());
    }
    found
}

/// Whether a profile takes a slot after attempt number `after` on a merchant of a service.
pub(super) fn hands_off(
    engine: &Engine<'_>,
    profile: &Profile,
    service: ServiceIndex,
    after: u8,
) -> bool {
    let account = engine.account();
    let is_service = |target: MerchantIndex| account.merchant(target).service == Some(service);
    left(profile, after).any(|rule| !rule.skip && rule.target.is_some_and(is_service))
}

/// The slots after attempt number `after`.
fn left(profile: &Profile, after: u8) -> impl Iterator<Item = &SlotRule> {
    profile.slots.iter().filter(move |rule| rule.slot.0 > after)
}

/// The slots of the profile that serves the decline.
struct Ladder<'a> {
    engine: &'a Engine<'a>,
    explanation: &'a Explanation,
    service: ServiceIndex,
    profile: ProfileIndex,
}

impl Ladder<'_> {
    fn obstacles(&self) -> Vec<Obstacle> {
        let profile = self.engine.account().profile(self.profile);
        let after = self.explanation.facts.attempt;
        let left: Vec<&SlotRule> = left(profile, after).collect();
        let to_service = |rule: &&&SlotRule| self.service_target(rule).is_some();
        let Some(last) = left.iter().rev().find(to_service) else { return self.elsewhere(&left) };
        let mut found = Vec::new();
        for group in GROUPS {
            let in_group = left.iter().copied().filter(|rule| group_of(rule.slot) == Some(group));
            let rules: Vec<&SlotRule> =
                in_group.filter(|rule| self.service_target(rule).is_some()).collect();
            let Some(target) = rules.first().and_then(|rule| self.service_target(rule)) else {
                continue;
            };
            let taken: Vec<Slot> =
                rules.iter().filter(|rule| !rule.skip).map(|rule| rule.slot).collect();
            if taken.is_empty() {
                let slots = rules.iter().map(|rule| rule.slot).collect();
                found.push(Obstacle::Skipped { profile: self.profile, slots, target });
            }
            found.extend(taken.into_iter().flat_map(|slot| self.blocked(slot, target)));
        }
        if let Some(ended) = self.ended_before(last.slot) {
            let at =
                found.iter().position(|obstacle| first_slot(obstacle) > Some(ended.attempt.slot));
            let obstacle = Obstacle::Ended {
                profile: self.profile,
                slot: ended.attempt.slot,
                target: ended.attempt.target,
                reason: ended.attempt.reason,
            };
            found.insert(at.unwrap_or(found.len()), obstacle);
        }
        found
    }

    fn service_target(&self, rule: &SlotRule) -> Option<MerchantIndex> {
        let account = self.engine.account();
        rule.target.filter(|&target| account.merchant(target).service == Some(self.service))
    }

    fn elsewhere(&self, left: &[&SlotRule]) -> Vec<Obstacle> {
        let target = |group: Group| {
            let rule = left.iter().rev().find(|rule| group_of(rule.slot) == Some(group))?;
            Some((group, rule.target))
        };
        let groups = GROUPS.into_iter().filter_map(target).collect();
        vec![Obstacle::Elsewhere { profile: self.profile, groups }]
    }

    /// The gates that keep an attempt from the service's merchant. Where it was never worked out, they are
    /// asked at the full price.
    fn blocked(&self, slot: Slot, target: MerchantIndex) -> Vec<Obstacle> {
        let mut attempts = self.explanation.attempts();
        let facts = &self.explanation.facts;
        let full = AttemptFacts::of(facts, target, facts.amount);
        let gates: Vec<(BlockReason, Verdict)> =
            if let Some(story) = attempts.find(|story| story.attempt.slot == slot) {
                story.gates.clone()
            } else {
                let verdict = |&gate| (gate, self.engine.gates().verdict(gate, &full));
                BlockReason::ALL.iter().map(verdict).collect()
            };
        let failing = gates.into_iter().filter(|(_, verdict)| *verdict == Verdict::Fail);
        failing
            .map(|(gate, _)| Obstacle::Blocked { profile: self.profile, slot, target, gate })
            .collect()
    }

    /// The attempt at which the ladder ended, if that was before `slot`.
    fn ended_before(&self, slot: Slot) -> Option<&AttemptStory> {
        self.explanation
            .attempts()
            .next_back()
            .filter(|last| last.next.is_none() && last.attempt.slot < slot)
            .filter(|last| {
                let profile = self.engine.account().profile(self.profile);
                left(profile, last.attempt.slot.0).any(|rule| !rule.skip)
            })
    }
}

fn first_slot(obstacle: &Obstacle) -> Option<Slot> {
    match obstacle {
        Obstacle::Skipped { slots, .. } => slots.first().copied(),
        Obstacle::Ended { slot, .. } | Obstacle::Blocked { slot, .. } => Some(*slot),
        Obstacle::Door(_) | Obstacle::NoServiceMerchant | Obstacle::Elsewhere { .. } => None,
    }
}
