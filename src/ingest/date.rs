//! Stamps of files to moments on the account's clock.

use chrono::format::{Item, ParseErrorKind, Parsed, StrftimeItems};
use chrono::{DateTime, Datelike, Timelike};

use crate::model::{Day, Instant, Moment, SECONDS_PER_DAY, Zone};

use super::error::InputError;
use super::problem::Problem;

/// The clocks that a file's stamps are on, and how they are written.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    account: Zone,
    /// Of stamps without an offset, where it is not the account's.
    stamps: Option<Zone>,
    pattern: Option<Pattern>,
}

/// The day read last: neighbouring rows mostly share it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LastDay(Option<KnownDay>);

/// A day as written and as read.
#[derive(Clone, Copy, Debug)]
struct KnownDay {
    text: [u8; 10],
    day: Day,
    /// When it starts, unless the account's clock changes on or next to it.
    midnight: Option<Instant>,
}

/// A stamp as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamp {
    /// A date and seconds since midnight on a clock that the stamp does not name.
    Local(Day, u32),
    /// With its own offset.
    At(Instant),
}

/// Reads a stamp in ISO's forms: `YYYY-MM-DD`, alone or with a time of day, alone or with an offset.
pub fn read_stamp(text: &str) -> Result<Stamp, Problem> {
    iso_stamp(text, |date| iso_day(date).ok_or_else(|| unreadable(text))?)
}

impl Clock {
    pub(super) fn new(account: &Zone, stamps: Option<&Zone>, pattern: Option<Pattern>) -> Clock {
        let stamps = stamps.filter(|zone| *zone != account).cloned();
        Clock { account: account.clone(), stamps, pattern }
    }

    /// Reads a stamp: by the pattern if there is one, else (and where the pattern is not itself one that
    /// starts with the year) in ISO's forms.
    #[inline]
    pub(super) fn moment(&self, text: &str, last_day: &mut LastDay) -> Result<Moment, Problem> {
        match self.known_moment(text.as_bytes(), last_day) {
            Some(moment) => Ok(moment),
            None => self.any_moment(text, last_day),
        }
    }

    /// Reads a stamp of the day read last in the usual forms, if it is one.
    #[inline]
    pub(super) fn known_moment(&self, text: &[u8], last_day: &LastDay) -> Option<Moment> {
        if self.pattern.is_some() || self.stamps.is_some() {
            return None;
        }
        last_day.0.as_ref()?.moment(text)
    }

    fn any_moment(&self, text: &str, last_day: &mut LastDay) -> Result<Moment, Problem> {
        let stamp = match &self.pattern {
            None => self.iso_stamp(text, last_day)?,
            Some(pattern) => match pattern.stamp(text) {
                Err(problem) if pattern.is_year_first => return Err(problem),
                Err(problem) => self.iso_stamp(text, last_day).map_err(|_| problem)?,
                Ok(stamp) => stamp,
            },
        };
        Ok(match (stamp, &self.stamps) {
            (Stamp::At(instant), _) => self.account.moment(instant),
            (Stamp::Local(day, second), None) => self.account.resolve(day, second).moment,
            (Stamp::Local(day, second), Some(zone)) => {
                self.account.moment(zone.resolve(day, second).moment.instant)
            }
        })
    }

    fn iso_stamp(&self, text: &str, last_day: &mut LastDay) -> Result<Stamp, Problem> {
        iso_stamp(text, |date| match last_day.0 {
            Some(known) if known.text == *date => Ok(known.day),
            _ => {
                let day = iso_day(date).ok_or_else(|| unreadable(text))??;
                let midnight = self
                    .account
                    .offset_around(day)
                    .map(|offset| Instant(i64::from(day.0) * SECONDS_PER_DAY - i64::from(offset)));
                last_day.0 = Some(KnownDay { text: *date, day, midnight });
                Ok(day)
            }
        })
    }
}

