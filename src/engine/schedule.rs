//! When an attempt is due: semantics.md section 4, "Date" and "Time".

use crate::config::{Account, Profile, RebillTime, WaitFrom, WeekdayRule};
use crate::model::{Day, Instant, Moment, Resolved, Weekday, Zone};

/// What fixes the dates of one profile's attempts for one decline.
#[derive(Clone, Copy, Debug)]
pub struct Schedule<'a> {
    zone: &'a Zone,
    /// The local time of day of every attempt, in seconds since midnight.
    second: u32,
    forced: Option<Weekday>,
    weekday_rule: WeekdayRule,
    wait_from: WaitFrom,
    declined: Moment,
}

/// A due date with the steps that led to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The date from which the wait counts.
    pub counted_from: Day,
    /// That date plus the wait, before any weekday.
    pub base: Day,
    /// The forced weekday's date, where one is forced.
    pub weekday: Option<Day>,
    /// The date that was tried last: the base or weekday's date, or a later one where that was not after
    /// the previous event.
    pub settled: Day,
    /// The instant, and whether a clock change skipped its local time.
    pub at: Resolved,
    /// Whether the forced weekday changed the date.
    pub is_weekday_forced: bool,
}

impl<'a> Schedule<'a> {
    /// The schedule of a profile for a decline.
    pub fn of(account: &'a Account, profile: &Profile, declined: Moment) -> Schedule<'a> {
        Schedule {
            zone: &account.timezone,
            second: match account.rebill_time {
                RebillTime::At(second) => second,
                RebillTime::Original => declined.second,
            },
            forced: profile.force_weekday,
            weekday_rule: account.assumptions.weekday_rule,
            wait_from: account.assumptions.wait_from,
            declined,
        }
    }

    /// When an attempt is due that waits `wait_days` of its own and `gathered_days` of skipped slots after
    /// the event `previous`.
    pub fn due(&self, previous: Moment, wait_days: u32, gathered_days: u32) -> Due {
        let counted_from = match self.wait_from {
            WaitFrom::PreviousAttempt => previous.day,
            WaitFrom::FirstDecline => self.declined.day,
        };
        let waited = counted_from.plus((wait_days + gathered_days) as i32);
        let base = waited.max(previous.day);
        let weekday = self.forced.map(|weekday| self.moved(base, weekday, previous.day));
        let (settled, at) = match weekday {
            Some(day) => self.settle(day, 7, previous),
            None => self.settle(base, 1, previous),
        };
        // Only where the weekday moved the date, or kept it from moving, can the two differ.
        let is_weekday_forced = weekday.is_some_and(|_| settled != base || at.moment.day != base)
            && self.settle(base, 1, previous).1.moment.day != at.moment.day;
        Due { counted_from, base, weekday, settled, at, is_weekday_forced }
    }

    /// The date that the weekday rule takes for a base date.
    fn moved(&self, base: Day, weekday: Weekday, previous: Day) -> Day {
        let forward = weekday.days_from(base);
        match self.weekday_rule {
            WeekdayRule::OnOrAfter => base.plus(forward),
            WeekdayRule::StrictlyAfter => base.plus(if forward == 0 { 7 } else { forward }),
            WeekdayRule::Nearest => {
                // Seven is odd: a weekday before and one after are never equally close.
                let back = (7 - forward) % 7;
                let earlier = base.plus(-back);
                if back < forward && earlier >= previous { earlier } else { base.plus(forward) }
            }
        }
    }

    /// The first date from `day`, in steps of `step_days`, whose instant is after the previous event's.
    fn settle(&self, mut day: Day, step_days: i32, previous: Moment) -> (Day, Resolved) {
        loop {
            let at = self.zone.resolve(day, self.second);
            if at.moment.instant > previous.instant {
                return (day, at);
            }
            day = day.plus(step_days);
        }
    }
}

/// Between which instants of a date declines can differ in their attempts' dates and in the notes on them,
/// where attempts run at the local `second`: the moment of a decline is only ever compared with instants at
/// which attempts run, and with those less a service's minimum gap.
pub(super) fn turning_points(account: &Account, second: u32, day: Day) -> Vec<Instant> {
    let runs = |days: i32| account.timezone.resolve(day.plus(days), second).moment.instant;
    let mut points: Vec<Instant> = (-2..=2).map(runs).collect();
    for service in &account.services {
        let gap_days = (service.min_gap_hours / 24) as i32;
        let gap_seconds = i64::from(service.min_gap_hours) * 3600;
        // A gap that ends exactly when the attempt runs has passed.
        let short = |days: i32| Instant(runs(gap_days + days).0 - gap_seconds + 1);
        points.extend((-2..=3).map(short));
    }
    points.sort_unstable();
    points.dedup();
    points
}

/// How many days after the decline the last attempt of any ladder can be due.
pub(super) fn longest_span_days(account: &Account) -> i32 {
    let longest = |profile: &Profile| -> i32 {
        let moved_days = if profile.force_weekday.is_some() { 14 } else { 1 };
        profile.slots.iter().map(|rule| i32::from(rule.wait_days) + moved_days).sum()
    };
    account.profiles.iter().map(longest).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Format, load};
    use crate::model::Source;

