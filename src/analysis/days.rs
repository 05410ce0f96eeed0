//! Counts by local date.

use std::collections::BTreeMap;

use crate::model::Day;

/// Days that share a page.
const PAGE_DAYS: i32 = 64;

/// `N` counters per local date. Dates close together share a page, so counting is an array access.
#[derive(Clone, Debug)]
pub struct DayCounts<const N: usize> {
    pages: BTreeMap<i32, Box<Page<N>>>,
}

type Page<const N: usize> = [[u64; N]; PAGE_DAYS as usize];

impl<const N: usize> Default for DayCounts<N> {
    fn default() -> DayCounts<N> {
        DayCounts { pages: BTreeMap::new() }
    }
}

impl<const N: usize> DayCounts<N> {
    /// Adds to one of the counters of a date.
    pub fn add(&mut self, day: Day, counter: usize, times: u64) {
        let page = self
            .pages
            .entry(day.0.div_euclid(PAGE_DAYS))
            .or_insert_with(|| Box::new([[0; N]; PAGE_DAYS as usize]));
        page[day.0.rem_euclid(PAGE_DAYS) as usize][counter] += times;
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: &DayCounts<N>) {
        for (&number, page) in &other.pages {
            let mine =
                self.pages.entry(number).or_insert_with(|| Box::new([[0; N]; PAGE_DAYS as usize]));
            for (mine, theirs) in mine.iter_mut().flatten().zip(page.iter().flatten()) {
                *mine += theirs;
            }
        }
    }

    /// Each date that anything was counted on, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Day, [u64; N])> {
        self.pages.iter().flat_map(|(&number, page)| {
            let days = page.iter().enumerate();
            days.filter(|(_, counts)| counts.iter().any(|&count| count > 0))
                .map(move |(at, &counts)| (Day(number * PAGE_DAYS + at as i32), counts))
        })
    }
}
