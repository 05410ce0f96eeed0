//! Konnektive's dialect of a profile: nine re-attempts, of which 4-6 and 7-9 can name a merchant per group.
//! Everything behind this file sees slots, each with its own target.

use serde_json::{Map, json};

use crate::model::{Decimal, MerchantIndex, Slot};

use super::account::{Account, ReductionType, SlotRule};
use super::reader::{Reader, Section};
use super::sections::References;
use super::shape::{Keys, Shape};

/// How many re-attempts a profile has.
pub const SLOTS: u8 = 9;

/// Re-attempts that go to one merchant together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// The key under `targets`.
    pub key: &'static str,
    /// The first slot.
    pub first: Slot,
    /// The last slot.
    pub last: Slot,
}

/// The groups of the extended rules. Slots 1-3, the basic rules, always go to the merchant of the decline.
pub const GROUPS: [Group; 2] = [
    Group { key: "4-6", first: Slot(4), last: Slot(6) },
    Group { key: "7-9", first: Slot(7), last: Slot(9) },
];

/// The group of a slot.
pub fn group_of(slot: Slot) -> Option<Group> {
    GROUPS.into_iter().find(|group| (group.first..=group.last).contains(&slot))
}

pub(super) const TARGETS: Keys = &[("4-6", Shape::Text), ("7-9", Shape::Text)];

pub(super) const ATTEMPTS: Keys = &[
    ("1", Shape::Table(ATTEMPT)),
    ("2", Shape::Table(ATTEMPT)),
    ("3", Shape::Table(ATTEMPT)),
    ("4", Shape::Table(ATTEMPT)),
    ("5", Shape::Table(ATTEMPT)),
    ("6", Shape::Table(ATTEMPT)),
    ("7", Shape::Table(ATTEMPT)),
    ("8", Shape::Table(ATTEMPT)),
    ("9", Shape::Table(ATTEMPT)),
];

const ATTEMPT: Keys =
    &[("skip", Shape::Plain), ("wait_days", Shape::Plain), ("price_reduction", Shape::Plain)];

/// Reads a profile's `targets` and `attempts` into its slots.
pub(super) fn read_slots(
    reader: &mut Reader<'_>,
    profile: &Section<'_>,
    reduction_type: ReductionType,
    references: &References<'_>,
) -> Vec<SlotRule> {
    let targets = profile.section("targets");
    let mut target_of =
        |group: Group| references.merchant(reader, targets.as_ref()?.get(group.key));
    let group_targets = GROUPS.map(&mut target_of);
    let attempts = profile.section("attempts");
    (1..=SLOTS)
        .map(|number| {
            let slot = Slot(number);
            let group = GROUPS.iter().position(|group| group_of(slot) == Some(*group));
            let target = group.and_then(|at| group_targets[at]);
            let attempt =
                attempts.as_ref().and_then(|all| all.section(ATTEMPTS[number as usize - 1].0));
            match attempt {
                Some(attempt) => read_slot(reader, &attempt, slot, reduction_type, target),
                None => {
                    SlotRule { slot, skip: true, wait_days: 0, reduction: Decimal::ZERO, target }
                }
            }
        })
        .collect()
}

fn read_slot(
    reader: &mut Reader<'_>,
    attempt: &Section<'_>,
    slot: Slot,
    reduction_type: ReductionType,
    target: Option<MerchantIndex>,
) -> SlotRule {
    let skip = reader.truth(attempt.get("skip")).unwrap_or(false);
    let wait_days = reader.whole(attempt.get("wait_days"), 0..=365);
    if !skip && attempt.get("wait_days").is_none() {
        let help = "give its wait in days, or `skip = true`";
        reader.missing(attempt, "wait_days", "a slot that is not skipped needs it", Some(help));
    }
    let reduction = match reduction_type {
        ReductionType::Flat => reader.money(attempt.get("price_reduction")),
        ReductionType::Percent => reader.percent(attempt.get("price_reduction")),
    };
    SlotRule {
        slot,
        skip,
        wait_days: wait_days.unwrap_or(0) as u16,
        reduction: reduction.unwrap_or(Decimal::ZERO),
        target,
    }
}

/// The `targets` and `attempts` that read back to `slots`.
pub(super) fn write_slots(account: &Account, slots: &[SlotRule]) -> [serde_json::Value; 2] {
    let mut targets = Map::new();
    let mut attempts = Map::new();
    for rule in slots {
        if let (Some(group), Some(target)) = (group_of(rule.slot), rule.target) {
            targets.insert(group.key.to_owned(), json!(account.merchant(target).id));
        }
        let attempt = json!({
            "skip": rule.skip,
            "wait_days": rule.wait_days,
            "price_reduction": rule.reduction.to_string(),
        });
        attempts.insert(rule.slot.to_string(), attempt);
    }
    [targets.into(), attempts.into()]
}
