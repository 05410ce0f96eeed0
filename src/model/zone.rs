//! A time zone as the engine needs it: local times to instants and back, gaps and folds included.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, MappedLocalTime, NaiveDateTime, Offset, TimeZone};
use chrono_tz::Tz;

use super::time::{Day, Instant, Moment, SECONDS_PER_DAY};

/// Days that share one lazily computed table of offsets.
const PAGE_DAYS: i32 = 512;
/// The table covers 1970 to about 2107; other dates ask the zone's data each time.
const PAGES: usize = 98;
/// How far a local time read as UTC can lie from its instant: offsets reach from -16 to +16 hours, and a
/// zone has jumped over a whole day.
const REACH_SECONDS: i64 = 50 * 3600;

/// An IANA time zone with the offsets of each day worked out once.
pub struct Zone {
    zone: Tz,
    /// Per UTC day, the one offset in force all day, or [`CHANGES`]; shared by all clones.
    pages: Arc<[OnceLock<Box<[i32]>>]>,
}

/// Marks a UTC day on which the offset changes.
const CHANGES: i32 = i32::MIN;

/// What a local time of a date comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The instant, with its own local reading (which differs from the one asked for if `skipped`).
    pub moment: Moment,
    /// Whether a clock change skips the local time, so that the first instant after the gap was taken.
    pub skipped: bool,
}

impl Zone {
    /// The zone of an IANA name; `None` if there is none.
    pub fn named(name: &str) -> Option<Zone> {
        let zone = name.parse().ok()?;
        Some(Zone { zone, pages: (0..PAGES).map(|_| OnceLock::new()).collect() })
    }

    /// The IANA name.
    pub fn name(&self) -> &'static str {
        self.zone.name()
    }

    /// Every IANA name there is, for suggestions.
    pub fn names() -> impl Iterator<Item = &'static str> {
        chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name())
    }

    /// The version of the time-zone data compiled in, such as `2025b`.
    pub fn data_version() -> &'static str {
        chrono_tz::IANA_TZDB_VERSION
    }

    /// The local reading of an instant.
    pub fn moment(&self, instant: Instant) -> Moment {
        let utc_day = instant.0.div_euclid(SECONDS_PER_DAY) as i32;
        let offset = match self.offset_all_day(utc_day) {
            Some(offset) => i64::from(offset),
            None => self.offset_at(instant.0),
        };
        let local = instant.0 + offset;
        Moment {
            instant,
            day: Day(local.div_euclid(SECONDS_PER_DAY) as i32),
            second: local.rem_euclid(SECONDS_PER_DAY) as u32,
        }
    }

    /// The instant of a local time of day, in seconds since midnight. A time that occurs twice is the
    /// earlier one; one that is skipped is the first instant after the gap.
    pub fn resolve(&self, day: Day, second: u32) -> Resolved {
        if let Some(offset) = self.offset_around(day) {
            let local = i64::from(day.0) * SECONDS_PER_DAY + i64::from(second);
            let instant = Instant(local - i64::from(offset));
            return Resolved { moment: Moment { instant, day, second }, skipped: false };
        }
        self.resolve_near_change(day, second)
    }

    /// The seconds that the local clock is ahead of UTC on a local date, if it changes neither on that date
    /// nor on those next to it.
    pub fn offset_around(&self, day: Day) -> Option<i32> {
        self.offset_all_day(day.0).filter(|offset| {
            [day.0 - 1, day.0 + 1].iter().all(|next| self.offset_all_day(*next) == Some(*offset))
        })
    }

    fn resolve_near_change(&self, day: Day, second: u32) -> Resolved {
        let local = i64::from(day.0) * SECONDS_PER_DAY + i64::from(second);
        let Some(naive) = naive(local) else {
            unreachable!("days of the simulation lie inside chrono's calendar")
        };
        match self.zone.from_local_datetime(&naive) {
            MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => {
                let moment = Moment { instant: Instant(at.timestamp()), day, second };
                Resolved { moment, skipped: false }
            }
            MappedLocalTime::None => {
                let instant = self.end_of_gap(local);
                Resolved { moment: self.moment(instant), skipped: true }
            }
        }
    }

    /// The instant of the clock change that skips the local second `local` (local time read as UTC).
    fn end_of_gap(&self, local: i64) -> Instant {
        let mut hour = local - REACH_SECONDS;
        while hour < local + REACH_SECONDS {
            let (before, after) = (self.offset_at(hour), self.offset_at(hour + 3600));
            if before != after {
                let change = self.change_within(hour);
                if (change + before..change + after).contains(&local) {
                    return Instant(change);
                }
            }
            hour += 3600;
        }
        // Every local time that does not exist lies in a gap that starts and ends within the reach.
        unreachable!("no clock change skips local second {local} in {}", self.name())
    }

    /// The first second after the clock change in the hour from `hour` on.
    fn change_within(&self, hour: i64) -> i64 {
        let before = self.offset_at(hour);
        let (mut low, mut high) = (hour, hour + 3600);
        while high - low > 1 {
            let middle = low.midpoint(high);
            if self.offset_at(middle) == before { low = middle } else { high = middle }
        }
        high
    }

    /// The local times, in seconds since 1970, that clock changes skip or repeat on these dates. Some on the
    /// dates next to them may be among them.
    pub fn unsettled(&self, first: Day, last: Day) -> Vec<Range<i64>> {
        let days = (first.0 - 1..=last.0 + 1).filter(|&day| self.offset_all_day(day).is_none());
        let hours =
            days.flat_map(|day| (0..24).map(move |hour| (i64::from(day) * 24 + hour) * 3600));
        let change = |hour| {
            let (before, after) = (self.offset_at(hour), self.offset_at(hour + 3600));
            (before != after).then(|| {
                let change = self.change_within(hour);
                change + before.min(after)..change + before.max(after)
            })
        };
        hours.filter_map(change).collect()
    }

    /// The offset in force during all of a UTC day, unless it changes on that day.
    fn offset_all_day(&self, utc_day: i32) -> Option<i32> {
        let page = utc_day.div_euclid(PAGE_DAYS);
        let offset = match usize::try_from(page).ok().and_then(|page| self.pages.get(page)) {
            Some(cell) => {
                let first = page * PAGE_DAYS;
                let offsets = cell
                    .get_or_init(|| (first..first + PAGE_DAYS).map(|d| self.survey(d)).collect());
                offsets[utc_day.rem_euclid(PAGE_DAYS) as usize]
            }
            None => self.survey(utc_day),
        };
        (offset != CHANGES).then_some(offset)
    }

    /// Looks at each hour of a UTC day, and the first second of the next.
    fn survey(&self, utc_day: i32) -> i32 {
        let midnight = i64::from(utc_day) * SECONDS_PER_DAY;
        let first = self.offset_at(midnight);
        let same = (1..=24).all(|hour| self.offset_at(midnight + hour * 3600) == first);
        if same { first as i32 } else { CHANGES }
    }

    fn offset_at(&self, second: i64) -> i64 {
        let Some(naive) = naive(second) else {
            unreachable!("instants of the simulation lie inside chrono's calendar")
        };
        i64::from(self.zone.offset_from_utc_datetime(&naive).fix().local_minus_utc())
    }
}

