//! What declines that are remembered add up to, until it goes to the tally.

use crate::engine::{
    CourseNumber, Discount, Facts, GroupNumber, Memory, MomentNumber, Place, Route, TextNumber,
};
use crate::model::{Currency, Money};

use super::tally::{PathTotals, Tally, Words};

/// Counts of courses by moment that are kept; then the ledger is settled.
const MOST_CELLS: usize = 1 << 18;

/// Amounts of a group that are counted before they are added up.
const MOST_AMOUNTS: usize = 8;

/// Counts by the numbers that a memory gives to what it has seen.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    texts: Vec<u64>,
    groups: Vec<Group>,
    /// By moment, then by course.
    cells: Vec<Vec<u64>>,
    cell_count: usize,
}

/// What the declines of one group add up to.
#[derive(Debug, Default)]
struct Group {
    /// How many declines there were for an amount: most are for one of few, and the prices of those are
    /// asked once.
    counts: [(i64, u64); MOST_AMOUNTS],
    /// Of the counts that had to make room, the attempts being in their order.
    totals: PathTotals,
}

impl Group {
    #[inline]
    fn add(&mut self, amount: Money, discounts: &[Discount]) {
        let counts = &mut self.counts;
        match counts.iter_mut().find(|(minor, _)| *minor == amount.amount_minor) {
            Some((_, count)) => *count += 1,
            None => self.make_room(amount, discounts),
        }
    }

    /// The latest amount comes first; the one that was there longest goes to the totals.
    fn make_room(&mut self, amount: Money, discounts: &[Discount]) {
        self.counts.rotate_right(1);
        let (amount_minor, count) =
            std::mem::replace(&mut self.counts[0], (amount.amount_minor, 1));
        self.total(Money { amount_minor, ..amount }, count, discounts);
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
        for (amount_minor, count) in self.counts {
            self.total(Money { currency, amount_minor }, count, discounts);
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
        facts: &Facts,
        TextNumber(text): TextNumber,
        place: Place,
    ) {
        let Place { group, course, moment } = place;
        *entry(&mut self.texts, text) += 1;
        entry(&mut self.groups, group.0).add(facts.amount, memory.discounts(group));
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
        for (text, times) in memory.texts().iter().zip(self.texts.drain(..)) {
            if times > 0 {
                let words = Words {
                    merchant_id: text.merchant_id(),
                    response_code: text.response_code(),
                    response_text: text.response_text(),
                };
                tally.classed(text.merchant, words, text.classification, times);
            }
        }
        for (group, number) in self.groups.drain(..).zip(0..) {
            let number = GroupNumber(number);
            let (merchant, currency) = memory.payer(number);
            let totals = group.into_totals(currency, memory.discounts(number));
            if totals.count > 0 {
                memory.route_of(number, &mut route);
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

/// The entry of a number, in a list that grows as it must.
#[inline]
fn entry<T: Default>(list: &mut Vec<T>, number: u32) -> &mut T {
    let at = number as usize;
    if list.len() <= at {
        list.resize_with(at + 1, T::default);
    }
    &mut list[at]
}