    /// The weekday's dates around a base date, one by one.
    fn by_looking(rule: WeekdayRule, base: Day, weekday: Weekday, previous: Day) -> Day {
        let from = |start: i32, end: i32| {
            let mut days = (start..=end).map(|days| base.plus(days));
            days.find(|day| weekday.days_from(*day) == 0)
        };
        let on_or_after = from(0, 6).unwrap();
        match rule {
            WeekdayRule::OnOrAfter => on_or_after,
            WeekdayRule::StrictlyAfter => from(1, 7).unwrap(),
            WeekdayRule::Nearest => {
                from(-3, 3).filter(|day| *day >= previous).unwrap_or(on_or_after)
            }
        }
    }

    #[test]
    fn a_weekday_is_where_its_rule_looks_for_it() {
        let source = Source { name: "a.toml".into(), text: "account.name = \"A\"".into() };
        let account = load(source, Format::Toml, &[]).account;
        for weekday_rule in
            [WeekdayRule::OnOrAfter, WeekdayRule::StrictlyAfter, WeekdayRule::Nearest]
        {
            let schedule = Schedule {
                zone: &account.timezone,
                second: 0,
                forced: None,
                weekday_rule,
                wait_from: WaitFrom::PreviousAttempt,
                declined: account.timezone.moment(Instant(0)),
            };
            for (base, wait_days, weekday) in (0..7)
                .flat_map(|base| (0..10).map(move |wait_days| (Day(19_000 + base), wait_days)))
                .flat_map(|(base, wait)| {
                    Weekday::ALL.iter().map(move |weekday| (base, wait, *weekday))
                })
            {
                let previous = base.plus(-wait_days);
                let expected = by_looking(weekday_rule, base, weekday, previous);
                let moved = schedule.moved(base, weekday, previous);
                assert_eq!(moved, expected, "{weekday_rule:?} {base:?} {weekday:?} {wait_days}");
            }
        }
    }
    #[test]
    fn a_ladder_spans_its_waits_and_what_each_may_be_moved_by() {
        let span = |keys: &str| {
            let text = format!(
                "[[profile]]\ntitle = \"P\"\n{keys}[profile.attempts]\n\
                 1 = {{ wait_days = 1 }}\n4 = {{ wait_days = 5 }}\n9 = {{ wait_days = 30 }}\n\
                 [[profile]]\ntitle = \"Q\"\nattempts = {{ 1 = {{ wait_days = 2 }} }}\n"
            );
            let source = Source { name: "a.toml".into(), text };
            longest_span_days(&load(source, Format::Toml, &[]).account)
        };
        assert_eq!(span(""), 36 + 9);
        assert_eq!(span("force_weekday = \"friday\"\n"), 36 + 9 * 14);
    }
}
