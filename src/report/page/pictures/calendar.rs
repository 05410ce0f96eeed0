//! A calendar: a square per day, a column per week, a row per weekday, a block per year.

use std::collections::BTreeMap;

use super::weekdays::{SHADES, shade};
use super::{Picture, label, rect};
use crate::model::{Day, Weekday};
use crate::report::page::element::{Element, element};
use crate::report::page::sheet::Sheet;
use crate::report::page::words;
use crate::report::text::{counted, grouped};

const LABEL: i64 = 46;
const CELL: i64 = 13;
const BLOCK: i64 = 7 * CELL + 34;

/// The calendar of these years, each day with its number of attempts.
pub(in crate::report::page) fn calendar(
    name: &str,
    title: &str,
    years: std::ops::RangeInclusive<i32>,
    attempts: &BTreeMap<Day, u64>,
    numbers: Sheet,
) -> Picture {
    let most = attempts
        .iter()
        .filter(|(day, _)| years.contains(&day.civil().0))
        .map(|(_, &count)| count)
        .max()
        .unwrap_or(0);
    let mut shapes = Vec::new();
    for (at, year) in (0..).zip(years.clone()) {
        block(&mut shapes, at * BLOCK, year, attempts, most);
    }
    let blocks = (i64::from(years.end() - years.start()) + 1).max(0);
    legend(&mut shapes, blocks * BLOCK, most);
    Picture {
        name: name.to_owned(),
        title: title.to_owned(),
        says: format!(
            "A calendar of {} to {}: a square per day, the darker and larger the more attempts; the \
             busiest day has {}.",
            years.start(),
            years.end(),
            counted(most, "attempt", "attempts")
        ),
        width: LABEL + 54 * CELL,
        height: blocks * BLOCK + 24,
        shapes,
        numbers,
    }
}

fn block(shapes: &mut Vec<Element>, top: i64, year: i32, attempts: &BTreeMap<Day, u64>, most: u64) {
    let Some(first) = Day::from_civil(year, 1, 1) else { return };
    let days = if Day::from_civil(year, 2, 29).is_some() { 366 } else { 365 };
    shapes.push(label(0, top + 14, year.to_string()).class("value"));
    for (at, weekday) in (0..).zip(Weekday::ALL) {
        if at % 2 == 0 {
            let name = &words::weekday(weekday)[..3];
            shapes.push(label(0, top + 34 + at * CELL, name).class("small quiet"));
        }
    }
    let lead = i64::from(first.weekday() as i32);
    // Months before the first attempt and after the last are left out.
    let month = |day: &Day| (day.civil().0, day.civil().1);
    let ends = attempts.keys().next().zip(attempts.keys().next_back());
    let Some(shown) = ends.map(|(first, last)| month(first)..=month(last)) else { return };
    for number in 0..days {
        let day = first.plus(number);
        let (_, month, of_month) = day.civil();
        let place = lead + i64::from(number);
        let (week, weekday) = (place / 7, place % 7);
        if !shown.contains(&(year, month)) {
            continue;
        }
        if of_month == 1 {
            const MONTHS: [&str; 12] = [
                "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
            ];
            let name = MONTHS[month as usize - 1];
            shapes.push(label(LABEL + week * CELL, top + 14, name).class("small quiet"));
        }
        let count = attempts.get(&day).copied().unwrap_or(0);
        let square = square(LABEL + week * CELL, top + 24 + weekday * CELL, shade(count, most));
        shapes.push(match count {
            0 => square,
            _ => {
                let says = format!("{} {day}: {}", words::weekday(day.weekday()), grouped(count));
                square.child(element("title", says))
            }
        });
    }
}

/// A square whose size says the same as its shade.
fn square(left: i64, top: i64, shade: &'static str) -> Element {
    let gap = match shade {
        "shade0" | "shade5" => 10,
        "shade4" => 15,
        "shade3" => 22,
        "shade2" => 30,
        _ => 38,
    };
    let side = CELL * 10 - 2 * gap;
    rect(left * 10 + gap, top * 10 + gap, side, side).class(shade)
}

fn legend(shapes: &mut Vec<Element>, top: i64, most: u64) {
    shapes.push(label(LABEL, top + 14, "attempts a day: none").class("small quiet"));
    let left = LABEL + 122;
    for (at, shade) in (0..).zip(SHADES) {
        shapes.push(square(left + at * CELL, top + 4, shade));
    }
    let words = grouped(most);
    shapes.push(label(left + 6 * CELL + 6, top + 14, words).class("small quiet"));
}
