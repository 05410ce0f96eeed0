//! Which changed values cause it, and declines that show it.

use crate::analysis::compare::Cause;
use crate::report::compare::words::{at, class_counts, unit, units};
use crate::report::page::element::{Element, element};
use crate::report::page::sheet::{Cell, Sheet};
use crate::report::page::{Block, Change, Section, words};
use crate::report::text::counted;

/// Causes that are shown.
const MOST: usize = 20;
/// Values without effect that are named.
const MOST_IDLE: usize = 12;

pub(super) fn section(change: &Change<'_>) -> Section {
    let comparison = change.comparison;
    let mut blocks = Vec::new();
    if comparison.causes.is_empty() {
        blocks.push(Block::Markup(element(
            "p",
            "No changed value makes a difference to these declines.",
        )));
    } else {
        let line = "Most money first. A decline may have several causes.";
        blocks.push(Block::Markup(element("p", line)));
        let cards = comparison.causes.iter().take(MOST).map(|cause| card(change, cause));
        blocks.push(Block::Markup(Element::new("ol").class("cards").children(cards)));
        let more = comparison.causes.len().saturating_sub(MOST) as u64;
        if more > 0 {
            let more = counted(more, "more cause", "more causes");
            let line = format!("{more}: in compare.json (`reattempt compare ... --out DIR`).");
            blocks.push(Block::Markup(element("p", line).class("cut")));
        }
    }
    let idle = &comparison.without_effect;
    if !idle.is_empty() {
        let count = idle.len() as u64;
        let line = format!(
            "{} no effect on these declines: {}.",
            counted(count, "further changed value has", "further changed values have"),
            words::some_of(idle, MOST_IDLE)
        );
        blocks.push(Block::Markup(element("p", line)));
    }
    Section { id: "causes", title: "What causes it", blocks }
}

fn card(change: &Change<'_>, cause: &Cause) -> Element {
    let mut card = Element::new("li").class("contested");
    for (number, part) in units(cause).enumerate() {
        let lead = if number == 0 { "" } else { "together with " };
        card = card.child(Element::new("h3").text(lead).child(element("code", unit(part)))).child(
            element("p", format!("{} to {}", at(&part.base), at(&part.candidate))).class("quiet"),
        );
    }
    let line = format!(
        "{}, {}: {}.",
        counted(cause.count, "decline", "declines"),
        words::money_text(&cause.amount, &change.base.0.account),
        class_counts(&cause.classes).replace('_', " ")
    );
    let columns = ["transaction", "line", "money", "before", "after", "change", "why"];
    let mut witnesses = Sheet::new("Declines that show it", &columns);
    for witness in &cause.witnesses {
        witnesses.row([
            Cell::text(witness.transaction_id.clone()),
            Cell::count(witness.line),
            Cell::text(format!("{} {}", witness.currency, witness.amount)),
            Cell::text(witness.base_outcome.replace('_', " ")),
            Cell::text(witness.candidate_outcome.replace('_', " ")),
            Cell::text(witness.class.replace('_', " ")),
            Cell::Command(witness.explain.clone()),
        ]);
    }
    card.child(element("p", line)).child(witnesses.html(3, ""))
}
