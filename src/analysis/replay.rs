//! Records in, routes and a tally out: the library's main call.

use std::io::Read;

use crate::engine::{Engine, Memory, Place, Route};
use crate::ingest::{
    Again, Block, Blocks, InputError, Layout, Record, Reject, RowCounts, Rows, Scratch,
    WordingNumber,
};
use crate::model::Decline;

use super::ledger::Ledger;
use super::tally::{Tally, Words};

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
        let counts = if sink.takes_routes() {
            layout.read(block, scratch, &mut |record| {
                work.record(record, None, sink);
            })?
        } else {
            layout.read_by_wording(block, scratch, &mut Unseen { work, sink })?
        };
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

/// Replays rows whose routes nobody looks at.
struct Unseen<'w, 'e, S> {
    work: &'w mut Work<'e>,
    sink: &'w mut S,
}

impl<S: Sink> Rows for Unseen<'_, '_, S> {
    fn record(&mut self, record: Record<'_>, wording: Option<WordingNumber>) -> bool {
        self.work.record(record, wording, self.sink)
    }

    #[inline]
    fn again(&mut self, again: Again) {
        self.work.again(&again);
    }
}

impl Work<'_> {
    /// Whether declines of the record's wording may come again without their words.
    fn record(
        &mut self,
        record: Record<'_>,
        wording: Option<WordingNumber>,
        sink: &mut impl Sink,
    ) -> bool {
        match record {
            Record::Decline(decline) => return self.replay(&decline, wording, sink),
            Record::NotADecline { reason, .. } => self.tally.not_a_decline(reason.name()),
            Record::Reject(reject) => {
                self.tally.rejected(reject.problem.name());
                sink.rejected(&reject);
            }
        }
        false
    }

    fn replay(
        &mut self,
        decline: &Decline<'_>,
        wording: Option<WordingNumber>,
        sink: &mut impl Sink,
    ) -> bool {
        let (facts, text) = self.memory.facts(decline);
        let standing = text.and_then(|text| self.memory.standing(&facts, text));
        if let (Some(wording), Some(standing)) = (wording, standing) {
            self.memory.know(wording, &standing);
        }
        let moment = self.memory.moment_number(facts.declined);
        let (Some(standing), Some(moment)) = (standing, moment) else {
            self.memory.engine().replay_facts(facts, &mut self.route);
            self.tally.routed(facts.merchant, decline, &self.route);
            sink.routed(decline, &self.route);
            return standing.is_some();
        };
        self.tally.replay(facts.amount);
        self.ledger.add(&self.memory, facts.amount, standing, moment);
        if sink.takes_routes() {
            let place = Place { group: standing.group, course: standing.course, moment };
            self.memory.route(&facts, place, &mut self.route);
            sink.recalled(decline, &self.route, place);
        }
        true
    }

    #[inline]
    fn again(&mut self, again: &Again) {
        let Some(moment) = self.memory.moment_number(again.declined_at) else {
            return self.step_again(again);
        };
        match self.memory.known_again(again) {
            Some(known) => {
                self.tally.replay(again.amount);
                self.ledger.add_again(&self.memory, again.amount, known, moment);
            }
            None => self.step_again(again),
        }
    }

    #[cold]
    fn step_again(&mut self, again: &Again) {
        let known = self.memory.facts_again(again).zip(self.memory.text_again(again.wording));
        let Some((facts, text)) = known else {
            unreachable!("a decline comes again only if its wording is known")
        };
        self.memory.engine().replay_facts(facts, &mut self.route);
        let (words, day) = (Words::of(text), again.declined_at.day);
        self.tally.routed_as(facts.merchant, words, again.amount, day, &self.route);
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
