//! Local time and due dates: semantics.md section 4, "Date" and "Time".

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan};

/// The local date and time of an instant.
pub(crate) fn local(zone: &TimeZone, instant: Timestamp) -> DateTime {
    zone.to_datetime(instant)
}

/// The instant of a local time, and whether a clock change skips that time: then the first instant after the gap. Of two, the earlier.
pub(crate) fn resolve(zone: &TimeZone, local: DateTime) -> (Timestamp, bool) {
    match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } | AmbiguousOffset::Fold { before: offset, .. } => {
            (offset.to_timestamp(local).expect("a time near ours"), false)
        }
        AmbiguousOffset::Gap { before, after } => {
            let before_the_change = after.to_timestamp(local).expect("a time near ours");
            let change = zone
                .following(before_the_change)
                .find(|change| change.offset() == after)
                .expect("the clock change that makes the gap");
            assert!(change.timestamp() <= before.to_timestamp(local).expect("a time near ours"));
            (change.timestamp(), true)
        }
    }
}

/// How the weekday of an attempt is forced.
#[derive(Clone, Copy)]
pub(crate) struct Forced {
    pub(crate) weekday: Weekday,
    pub(crate) rule: WeekdayRule,
}

#[derive(Clone, Copy)]
pub(crate) enum WeekdayRule {
    OnOrAfter,
    StrictlyAfter,
    Nearest,
}

/// The first instant after `previous` that the rules give for a date that a wait leads to, and whether it was moved out of a gap.
pub(crate) fn due(
    zone: &TimeZone,
    previous: Timestamp,
    waited: Date,
    at: Time,
    forced: Option<Forced>,
) -> (Timestamp, bool) {
    let mut date = match forced {
        None => waited,
        Some(forced) => move_to_weekday(waited, local(zone, previous).date(), forced),
    };
    loop {
        let (instant, shifted) = resolve(zone, date.to_datetime(at));
        if instant > previous {
            return (instant, shifted);
        }
        date = match forced {
            None => next_day(date),
            Some(forced) => on_or_after(next_day(date), forced.weekday),
        };
    }
}

fn move_to_weekday(date: Date, previous: Date, forced: Forced) -> Date {
    let forward = on_or_after(date, forced.weekday);
    match forced.rule {
        WeekdayRule::OnOrAfter => forward,
        WeekdayRule::StrictlyAfter => on_or_after(next_day(date), forced.weekday),
        WeekdayRule::Nearest => {
            let backward =
                forward.saturating_sub(if forward == date { 0.days() } else { 7.days() });
            let closer = days_between(backward, date) < days_between(date, forward);
            if closer && backward >= previous { backward } else { forward }
        }
    }
}

fn on_or_after(mut date: Date, weekday: Weekday) -> Date {
    while date.weekday() != weekday {
        date = next_day(date);
    }
    date
}

fn next_day(date: Date) -> Date {
    date.tomorrow().expect("a date near ours")
}

pub(crate) fn plus_days(date: Date, days: i64) -> Date {
    date.checked_add(days.days()).expect("a date near ours")
}

pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    i64::from(from.until(to).expect("dates near ours").get_days())
}
