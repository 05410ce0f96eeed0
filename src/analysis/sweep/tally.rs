//! What a sweep adds up.

use std::collections::BTreeMap;

use crate::analysis::Sums;
use crate::analysis::compare::{Lane, Routed, Totals, Touch};
use crate::engine::{Engine, Memory, Route};
use crate::ingest::{Block, InputError, Layout, Record, RowCounts, Scratch};
use crate::model::{Decline, Outcome, Status};

/// Running totals of one combination.
#[derive(Clone, Debug, Default)]
pub struct SweepTally {
    /// Declines by outcome, in the order of [`Outcome::ALL`].
    pub outcomes: [Totals; Outcome::ALL.len()],
    /// What the first hand-offs hand over.
    pub handed_off: Sums,
    /// First hand-offs by local days since the decline.
    pub by_wait_days: BTreeMap<i32, u64>,
    /// Attempts by status, in the order of [`Status::ALL`].
    pub attempts: [u64; Status::ALL.len()],
    /// Declines that are tried again at all, with what they were for.
    pub touched: Totals,
}

impl SweepTally {
    fn add(&mut self, decline: &Decline<'_>, routed: Routed<'_>) {
        let route = routed.route;
        self.outcomes[route.outcome as usize].add(decline.amount);
        for attempt in &route.attempts {
            self.attempts[attempt.status as usize] += 1;
        }
        if route.made().next().is_some() {
            self.touched.add(decline.amount);
        }
        if let Some(handoff) = route.handoff() {
            self.handed_off.add(handoff.amount);
            let days = handoff.due.day.since(routed.declined_at.day);
            *self.by_wait_days.entry(days).or_default() += 1;
        }
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: &SweepTally) {
        for (mine, theirs) in self.outcomes.iter_mut().zip(&other.outcomes) {
            mine.merge(theirs);
        }
        self.handed_off.merge(&other.handed_off);
        for (&days, &count) in &other.by_wait_days {
            *self.by_wait_days.entry(days).or_default() += count;
        }
        for (mine, theirs) in self.attempts.iter_mut().zip(other.attempts) {
            *mine += theirs;
        }
        self.touched.merge(&other.touched);
    }
}

/// Replays records through every combination. One per thread; their tallies merge to the same whatever the
/// split. The declines are read with the settings of the configuration that is varied.
pub struct Sweeper<'e> {
    memory: Memory<'e>,
    /// Each combination, where it can differ, and what is remembered of it.
    lanes: Vec<(Lane<'e>, Touch, Memory<'e>)>,
    scratch: Scratch,
    routes: [Route; 2],
    tallies: Vec<SweepTally>,
}

impl<'e> Sweeper<'e> {
    /// A sweeper that has seen nothing.
    pub fn new(base: &'e Engine<'e>, combinations: &'e [Engine<'e>]) -> Sweeper<'e> {
        let lane = |engine: &'e Engine<'e>| {
            (Lane::beside(base, engine), Touch::between(base, engine), Memory::new(engine))
        };
        Sweeper {
            memory: Memory::new(base),
            lanes: combinations.iter().map(lane).collect(),
            scratch: Scratch::default(),
            routes: [Route::empty(), Route::empty()],
            tallies: vec![SweepTally::default(); combinations.len()],
        }
    }

    /// Replays a block of rows.
    pub fn block(&mut self, layout: &Layout, block: &Block) -> Result<RowCounts, InputError> {
        let Sweeper { memory, lanes, scratch, routes: [unvaried, varied], tallies } = self;
        layout.read(block, scratch, &mut |record| {
            let Record::Decline(decline) = record else { return };
            let (read, _) = memory.facts(&decline);
            let place = memory.place(&read);
            memory.replay(&read, place, unvaried);
            for ((lane, touch, memory), tally) in lanes.iter_mut().zip(&mut *tallies) {
                let mut routed = Routed { declined_at: read.declined, route: unvaried };
                if touch.concerns(&read) {
                    let facts = lane.remembered(&decline, &read, memory);
                    let place = memory.place(&facts);
                    memory.replay(&facts, place, varied);
                    routed = Routed { declined_at: facts.declined, route: varied };
                }
                tally.add(&decline, routed);
            }
        })
    }

    /// What was added up, one tally per combination.
    pub fn into_tallies(self) -> Vec<SweepTally> {
        self.tallies
    }
}
