//! An ordinary week: one from which no ladder meets a clock change.

use crate::config::Account;
use crate::model::{Day, Weekday, Zone};

/// The year whose first ordinary week is taken, and whose clock changes are looked at.
pub const USUAL_YEAR: i32 = 2026;

/// Weeks looked at, from the start of the year.
const WEEKS: i32 = 105;

/// A week of declines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    /// Its first day.
    pub monday: Day,
    /// How many days after a decline an attempt can still be due, at the most.
    pub reach_days: i32,
    /// Whether there is such a week at all; if not, all is answered as if the clock never changed.
    pub clock: Clock,
}

/// What the account's clock does between a week and the last attempt of its declines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// It runs evenly.
    Even,
    /// It is taken to run evenly: every week's ladders meet a change.
    TakenAsEven,
}

impl Week {
    /// The first week from the first Monday of `year` that is ordinary for all of the accounts.
    pub fn ordinary(accounts: &[&Account], year: i32) -> Week {
        let reach_days = accounts.iter().map(|account| reach_days(account)).max().unwrap_or(0);
        let first = Day::from_civil(year, 1, 1).unwrap_or(Day(0));
        let monday = first.plus(Weekday::Monday.days_from(first));
        let is_even = |monday: &Day| {
            let days = monday.plus(-1).0..=monday.plus(8 + reach_days).0;
            accounts.iter().all(|account| runs_evenly(&account.timezone, days.clone()))
        };
        match (0..WEEKS).map(|week| monday.plus(7 * week)).find(is_even) {
            Some(monday) => Week { monday, reach_days, clock: Clock::Even },
            None => Week { monday, reach_days, clock: Clock::TakenAsEven },
        }
    }

    /// The date of a weekday.
    pub fn date(self, weekday: Weekday) -> Day {
        self.monday.plus(weekday as i32)
    }
}

/// The most days between a decline and its last attempt: every wait, a day where a time is past, a week
/// where a weekday is forced.
fn reach_days(account: &Account) -> i32 {
    let profile_days = account.profiles.iter().map(|profile| {
        let moved = if profile.force_weekday.is_some() { 14 } else { 1 };
        let slots = profile.slots.iter();
        slots.map(|rule| i32::from(rule.wait_days) + if rule.skip { 0 } else { moved }).sum::<i32>()
    });
    profile_days.max().unwrap_or(0)
}

fn runs_evenly(zone: &Zone, mut days: std::ops::RangeInclusive<i32>) -> bool {
    let offset = |day: i32| zone.resolve(Day(day), 0).moment.offset_seconds();
    let first = offset(*days.start());
    days.all(|day| offset(day) == first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Format, load};
    use crate::model::Source;

    fn week(zone: &str, wait_days: u32) -> Week {
        let text = format!(
            "[account]\ntimezone = \"{zone}\"\n[[merchant]]\nid = \"1\"\n[[profile]]\ntitle = \"p\"\n\
             apply_to = [\"1\"]\n[profile.attempts]\n1 = {{ wait_days = {wait_days} }}\n"
        );
        let loaded = load(Source { name: "a.toml".into(), text }, Format::Toml, &[]);
        Week::ordinary(&[&loaded.account], USUAL_YEAR)
    }

    #[test]
    fn no_clock_changes_before_the_last_attempt() {
        let monday = |zone, wait_days| week(zone, wait_days).monday.to_string();
        assert_eq!(monday("America/New_York", 1), "2026-01-05");
        // The clock changes on 2026-03-08: a long ladder starts after it.
        assert_eq!(monday("America/New_York", 90), "2026-03-16");
        assert_eq!(monday("UTC", 365), "2026-01-05");
        assert_eq!(week("America/New_York", 300).clock, Clock::TakenAsEven);
        assert_eq!(week("America/New_York", 90).clock, Clock::Even);
    }
}
