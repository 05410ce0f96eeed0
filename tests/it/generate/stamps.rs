//! Random times of decline, close to what makes time hard: clock changes, skipped days, midnight, rebill times, ends of months and years.

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;

pub(crate) const ZONES: [&str; 7] = [
    "America/New_York",
    "UTC",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Africa/Casablanca",
];

/// Days on which a zone's clocks change, the day that Apia left out among them.
fn changes(zone: &str) -> &'static [&'static str] {
    match zone {
        "America/New_York" => &["2024-03-10", "2024-11-03", "2023-11-05"],
        "Australia/Lord_Howe" => &["2024-04-07", "2024-10-06"],
        "Pacific/Apia" => &["2011-12-30", "2011-12-31", "2012-04-01", "2012-09-30"],
        "America/Sao_Paulo" => &["2018-11-04", "2018-02-18", "2019-02-17"],
        "Asia/Kathmandu" => &["1986-01-01"],
        "Africa/Casablanca" => &["2018-05-13", "2019-06-09", "2020-05-31"],
        _ => &["2024-03-31"],
    }
}

/// A time of day that some clock change of the zone skips, where the zone has such changes.
pub(crate) fn skipped_time(zone: &str) -> &'static str {
    match zone {
        "Australia/Lord_Howe" => "02:15",
        "Pacific/Apia" => "03:30",
        "America/Sao_Paulo" => "00:00",
        "Asia/Kathmandu" => "00:05",
        _ => "02:30",
    }
}

/// Early enough for a ladder with some waits of a year to end before releases of the time-zone data disagree (Morocco, from 2026 on).
const OTHER_DAYS: [&str; 6] =
    ["2020-03-02", "2020-02-29", "2019-02-28", "2019-12-31", "2020-05-31", "2019-01-30"];

const TIMES: [&str; 10] = [
    "10:00:00", "03:00:00", "00:00:00", "02:30:00", "23:59:00", "01:30:00", "00:05:00", "12:00:00",
    "01:59:59", "02:15:00",
];

/// How a stamp is written.
#[derive(Debug, Clone, Copy)]
enum Form {
    Minutes,
    Seconds,
    DateOnly,
    Zulu,
    /// RFC 3339 at this many minutes east of UTC.
    Offset(i32),
    Fraction(i32),
}

#[derive(Debug, Clone)]
pub(crate) struct Stamp {
    day: prop::sample::Index,
    days_before: i64,
    time: &'static str,
    seconds_after: i64,
    /// Of a local time that occurs twice, the later; only a stamp with an offset can say so.
    later_hour: bool,
    form: Form,
}

pub(crate) fn stamps() -> impl Strategy<Value = Stamp> {
    let seconds_after =
        prop_oneof![4 => Just(0_i64), 1 => Just(1), 1 => Just(-1), 1 => -40_000..40_000_i64];
    let offset = prop::sample::select(vec![-300, 0, 345, 840, -720, 630]);
    let form = prop_oneof![
        3 => Just(Form::Seconds),
        2 => Just(Form::Minutes),
        1 => Just(Form::DateOnly),
        1 => Just(Form::Zulu),
        2 => offset.clone().prop_map(Form::Offset),
        1 => offset.prop_map(Form::Fraction),
    ];
    let time = prop::sample::select(TIMES.as_slice());
    (any::<prop::sample::Index>(), -1..=9_i64, time, seconds_after, prop::bool::weighted(0.2), form)
        .prop_map(|(day, days_before, time, seconds_after, later_hour, form)| Stamp {
            day,
            days_before,
            time,
            seconds_after,
            later_hour,
            form,
        })
}

impl Stamp {
    /// The cell of `declined_at`.
    pub(crate) fn written(&self, zone: &str) -> String {
        let days: Vec<&str> =
            changes(zone).iter().chain(changes(zone)).chain(&OTHER_DAYS).copied().collect();
        let day: Date = self.day.get(&days).parse().expect("a date");
        let local = day.to_datetime(self.time.parse().expect("a time"));
        let local = local - self.days_before.days() + self.seconds_after.seconds();
        match self.form {
            Form::Minutes => local.strftime("%Y-%m-%d %H:%M").to_string(),
            Form::Seconds => local.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            Form::DateOnly => local.date().to_string(),
            Form::Zulu => self.instant(local, zone).to_string(),
            Form::Offset(minutes) => at_offset(self.instant(local, zone), minutes, ""),
            Form::Fraction(minutes) => at_offset(self.instant(local, zone), minutes, ".987"),
        }
    }

    fn instant(&self, local: DateTime, zone: &str) -> Timestamp {
        let zone =
            TimeZone::get(zone).expect("a zone of the IANA database").to_ambiguous_zoned(local);
        let zoned = if self.later_hour { zone.later() } else { zone.compatible() };
        zoned.expect("a time near ours").timestamp()
    }
}

fn at_offset(instant: Timestamp, minutes: i32, fraction: &str) -> String {
    let local = Offset::from_seconds(minutes * 60).expect("an offset").to_datetime(instant);
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.abs();
    format!(
        "{}{fraction}{sign}{:02}:{:02}",
        local.strftime("%Y-%m-%dT%H:%M:%S"),
        minutes / 60,
        minutes % 60
    )
}
