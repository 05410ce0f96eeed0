//! The calendar of coming events, in the total order of semantics.md section 6.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::model::{Instant, SECONDS_PER_DAY};

/// What an event is, in the order in which events of one instant happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    /// A payment declines.
    Declined,
    /// A re-attempt takes place.
    Attempt,
    /// A transaction is over.
    Ended,
}

/// Where an event stands among all events: by instant, then kind, then input row, then attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventKey {
    /// When.
    pub at: Instant,
    /// What.
    pub kind: EventKind,
    /// The first line of the input row.
    pub line: u64,
    /// The slot of an attempt, 0 for other events.
    pub attempt: u8,
}

/// Where an event stands among all events, as one number: comparing two of those takes no branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank(u128);

impl Rank {
    /// After all events.
    pub(super) const NEVER: Rank = Rank(u128::MAX);

    /// The place of an event; instants of chrono's calendar fit in 48 bits.
    #[inline]
    pub(super) fn of(key: &EventKey) -> Rank {
        let at = (key.at.0 + (1 << 47)) as u128;
        Rank(
            at << 80
                | (key.kind as u128) << 72
                | u128::from(key.line) << 8
                | u128::from(key.attempt),
        )
    }

    /// Not after any event of a UTC day or of a later one, and after all of earlier ones.
    pub(super) fn of_day(day: i64) -> Rank {
        let at = Instant(day * SECONDS_PER_DAY);
        Rank::of(&EventKey { at, kind: EventKind::Declined, line: 0, attempt: 0 })
    }
}

/// Coming events; the earliest comes out first.
#[derive(Debug)]
pub struct Calendar<T> {
    heap: BinaryHeap<Reverse<Entry<T>>>,
}

#[derive(Debug)]
struct Entry<T> {
    key: EventKey,
    value: T,
}

impl<T> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}
impl<T> Eq for Entry<T> {}
impl<T> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Entry<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.cmp(&other.key)
    }
}

impl<T> Default for Calendar<T> {
    fn default() -> Calendar<T> {
        Calendar { heap: BinaryHeap::new() }
    }
}

impl<T> Calendar<T> {
    /// Puts an event in.
    pub fn push(&mut self, key: EventKey, value: T) {
        self.heap.push(Reverse(Entry { key, value }));
    }

    /// The key of the earliest event.
    pub fn earliest(&self) -> Option<EventKey> {
        self.heap.peek().map(|Reverse(entry)| entry.key)
    }

    /// Takes the earliest event out.
    pub fn pop(&mut self) -> Option<(EventKey, T)> {
        self.heap.pop().map(|Reverse(entry)| (entry.key, entry.value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_in_the_order_of_events() {
        let days = [-40_000_000, -2, -1, 0, 1, 20_000, 90_000_000];
        let mut keys = Vec::new();
        for at in days.map(|day| day * SECONDS_PER_DAY) {
            for at in [at, at + 1, at + SECONDS_PER_DAY - 1].map(Instant) {
                for kind in [EventKind::Declined, EventKind::Attempt, EventKind::Ended] {
                    for line in [0, 1, 255, 256, u64::from(u32::MAX), 1 << 47] {
                        let attempts =
                            [0, 1, 9].map(|attempt| EventKey { at, kind, line, attempt });
                        keys.extend(attempts);
                    }
                }
            }
        }
        keys.sort_unstable();
        let ranks: Vec<Rank> = keys.iter().map(Rank::of).collect();
        assert!(ranks.is_sorted_by(|one, two| one < two));
        assert!(ranks.iter().all(|rank| *rank < Rank::NEVER));
        for day in days {
            let is_before = |key: &&EventKey| key.at.0.div_euclid(SECONDS_PER_DAY) < day;
            let before = keys.iter().filter(is_before).count();
            assert!(ranks[..before].iter().all(|rank| *rank < Rank::of_day(day)));
            assert!(ranks[before..].iter().all(|rank| *rank >= Rank::of_day(day)));
        }
    }
}