impl KnownDay {
    /// The moment of a stamp of this day with a time of day and no offset, if it is one; the usual forms only.
    #[expect(clippy::inline_always, reason = "on the path of every row")]
    #[inline(always)]
    fn moment(&self, text: &[u8]) -> Option<Moment> {
        let (date, time) = text.split_first_chunk()?;
        let clock = match time {
            [b' ' | b'T', clock @ ..] if clock.len() == 8 => *clock.first_chunk()?,
            [b' ' | b'T', h, i, b':', m, n] => [*h, *i, b':', *m, *n, b':', b'0', b'0'],
            _ => return None,
        };
        if *date != self.text {
            return None;
        }
        let second = second_of_day(clock)?;
        let instant = Instant(self.midnight?.0 + i64::from(second));
        Some(Moment { instant, day: self.day, second })
    }
}

/// `YYYY-MM-DD`, alone or with a time of day after `T` or a blank: `HH:MM`, `HH:MM:SS` or the latter with a
/// fraction, which is cut off, and an offset (`Z`, `+hh:mm`).
#[inline]
fn iso_stamp(
    text: &str,
    day_of: impl FnOnce(&[u8; 10]) -> Result<Day, Problem>,
) -> Result<Stamp, Problem> {
    let Some((date, rest)) = text.as_bytes().split_first_chunk::<10>() else {
        return Err(unreadable(text));
    };
    let day = day_of(date)?;
    let [b'T' | b't' | b' ', rest @ ..] = rest else {
        return if rest.is_empty() { Ok(Stamp::Local(day, 0)) } else { Err(unreadable(text)) };
    };
    let malformed = || Problem::MalformedDate;
    let (hour, rest) = two_digits(rest).ok_or_else(malformed)?;
    let (minute, rest) = after(b':', rest).ok_or_else(malformed)?;
    let (second, rest) = match after(b':', rest) {
        Some(second) => second,
        None if rest.is_empty() => (0, rest),
        None => return Err(Problem::MalformedDate),
    };
    if hour > 23 || minute > 59 || second > 59 {
        return Err(Problem::NoSuchDate);
    }
    let time = hour * 3600 + minute * 60 + second;
    match without_fraction(rest).ok_or_else(malformed)? {
        b"" => Ok(Stamp::Local(day, time)),
        offset => {
            let local = i64::from(day.0) * SECONDS_PER_DAY + i64::from(time);
            Ok(Stamp::At(Instant(local - offset_seconds(offset)?)))
        }
    }
}

/// The second of the day of `HH:MM:SS`, eight bytes at a time.
#[inline]
fn second_of_day(clock: [u8; 8]) -> Option<u32> {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let digits = u64::from_le_bytes(clock) ^ u64::from_le_bytes(*b"00:00:00");
    // A digit is now below 10, which 118 more leave below 128, and a colon is 0.
    let more = digits.wrapping_add(u64::from_le_bytes([118, 118, 127, 118, 118, 127, 118, 118]));
    // Hour, minute and second in the bytes 0, 3 and 6: two digits are no more than 99.
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let late = pairs.wrapping_add(u64::from_le_bytes([104, 0, 0, 68, 0, 0, 68, 0]))
        & u64::from_le_bytes([128, 0, 0, 128, 0, 0, 128, 0]);
    let at = |bit: u32| (pairs >> bit & 0xff) as u32;
    let exists = (digits | more) & HIGH | late == 0;
    exists.then_some(at(0) * 3600 + at(24) * 60 + at(48))
}

/// The day of `YYYY-MM-DD`; `None` if the text is not of that form.
fn iso_day(text: &[u8; 10]) -> Option<Result<Day, Problem>> {
    let (century, rest) = two_digits(text)?;
    let (year, rest) = two_digits(rest)?;
    let (month, rest) = after(b'-', rest)?;
    let (day, _) = after(b'-', rest)?;
    let year = (century * 100 + year) as i32;
    let day = Day::from_civil(year, month, day).ok_or(Problem::NoSuchDate);
    Some(day.and_then(|day| in_range(year, day)))
}

/// The years that leave room for a whole ladder before the year 10000.
fn in_range(year: i32, day: Day) -> Result<Day, Problem> {
    if (1..=9989).contains(&year) { Ok(day) } else { Err(Problem::YearOutOfRange) }
}

fn two_digits(text: &[u8]) -> Option<(u32, &[u8])> {
    match text {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9', rest @ ..] => {
            Some((u32::from(tens - b'0') * 10 + u32::from(ones - b'0'), rest))
        }
        _ => None,
    }
}

fn after(mark: u8, text: &[u8]) -> Option<(u32, &[u8])> {
    two_digits(text.strip_prefix(&[mark])?)
}

