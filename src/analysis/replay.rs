//! Records in, routes and a tally out: the library's main call.

use std::io::Read;

use crate::engine::{Engine, Memory, Place, Route};
use crate::ingest::{Block, Blocks, InputError, Layout, Record, Reject, RowCounts, Scratch};
use crate::model::Decline;

use super::ledger::Ledger;
use super::tally::Tally;

/// Takes what a replay produces, row by row in input order.
pub trait Sink {
    /// Whether it takes routes at all: those that nobody looks at are not put together.
    fn takes_routes(&self) -> bool {
        true
    }
    /// A decline and its route.
    fn routed(&mut self, _decline: &Decline<'_>, _route: &Route) {}
    /// The same, and where the decline stands among those that the replayer remembers.
    fn recalled(&mut self, decline: &Decline<'_>, route: &Route, _place: Place) {
        self.routed(decline, route);
    }
    /// A row that cannot be used.
    fn rejected(&mut self, _reject: &Reject<'_>) {}
}

/// Takes nothing.
impl Sink for () {
    fn takes_routes(&self) -> bool {
        false
    }
}

/// Replays records and adds them up. One per thread; their tallies merge to the same whatever the split.
pub struct Replayer<'e> {
    scratch: Scratch,
    work: Work<'e>,
}

/// What is used again for every decline.
struct Work<'e> {
    memory: Memory<'e>,
    ledger: Ledger,
    route: Route,
    tally: Tally,
}

impl<'e> Replayer<'e> {
    /// A replayer that has seen nothing.
    pub fn new(engine: &'e Engine<'e>) -> Replayer<'e> {
        Replayer {
            scratch: Scratch::default(),
            work: Work {
                memory: Memory::new(engine),
                ledger: Ledger::default(),
                route: Route::empty(),
                tally: Tally::default(),
            },
        }
    }

    /// Replays a block of rows.
    pub fn block(
        &mut self,
        layout: &Layout,
        block: &Block,
        sink: &mut impl Sink,
    ) -> Result<RowCounts, InputError> {
        let Replayer { scratch, work } = self;
        let counts = layout.read(block, scratch, &mut |record| work.replay_record(record, sink))?;
        if work.ledger.is_full() {
            work.ledger.settle(&mut work.memory, &mut work.tally);
        }
        Ok(counts)
    }

    /// What was added up.
    pub fn into_tally(mut self) -> Tally {
        self.work.ledger.settle(&mut self.work.memory, &mut self.work.tally);
        self.work.tally
    }
}

impl Work<'_> {
    fn replay_record(&mut self, record: Record<'_>, sink: &mut impl Sink) {
        match record {
            Record::Decline(decline) => self.replay(&decline, sink),
            Record::NotADecline { reason, .. } => self.tally.not_a_decline(reason.name()),
            Record::Reject(reject) => {
                self.tally.rejected(reject.problem.name());
                sink.rejected(&reject);
            }
        }
    }

    fn replay(&mut self, decline: &Decline<'_>, sink: &mut impl Sink) {
        let (facts, text) = self.memory.facts(decline);
        let (Some(text), Some(place)) = (text, self.memory.place(&facts)) else {
            self.memory.engine().replay_facts(facts, &mut self.route);
            self.tally.routed(facts.merchant, decline, &self.route);
            sink.routed(decline, &self.route);
            return;
        };
        self.tally.replay(facts.amount);
        self.ledger.add(&self.memory, &facts, text, place);
        if sink.takes_routes() {
            self.memory.route(&facts, place, &mut self.route);
            sink.recalled(decline, &self.route, place);
        }
    }
}

/// Replays a whole input on this thread.
pub fn replay<R: Read>(
    engine: &Engine<'_>,
    layout: &Layout,
    mut blocks: Blocks<R>,
    sink: &mut impl Sink,
) -> Result<Tally, InputError> {
    let mut replayer = Replayer::new(engine);
    let mut block = Block::default();
    while blocks.next_block(&mut block)? {
        replayer.block(layout, &block, sink)?;
    }
    Ok(replayer.into_tally())
}
