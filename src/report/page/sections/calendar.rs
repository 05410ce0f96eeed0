//! When attempts run: per day, per weekday and merchant.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::analysis::WeekdayTotals;
use crate::model::{Day, Weekday};
use crate::report::page::element::element;
use crate::report::page::pictures::{Picture, WeekdayRow, calendar, numbers_of, weekdays};
use crate::report::page::sheet::{Cell, Sheet};
use crate::report::page::{Block, Section, Subject, words};
use crate::report::text::percent;

/// Years that the calendar shows day by day.
const MOST_YEARS: i32 = 3;
/// Merchants of the grid.
const MOST_MERCHANTS: usize = 20;

pub(super) fn section(subject: &Subject<'_>) -> Section {
    let summary = subject.summary;
    let mut attempts: BTreeMap<Day, u64> = BTreeMap::new();
    for (text, totals) in &summary.days {
        let count = totals.submitted + totals.handed_off + totals.blocked;
        if let Some(day) = day_of(text).filter(|_| count > 0) {
            attempts.insert(day, count);
        }
    }
    let mut blocks = Vec::new();
    let (first, last) = (attempts.keys().next(), attempts.keys().next_back());
    if let (Some(first), Some(last)) = (first, last) {
        let (from, to) = (first.civil().0, last.civil().0);
        let shown = from.max(to - MOST_YEARS + 1);
        blocks.push(Block::Markup(element("p", bunching(&attempts))));
        if shown > from {
            let line = format!(
                "The calendar shows {shown} to {to}; attempts begin in {from}, and the numbers have every year."
            );
            blocks.push(Block::Markup(element("p", line).class("quiet")));
        }
        let numbers = numbers(subject);
        let title = "Attempts per day, blocked ones included";
        blocks.push(Block::Picture(calendar("calendar", title, shown..=to, &attempts, numbers)));
        blocks.push(Block::Picture(by_merchant(subject)));
    } else {
        blocks.push(Block::Markup(element("p", "No attempt was made.")));
    }
    Section { id: "calendar", title: "When attempts run", blocks }
}

fn day_of(text: &str) -> Option<Day> {
    let mut parts = text.rsplitn(3, '-');
    let day = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    Day::from_civil(parts.next()?.parse().ok()?, month, day)
}

/// Whether attempts crowd on one weekday.
fn bunching(attempts: &BTreeMap<Day, u64>) -> String {
    let mut counts = [0_u64; 7];
    for (day, count) in attempts {
        counts[day.weekday() as usize] += count;
    }
    let all: u64 = counts.iter().sum();
    let most = Weekday::ALL
        .into_iter()
        .max_by_key(|weekday| (counts[*weekday as usize], Reverse(*weekday as u8)));
    let Some(most) = most else { return String::new() };
    let share = percent(counts[most as usize], all);
    let name = words::weekday(most);
    if u128::from(counts[most as usize]) * 10 >= u128::from(all) * 3 {
        format!(
            "Attempts crowd on one weekday: {share} of them run on a {name}. A profile that forces a weekday does that."
        )
    } else {
        format!(
            "Attempts spread over the week: the busiest weekday is {name}, with {share} of them."
        )
    }
}

fn numbers(subject: &Subject<'_>) -> Sheet {
    let columns = ["date", "weekday", "declines", "submitted", "handed_off", "blocked"];
    let mut sheet = Sheet::new("What happened on each local date", &columns);
    for (date, totals) in &subject.summary.days {
        let weekday = day_of(date).map_or("", |day| day.weekday().name());
        let count = |count, name| Cell::summed(count, &["days", date, name]);
        sheet.row([
            Cell::text(date.clone()),
            Cell::text(weekday),
            count(totals.declines, "declines"),
            count(totals.submitted, "submitted"),
            count(totals.handed_off, "handed_off"),
            count(totals.blocked, "blocked"),
        ]);
    }
    sheet
}

fn by_merchant(subject: &Subject<'_>) -> Picture {
    let account = &subject.loaded.account;
    let all = |totals: &WeekdayTotals| totals.submitted + totals.handed_off + totals.blocked;
    let mut rows: Vec<WeekdayRow> = subject
        .summary
        .targets
        .iter()
        .map(|(id, weekdays)| WeekdayRow {
            label: words::merchant(account, id),
            attempts: Weekday::ALL.map(|weekday| weekdays.get(weekday.name()).map_or(0, all)),
        })
        .collect();
    rows.sort_by_key(|row| Reverse(row.attempts.iter().sum::<u64>()));
    let caption = "Attempts by the merchant they go to, and weekday";
    let numbers = numbers_of(caption, &rows);
    rows.truncate(MOST_MERCHANTS);
    weekdays("weekdays", caption, &rows, numbers)
}