/// What follows the fraction, if it has digits.
fn without_fraction(text: &[u8]) -> Option<&[u8]> {
    let Some(fraction) = text.strip_prefix(b".") else {
        return Some(text);
    };
    let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (digits > 0).then(|| &fraction[digits..])
}

fn offset_seconds(text: &[u8]) -> Result<i64, Problem> {
    let (sign, rest) = match text {
        b"Z" | b"z" => return Ok(0),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return Err(Problem::MalformedDate),
    };
    let hour_minute = two_digits(rest).and_then(|(hour, rest)| Some((hour, after(b':', rest)?)));
    match hour_minute {
        Some((0..=23, (0..=59, []))) => {}
        Some((_, (_, []))) => return Err(Problem::NoSuchDate),
        _ => return Err(Problem::MalformedDate),
    }
    let seconds = hour_minute.map_or(0, |(hour, (minute, _))| hour * 3600 + minute * 60);
    Ok(sign * i64::from(seconds))
}

/// Tells a date in another order (`03/04/2024`, `4 March 2024`), which only a pattern can read, from what is
/// no date at all.
fn unreadable(text: &str) -> Problem {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let lower = text.to_ascii_lowercase();
    let words = |text: &str| text.split(|c: char| !c.is_ascii_alphanumeric()).count();
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    let has_month = MONTHS.iter().any(|month| lower.contains(month));
    let date = text.split([' ', 'T']).next().unwrap_or_default();
    let is_three_numbers = words(date) == 3
        && date.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'/' | b'.' | b'-'))
        && date.split(['/', '.', '-']).all(|part| matches!(part.len(), 1..=4));
    if is_three_numbers || (has_month && has_digit) {
        Problem::AmbiguousDate
    } else {
        Problem::MalformedDate
    }
}

/// A strftime pattern.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    items: Vec<Item<'static>>,
    is_year_first: bool,
}

impl Pattern {
    /// Reads a pattern; an error unless it says a date.
    pub(super) fn read(text: &str) -> Result<Pattern, InputError> {
        let bad = || InputError::BadDateFormat(text.to_owned());
        let items = StrftimeItems::new(text).parse_to_owned().map_err(|_| bad())?;
        let pattern = Pattern { items, is_year_first: text.starts_with("%Y") };
        let sample = DateTime::from_timestamp(1_709_546_400, 0).ok_or_else(bad)?;
        let written = sample.format_with_items(pattern.items.iter()).to_string();
        match pattern.stamp(&written) {
            Ok(Stamp::Local(Day(19_786), _) | Stamp::At(_)) => Ok(pattern),
            _ => Err(bad()),
        }
    }

    /// Whether it reads a date.
    pub(super) fn reads(&self, text: &str) -> bool {
        self.stamp(text).is_ok()
    }

