//! What declines that are remembered add up to, until it goes to the tally.

use crate::engine::{
    CourseNumber, Facts, GroupNumber, Memory, MomentNumber, Place, Route, TextNumber,
};

use super::tally::{PathTotals, Tally, Words};

/// Counts of courses by moment that are kept; then the ledger is settled.
const MOST_CELLS: usize = 1 << 18;

/// Counts by the numbers that a memory gives to what it has seen.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    texts: Vec<u64>,
    groups: Vec<PathTotals>,
    /// By moment, then by course.
    cells: Vec<Vec<u64>>,
    cell_count: usize,
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
        let totals = entry(&mut self.groups, group.0);
        totals.count += 1;
        totals.amount_minor += i128::from(facts.amount.amount_minor);
        for (asked, discount) in totals.asked_minor.iter_mut().zip(memory.discounts(group)) {
            *asked += i128::from(discount.price(facts.amount).amount.amount_minor);
        }
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
        for (totals, group) in self.groups.drain(..).zip(0..) {
            let group = GroupNumber(group);
            if totals.count > 0 {
                memory.route_of(group, &mut route);
                let facts = memory.facts_of(group);
                tally.on_path(
                    facts.merchant,
                    facts.amount.currency,
                    &route,
                    &totals.by_slot(&route),
                );
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
