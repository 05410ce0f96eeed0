//! What differs between the two sides of a change, in words.

use crate::analysis::compare::ChangeClass;
use crate::analysis::reach::{ClassChange, Made, Side};
use crate::model::Class;
use crate::report::text::{and_list, escaped, or_list};

use super::all::{AllCompared, ConfigSide};

/// What was, and what becomes of it: `attempt 4 on 99 after 1 day -> after 4 days`.
pub(super) fn difference(change: &ClassChange) -> String {
    let (base, candidate) = (&change.base, &change.candidate);
    let [old, new] = match change.class {
        ChangeClass::Reclassified => {
            let from = change.region.classes.of(Class::ALL);
            let from = or_list(&from.into_iter().map(Class::name).collect::<Vec<_>>());
            let to = change.reclassified.unwrap_or(Class::Unknown);
            let text = &change.example.response.text;
            let code = &change.example.response.code;
            let response = match (code.as_str(), text.as_str()) {
                (code, "") => format!("code {}", escaped(code)),
                ("", text) => format!("`{}`", escaped(text)),
                (code, text) => format!("code {}, `{}`", escaped(code), escaped(text)),
            };
            return format!("{from} -> {}, such as {response}", to.name());
        }
        ChangeClass::PriceChanged => [price(base), price(candidate)],
        ChangeClass::DetailChanged => [detail(base), detail(candidate)],
        ChangeClass::DateMoved => match moved(base, candidate) {
            Some(moved) => return moved,
            None => return "at another time of day".to_owned(),
        },
        _ => [route(base), route(candidate)],
    };
    if old == new { "a detail of a blocked attempt".to_owned() } else { format!("{old} -> {new}") }
}

/// `handed_off (attempt 4 on 99 after 1 day)`.
fn route(side: &Side) -> String {
    let made = side.made.iter().map(made);
    let blocked =
        side.blocked.iter().map(|(slot, why)| format!("attempt {slot} blocked by {}", why.name()));
    let attempts: Vec<String> = made.chain(blocked).collect();
    match attempts.as_slice() {
        [] => side.outcome.name().to_owned(),
        some => format!("{} ({})", side.outcome.name(), some.join(", ")),
    }
}

fn made(made: &Made) -> String {
    let target = made.target.as_ref().map(|id| format!(" on {}", escaped(id)));
    format!("attempt {}{}", made.slot, target.unwrap_or_default())
}

fn days(days: i32) -> String {
    format!("{days} {}", if days == 1 { "day" } else { "days" })
}

/// The attempts whose dates move.
fn moved(base: &Side, candidate: &Side) -> Option<String> {
    let pairs = base.made.iter().zip(&candidate.made).filter(|(old, new)| old.days != new.days);
    let moved = pairs.filter_map(|(old, new)| {
        Some(format!("{} after {} -> {}", made(old), days(old.days?), days(new.days?)))
    });
    let moved: Vec<String> = moved.collect();
    (!moved.is_empty()).then(|| moved.join(", "))
}

fn price(side: &Side) -> String {
    let unit = side.price.filter(|rule| rule.is_percent).map_or("", |_| " %");
    let attempts = side.made.iter().filter_map(|made| Some((made.slot, made.reduction?)));
    let attempts = attempts.map(|(slot, reduction)| {
        if reduction.is_zero() {
            format!("attempt {slot} at full price")
        } else {
            format!("attempt {slot} less {reduction}{unit}")
        }
    });
    let minimum = side.price.map(|rule| rule.minimum_price).filter(|minimum| !minimum.is_zero());
    let minimum = minimum.map(|minimum| format!("not below {minimum}"));
    attempts.chain(minimum).collect::<Vec<_>>().join(", ")
}

fn detail(side: &Side) -> String {
    let profile = side.profile.as_ref().map(|title| format!("profile {}", escaped(title)));
    let notes: Vec<&str> = side.notes.iter().map(crate::model::Note::name).collect();
    let notes = (!notes.is_empty()).then(|| format!("notes {}", and_list(&notes)));
    let blocked =
        side.blocked.iter().map(|(slot, why)| format!("attempt {slot} blocked by {}", why.name()));
    let parts: Vec<String> = profile.into_iter().chain(notes).chain(blocked).collect();
    if parts.is_empty() { "without".to_owned() } else { parts.join(", ") }
}

/// The side under which a change is best explained: the one without the hand-off.
pub(super) fn shown_of<'a, 'c>(
    compared: &'a AllCompared<'c>,
    class: ChangeClass,
) -> &'a ConfigSide<'c> {
    match class {
        ChangeClass::HandoffGained => &compared.base,
        _ => &compared.candidate,
    }
}
