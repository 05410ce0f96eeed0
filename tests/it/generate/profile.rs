//! Random profiles.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{MERCHANT_IDS, decimal, line, minimum, one_of, seldom};

/// A profile; merchants are meant by index, modulo those that the configuration has.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    keys: String,
    apply_to: BTreeSet<usize>,
    targets: [Option<usize>; 2],
    /// Slots 1 to 9, empty where a slot is not listed.
    slots: Vec<String>,
}

/// Titles that a spreadsheet would take for formulas and one that CSV must quote are among them.
const TITLES: [&str; 4] = ["Recovery", "=Second", "Third, last", "@4"];

pub(crate) fn profiles() -> impl Strategy<Value = Profile> {
    let weekday = one_of(&[
        "bill_on_fridays = true\n",
        "bill_on_saturday = true\n",
        "bill_on_fridays = false\nforce_weekday = \"sunday\"\n",
        "force_weekday = \"monday\"\n",
        "force_weekday = \"wednesday\"\n",
        "bill_on_fridays = false\nbill_on_saturday = false\n",
    ]);
    let keys = (
        prop::bool::ANY
            .prop_flat_map(|percent| (Just(percent), slots(if percent { 100 } else { 40 }))),
        line("minimum_price", seldom(2, minimum())),
        seldom(3, weekday),
        line("hold_recycle_price", seldom(4, one_of(&["true", "false"]))),
    );
    let merchant = 0..MERCHANT_IDS.len();
    let target = prop::option::weighted(0.7, prop_oneof![3 => Just(1), 1 => merchant.clone()]);
    (
        keys,
        prop_oneof![1 => Just(BTreeSet::new()), 8 => prop::collection::btree_set(merchant, 2..=6)],
        [target.clone(), target],
    )
        .prop_map(|(((percent, slots), minimum, weekday, hold), apply_to, targets)| {
            let reduction_type = if percent { "reduction_type = \"percent\"\n" } else { "" };
            let keys = [reduction_type, &minimum, &weekday, &hold].concat();
            Profile { keys, apply_to, targets, slots }
        })
}

fn slots(most_reduction: u32) -> impl Strategy<Value = Vec<String>> {
    let wait = prop_oneof![
        20 => 0..=3_u32,
        8 => 4..=12_u32,
        1 => Just(365),
    ]
    .prop_map(|days| days.to_string())
    .boxed();
    // Most reductions are small, so that ladders of several steps stay off the floor.
    let reduction =
        prop_oneof![2 => Just(String::new()), 3 => decimal(5), 1 => decimal(most_reduction)]
            .boxed();
    let values = [line("wait_days", wait), line("price_reduction", reduction)].prop_map(
        |[wait, reduction]| {
            let keys = [wait.trim(), reduction.trim()].into_iter().filter(|key| !key.is_empty());
            keys.collect::<Vec<_>>().join(", ")
        },
    );
    let slot = prop_oneof![
        2 => Just(String::new()),
        1 => Just("{ skip = true }".to_owned()),
        1 => values.clone().prop_map(|values| format!("{{ skip = true, {values} }}")),
        4 => values.prop_map(|values| format!("{{ {values} }}")),
    ];
    prop_oneof![
        12 => prop::collection::vec(slot, 9),
        1 => Just(vec![String::new(); 9]),
    ]
}

impl Profile {
    pub(crate) fn toml(&self, index: usize, merchant_ids: &[&str]) -> String {
        let id = |index: usize| merchant_ids[index % merchant_ids.len()];
        let apply_to: BTreeSet<&str> = self.apply_to.iter().map(|&index| id(index)).collect();
        let apply_to: Vec<&str> = apply_to.into_iter().collect();
        let groups: Vec<String> = ["4-6", "7-9"]
            .iter()
            .zip(self.targets)
            .filter_map(|(group, target)| Some(format!("\"{group}\" = \"{}\"\n", id(target?))))
            .collect();
        let slots: Vec<String> = (1..)
            .zip(&self.slots)
            .filter(|(_, slot)| !slot.is_empty())
            .map(|(number, slot): (u8, _)| format!("{number} = {slot}\n"))
            .collect();
        let title = TITLES[index];
        let (keys, groups, slots) = (&self.keys, groups.concat(), slots.concat());
        let head = format!("\n[[profile]]\ntitle = \"{title}\"\n{keys}apply_to = {apply_to:?}\n");
        format!("{head}\n[profile.targets]\n{groups}\n[profile.attempts]\n{slots}")
    }
}
