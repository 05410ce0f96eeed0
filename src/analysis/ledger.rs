//! What declines that are remembered add up to, until it goes to the tally.

use crate::engine::{CourseNumber, Discount, Memory, MomentNumber, Route, Standing, StreamNumber};
use crate::model::{Currency, Money};

use super::tally::{PathTotals, Tally, Words};

/// Counts of courses by moment that are kept; then the ledger is settled.
const MOST_CELLS: usize = 1 << 18;

/// Amounts of a stream that are counted before they are added up, and how many of them are looked at for one.
const MOST_AMOUNTS: usize = 32;
const LOOKED_AT: usize = 4;

/// Counts by the numbers that a memory gives to what it has seen.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    texts: Vec<u64>,
    streams: Vec<Stream>,
    /// By moment, then by course.
    cells: Vec<Vec<u64>>,
    cell_count: usize,
}

/// What the declines of one stream add up to.
#[derive(Debug, Default)]
struct Stream {
    /// How many declines there were for an amount: most are for one of few, and the prices of those are
    /// asked once.
    counts: [Count; MOST_AMOUNTS],
    /// Of the counts that had to make room, the attempts being in their order.
    totals: PathTotals,
}

/// How many declines there were for an amount. Small, since there are many of them.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    amount_minor: u32,
    times: u32,
}

impl Stream {
    #[inline]
    fn add(&mut self, amount: Money, memory: &Memory<'_>, number: StreamNumber) {
        let first = place_of(amount.amount_minor);
        let count = &mut self.counts[first];
        if i64::from(count.amount_minor) == amount.amount_minor && count.times < u32::MAX {
            count.times += 1;
        } else {
            self.add_elsewhere(amount, first, memory, number);
        }
    }

    /// The same where the first place has another amount. Where all places that are looked at have, that one makes room.
    fn add_elsewhere(
        &mut self,
        amount: Money,
        first: usize,
        memory: &Memory<'_>,
        number: StreamNumber,
    ) {
        let discounts = memory.discounts(memory.source(number));
        let Ok(amount_minor) = u32::try_from(amount.amount_minor) else {
            return self.total(amount, 1, discounts);
        };
        for place in (first..first + LOOKED_AT).map(|place| place % MOST_AMOUNTS) {
            match &mut self.counts[place] {
                count if count.times == 0 => return *count = Count { amount_minor, times: 1 },
                count if count.amount_minor == amount_minor && count.times < u32::MAX => {
                    return count.times += 1;
                }
                _ => {}
            }
        }
        let former = std::mem::replace(&mut self.counts[first], Count { amount_minor, times: 1 });
        self.total_count(former, amount.currency, discounts);
    }

    fn total_count(&mut self, count: Count, currency: Currency, discounts: &[Discount]) {
        let amount = Money { currency, amount_minor: i64::from(count.amount_minor) };
        self.total(amount, u64::from(count.times), discounts);
    }

    fn total(&mut self, amount: Money, count: u64, discounts: &[Discount]) {
        if count == 0 {
            return;
        }
        let times = i128::from(count);
        self.totals.count += count;
        self.totals.amount_minor += times * i128::from(amount.amount_minor);
        for (asked, discount) in self.totals.asked_minor.iter_mut().zip(discounts) {
            *asked += times * i128::from(discount.price(amount).amount.amount_minor);
        }
    }

    /// What all of them add up to.
    fn into_totals(mut self, currency: Currency, discounts: &[Discount]) -> PathTotals {
        for count in self.counts {
            self.total_count(count, currency, discounts);
        }
        self.totals
    }
}

impl Ledger {
    /// Adds a decline that is remembered.
    #[inline]
    pub(super) fn add(
        &mut self,
        memory: &Memory<'_>,
        amount: Money,
        standing: Standing,
        moment: MomentNumber,
    ) {
        *entry(&mut self.texts, standing.text.0) += 1;
        self.add_again(memory, amount, (standing.course, standing.stream), moment);
    }

    /// The same for a decline whose text the memory has counted.
    #[inline]
    pub(super) fn add_again(
        &mut self,
        memory: &Memory<'_>,
        amount: Money,
        (course, stream): (CourseNumber, StreamNumber),
        moment: MomentNumber,
    ) {
        entry(&mut self.streams, stream.0).add(amount, memory, stream);
        let courses = entry(&mut self.cells, moment.0);
        let before = courses.len();
        *entry(courses, course.0) += 1;
        self.cell_count += courses.len() - before;
    }

    /// Whether there is more than it should keep.
    pub(super) fn is_full(&self) -> bool {
        self.cell_count > MOST_CELLS
    }

    /// Hands everything over to a tally, and starts anew.
    pub(super) fn settle(&mut self, memory: &mut Memory<'_>, tally: &mut Tally) {
        let mut route = Route::empty();
        for (text, times) in memory.take_times_again() {
            *entry(&mut self.texts, text.0) += times;
        }
        for (text, times) in memory.texts().iter().zip(self.texts.drain(..)) {
            if times > 0 {
                tally.classed(text.merchant, Words::of(text), text.classification, times);
            }
        }
        for (stream, number) in self.streams.drain(..).zip(0..) {
            let source = memory.source(StreamNumber(number));
            let (merchant, currency) = memory.payer(source);
            let totals = stream.into_totals(currency, memory.discounts(source));
            if totals.count > 0 {
                memory.route_of(source, &mut route);
                tally.on_path(merchant, currency, &route, &totals.by_slot(&route));
            }
        }
        for (courses, moment) in self.cells.drain(..).zip(0..) {
            let moment = MomentNumber(moment);
            for (times, course) in courses.into_iter().zip(0..) {
                if times > 0 {
                    memory.dated(CourseNumber(course), moment, &mut route);
                    tally.on_dates(memory.day(moment), &route, times);
                }
            }
        }
        self.cell_count = 0;
    }
}

/// Where the count of an amount is looked for first.
#[inline]
fn place_of(amount_minor: i64) -> usize {
    (amount_minor as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) as usize
        >> (usize::BITS - MOST_AMOUNTS.ilog2())
}

/// The entry of a number, in a list that grows as it must.
#[inline]
fn entry<T: Default>(list: &mut Vec<T>, number: u32) -> &mut T {
    let at = number as usize;
    if list.len() <= at {
        list.resize_with(at + 1, T::default);
    }
    &mut list[at]
}
