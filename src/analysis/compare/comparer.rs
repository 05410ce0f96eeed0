//! Records in, changes and a tally out.

use crate::engine::{Engine, Route};
use crate::ingest::{Block, InputError, Layout, Record, RowCounts, Scratch};
use crate::model::Decline;

use super::causes::{Causes, Suspects};
use super::class::{Namesakes, Routed};
use super::lane::Lane;
use super::tally::{Book, Changed, CompareTally, Handoff};
use super::touch::Touch;

/// Takes every change of every candidate, row by row in input order.
pub trait ChangeSink {
    /// A decline whose route changes under the candidate of this position.
    fn changed(&mut self, _candidate: usize, _changed: &Changed<'_>) {}
}

/// Takes nothing.
impl ChangeSink for () {}

/// One configuration to hold against the base. Shared by all threads.
pub struct Candidate<'a, 'e> {
    lane: Lane<'e>,
    namesakes: Namesakes,
    touch: Touch,
    suspects: Option<Suspects<'a, 'e>>,
}

impl<'a, 'e> Candidate<'a, 'e> {
    /// A candidate whose changes are only counted.
    pub fn counted(base: &Engine<'_>, engine: &'e Engine<'e>) -> Candidate<'a, 'e> {
        Candidate {
            lane: Lane::beside(base, engine),
            namesakes: Namesakes::of(base.account(), engine.account()),
            touch: Touch::between(base, engine),
            suspects: None,
        }
    }

    /// A candidate whose changes are traced to their causes.
    pub fn traced(
        base: &Engine<'_>,
        engine: &'e Engine<'e>,
        suspects: Suspects<'a, 'e>,
    ) -> Candidate<'a, 'e> {
        Candidate { suspects: Some(suspects), ..Candidate::counted(base, engine) }
    }

    /// The configuration.
    pub fn engine(&self) -> &'e Engine<'e> {
        self.lane.engine
    }
}

/// Holds the candidates against the base. One per thread; their tallies merge to the same whatever the
/// split.
pub struct Comparer<'a, 'e> {
    base: &'e Engine<'e>,
    candidates: &'e [Candidate<'a, 'e>],
    scratch: Scratch,
    work: Work,
}

/// What is used again for every decline.
struct Work {
    base: Route,
    candidate: Route,
    trial: Route,
    causes: Causes,
    tally: CompareTally,
}

impl<'a, 'e> Comparer<'a, 'e> {
    /// A comparer that has seen nothing.
    pub fn new(base: &'e Engine<'e>, candidates: &'e [Candidate<'a, 'e>]) -> Comparer<'a, 'e> {
        let mut tally = CompareTally::default();
        tally.candidates.resize_with(candidates.len(), Default::default);
        let [old, new, trial] = [Route::empty(), Route::empty(), Route::empty()];
        let work = Work { base: old, candidate: new, trial, causes: Causes::default(), tally };
        Comparer { base, candidates, scratch: Scratch::default(), work }
    }

    /// Compares the rows of a block.
    pub fn block(
        &mut self,
        layout: &Layout,
        block: &Block,
        sink: &mut impl ChangeSink,
    ) -> Result<RowCounts, InputError> {
        let Comparer { base, candidates, scratch, work } = self;
        layout.read(block, scratch, &mut |record| match record {
            Record::Decline(decline) => work.compare(base, candidates, &decline, sink),
            Record::NotADecline { .. } => work.tally.not_declines += 1,
            Record::Reject(_) => work.tally.rejected += 1,
        })
    }

    /// Compares one decline.
    pub fn decline(&mut self, decline: &Decline<'_>, sink: &mut impl ChangeSink) {
        self.work.compare(self.base, self.candidates, decline, sink);
    }

    /// What was added up.
    pub fn into_tally(self) -> CompareTally {
        self.work.tally
    }
}

impl Work {
    fn compare(
        &mut self,
        base: &Engine<'_>,
        candidates: &[Candidate<'_, '_>],
        decline: &Decline<'_>,
        sink: &mut impl ChangeSink,
    ) {
        let read = base.facts(decline);
        base.replay_facts(read, &mut self.base);
        let old = Routed { declined_at: read.declined, route: &self.base };
        self.tally.replayed.add(decline.amount);
        self.tally.before.book(old, Book::In);
        for (number, candidate) in candidates.iter().enumerate() {
            if !candidate.touch.concerns(&read) {
                continue;
            }
            let facts = candidate.lane.facts(decline, &read);
            let new = candidate.lane.route(&facts, &mut self.candidate);
            let Some(class) = candidate.namesakes.change(old, new) else { continue };
            self.causes.clear();
            if let Some(suspects) = &candidate.suspects {
                suspects.find(decline, &read, &facts, new, &mut self.trial, &mut self.causes);
            }
            let changed =
                Changed { decline, class, base: old, candidate: new, causes: &self.causes };
            let moves = candidate.namesakes.moves_handoff(old.route, new.route);
            let handoff = if moves { Handoff::Moved } else { Handoff::Same };
            let service = || service(base, old, candidate.lane.engine, new);
            self.tally.candidates[number].changed(&changed, handoff, &service);
            sink.changed(number, &changed);
        }
    }
}

/// The service of the first hand-off on either side.
fn service(base: &Engine<'_>, old: Routed<'_>, candidate: &Engine<'_>, new: Routed<'_>) -> String {
    let of = |engine: &Engine<'_>, routed: Routed<'_>| {
        let service = routed.route.handoff()?.service?;
        Some(engine.account().service(service).name.clone())
    };
    of(base, old).or_else(|| of(candidate, new)).unwrap_or_default()
}
