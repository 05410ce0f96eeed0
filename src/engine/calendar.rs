//! The calendar of coming events, in the total order of semantics.md section 6.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::model::Instant;

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