fn naive(second: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp(second, 0).map(|at| at.naive_utc())
}

impl Clone for Zone {
    fn clone(&self) -> Zone {
        Zone { zone: self.zone, pages: Arc::clone(&self.pages) }
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Zone) -> bool {
        self.zone == other.zone
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(zone: &str, date: (i32, u32, u32), time: (u32, u32)) -> (String, bool) {
        let zone = Zone::named(zone).unwrap();
        let day = Day::from_civil(date.0, date.1, date.2).unwrap();
        let resolved = zone.resolve(day, time.0 * 3600 + time.1 * 60);
        assert_eq!(zone.moment(resolved.moment.instant), resolved.moment);
        (resolved.moment.to_string(), resolved.skipped)
    }

    #[test]
    fn gaps_folds_half_hours_and_skipped_days() {
        let cases = [
            ("America/New_York", (2024, 3, 5), (3, 0), "2024-03-05T03:00:00-05:00", false),
            ("America/New_York", (2026, 3, 8), (2, 30), "2026-03-08T03:00:00-04:00", true),
            ("America/New_York", (2026, 3, 8), (3, 0), "2026-03-08T03:00:00-04:00", false),
            ("America/New_York", (2026, 11, 1), (1, 30), "2026-11-01T01:30:00-04:00", false),
            ("Australia/Lord_Howe", (2024, 10, 6), (2, 15), "2024-10-06T02:30:00+11:00", true),
            ("Australia/Lord_Howe", (2024, 4, 7), (1, 45), "2024-04-07T01:45:00+11:00", false),
            ("Pacific/Apia", (2011, 12, 30), (3, 0), "2011-12-31T00:00:00+14:00", true),
            ("Pacific/Apia", (2011, 12, 29), (3, 0), "2011-12-29T03:00:00-10:00", false),
            ("Asia/Kathmandu", (2024, 6, 1), (0, 0), "2024-06-01T00:00:00+05:45", false),
            ("America/Sao_Paulo", (2018, 11, 4), (0, 0), "2018-11-04T01:00:00-02:00", true),
            ("America/New_York", (2150, 7, 1), (3, 0), "2150-07-01T03:00:00-05:00", false),
        ];
        for (zone, date, time, expected, skipped) in cases {
            let (text, was_skipped) = resolve(zone, date, time);
            // Beyond the data's last rule, the offset is what chrono-tz says; only the round trip counts.
            if date.0 < 2100 {
                assert_eq!((text.as_str(), was_skipped), (expected, skipped), "{zone} {date:?}");
            }
        }
    }

    #[test]
    fn the_day_table_agrees_with_the_zone_data_hour_by_hour() {
        for name in ["America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca"]
        {
            let zone = Zone::named(name).unwrap();
            for hour in (0..130 * 366 * 24).step_by(7) {
                let instant = Instant(hour * 3600 + 1234);
                let moment = zone.moment(instant);
                assert_eq!(
                    moment.offset_seconds(),
                    zone.offset_at(instant.0),
                    "{name} {instant:?}"
                );
            }
        }
    }
}
