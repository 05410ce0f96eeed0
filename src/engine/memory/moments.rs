//! Moments of decline that give the same dates.

use std::ops::Range;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::config::{Account, RebillTime};
use crate::model::{Day, Instant, Moment, SECONDS_PER_DAY};

use super::super::schedule::{longest_span_days, turning_points};

/// Dates that are remembered; each has a few moments at the most.
const ROOM: usize = 8192;

/// The position of a moment among those that are remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MomentNumber(pub u32);

/// The moments that are remembered, one of each sort.
///
/// Where attempts run at a fixed time of day, two moments of one date give the same dates unless a turning
/// point of the schedule lies between them. Where they run at the decline's own time of day, the moments of a
/// date give the same dates, each at its own time of day, unless a clock that changes meanwhile changes between
/// them. Moments at a time of day that it skips or repeats have dates of their own, and so have all
/// moments of the days around a change.
#[derive(Debug)]
pub(super) struct Moments<'e> {
    account: &'e Account,
    /// The position of each date in `dates`.
    by_day: HashMap<Day, u32, FixedState>,
    dates: Vec<Date>,
    examples: Vec<Moment>,
    /// What was asked for last.
    last: Option<Recent>,
}

/// Moments of one day that share a number.
#[derive(Debug)]
struct Recent {
    day: Day,
    from: Instant,
    until: Instant,
    number: MomentNumber,
}

/// One local date.
#[derive(Debug)]
struct Date {
    /// Where dates of attempts change; ascending.
    turning_points: Vec<Instant>,
    /// The moments before the first of them and after each.
    sorts: Vec<Sort>,
}

/// Moments between two turning points.
#[derive(Clone, Copy, Debug)]
enum Sort {
    /// They give the same dates; none is seen yet.
    Alike,
    /// They give the same dates.
    Numbered(MomentNumber),
    /// Each has dates of its own.
    Unlike,
}

impl<'e> Moments<'e> {
    pub(super) fn of(account: &'e Account) -> Moments<'e> {
        Moments {
            account,
            by_day: HashMap::default(),
            dates: Vec::new(),
            examples: Vec::new(),
            last: None,
        }
    }

    /// The number of a moment of decline; `None` if it is not remembered.
    #[inline]
    pub(super) fn number(&mut self, declined: Moment) -> Option<MomentNumber> {
        match &self.last {
            Some(last)
                if last.day == declined.day
                    && last.from <= declined.instant
                    && declined.instant < last.until =>
            {
                Some(last.number)
            }
            _ => self.other_number(declined),
        }
    }

    fn other_number(&mut self, declined: Moment) -> Option<MomentNumber> {
        let date = self.date(declined.day)?;
        let date = &mut self.dates[date as usize];
        let passed = date.turning_points.partition_point(|&point| point <= declined.instant);
        let sort = &mut date.sorts[passed];
        let number = match *sort {
            Sort::Numbered(number) => number,
            Sort::Unlike => return None,
            Sort::Alike => {
                self.examples.push(declined);
                MomentNumber(self.examples.len() as u32 - 1)
            }
        };
        *sort = Sort::Numbered(number);
        let before = passed.checked_sub(1).map(|before| date.turning_points[before]);
        self.last = Some(Recent {
            day: declined.day,
            from: before.unwrap_or(Instant(i64::MIN)),
            until: date.turning_points.get(passed).copied().unwrap_or(Instant(i64::MAX)),
            number,
        });
        Some(number)
    }

    /// Whether any moments that share a number here share one there.
    pub(super) fn are_told_apart_as_in(&self, other: &Moments<'_>) -> bool {
        let (one, two) = (self.account, other.account);
        let gaps = |account: &Account| -> Vec<u32> {
            let mut gaps: Vec<u32> =
                account.services.iter().map(|service| service.min_gap_hours).collect();
            gaps.sort_unstable();
            gaps.dedup();
            gaps
        };
        one.timezone == two.timezone
            && one.rebill_time == two.rebill_time
            && match one.rebill_time {
                RebillTime::At(_) => gaps(one) == gaps(two),
                RebillTime::Original => longest_span_days(one) == longest_span_days(two),
            }
    }

    /// One of the moments of a number.
    pub(super) fn example(&self, number: MomentNumber) -> Moment {
        self.examples[number.0 as usize]
    }

    fn date(&mut self, day: Day) -> Option<u32> {
        if let Some(date) = self.by_day.get(&day) {
            return Some(*date);
        }
        if self.dates.len() >= ROOM {
            return None;
        }
        let date = self.dates.len() as u32;
        self.dates.push(Date::of(self.account, day));
        self.by_day.insert(day, date);
        Some(date)
    }
}

impl Date {
    fn of(account: &Account, day: Day) -> Date {
        let zone = &account.timezone;
        let is_settled = zone.offset_around(day).is_some();
        let midnight = zone.resolve(day, 0).moment.instant.0;
        match account.rebill_time {
            RebillTime::At(second) => {
                let mut turning_points = turning_points(account, second, day);
                // With no clock change near, only the points within the date's own day can matter.
                if is_settled {
                    let within = midnight..midnight + SECONDS_PER_DAY;
                    turning_points.retain(|point| within.contains(&point.0));
                }
                Date { sorts: vec![Sort::Alike; turning_points.len() + 1], turning_points }
            }
            RebillTime::Original if is_settled => {
                let unsettled = zone.unsettled(day, day.plus(longest_span_days(account)));
                Date::between_changes(midnight, &unsettled)
            }
            RebillTime::Original => Date { turning_points: Vec::new(), sorts: vec![Sort::Unlike] },
        }
    }

