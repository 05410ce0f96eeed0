//! Coming events by the day on which they happen: a calendar for which a day's events are put in order all
//! at once.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use crate::model::{Instant, SECONDS_PER_DAY};

use super::calendar::EventKind;

/// Events that share one piece of memory.
const CHUNK: usize = 256;

/// A coming event with all that is needed when it happens; 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The first line of the input row.
    pub(super) line: u64,
    /// What the decline was for.
    pub(super) amount_minor: i64,
    /// What its driver knows it by.
    pub(super) group: u32,
    pub(super) moment: u32,
    pub(super) tag: u32,
    /// The second of the UTC day, then the stage in the lowest eight bits.
    pub(super) when: When,
}

/// When on its day an event happens, and which of its transaction's it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct When(u32);

/// Which of a transaction's events one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// The decline.
    Declined,
    /// The attempt of this position.
    Attempt(u8),
    /// The end.
    Ended,
}

impl When {
    fn of(second: u32, stage: Stage) -> When {
        let stage = match stage {
            Stage::Declined => 0,
            Stage::Attempt(position) => 1 + u32::from(position),
            Stage::Ended => 255,
        };
        When(second << 8 | stage)
    }

    pub(super) const fn stage(self) -> Stage {
        match self.0 as u8 {
            0 => Stage::Declined,
            255 => Stage::Ended,
            next => Stage::Attempt(next - 1),
        }
    }

    const fn second(self) -> u32 {
        self.0 >> 8
    }
}

impl Entry {
    /// Where the event stands among those of its day: by second, kind, input row, attempt. One number, as
    /// comparing two of those takes no branch.
    #[inline]
    fn rank(&self) -> u128 {
        let kind = match self.when.stage() {
            Stage::Declined => EventKind::Declined,
            Stage::Attempt(_) => EventKind::Attempt,
            Stage::Ended => EventKind::Ended,
        };
        let second_and_kind = self.when.second() << 2 | kind as u32;
        u128::from(second_and_kind) << 72
            | u128::from(self.line) << 8
            | u128::from(self.when.0 as u8)
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.rank().cmp(&other.rank())
    }
}

/// Coming events, the earliest day first.
///
/// Nearly all events of a day are known when it begins, and come in a few runs that are in order already, so
/// that sorting them is cheaper than a heap. Those that a day's events add to it wait beside.
#[derive(Debug, Default)]
pub(super) struct Buckets {
    /// The UTC day of the first bucket, once there is any.
    first: Option<i64>,
    has_begun: bool,
    days: VecDeque<Bucket>,
    /// Chunks that are free to be used again.
    free: Vec<Vec<Entry>>,
    /// The day that is under way: its events in order, how many have happened, and those added meanwhile.
    today: Vec<Entry>,
    happened: usize,
    added: Added,
}

/// The events of one day, in the order in which they were put in.
#[derive(Debug, Default)]
struct Bucket {
    full: Vec<Vec<Entry>>,
    last: Vec<Entry>,
}

impl Bucket {
    #[inline]
    fn push(&mut self, entry: Entry, free: &mut Vec<Vec<Entry>>) {
        if self.last.len() == self.last.capacity() {
            let chunk = free.pop().unwrap_or_else(|| Vec::with_capacity(CHUNK));
            let full = std::mem::replace(&mut self.last, chunk);
            if !full.is_empty() {
                self.full.push(full);
            }
        }
        self.last.push(entry);
    }
}

/// Events that were added to the day under way. As a rule they are added in the order in which they are to
/// happen, as the ends of transactions are; a heap is for those that are not.
#[derive(Debug, Default)]
struct Added {
    in_order: VecDeque<Entry>,
    others: BinaryHeap<Reverse<Entry>>,
}

impl Added {
    fn push(&mut self, entry: Entry) {
        if self.in_order.back().is_none_or(|last| *last < entry) {
            self.in_order.push_back(entry);
        } else {
            self.others.push(Reverse(entry));
        }
    }

    /// Takes the earliest out, if it comes before another event.
    #[inline]
    fn pop_before(&mut self, next: Option<&Entry>) -> Option<Entry> {
        let is_due = |added: &Entry| next.is_none_or(|next| added < next);
        let in_order = self.in_order.front();
        match self.others.peek() {
            Some(Reverse(other)) if in_order.is_none_or(|first| other < first) => {
                if is_due(other) {
                    self.others.pop().map(|Reverse(entry)| entry)
                } else {
                    None
                }
            }
            _ if in_order.is_some_and(is_due) => self.in_order.pop_front(),
            _ => None,
        }
    }
}

/// An event of a day that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLate;

impl Buckets {
    /// Puts an event in; its entry's `when` is made here.
    #[inline]
    pub(super) fn push(&mut self, at: Instant, stage: Stage, entry: Entry) -> Result<(), TooLate> {
        let day = at.0.div_euclid(SECONDS_PER_DAY);
        let second = at.0.rem_euclid(SECONDS_PER_DAY) as u32;
        let entry = Entry { when: When::of(second, stage), ..entry };
        let first = *self.first.get_or_insert(day);
        let ahead = match usize::try_from(day - first) {
            Ok(ahead) => ahead,
            Err(_) if !self.has_begun => {
                (day..first).for_each(|_| self.days.push_front(Bucket::default()));
                self.first = Some(day);
                0
            }
            // The day under way is the one before the first bucket.
            Err(_) if day + 1 == first && !self.today.is_empty() => {
                self.added.push(entry);
                return Ok(());
            }
            Err(_) => return Err(TooLate),
        };
        if self.days.len() <= ahead {
            self.days.resize_with(ahead + 1, Bucket::default);
        }
        self.days[ahead].push(entry, &mut self.free);
        Ok(())
    }

    /// Begins the next day, if there is one before day `end`; the one under way must be over.
    pub(super) fn begin_day(&mut self, end: i64) -> Option<i64> {
        self.today.clear();
        self.happened = 0;
        let first = self.first.filter(|&first| first < end)?;
        let Bucket { full, last } = self.days.pop_front()?;
        self.has_begun = true;
        self.first = Some(first + 1);
        for mut chunk in full.into_iter().chain([last]) {
            self.today.append(&mut chunk);
            if chunk.capacity() > 0 {
                self.free.push(chunk);
            }
        }
        self.today.sort();
        Some(first)
    }

    /// Takes the earliest event of the day under way out.
    #[inline]
    pub(super) fn pop(&mut self) -> Option<Entry> {
        let next = self.today.get(self.happened);
        if let Some(added) = self.added.pop_before(next) {
            return Some(added);
        }
        let next = next.copied();
        self.happened += 1;
        if next.is_none() {
            // The day is over: nothing can be added to it any more.
            self.today.clear();
        }
        next
    }
}

/// The instant of an event of a UTC day.
pub(super) fn instant(day: i64, when: When) -> Instant {
    Instant(day * SECONDS_PER_DAY + i64::from(when.second()))
}
