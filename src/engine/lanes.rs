//! Coming events, lane by lane: what happens to the members of one cohort at one stage of their ladder.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use crate::model::{Instant, SECONDS_PER_DAY};

use super::calendar::Rank;
use super::cohorts::{CohortNumber, Stage};

/// The events of one stage of a cohort, one for each member, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lane {
    pub(super) cohort: CohortNumber,
    pub(super) stage: Stage,
    /// How many of them have happened.
    pub(super) happened: u32,
}

/// A lane, and the rank before which none of its coming events is.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Bound(Rank, Lane);

/// Lanes with events to come. Those of later days sleep, so that the next event is sought among few.
#[derive(Debug)]
pub(super) struct Lanes {
    awake: BinaryHeap<Reverse<Bound>>,
    asleep: BTreeMap<i64, Vec<Bound>>,
    /// Not after any event of a lane that sleeps.
    wake: Rank,
}

impl Default for Lanes {
    fn default() -> Lanes {
        Lanes { awake: BinaryHeap::new(), asleep: BTreeMap::new(), wake: Rank::NEVER }
    }
}

impl Lanes {
    /// Puts up a lane of which no event is before an instant and its rank.
    pub(super) fn add(&mut self, at: Instant, bound: Rank, lane: Lane) {
        let day = at.0.div_euclid(SECONDS_PER_DAY);
        self.asleep.entry(day).or_default().push(Bound(bound, lane));
        self.wake = self.wake.min(Rank::of_day(day));
    }

    /// The lowest rank that any coming event can have.
    #[inline]
    pub(super) fn lowest(&mut self) -> Rank {
        loop {
            let lowest = self.awake.peek().map_or(Rank::NEVER, |Reverse(Bound(rank, _))| *rank);
            if lowest < self.wake || self.asleep.is_empty() {
                return lowest;
            }
            self.wake_day();
        }
    }

    #[cold]
    fn wake_day(&mut self) {
        let lanes = self.asleep.pop_first().map(|(_, lanes)| lanes);
        self.awake.extend(lanes.into_iter().flatten().map(Reverse));
        self.wake = self.asleep.keys().next().map_or(Rank::NEVER, |&day| Rank::of_day(day));
    }

    /// Takes the lane with the lowest rank away.
    pub(super) fn pop(&mut self) -> Option<(Rank, Lane)> {
        self.awake.pop().map(|Reverse(Bound(rank, lane))| (rank, lane))
    }

    /// Puts a lane back, with the rank of its next event.
    pub(super) fn push(&mut self, rank: Rank, lane: Lane) {
        self.awake.push(Reverse(Bound(rank, lane)));
    }
}
