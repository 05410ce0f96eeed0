//! Records in, changes and a tally out.

use crate::engine::{Engine, Route};
use crate::ingest::{Block, InputError, Layout, Record, RowCounts, Scratch};
use crate::model::Decline;

use super::candidate::Candidate;
use super::causes::Causes;
use super::changes::{Changes, Counter, Row, Tracing, Trial};
use super::class::Routed;
use super::lineup::{Lineup, READER, Seat};
use super::pairs::Handed;
use super::tally::{Book, Changed, CompareTally, Handoff};

/// Variants that candidates are traced with side by side; what is more is tried change by change.
const MOST_VARIANTS: usize = 64;

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

/// Holds the candidates against the base. One per thread; their tallies merge to the same whatever the
/// split.
pub struct Comparer<'a, 'e> {
    candidates: &'e [Candidate<'a, 'e>],
    scratch: Scratch,
    lineup: Lineup<'e>,
    /// By candidate.
    seats: Vec<Seat>,
    /// What is remembered of declines; `None` if all are held against each other one by one.
    changes: Option<Changes>,
    /// The candidates that nothing is remembered for.
    apart: Vec<usize>,
    work: Work,
}

/// What is used again for every decline.
struct Work {
    base: Route,
    has_base: bool,
    candidate: Route,
    trial: Route,
    causes: Causes,
    tally: CompareTally,
}

impl<'a, 'e> Comparer<'a, 'e> {
    /// A comparer that has seen nothing.
    pub fn new(base: &'e Engine<'e>, candidates: &'e [Candidate<'a, 'e>]) -> Comparer<'a, 'e> {
        let mut comparer = Comparer::one_by_one(base, candidates);
        comparer.apart.clear();
        let (mut trials, mut first_pair, mut room) = (Vec::new(), 0, MOST_VARIANTS);
        for (number, candidate) in candidates.iter().enumerate() {
            let seat = comparer.seats[number];
            if !comparer.lineup.is_abreast(seat) {
                comparer.apart.push(number);
                continue;
            }
            let tracing = tracing(&mut comparer.lineup, seat, candidate, &mut room);
            let trial = Trial { candidate: number, seat, tracing, first_pair };
            first_pair += trial.pair_count();
            trials.push(trial);
        }
        Comparer { changes: Some(Changes::of(trials)), ..comparer }
    }

