//! When rows happen: busy days, the nightly batch, and new sales by day.

use std::ops::Range;

use crate::config::RebillTime;
use crate::model::Day;

use super::mix;

const HOUR: u32 = 3600;
const DAY: u32 = 24 * HOUR;
/// Makes weights large against the seconds they are spread over.
const FINE: u64 = 1000;

/// The rows spread over days and times of day, so that row order is time order: row *n* of *N* takes a
/// random place in the *n*th of *N* equal shares of all that happens.
pub(super) struct Volume {
    first_day: Day,
    /// Per day, its factor and everything before it.
    days: Vec<(u64, u64)>,
    spans: Vec<Span>,
    of_a_day: u64,
    /// One row's share, in 64 binary places.
    step: u128,
    rows: u64,
}

/// A stretch of the day in which a steady mix arrives.
struct Span {
    start_second: u32,
    length_seconds: u32,
    before: u64,
    new_sales: u64,
    all: u64,
}

/// When a row happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Days since the first day.
    pub(super) day: u32,
    /// Local time of day.
    pub(super) second: u32,
    /// How many in `all` rows at that time are new sales.
    pub(super) new_sales: u64,
    /// See `new_sales`.
    pub(super) all: u64,
}

impl Volume {
    pub(super) fn new(rows: u64, first_day: Day, days: u32, rebill_time: RebillTime) -> Volume {
        let spans = spans(rebill_time);
        let of_a_day = spans.iter().map(|span| span.all).sum();
        let mut total: u64 = 0;
        let days = (0..days.max(1))
            .map(|number| {
                let factor = factor(first_day.plus(number as i32));
                let before = total;
                total += factor * of_a_day;
                (factor, before)
            })
            .collect();
        let step = (u128::from(total) << 64) / u128::from(rows.max(1));
        Volume { first_day, days, spans, of_a_day, step, rows }
    }

    /// The date of a day.
    pub(super) fn date(&self, day: u32) -> Day {
        self.first_day.plus(day as i32)
    }

    /// When a row happens, by 32 random bits.
    pub(super) fn place(&self, row: u64, bits: u32) -> Place {
        let jitter = (self.step >> 32) * u128::from(bits);
        let at = ((u128::from(row) * self.step + jitter) >> 64) as u64;
        let day = self.days.partition_point(|(_, before)| *before <= at) - 1;
        let (factor, before) = self.days[day];
        let at = ((at - before) / factor).min(self.of_a_day - 1);
        let span = &self.spans[self.spans.partition_point(|span| span.before <= at) - 1];
        let seconds = (at - span.before) * u64::from(span.length_seconds) / span.all;
        Place {
            day: day as u32,
            second: span.start_second + seconds as u32,
            new_sales: span.new_sales,
            all: span.all,
        }
    }

    /// Rows of about that day.
    pub(super) fn rows_about(&self, day: u32) -> Range<u64> {
        let row_at = |weight: u64| ((u128::from(weight) << 64) / self.step) as u64;
        let (factor, before) = self.days[day as usize];
        row_at(before)..row_at(before + factor * self.of_a_day).min(self.rows)
    }
}

/// How busy a day is.
fn factor(day: Day) -> u64 {
    let (_, _, of_month) = day.civil();
    let is_next_month = |days: i32| day.plus(days).civil().2 <= days as u32;
    let days_left = (0..3).find(|&left| is_next_month(left + 1)).map_or(3, |left| left as u32);
    mix::WEEKDAYS[day.weekday() as usize] * mix::day_of_month(of_month, days_left) / 100
}

