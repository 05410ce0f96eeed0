//! Records in, changes and a tally out.

use crate::config::RebillTime;
use crate::engine::{Engine, Facts, Memory, Place, Route};
use crate::ingest::{Block, InputError, Layout, Record, RowCounts, Scratch};
use crate::model::Decline;

use super::causes::{Causes, Suspects};
use super::class::{ChangeClass, Namesakes, Routed};
use super::lane::Lane;
use super::pairs::{Pairs, Side};
use super::tally::{Book, Changed, CompareTally, Handoff};
use super::touch::Touch;

/// Takes every change of every candidate, row by row in input order.
pub trait ChangeSink {
    /// Whether it takes changes at all: routes that nobody looks at are not put together.
    fn takes_changes(&self) -> bool;
    /// A decline whose route changes under the candidate of this position.
    fn changed(&mut self, candidate: usize, changed: &Changed<'_>);
}

/// Takes nothing.
impl ChangeSink for () {
    fn takes_changes(&self) -> bool {
        false
    }

    fn changed(&mut self, _candidate: usize, _changed: &Changed<'_>) {}
}

/// One configuration to hold against the base. Shared by all threads.
pub struct Candidate<'a, 'e> {
    lane: Lane<'e>,
    namesakes: Namesakes,
    touch: Touch,
    suspects: Option<Suspects<'a, 'e>>,
    /// What accounts for every change, if that is known beforehand.
    causes: Option<Causes>,
    /// Whether equal numbers of two memories mean equal dates: not where attempts go with the decline's own
    /// time of day, or its date is another one here.
    is_paired: bool,
}

impl<'a, 'e> Candidate<'a, 'e> {
    /// A candidate whose changes are only counted.
    pub fn counted(base: &Engine<'_>, engine: &'e Engine<'e>) -> Candidate<'a, 'e> {
        Candidate {
            lane: Lane::beside(base, engine),
            namesakes: Namesakes::of(base.account(), engine.account()),
            touch: Touch::between(base, engine),
            suspects: None,
            causes: Some(Causes::default()),
            is_paired: [base, engine].iter().all(|engine| {
                matches!(engine.account().rebill_time, RebillTime::At(_))
                    && engine.account().timezone == base.account().timezone
            }),
        }
    }

    /// A candidate whose changes are traced to their causes.
    pub fn traced(
        base: &Engine<'_>,
        engine: &'e Engine<'e>,
        suspects: Suspects<'a, 'e>,
    ) -> Candidate<'a, 'e> {
        let causes = suspects.of_every_change();
        Candidate { suspects: Some(suspects), causes, ..Candidate::counted(base, engine) }
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
    memory: Memory<'e>,
    besides: Vec<Beside<'e>>,
    work: Work,
}

/// What one thread remembers of a candidate.
struct Beside<'e> {
    memory: Memory<'e>,
    pairs: Pairs,
    /// The rank that a witness has to beat.
    rank_to_beat: Option<(usize, u64)>,
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
        let beside = |candidate: &Candidate<'a, 'e>| Beside {
            memory: Memory::new(candidate.lane.engine),
            pairs: Pairs::default(),
            rank_to_beat: None,
        };
        Comparer {
            base,
            candidates,
            scratch: Scratch::default(),
            memory: Memory::new(base),
            besides: candidates.iter().map(beside).collect(),
            work: Work { base: old, candidate: new, trial, causes: Causes::default(), tally },
        }
    }

    /// Compares the rows of a block.
    pub fn block(
        &mut self,
        layout: &Layout,
        block: &Block,
        sink: &mut impl ChangeSink,
    ) -> Result<RowCounts, InputError> {
        let mut scratch = std::mem::take(&mut self.scratch);
        let read = layout.read(block, &mut scratch, &mut |record| match record {
            Record::Decline(decline) => self.decline(&decline, sink),
            Record::NotADecline { .. } => self.work.tally.not_declines += 1,
            Record::Reject(_) => self.work.tally.rejected += 1,
        });
        self.scratch = scratch;
        self.settle(Pairs::is_full);
        read
    }

