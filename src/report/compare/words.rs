//! What text and Markdown say alike.

use serde_json::Value as Json;

use crate::analysis::Counts;
use crate::analysis::compare::{
    At, Cause, ChangeClass, Comparison, HandoffsBeforeAfter, Side, Unit,
};
use crate::report::text::grouped;

/// What a class means, in words for someone who has never seen the term.
pub(in crate::report) fn meaning(class: ChangeClass) -> &'static str {
    match class {
        ChangeClass::Reclassified => "soft, hard or unknown by another verdict",
        ChangeClass::HandoffGained => "handed off now, and not before",
        ChangeClass::HandoffLost => "handed off before, and not any more",
        ChangeClass::OutcomeChanged => "ends in another way",
        ChangeClass::AttemptAdded => "tried at more slots",
        ChangeClass::AttemptDropped => "tried at fewer slots",
        ChangeClass::AttemptsReplaced => "tried at other slots",
        ChangeClass::TargetChanged => "tried on another merchant",
        ChangeClass::DateMoved => "tried at another date or time",
        ChangeClass::PriceChanged => "tried at another price",
        ChangeClass::DetailChanged => "a note, a blocked attempt or another detail",
    }
}

/// The classes that occur, in the order in which they are looked for, worst news not first: the order is
/// that of the contract.
pub(in crate::report) fn classes(comparison: &Comparison) -> impl Iterator<Item = ChangeClass> {
    let has = |class: &ChangeClass| comparison.changed.contains_key(class.name());
    ChangeClass::ALL.iter().copied().filter(has)
}

/// A configuration as it would be named again.
pub(in crate::report) fn side(side: &Side) -> String {
    let flags: Vec<&str> = side.changes.iter().map(String::as_str).collect();
    match flags.as_slice() {
        [] => side.file.clone(),
        flags => format!("{} with {}", side.file, flags.join(" ")),
    }
}

/// A value as it could be written.
pub(in crate::report) fn value(value: Option<&Json>) -> String {
    value.map_or_else(|| "nothing".to_owned(), Json::to_string)
}

/// `path: old -> new`.
pub(in crate::report) fn unit(unit: &Unit) -> String {
    let [old, new] = [&unit.old, &unit.new].map(|side| value(side.as_ref()));
    format!("{}: {old} -> {new}", unit.path)
}

/// All values of a cause, the first one first.
pub(in crate::report) fn units(cause: &Cause) -> impl Iterator<Item = &Unit> {
    std::iter::once(&cause.unit).chain(&cause.with)
}

/// Where a value stands.
pub(in crate::report) fn at(at: &At) -> String {
    match (&at.flag, at.line, at.column) {
        (Some(flag), _, _) => flag.clone(),
        (None, Some(line), Some(column)) => format!("{}:{line}:{column}", at.file),
        (None, ..) => at.file.clone(),
    }
}

/// `412 handoff_lost, 7 date_moved`, in the order of the contract.
pub(in crate::report) fn class_counts(counts: &Counts) -> String {
    let found = ChangeClass::ALL.iter().filter_map(|class| {
        let count = counts.get(class.name())?;
        Some(format!("{} {}", grouped(*count), class.name()))
    });
    found.collect::<Vec<String>>().join(", ")
}

/// First hand-offs: what is counted, before, and after.
pub(in crate::report) fn handoff_rows(handoffs: &HandoffsBeforeAfter) -> Vec<(String, u64, u64)> {
    let (before, after) = (&handoffs.before, &handoffs.after);
    let mut rows = vec![("all".to_owned(), before.count, after.count)];
    let both = |one: Vec<i32>, two: Vec<i32>| {
        let mut keys: Vec<i32> = one.into_iter().chain(two).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    let slots = |side: &std::collections::BTreeMap<u8, u64>| {
        side.keys().map(|&slot| i32::from(slot)).collect::<Vec<i32>>()
    };
    for slot in both(slots(&before.by_attempt), slots(&after.by_attempt)) {
        let of = |side: &std::collections::BTreeMap<u8, u64>| {
            u8::try_from(slot).ok().and_then(|slot| side.get(&slot)).copied().unwrap_or(0)
        };
        rows.push((format!("at attempt {slot}"), of(&before.by_attempt), of(&after.by_attempt)));
    }
    let days = |side: &std::collections::BTreeMap<i32, u64>| side.keys().copied().collect();
    for day in both(days(&before.by_wait_days), days(&after.by_wait_days)) {
        let of = |side: &std::collections::BTreeMap<i32, u64>| side.get(&day).copied().unwrap_or(0);
        let name = if day == 1 { "after 1 day".to_owned() } else { format!("after {day} days") };
        rows.push((name, of(&before.by_wait_days), of(&after.by_wait_days)));
    }
    rows
}

/// More or fewer: `+3`, `-412`, `0`.
pub(in crate::report) fn signed(before: u64, after: u64) -> String {
    let sign = if after > before { "+" } else { "" };
    format!("{sign}{}", grouped(i128::from(after) - i128::from(before)))
}

/// What is to be said about merchants that only one side has.
pub(in crate::report) fn one_sided(comparison: &Comparison) -> Option<String> {
    let only = |ids: &[String], side: &str| {
        (!ids.is_empty()).then(|| format!("only in the {side}: {}", ids.join(", ")))
    };
    let parts: Vec<String> = [
        only(&comparison.merchants.only_base, "base"),
        only(&comparison.merchants.only_candidate, "candidate"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let text = parts.join("; ");
    (!parts.is_empty()).then(|| format!("The two do not have the same merchants: {text}."))
}
