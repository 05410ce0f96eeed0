//! A profile's nine slots as boxes: skipped or not, the wait, the reduction, and where each group goes.

use super::{Picture, Tone, fitted, label, named, rect, toned};
use crate::config::{Account, Profile, ReductionType, SlotRule};
use crate::report::page::element::{Element, element};
use crate::report::page::sheet::{Cell, Sheet};

const BOX: i64 = 52;
const WIDTH: i64 = 9 * BOX + 12;
const HEIGHT: i64 = 112;

/// The ladder of a profile.
pub(in crate::report::page) fn ladder(name: &str, account: &Account, profile: &Profile) -> Picture {
    let mut shapes = Vec::new();
    let mut numbers = Sheet::new(
        format!("Slots of {}", named(&profile.title)),
        &["attempt", "taken", "wait_days", "price_reduction", "merchant", "service"],
    );
    for rule in &profile.slots {
        let slot = i64::from(rule.slot.0);
        let left = (slot - 1) * BOX + (slot - 1) / 3 * 6;
        shapes.extend(slot_box(name, account, profile, rule, left));
        let target = rule.target.map(|target| account.merchant(target));
        let service = target.and_then(|target| target.service);
        numbers.row([
            Cell::text(rule.slot.to_string()),
            Cell::text(if rule.skip { "skipped" } else { "yes" }),
            Cell::text(rule.wait_days.to_string()),
            Cell::text(reduction(profile, rule)),
            Cell::text(target.map_or("the declining one".to_owned(), |it| it.id.clone())),
            Cell::text(service.map_or("", |service| &account.service(service).name)),
        ]);
    }
    for (at, group) in (0..).zip(profile.slots.chunks(3)) {
        shapes.extend(target(account, group, at * (3 * BOX + 6)));
    }
    let taken = profile.slots.iter().filter(|rule| !rule.skip);
    let taken: Vec<String> =
        taken.map(|rule| format!("attempt {} waits {} days", rule.slot, rule.wait_days)).collect();
    let says = if taken.is_empty() { "Every slot is skipped".to_owned() } else { taken.join(", ") };
    Picture {
        name: name.to_owned(),
        title: format!("The nine slots of {}", named(&profile.title)),
        says: format!("{says}; all others are skipped."),
        width: WIDTH,
        height: HEIGHT,
        shapes,
        numbers,
    }
}

fn slot_box(
    name: &str,
    account: &Account,
    profile: &Profile,
    rule: &SlotRule,
    left: i64,
) -> Vec<Element> {
    let middle = left + BOX / 2 - 1;
    let number = label(middle, 14, rule.slot.to_string()).class("middle value");
    let place = [left * 10, 200, BOX * 10 - 40, 520];
    if rule.skip {
        let [x, y, width, height] = place;
        let empty = rect(x, y, width, height).class("empty");
        return vec![number, empty, label(middle, 51, "skip").class("middle small quiet")];
    }
    let is_handoff = rule.target.is_some_and(|target| account.merchant(target).service.is_some());
    let tone = if is_handoff { Tone::Arrives } else { Tone::Tried };
    let wait = match rule.wait_days {
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    };
    let says =
        format!("attempt {}: wait {wait}, price less {}", rule.slot, reduction(profile, rule));
    let mut shapes = vec![
        number,
        toned(name, tone, place, &says).with("opacity", "0.3"),
        label(middle, if rule.reduction.is_zero() { 51 } else { 42 }, wait).class("middle small"),
    ];
    if !rule.reduction.is_zero() {
        let less = fitted(&format!("-{}", reduction(profile, rule)), BOX);
        shapes.push(label(middle, 60, less).class("middle small"));
    }
    shapes
}

/// What a slot takes off the price.
fn reduction(profile: &Profile, rule: &SlotRule) -> String {
    match profile.reduction_type {
        ReductionType::Flat => rule.reduction.to_string(),
        ReductionType::Percent => format!("{} %", rule.reduction),
    }
}

/// Where a group of three slots goes.
fn target(account: &Account, group: &[SlotRule], left: i64) -> Vec<Element> {
    let target = group.first().and_then(|rule| rule.target);
    let merchant = target.map(|target| account.merchant(target));
    let text = match merchant {
        None => "same merchant".to_owned(),
        Some(merchant) if merchant.title == merchant.id => format!("to {}", merchant.id),
        Some(merchant) => format!("to {} {}", merchant.id, merchant.title),
    };
    let width = 3 * BOX - 4;
    let class = if merchant.is_some_and(|merchant| merchant.service.is_some()) {
        "middle small value"
    } else {
        "middle small quiet"
    };
    vec![
        rect(left * 10, 780, width * 10, 10).class("track"),
        Element::new("g")
            .child(element("title", named(&text)))
            .child(label(left + width / 2, 98, fitted(&text, width + 10)).class(class)),
    ]
}