    /// Compares one decline.
    pub fn decline(&mut self, decline: &Decline<'_>, sink: &mut impl ChangeSink) {
        let (read, _) = self.memory.facts(decline);
        let place = self.memory.place(&read);
        self.work.tally.replayed.add(decline.amount);
        self.before(&read, place);
        let mut has_base_route = false;
        for number in 0..self.candidates.len() {
            let candidate = &self.candidates[number];
            if !candidate.touch.concerns(&read) {
                continue;
            }
            let beside = &mut self.besides[number];
            let facts = candidate.lane.remembered(decline, &read, &mut beside.memory);
            let there = beside.memory.place(&facts);
            let mut witness = None;
            if let (Some(here), Some(there), true) = (place, there, candidate.is_paired) {
                let sides =
                    [Side { facts: &read, place: here }, Side { facts: &facts, place: there }];
                let memories = [&mut self.memory, &mut beside.memory];
                let change = beside.pairs.change(memories, &candidate.namesakes, sides);
                let Some(change) = change else { continue };
                if let Some(causes) = &candidate.causes
                    && !sink.takes_changes()
                {
                    beside.pairs.count([&self.memory, &beside.memory], sides, change);
                    let rank = (change.attempts, decline.line);
                    if causes.units.is_empty()
                        || beside.rank_to_beat.is_some_and(|best| best < rank)
                    {
                        continue;
                    }
                    witness = Some(change.class);
                }
            }
            if !std::mem::replace(&mut has_base_route, true) {
                self.memory.replay(&read, place, &mut self.work.base);
            }
            beside.memory.replay(&facts, there, &mut self.work.candidate);
            let facts = [&read, &facts];
            match witness {
                Some(class) => {
                    self.work.witness(self.base, candidate, number, decline, facts, class);
                    let causes = candidate.causes.as_ref();
                    beside.rank_to_beat = causes
                        .and_then(|causes| self.work.tally.candidates[number].rank_to_beat(causes));
                }
                None => self.work.compare(self.base, candidate, number, decline, facts, sink),
            }
        }
    }

    /// What was added up.
    pub fn into_tally(mut self) -> CompareTally {
        self.settle(|_| true);
        self.work.tally
    }

    /// Counts the hand-off under the base.
    fn before(&mut self, read: &Facts, place: Option<Place>) {
        let handoff = match place {
            Some(place) => self.memory.handoff(read.amount, place),
            None => {
                self.base.replay_facts(*read, &mut self.work.base);
                self.work.base.handoff().copied()
            }
        };
        if let Some(handoff) = handoff {
            let money = (handoff.amount.currency, i128::from(handoff.amount.amount_minor));
            self.work.tally.before.book(Book::In, read.declined.day, &handoff, 1, money);
        }
    }

    /// Hands what pairs add up to over to the tally, where there is need.
    fn settle(&mut self, is_due: impl Fn(&Pairs) -> bool) {
        let all =
            self.candidates.iter().zip(&mut self.besides).zip(&mut self.work.tally.candidates);
        for ((candidate, beside), tally) in all {
            if is_due(&beside.pairs) {
                let none = Causes::default();
                let causes = candidate.causes.as_ref().unwrap_or(&none);
                beside.pairs.settle([&mut self.memory, &mut beside.memory], causes, tally);
            }
        }
    }
}

impl Work {
    /// Keeps a decline that changes, if it shows what its cause does better than others. Its routes are in
    /// place; `facts` are those under base and candidate.
    fn witness(
        &mut self,
        base: &Engine<'_>,
        candidate: &Candidate<'_, '_>,
        number: usize,
        decline: &Decline<'_>,
        [read, facts]: [&Facts; 2],
        class: ChangeClass,
    ) {
        let Some(causes) = &candidate.causes else { return };
        let old = Routed { declined_at: read.declined, route: &self.base };
        let new = Routed { declined_at: facts.declined, route: &self.candidate };
        let changed = Changed { decline, class, base: old, candidate: new, causes };
        let service = || service(base, old, candidate.lane.engine, new);
        self.tally.candidates[number].witness(&changed, &service);
    }

    /// Holds the routes that are in place against each other.
    fn compare(
        &mut self,
        base: &Engine<'_>,
        candidate: &Candidate<'_, '_>,
        number: usize,
        decline: &Decline<'_>,
        [read, facts]: [&Facts; 2],
        sink: &mut impl ChangeSink,
    ) {
        let old = Routed { declined_at: read.declined, route: &self.base };
        let new = Routed { declined_at: facts.declined, route: &self.candidate };
        let Some(class) = candidate.namesakes.change(old, new) else { return };
        self.causes.clear();
        if let Some(suspects) = &candidate.suspects {
            suspects.find(decline, read, facts, new, &mut self.trial, &mut self.causes);
        }
        let changed = Changed { decline, class, base: old, candidate: new, causes: &self.causes };
        let moves = candidate.namesakes.moves_handoff(old.route, new.route);
        let handoff = if moves { Handoff::Moved } else { Handoff::Same };
        let service = || service(base, old, candidate.lane.engine, new);
        self.tally.candidates[number].changed(&changed, handoff, &service);
        sink.changed(number, &changed);
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
