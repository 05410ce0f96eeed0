//! Records in, routes and a tally out: the library's main call.

use std::io::Read;

use crate::engine::{Engine, Route};
use crate::ingest::{Block, Blocks, InputError, Layout, Record, Reject, RowCounts, Scratch};
use crate::model::Decline;

use super::tally::Tally;

/// Takes what a replay produces, row by row in input order.
pub trait Sink {
    /// A decline and its route.
    fn routed(&mut self, _decline: &Decline<'_>, _route: &Route) {}
    /// A row that cannot be used.
    fn rejected(&mut self, _reject: &Reject<'_>) {}
}

/// Takes nothing.
impl Sink for () {}

/// Replays records and adds them up. One per thread; their tallies merge to the same whatever the split.
pub struct Replayer<'e> {
    engine: &'e Engine<'e>,
    route: Route,
    scratch: Scratch,
    tally: Tally,
}

impl<'e> Replayer<'e> {
    /// A replayer that has seen nothing.
    pub fn new(engine: &'e Engine<'e>) -> Replayer<'e> {
        Replayer {
            engine,
            route: Route::empty(),
            scratch: Scratch::default(),
            tally: Tally::default(),
        }
    }

    /// Replays a block of rows.
    pub fn block(
        &mut self,
        layout: &Layout,
        block: &Block,
        sink: &mut impl Sink,
    ) -> Result<RowCounts, InputError> {
        let Replayer { engine, route, scratch, tally } = self;
        layout.read(block, scratch, &mut |record| {
            replay_record(engine, record, route, tally, sink);
        })
    }

    /// What was added up.
    pub fn into_tally(self) -> Tally {
        self.tally
    }

    /// Rows so far, of whatever kind.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }
}

fn replay_record(
    engine: &Engine<'_>,
    record: Record<'_>,
    route: &mut Route,
    tally: &mut Tally,
    sink: &mut impl Sink,
) {
    match record {
        Record::Decline(decline) => {
            let facts = engine.facts(&decline);
            engine.replay_facts(facts, route);
            tally.routed(facts.merchant, &decline, route);
            sink.routed(&decline, route);
        }
        Record::NotADecline { reason, .. } => tally.not_a_decline(reason.name()),
        Record::Reject(reject) => {
            tally.rejected(reject.problem.name());
            sink.rejected(&reject);
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
