//! Hand-offs before and after.

use crate::report::compare::words::{handoff_rows, signed};
use crate::report::page::element::element;
use crate::report::page::pictures::{Bar, Picture, Tone, bars};
use crate::report::page::sheet::{Cell, Sheet};
use crate::report::page::{Block, Change, Section, words};
use crate::report::text::grouped;

/// Rows that are drawn.
const MOST: usize = 24;

pub(super) fn section(change: &Change<'_>) -> Section {
    let handoffs = &change.comparison.handoffs;
    let account = &change.base.0.account;
    let mut blocks = Vec::new();
    if handoffs.before.count + handoffs.after.count == 0 {
        blocks.push(Block::Markup(element("p", "Nothing is handed off, before or after.")));
    } else {
        let [before, after] = [&handoffs.before, &handoffs.after].map(|side| match side.count {
            0 => "nothing".to_owned(),
            _ => words::money_text(&side.amount, account),
        });
        let line = format!("Handed off: {before} before, {after} after.");
        blocks.push(Block::Markup(element("p", line)));
        blocks.push(Block::Picture(picture(change)));
    }
    Section { id: "handoffs", title: "Hand-offs gained, lost and moved", blocks }
}

fn picture(change: &Change<'_>) -> Picture {
    let handoffs = &change.comparison.handoffs;
    let rows = handoff_rows(handoffs);
    let most = handoffs.before.count.max(handoffs.after.count);
    let columns = ["hand_offs", "before", "after", "difference"];
    let mut numbers = Sheet::new("First hand-offs before and after", &columns);
    let mut all = Vec::new();
    for (name, before, after) in rows {
        numbers.row([
            Cell::text(name.clone()),
            Cell::count(before),
            Cell::count(after),
            Cell::text(signed(before, after)),
        ]);
        all.push(Bar {
            label: format!("{name}, before"),
            value: grouped(before),
            tone: Tone::Stopped,
            length: u128::from(before),
        });
        all.push(Bar {
            label: format!("{name}, after"),
            value: format!("{} ({})", grouped(after), signed(before, after)),
            tone: Tone::Arrives,
            length: u128::from(after),
        });
    }
    all.truncate(2 * MOST);
    bars("handoffs", "First hand-offs before and after", &all, u128::from(most), numbers)
}