    /// A date that begins at `midnight`, whose declines are attempted again at their own times of day while
    /// clock changes skip or repeat stretches of local time.
    fn between_changes(midnight: i64, unsettled: &[Range<i64>]) -> Date {
        let second_of_day = |second: i64| second.rem_euclid(SECONDS_PER_DAY);
        let changes = unsettled.iter().flat_map(|stretch| [stretch.start, stretch.end]);
        let mut seconds: Vec<i64> = changes.map(second_of_day).chain([0]).collect();
        seconds.sort_unstable();
        seconds.dedup();
        let sort = |&second: &i64| {
            let is_within = |stretch: &Range<i64>| {
                second_of_day(second - stretch.start) < stretch.end - stretch.start
            };
            if unsettled.iter().any(is_within) { Sort::Unlike } else { Sort::Alike }
        };
        let sorts = seconds.iter().map(sort).collect();
        let turning_points = seconds[1..].iter().map(|second| Instant(midnight + second)).collect();
        Date { turning_points, sorts }
    }
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;

    /// The seconds of the day at which it becomes another sort, and whether moments are alike before and after each.
    fn sorts(unsettled: &[Range<i64>]) -> (Vec<i64>, Vec<bool>) {
        let midnight = 10 * SECONDS_PER_DAY;
        let date = Date::between_changes(midnight, unsettled);
        let points = date.turning_points.iter().map(|point| point.0 - midnight).collect();
        (points, date.sorts.iter().map(|sort| matches!(sort, Sort::Alike)).collect())
    }

    #[test]
    fn a_clock_change_sets_its_stretch_of_the_day_apart() {
        let day = SECONDS_PER_DAY;
        assert_eq!(sorts(&[]), (vec![], vec![true]));
        let change = 20 * day + 7_200..20 * day + 10_800;
        let expected = (vec![7_200, 10_800], vec![true, false, true]);
        assert_eq!(sorts(from_ref(&change)), expected);
        assert_eq!(sorts(&[change.clone(), 30 * day + 7_200..30 * day + 10_800]), expected);
        let other = 25 * day + 3_600..25 * day + 5_400;
        let expected = (vec![3_600, 5_400, 7_200, 10_800], vec![true, false, true, false, true]);
        assert_eq!(sorts(&[change, other]), expected);
        let over_midnight = 21 * day - 1_800..21 * day + 1_800;
        let expected = (vec![1_800, 84_600], vec![false, true, false]);
        assert_eq!(sorts(from_ref(&over_midnight)), expected);
        let from_midnight = 21 * day..21 * day + 60;
        assert_eq!(sorts(from_ref(&from_midnight)), (vec![60], vec![false, true]));
    }
}
