//! How long a hand-off takes, and at which attempt it comes.

use crate::model::{Note, Weekday};
use crate::report::page::element::element;
use crate::report::page::pictures::{Bar, Picture, Tone, bars};
use crate::report::page::sheet::{Cell, Sheet};
use crate::report::page::{Block, Section, Subject, words};
use crate::report::summary::{days_text, in_days};
use crate::report::text::{counted, grouped, percent};

/// Bars of a picture.
const MOST: usize = 30;

pub(super) fn section(subject: &Subject<'_>) -> Section {
    let summary = subject.summary;
    let mut blocks = Vec::new();
    if summary.handoffs.is_empty() {
        blocks.push(Block::Markup(element("p", "Nothing is handed off.")));
    } else {
        blocks.push(Block::Pictures(vec![by_days(subject), by_weekday(subject)]));
        blocks.push(Block::Markup(forced(subject)));
    }
    Section { id: "days", title: "Days to the hand-off", blocks }
}

fn by_days(subject: &Subject<'_>) -> Picture {
    let handoffs = &subject.summary.handoffs;
    let most = handoffs.values().map(|totals| totals.count).max().unwrap_or(0);
    let columns = ["service", "days_since_decline", "hand_offs", "share"];
    let mut numbers = Sheet::new("Hand-offs by local days since the decline", &columns);
    let mut all = Vec::new();
    for (service, totals) in handoffs {
        for (days, count) in in_days(&totals.by_wait_days) {
            let days = days.to_string();
            numbers.row([
                Cell::text(service.clone()),
                Cell::text(days.clone()),
                Cell::summed(count, &["handoffs", service, "by_wait_days", &days]),
                Cell::Share(count, totals.count),
            ]);
            all.push(Bar {
                label: format!("{service}, after {}", days_text(&days)),
                value: format!("{} ({})", grouped(count), percent(count, totals.count)),
                tone: Tone::Arrives,
                length: u128::from(count),
            });
        }
    }
    all.truncate(MOST);
    bars("days", "Local days from the decline to the hand-off", &all, u128::from(most), numbers)
}

fn by_weekday(subject: &Subject<'_>) -> Picture {
    let handoffs = &subject.summary.handoffs;
    let columns = ["weekday", "hand_offs", "share"];
    let mut numbers = Sheet::new("Hand-offs by weekday", &columns);
    let all: u64 = handoffs.values().map(|totals| totals.count).sum();
    let on = |name: &str| -> u64 {
        handoffs.values().filter_map(|totals| totals.by_weekday.get(name)).sum()
    };
    let most = Weekday::ALL.map(|weekday| on(weekday.name())).into_iter().max().unwrap_or(0);
    let shown = Weekday::ALL.map(|weekday| {
        let count = on(weekday.name());
        numbers.row([Cell::text(weekday.name()), Cell::count(count), Cell::Share(count, all)]);
        Bar {
            label: words::weekday(weekday).to_owned(),
            value: format!("{} ({})", grouped(count), percent(count, all)),
            tone: Tone::Arrives,
            length: u128::from(count),
        }
    });
    bars("handoff-weekdays", "Weekday of the hand-off", &shown, u128::from(most), numbers)
}

/// Whether dates were moved by a forced weekday.
fn forced(subject: &Subject<'_>) -> crate::report::page::element::Element {
    let notes = &subject.summary.transaction_notes;
    let moved = notes.get(Note::WeekdayForced.name()).copied().unwrap_or(0);
    let line = match moved {
        0 => "No attempt was moved to another date by a forced weekday.".to_owned(),
        moved => format!(
            "{} an attempt moved to another date, because the profile forces a weekday.",
            counted(moved, "decline has", "declines have")
        ),
    };
    element("p", line)
}