    /// A comparer that holds routes against each other decline by decline, and so says the same more
    /// slowly.
    pub fn one_by_one(
        base: &'e Engine<'e>,
        candidates: &'e [Candidate<'a, 'e>],
    ) -> Comparer<'a, 'e> {
        let mut tally = CompareTally::default();
        tally.candidates.resize_with(candidates.len(), Default::default);
        let [old, new, trial] = [Route::empty(), Route::empty(), Route::empty()];
        let mut lineup = Lineup::of(base);
        let mut seat = |candidate: &Candidate<'a, 'e>| {
            lineup.add(candidate.engine, READER, candidate.touch.clone())
        };
        Comparer {
            candidates,
            scratch: Scratch::default(),
            seats: candidates.iter().map(&mut seat).collect(),
            lineup,
            changes: None,
            apart: (0..candidates.len()).collect(),
            work: Work {
                base: old,
                has_base: false,
                candidate: new,
                trial,
                causes: Causes::default(),
                tally,
            },
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
        read
    }

    /// Compares one decline.
    pub fn decline(&mut self, decline: &Decline<'_>, sink: &mut impl ChangeSink) {
        let (read, text) = self.lineup.read(decline);
        let row = Row { decline, read: &read };
        self.work.tally.replayed.add(decline.amount);
        self.work.has_base = false;
        let changes = self.changes.as_mut();
        let counter = changes.and_then(|changes| {
            let spot = self.lineup.spot(decline, &read, text)?;
            Some(changes.count(&mut self.lineup, self.candidates, spot, row))
        });
        let Some(counter) = counter else {
            self.before(row);
            (0..self.candidates.len()).for_each(|candidate| self.compare(row, candidate, sink));
            return;
        };
        self.look(row, counter, sink);
        for at in 0..self.apart.len() {
            self.compare(row, self.apart[at], sink);
        }
        if self.changes.as_ref().is_some_and(Changes::is_full) {
            self.settle();
        }
    }

    /// What was added up.
    pub fn into_tally(mut self) -> CompareTally {
        self.settle();
        self.work.tally
    }

    /// Shows the changes of a decline that was counted to whoever looks at single declines.
    #[inline]
    fn look(&mut self, row: Row<'_>, counter: Counter, sink: &mut impl ChangeSink) {
        let Some(changes) = &mut self.changes else { return };
        let may_be_witness = changes.may_be_witness(counter, row.decline.line);
        let verdict = changes.verdict(counter);
        let (count, alone_count) = (verdict.changes.len(), verdict.alone.len());
        if may_be_witness || sink.takes_changes() {
            (0..count).for_each(|number| self.show(row, counter, number, sink));
        }
        for at in 0..alone_count {
            let candidate = self
                .changes
                .as_ref()
                .map(|changes| changes.trial(changes.verdict(counter).alone[at]).candidate);
            candidate.into_iter().for_each(|candidate| self.compare(row, candidate, sink));
        }
    }

    /// Shows a change of a decline that was counted.
    fn show(&mut self, row: Row<'_>, counter: Counter, number: usize, sink: &mut impl ChangeSink) {
        let Some(changes) = &self.changes else { return };
        let change = changes.change(counter, number);
        let Trial { candidate: number, seat, .. } = *changes.trial(change.trial);
        let candidate = &self.candidates[number];
        let Some(causes) = change.causes.as_ref().or(candidate.causes.as_ref()) else { return };
        let Work { base, has_base, candidate: route, tally, .. } = &mut self.work;
        let tally = &mut tally.candidates[number];
        let is_witness = tally.welcomes(causes, change.attempts, row.decline.line);
        if !is_witness && !sink.takes_changes() {
            return;
        }
        if !std::mem::replace(has_base, true) {
            self.lineup.route(READER, row.read, base);
        }
        let facts = self.lineup.facts(seat, row.decline, row.read);
        self.lineup.route(seat, &facts, route);
        let changed = Changed {
            decline: row.decline,
            class: change.class,
            base: Routed { declined_at: row.read.declined, route: base },
            candidate: Routed { declined_at: facts.declined, route },
            causes,
        };
        if is_witness {
            let engines = [self.lineup.engine(READER), candidate.engine];
            tally.witness(&changed, &|| service(engines, &changed));
        }
        if sink.takes_changes() {
            sink.changed(number, &changed);
        }
    }

    /// Counts the hand-off under the base.
    fn before(&mut self, row: Row<'_>) {
        let Work { base, has_base, tally, .. } = &mut self.work;
        self.lineup.route(READER, row.read, base);
        *has_base = true;
        let handed = Handed::of(Routed { declined_at: row.read.declined, route: base });
        if let Some((handed, handoff)) = handed.zip(base.handoff()) {
            let money = (handoff.amount.currency, i128::from(handoff.amount.amount_minor));
            tally.before.book(Book::In, handed, 1, money);
        }
    }

    /// Holds a decline's routes under base and candidate against each other.
    fn compare(&mut self, row: Row<'_>, number: usize, sink: &mut impl ChangeSink) {
        let Row { decline, read } = row;
        let (candidate, seat) = (&self.candidates[number], self.seats[number]);
        if !candidate.touch.concerns(read) {
            return;
        }
        let Work { base, has_base, candidate: route, trial, causes, tally } = &mut self.work;
        if !std::mem::replace(has_base, true) {
            self.lineup.route(READER, read, base);
        }
        let facts = self.lineup.facts(seat, decline, read);
        self.lineup.route(seat, &facts, route);
        let old = Routed { declined_at: read.declined, route: base };
        let new = Routed { declined_at: facts.declined, route };
        let Some(class) = candidate.namesakes.change(old, new) else { return };
        causes.clear();
        if let Some(suspects) = &candidate.suspects {
            suspects.find(decline, read, &facts, new, trial, causes);
        }
        let changed = Changed { decline, class, base: old, candidate: new, causes };
        let moves = candidate.namesakes.moves_handoff(old.route, new.route);
        let handoff = if moves { Handoff::Moved } else { Handoff::Same };
        let engines = [self.lineup.engine(READER), candidate.engine];
        tally.candidates[number].changed(&changed, handoff, &|| service(engines, &changed));
        sink.changed(number, &changed);
    }

    /// Hands what is counted over to the tally.
    fn settle(&mut self) {
        if let Some(changes) = &mut self.changes {
            changes.settle(&self.lineup, self.candidates, &mut self.work.tally);
        }
    }
}

/// How the causes of a candidate's changes are found; `room` is how many variants may take a seat.
fn tracing<'e>(
    lineup: &mut Lineup<'e>,
    seat: Seat,
    candidate: &'e Candidate<'_, 'e>,
    room: &mut usize,
) -> Tracing {
    let suspects = match (&candidate.causes, &candidate.suspects) {
        (Some(_), _) | (None, None) => return Tracing::Known,
        (None, Some(suspects)) => suspects,
    };
    let variants: Vec<_> = suspects.variants().collect();
    if variants.len() > *room {
        return Tracing::Alone;
    }
    *room -= variants.len();
    let seats = variants
        .into_iter()
        .map(|(unit, variant)| (unit, lineup.add(variant.engine(), seat, variant.touch().clone())));
    let seats: Vec<(u32, Seat)> = seats.collect();
    if seats.iter().all(|&(_, seat)| lineup.is_abreast(seat)) {
        Tracing::Variants(seats)
    } else {
        Tracing::Alone
    }
}

/// The service of the first hand-off on either side.
fn service(engines: [&Engine<'_>; 2], changed: &Changed<'_>) -> String {
    let name = |(engine, routed): (&Engine<'_>, Routed<'_>)| {
        let service = routed.route.handoff()?.service?;
        Some(engine.account().service(service).name.clone())
    };
    let [base, candidate] = engines;
    name((base, changed.base)).or_else(|| name((candidate, changed.candidate))).unwrap_or_default()
}
