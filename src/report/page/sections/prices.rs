//! What attempts ask for, beside what the declines were for.

use crate::report::page::element::element;
use crate::report::page::pictures::{Bar, Picture, Tone, bars};
use crate::report::page::sheet::{Cell, Sheet};
use crate::report::page::{Block, Section, Subject};
use crate::report::summary::minor;
use crate::report::text::{money, percent};

/// Bars of the picture.
const MOST: usize = 40;

pub(super) fn section(subject: &Subject<'_>) -> Section {
    let currency = subject.loaded.account.default_currency;
    let ladders = &subject.summary.ladders;
    let is_full =
        ladders.values().flat_map(|slots| slots.values()).all(|it| it.asked == it.original);
    let line = if ladders.is_empty() {
        "No attempt was made.".to_owned()
    } else if is_full {
        "Every attempt asks for the full amount of its decline.".to_owned()
    } else {
        format!(
            "What the attempts of each slot ask for together, as a share of what their declines were for; in {currency}, other currencies in the numbers."
        )
    };
    let mut blocks = vec![Block::Markup(element("p", line))];
    if !ladders.is_empty() {
        blocks.push(Block::Picture(picture(subject)));
    }
    Section { id: "prices", title: "The price at each attempt", blocks }
}

fn picture(subject: &Subject<'_>) -> Picture {
    let currency = subject.loaded.account.default_currency;
    let columns = ["profile", "attempt", "submitted", "handed_off", "blocked", "original", "asked"];
    let mut numbers = Sheet::new("Attempts and prices by profile and slot", &columns);
    let mut all = Vec::new();
    for (title, slots) in &subject.summary.ladders {
        for (slot, totals) in slots {
            let attempts = &totals.attempts;
            let path = ["ladders", title, slot, "attempts"];
            let of = |name| [&path[..], &[name]].concat();
            numbers.row([
                Cell::text(title.clone()),
                Cell::text(slot.clone()),
                Cell::summed(attempts.submitted, &of("submitted")),
                Cell::summed(attempts.handed_off, &of("handed_off")),
                Cell::count(attempts.blocked.values().sum()),
                Cell::Amounts(totals.original.clone()),
                Cell::Amounts(totals.asked.clone()),
            ]);
            let [original, asked] = [&totals.original, &totals.asked]
                .map(|it| u64::try_from(minor(it, currency)).unwrap_or(0));
            if original == 0 {
                continue;
            }
            all.push(Bar {
                label: format!("{title}, attempt {slot}"),
                value: format!(
                    "{} of {}",
                    percent(asked, original),
                    money(currency, original.into())
                ),
                tone: if attempts.handed_off > 0 { Tone::Arrives } else { Tone::Tried },
                length: u128::from(asked) * 10_000 / u128::from(original),
            });
        }
    }
    all.truncate(MOST);
    bars(
        "prices",
        &format!("Asked for, as a share of the declines' {currency}"),
        &all,
        10_000,
        numbers,
    )
}
