//! Civil days, instants, and the two together.

use std::fmt;

/// Seconds of a civil day; leap seconds do not exist here.
pub const SECONDS_PER_DAY: i64 = 86_400;

/// A moment of simulated time: whole seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

/// A civil date of the proleptic Gregorian calendar: days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Weekday {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl Weekday {
    /// Monday to Sunday.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    /// The name in lower case, as files have it.
    pub const fn name(self) -> &'static str {
        match self {
            Weekday::Monday => "monday",
            Weekday::Tuesday => "tuesday",
            Weekday::Wednesday => "wednesday",
            Weekday::Thursday => "thursday",
            Weekday::Friday => "friday",
            Weekday::Saturday => "saturday",
            Weekday::Sunday => "sunday",
        }
    }

    /// Days from `day` forward to the first such weekday on or after it, 0 to 6.
    pub const fn days_from(self, day: Day) -> i32 {
        (self as i32 - day.weekday() as i32).rem_euclid(7)
    }
}

impl Day {
    /// The date so many days later (earlier if negative).
    pub const fn plus(self, days: i32) -> Day {
        Day(self.0 + days)
    }

    /// Whole days from `earlier` to this date.
    pub const fn since(self, earlier: Day) -> i32 {
        self.0 - earlier.0
    }

    /// The day of the week.
    pub const fn weekday(self) -> Weekday {
        Weekday::ALL[(self.0 + 3).rem_euclid(7) as usize]
    }

    /// Year, month (1-12) and day of month (1-31), by Howard Hinnant's `civil_from_days`.
    pub const fn civil(self) -> (i32, u32, u32) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_shifted + 2) / 5 + 1;
        let month = if month_shifted < 10 { month_shifted + 3 } else { month_shifted - 9 };
        let year = year_of_era + era * 400 + (month <= 2) as i32;
        (year, month as u32, day as u32)
    }

    /// The date of `year`, `month` and `day`; `None` if there is no such date.
    pub const fn from_civil(year: i32, month: u32, day: u32) -> Option<Day> {
        if month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) {
            return None;
        }
        let shifted_year = year - (month <= 2) as i32;
        let era = shifted_year.div_euclid(400);
        let year_of_era = shifted_year.rem_euclid(400);
        let month_shifted = (month as i32 + 9) % 12;
        let day_of_year = (153 * month_shifted + 2) / 5 + day as i32 - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Some(Day(era * 146_097 + day_of_era - 719_468))
    }
}

const fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Day {
    /// `YYYY-MM-DD`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// An instant together with its reading on the account's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Moment {
    /// The instant.
    pub instant: Instant,
    /// Its local date.
    pub day: Day,
    /// Its local time of day, in seconds since midnight.
    pub second: u32,
}

impl Moment {
    /// Seconds that the local clock is ahead of UTC.
    pub const fn offset_seconds(self) -> i64 {
        self.day.0 as i64 * SECONDS_PER_DAY + self.second as i64 - self.instant.0
    }

    /// RFC 3339, without formatting machinery: this is on the path of every attempt.
    pub fn rfc3339(self) -> [u8; 25] {
        let (year, month, day) = self.day.civil();
        // RFC 3339 has no seconds in offsets; local mean times before about 1920 are rounded to the minute.
        let offset = self.offset_seconds();
        let minutes = (offset.unsigned_abs() as u32 + 30) / 60;
        let mut text = *b"yyyy-mm-ddThh:mm:ss+hh:mm";
        text[19] = if offset < 0 { b'-' } else { b'+' };
        for (at, value) in [
            (0, year as u32 / 100),
            (2, year as u32 % 100),
            (5, month),
            (8, day),
            (11, self.second / 3600),
            (14, self.second / 60 % 60),
            (17, self.second % 60),
            (20, minutes / 60),
            (23, minutes % 60),
        ] {
            text[at] = b'0' + (value / 10 % 10) as u8;
            text[at + 1] = b'0' + (value % 10) as u8;
        }
        text
    }

    /// Adds [`Moment::rfc3339`] to `out`.
    pub fn write_rfc3339(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.rfc3339());
    }
}

impl fmt::Display for Moment {
    /// RFC 3339 with the account zone's offset, such as `2024-03-05T03:00:00-05:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.rfc3339()).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Datelike;

    #[test]
    fn civil_dates_agree_with_chrono() {
        for days in (-719_528..2_932_897).step_by(97) {
            let day = Day(days);
            let other = chrono::NaiveDate::from_epoch_days(days).expect("inside chrono's calendar");
            assert_eq!(day.civil(), (other.year(), other.month(), other.day()));
            assert_eq!(Day::from_civil(other.year(), other.month(), other.day()), Some(day));
            assert_eq!(day.weekday() as u32, other.weekday().num_days_from_monday());
        }
    }

    #[test]
    fn dates_that_do_not_exist_are_none() {
        for (year, month, day) in
            [(2023, 2, 29), (2100, 2, 29), (2024, 4, 31), (2024, 0, 1), (2024, 13, 1), (2024, 1, 0)]
        {
            assert_eq!(Day::from_civil(year, month, day), None);
        }
        assert_eq!(
            Day::from_civil(2024, 2, 29).map(|day| day.to_string()).as_deref(),
            Some("2024-02-29")
        );
    }

    #[test]
    fn weekdays_count_forward() {
        let monday = Day::from_civil(2024, 3, 4).unwrap();
        assert_eq!(monday.weekday(), Weekday::Monday);
        assert_eq!(Weekday::Friday.days_from(monday), 4);
        assert_eq!(Weekday::Monday.days_from(monday), 0);
        assert_eq!(Weekday::Sunday.days_from(monday), 6);
    }
}