    fn stamp(&self, text: &str) -> Result<Stamp, Problem> {
        let problem = |error: chrono::format::ParseError| match error.kind() {
            ParseErrorKind::OutOfRange | ParseErrorKind::Impossible => Problem::NoSuchDate,
            _ => Problem::MalformedDate,
        };
        let mut parsed = Parsed::new();
        chrono::format::parse(&mut parsed, text, self.items.iter()).map_err(problem)?;
        if let Some(second) = parsed.timestamp() {
            let year = DateTime::from_timestamp(second, 0).map_or(0, |at| at.year());
            return in_range(year, Day(0)).map(|_| Stamp::At(Instant(second)));
        }
        let date = parsed.to_naive_date().map_err(problem)?;
        let day = in_range(date.year(), Day(date.to_epoch_days()))?;
        let second = if parsed.hour_mod_12().is_none() {
            0
        } else {
            if parsed.minute().is_none() {
                parsed.set_minute(0).map_err(problem)?;
            }
            let time = parsed.to_naive_time().map_err(problem)?;
            // A leap second is a nanosecond beyond the second here.
            if time.nanosecond() >= 1_000_000_000 {
                return Err(Problem::NoSuchDate);
            }
            time.num_seconds_from_midnight()
        };
        Ok(match parsed.offset() {
            None => Stamp::Local(day, second),
            Some(offset) => {
                let local = i64::from(day.0) * SECONDS_PER_DAY + i64::from(second);
                Stamp::At(Instant(local - i64::from(offset)))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn clock(account: &str, stamps: Option<&str>, pattern: Option<&str>) -> Clock {
        let zone = |name| Zone::named(name).unwrap();
        let pattern = pattern.map(|text| Pattern::read(text).unwrap());
        Clock::new(&zone(account), stamps.map(zone).as_ref(), pattern)
    }

    fn read(clock: &Clock, text: &str) -> Result<String, Problem> {
        clock.moment(text, &mut LastDay::default()).map(|moment| moment.to_string())
    }

    #[test]
    fn iso_forms() {
        let new_york = clock("America/New_York", None, None);
        for (text, expected) in [
            ("2024-03-04", "2024-03-04T00:00:00-05:00"),
            ("2024-03-04 10:05", "2024-03-04T10:05:00-05:00"),
            ("2024-03-04T10:05", "2024-03-04T10:05:00-05:00"),
            ("2024-03-04 10:05:59", "2024-03-04T10:05:59-05:00"),
            ("2024-03-04 10:05:59.999", "2024-03-04T10:05:59-05:00"),
            ("2024-03-04T10:05:59Z", "2024-03-04T05:05:59-05:00"),
            ("2024-03-04 10:05:59.9z", "2024-03-04T05:05:59-05:00"),
            ("2024-03-04t10:05:59+14:00", "2024-03-03T15:05:59-05:00"),
            ("2024-03-04T10:05:59-12:00", "2024-03-04T17:05:59-05:00"),
            ("2024-03-04T10:05:59-00:00", "2024-03-04T05:05:59-05:00"),
            ("2024-02-29", "2024-02-29T00:00:00-05:00"),
            ("1969-12-31 23:59:59", "1969-12-31T23:59:59-05:00"),
            ("2038-01-19 03:14:08", "2038-01-19T03:14:08-05:00"),
            ("9989-12-31 23:59", "9989-12-31T23:59:00-05:00"),
            // Skipped by the clock change: the first instant after the gap. Twice: the earlier.
            ("2024-03-10 02:30", "2024-03-10T03:00:00-04:00"),
            ("2024-11-03 01:30", "2024-11-03T01:30:00-04:00"),
        ] {
            assert_eq!(read(&new_york, text).as_deref(), Ok(expected), "{text}");
        }
        assert!(read(&new_york, "0001-01-01 12:00").unwrap().starts_with("0001-01-01T12:00:00"));
        let apia = clock("Pacific/Apia", None, None);
        assert_eq!(read(&apia, "2011-12-30 09:00").unwrap(), "2011-12-31T00:00:00+14:00");
    }

    #[test]
    fn what_is_no_stamp() {
        use Problem::{AmbiguousDate, MalformedDate, NoSuchDate, YearOutOfRange};
        let utc = clock("UTC", None, None);
        for (text, problem) in [
            ("03/04/2024", AmbiguousDate),
            ("3/4/24 10:00", AmbiguousDate),
            ("04.03.2024 10:00", AmbiguousDate),
            ("2024/03/04", AmbiguousDate),
            ("2024-3-4", AmbiguousDate),
            ("4 March 2024", AmbiguousDate),
            ("Mar 4, 2024 10:00 AM", AmbiguousDate),
            ("yesterday", MalformedDate),
            ("20240304", MalformedDate),
            ("1709546400", MalformedDate),
            ("2024-03-04 10", MalformedDate),
            ("2024-03-04 10:00 PM", MalformedDate),
            ("2024-03-04 1:00", MalformedDate),
            ("2024-03-04 10:00:00 ", MalformedDate),
            ("2024-03-04  10:00:00", MalformedDate),
            ("2024-03-04T10:00:00.", MalformedDate),
            ("2024-03-04T10:00-05:00", MalformedDate),
            ("2024-03-04T10:00:00-0500", MalformedDate),
            ("2024-03-04x", MalformedDate),
            ("10000-01-01", MalformedDate),
            ("２０２４-03-04", MalformedDate),
            ("2023-02-29", NoSuchDate),
            ("2100-02-29", NoSuchDate),
            ("2024-13-01", NoSuchDate),
            ("2024-03-04 24:00", NoSuchDate),
            ("2016-12-31T23:59:60Z", NoSuchDate),
            ("2024-03-04T10:00:00+99:00", NoSuchDate),
            ("0000-01-01", YearOutOfRange),
            ("9990-01-01", YearOutOfRange),
        ] {
            assert_eq!(read(&utc, text), Err(problem), "{text}");
        }
    }

    #[test]
    fn patterns() {
        let us = clock("America/New_York", None, Some("%m/%d/%Y %H:%M"));
        assert_eq!(read(&us, "03/04/2024 10:05").unwrap(), "2024-03-04T10:05:00-05:00");
        assert_eq!(read(&us, "3/4/2024 9:05").unwrap(), "2024-03-04T09:05:00-05:00");
        assert_eq!(read(&us, "2024-03-04T10:05:00Z").unwrap(), "2024-03-04T05:05:00-05:00");
        assert_eq!(read(&us, "13/04/2024 10:05"), Err(Problem::NoSuchDate));
        assert_eq!(read(&us, "02/30/2024 10:05"), Err(Problem::NoSuchDate));
        assert_eq!(read(&us, "03/04/2024"), Err(Problem::MalformedDate));
        let swapped = clock("UTC", None, Some("%Y-%d-%m"));
        assert_eq!(read(&swapped, "2024-04-03").unwrap(), "2024-03-04T00:00:00+00:00");
        assert_eq!(read(&swapped, "2024-04-13"), Err(Problem::NoSuchDate));
        for (pattern, text, expected) in [
            ("%d.%m.%Y", "04.03.2024", "2024-03-04T00:00:00+00:00"),
            ("%d %b %Y %I:%M:%S %p", "4 Mar 2024 09:05:07 PM", "2024-03-04T21:05:07+00:00"),
            ("%Y%m%dT%H%M%S%z", "20240304T100500-0500", "2024-03-04T15:05:00+00:00"),
            ("%s", "1709546400", "2024-03-04T10:00:00+00:00"),
        ] {
            assert_eq!(read(&clock("UTC", None, Some(pattern)), text).as_deref(), Ok(expected));
        }
        let leap = clock("UTC", None, Some("%d/%m/%Y %H:%M:%S"));
        assert_eq!(read(&leap, "31/12/2016 23:59:60"), Err(Problem::NoSuchDate));
        for pattern in ["", "%", "%Q", "%H:%M", "%m/%d", "plain text"] {
            assert!(
                matches!(Pattern::read(pattern), Err(InputError::BadDateFormat(_))),
                "{pattern}"
            );
        }
    }

    proptest! {
        #[test]
        fn clocks_are_read_digit_by_digit(clock in "[0-3:][0-9/;][:0-9][0-7][0-9/;]:[0-7][0-9/;?]") {
            let bytes: [u8; 8] = clock.as_bytes().try_into().unwrap();
            let parts = clock.split(':').map(|part| {
                let is_number = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
                is_number.then(|| part.parse::<u32>().unwrap())
            });
            let parts: Option<Vec<u32>> = parts.collect();
            let expected = match parts.as_deref() {
                Some(&[hour @ ..=23, minute @ ..=59, second @ ..=59]) => {
                    Some(hour * 3600 + minute * 60 + second)
                }
                _ => None,
            };
            prop_assert_eq!(second_of_day(bytes), expected);
        }

        #[test]
        fn a_day_seen_before_reads_as_one_that_was_not(
            stamps in prop::collection::vec(
                "2024-(03-09|03-10|03-11|11-0[1-4]|05-05)([ Tt][0-2][0-9](:[0-6][0-9]){0,2})?(Z|[.]5)?",
                1..20,
            ),
        ) {
            let clock = clock("America/New_York", None, None);
            let mut last_day = LastDay::default();
            for stamp in &stamps {
                let fresh = clock.moment(stamp, &mut LastDay::default());
                prop_assert_eq!(clock.moment(stamp, &mut last_day), fresh, "{}", stamp);
            }
        }
    }

    #[test]
    fn stamps_on_another_clock() {
        let clock = clock("America/New_York", Some("America/Los_Angeles"), None);
        assert_eq!(read(&clock, "2024-03-04 22:00").unwrap(), "2024-03-05T01:00:00-05:00");
        assert_eq!(read(&clock, "2024-03-04T22:00:00Z").unwrap(), "2024-03-04T17:00:00-05:00");
    }
}