/// The day cut at every hour and where the batch's hours begin and end.
fn spans(rebill_time: RebillTime) -> Vec<Span> {
    let batch = match rebill_time {
        RebillTime::At(second) => Some(second),
        RebillTime::Original => None,
    };
    let mut cuts: Vec<u32> = (0..=24).map(|hour| hour * HOUR).collect();
    if let Some(start) = batch {
        cuts.extend((0..=mix::BATCH_HOURS.len() as u32).map(|hour| start + hour * HOUR));
    }
    cuts.retain(|cut| *cut <= DAY);
    cuts.sort_unstable();
    cuts.dedup();
    let sales: u64 = mix::SALE_HOURS.iter().sum();
    let batch_sum: u64 = mix::BATCH_HOURS.iter().sum();
    let mut before = 0;
    let mut spans = Vec::new();
    for cut in cuts.windows(2) {
        let (start_second, length_seconds) = (cut[0], cut[1] - cut[0]);
        let part = |share: u64, sum: u64| share * u64::from(length_seconds) * FINE / sum;
        let by_day = part(mix::SALE_HOURS[(start_second / HOUR) as usize], sales);
        let rebills = match batch {
            None => by_day,
            Some(start) => start_second
                .checked_sub(start)
                .and_then(|since| mix::BATCH_HOURS.get((since / HOUR) as usize))
                .map_or(0, |share| part(*share, batch_sum)),
        };
        let new_sales = by_day * mix::NEW_SALES;
        let all = new_sales + rebills * (1000 - mix::NEW_SALES);
        spans.push(Span { start_second, length_seconds, before, new_sales, all });
        before += all;
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn volume(rows: u64) -> Volume {
        let first_day = Day::from_civil(2024, 1, 1).unwrap();
        Volume::new(rows, first_day, 365, RebillTime::At(3 * HOUR + 1800))
    }

    #[test]
    fn rows_are_in_time_order_and_inside_the_days() {
        for rows in [1, 2, 500, 30_000] {
            let volume = volume(rows);
            for bits in [0, u32::MAX] {
                let places: Vec<_> = (0..rows)
                    .map(|row| volume.place(row, bits))
                    .map(|place| (place.day, place.second))
                    .collect();
                assert!(places.is_sorted(), "{rows} rows");
                assert!(places.iter().all(|(day, second)| *day < 365 && *second < DAY));
            }
            // The latest a row can be is not after the earliest the next one can.
            for row in 1..rows {
                let (last, next) = (volume.place(row - 1, u32::MAX), volume.place(row, 0));
                assert!((last.day, last.second) <= (next.day, next.second));
            }
        }
    }

    #[test]
    fn most_rows_are_in_the_batch_and_few_of_those_are_new_sales() {
        let rows = 100_000;
        let volume = volume(rows);
        let places: Vec<Place> = (0..rows).map(|row| volume.place(row, 1 << 31)).collect();
        let hours = 3 * HOUR + 1800..6 * HOUR + 1800;
        let (batch, rest): (Vec<Place>, Vec<Place>) =
            places.into_iter().partition(|place| hours.contains(&place.second));
        assert!((91_500..93_500).contains(&batch.len()), "{}", batch.len());
        assert!(batch.iter().all(|place| place.new_sales * 10 < place.all));
        assert!(rest.iter().all(|place| place.new_sales == place.all));
    }

    #[test]
    fn the_first_and_the_fifteenth_are_busy() {
        let volume = volume(100_000);
        let rows_on = |month, day| {
            let date = Day::from_civil(2024, month, day).unwrap();
            let rows = volume.rows_about(date.since(volume.first_day) as u32);
            rows.end - rows.start
        };
        // Mondays, Tuesdays and Wednesdays of 2024.
        assert!(rows_on(4, 1) * 10 > rows_on(4, 8) * 15);
        assert!(rows_on(10, 15) * 10 > rows_on(10, 8) * 14);
        assert!(rows_on(7, 31) * 10 > rows_on(7, 24) * 13);
    }

    #[test]
    fn with_the_original_time_rebills_come_by_day() {
        let volume = Volume::new(1000, Day(19_723), 30, RebillTime::Original);
        let at_night = (0..1000).filter(|&row| volume.place(row, 0).second < 5 * HOUR).count();
        assert!(at_night < 60, "{at_night}");
    }
}
