//! Attempts by merchant and weekday: a grid with every number written in it.

use super::{Picture, fitted, label, named, rect};
use crate::model::Weekday;
use crate::report::page::element::{Element, element};
use crate::report::page::sheet::{Cell, Sheet};
use crate::report::page::words;
use crate::report::text::grouped;

/// One row: a merchant and its attempts, Monday first.
#[derive(Clone, Debug)]
pub(in crate::report::page) struct WeekdayRow {
    pub(in crate::report::page) label: String,
    pub(in crate::report::page) attempts: [u64; 7],
}

const LABEL: i64 = 172;
const CELL: i64 = 44;
const ROW: i64 = 26;

/// Shades from none to most.
pub(super) const SHADES: [&str; 6] = ["shade0", "shade1", "shade2", "shade3", "shade4", "shade5"];

/// How much of a whole a number is, in fifths, as one of [`SHADES`].
pub(super) fn shade(count: u64, whole: u64) -> &'static str {
    let step = match count {
        0 => 0,
        _ => (u128::from(count) * 5).div_ceil(u128::from(whole.max(1))).min(5),
    };
    SHADES[step as usize]
}

/// The grid. A cell is the darker, the more of its row's attempts it has.
pub(in crate::report::page) fn weekdays(
    name: &str,
    title: &str,
    rows: &[WeekdayRow],
    numbers: Sheet,
) -> Picture {
    let mut shapes: Vec<Element> = (0..)
        .zip(Weekday::ALL)
        .map(|(at, weekday)| {
            label(LABEL + at * CELL + CELL / 2, 15, &words::weekday(weekday)[..3])
                .class("middle quiet")
        })
        .collect();
    for (line, row) in (1..).zip(rows) {
        let top = line * ROW;
        shapes.push(label(0, top + 13, fitted(&row.label, LABEL - 8)));
        let all = row.attempts.into_iter().sum();
        for ((at, weekday), count) in (0..).zip(Weekday::ALL).zip(row.attempts) {
            let left = LABEL + at * CELL;
            let shade = shade(count, all);
            let says =
                format!("{}, {}: {}", named(&row.label), words::weekday(weekday), grouped(count));
            let class = match shade {
                "shade4" | "shade5" => "middle small bright",
                _ => "middle small",
            };
            shapes.push(
                Element::new("g")
                    .child(element("title", says))
                    .child(
                        rect(left * 10 + 10, top * 10 - 40, CELL * 10 - 20, ROW * 10 - 20)
                            .class(shade),
                    )
                    .child(label(left + CELL / 2, top + 13, short(count)).class(class)),
            );
        }
    }
    Picture {
        name: name.to_owned(),
        title: title.to_owned(),
        says:
            "A grid: a row per merchant that attempts go to, a column per weekday; each cell holds \
               its number of attempts, and the darker it is the more of the row's it has."
                .to_owned(),
        width: LABEL + 7 * CELL,
        height: (rows.len() as i64 + 1) * ROW,
        shapes,
        numbers,
    }
}

/// A count in four characters or so: `950`, `12k`, `3M`.
fn short(count: u64) -> String {
    match count {
        0..10_000 => grouped(count),
        10_000..10_000_000 => format!("{}k", grouped(count / 1000)),
        _ => format!("{}M", grouped(count / 1_000_000)),
    }
}

/// The numbers of such rows.
pub(in crate::report::page) fn numbers_of(caption: &str, rows: &[WeekdayRow]) -> Sheet {
    let columns =
        ["merchant", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let mut sheet = Sheet::new(caption, &columns);
    for row in rows {
        let counts = row.attempts.into_iter().map(Cell::count);
        sheet.row(std::iter::once(Cell::text(row.label.clone())).chain(counts));
    }
    sheet
}
