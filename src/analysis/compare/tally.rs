//! What a comparison adds up: integers only, so that any split of the rows adds up to the same.

use std::collections::BTreeMap;

use crate::analysis::{MAX_SLOTS, Sums};
use crate::model::{Currency, Decline, Money, Outcome};

use super::causes::Causes;
use super::class::{ChangeClass, Routed};
use super::pairs::Handed;

/// Witnesses kept per cause.
pub(super) const WITNESSES: usize = 3;

/// A comparison's running totals.
#[derive(Clone, Debug, Default)]
pub struct CompareTally {
    /// Declines that were replayed.
    pub replayed: Totals,
    /// Rows that are no declines.
    pub not_declines: u64,
    /// Rejected rows.
    pub rejected: u64,
    /// First hand-offs under the base.
    pub before: HandoffCounts,
    /// What each candidate changes.
    pub candidates: Vec<CandidateTally>,
}

/// Declines and their money.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many.
    pub count: u64,
    /// For how much.
    pub amount: Sums,
}

impl Totals {
    /// Adds one decline.
    pub fn add(&mut self, amount: Money) {
        self.count += 1;
        self.amount.add(amount);
    }

    fn add_all(&mut self, alike: &Alike) {
        self.count += alike.count;
        self.amount.add_minor(alike.currency, alike.amount_minor);
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: &Totals) {
        self.count += other.count;
        self.amount.merge(&other.amount);
    }
}

/// First hand-offs; differences of two counts may be negative.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandoffCounts {
    /// Declines.
    pub count: i64,
    /// What was handed off.
    pub amount: Sums,
    /// By slot, position 0 being slot 1.
    pub by_attempt: [i64; MAX_SLOTS],
    /// By local days since the decline.
    pub by_wait_days: BTreeMap<i32, i64>,
}

/// Whether a route's hand-off comes in or goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Book {
    In,
    Out,
}

impl HandoffCounts {
    /// Books hand-offs of `count` declines, for `amount_minor` in all.
    pub(super) fn book(
        &mut self,
        book: Book,
        handed: Handed,
        count: u64,
        (currency, amount_minor): (Currency, i128),
    ) {
        let (count, amount_minor) = match book {
            Book::In => (count as i64, amount_minor),
            Book::Out => (-(count as i64), -amount_minor),
        };
        self.count += count;
        self.amount.add_minor(currency, amount_minor);
        self.by_attempt[usize::from(handed.slot.0 - 1)] += count;
        *self.by_wait_days.entry(handed.wait_days).or_default() += count;
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: &HandoffCounts) {
        self.count += other.count;
        self.amount.merge(&other.amount);
        for (mine, theirs) in self.by_attempt.iter_mut().zip(other.by_attempt) {
            *mine += theirs;
        }
        for (&days, &count) in &other.by_wait_days {
            *self.by_wait_days.entry(days).or_default() += count;
        }
    }
}

/// What one candidate changes.
#[derive(Clone, Debug, Default)]
pub struct CandidateTally {
    /// Changed declines by class, in the order of [`ChangeClass::ALL`].
    pub classes: [Totals; ChangeClass::ALL.len()],
    /// The same by how they end under the base, what changes, and how they end under the candidate.
    pub ends: BTreeMap<(Outcome, ChangeClass, Outcome), Totals>,
    /// First hand-offs under the candidate less those under the base.
    pub handoffs: HandoffCounts,
    /// Declines that are handed off under the base and not under the candidate, of whatever class.
    pub handoffs_lost: u64,
    /// Declines whose first hand-off is another one, or is there on one side only.
    pub handoffs_moved: u64,
    /// What accounts for the changes: by the units that make a cause up.
    pub causes: BTreeMap<Vec<u32>, CauseTally>,
}

/// What one cause accounts for.
#[derive(Clone, Debug, Default)]
pub struct CauseTally {
    /// The declines.
    pub changed: Totals,
    /// How many by what the cause does by itself, in the order of [`ChangeClass::ALL`].
    pub classes: [u64; ChangeClass::ALL.len()],
    /// The smallest of them, smallest first.
    pub witnesses: Vec<Witness>,
}

/// A decline that shows a change: the fewer attempts on both sides the better, then the earlier its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Attempts under base and candidate together.
    pub attempts: usize,
    /// The row's first line.
    pub line: u64,
    /// The transaction's id.
    pub transaction_id: String,
    /// What changes.
    pub class: ChangeClass,
    /// How it ends under the base.
    pub base_outcome: Outcome,
    /// How it ends under the candidate.
    pub candidate_outcome: Outcome,
    /// What it was for.
    pub amount: Money,
    /// The service that the side with a hand-off hands it to; empty if neither does.
    pub service: String,
}

impl Witness {
    fn rank(&self) -> (usize, u64) {
        (self.attempts, self.line)
    }
}

/// Declines that change alike, in all but their amounts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Alike {
    pub(super) class: ChangeClass,
    pub(super) handoff: Handoff,
    pub(super) currency: Currency,
    pub(super) count: u64,
    /// What they are for.
    pub(super) amount_minor: i128,
    /// What the first hand-offs under base and candidate hand over, if those move.
    pub(super) handed_minor: [i128; 2],
    /// Under base and candidate.
    pub(super) outcomes: [Outcome; 2],
    pub(super) handed: [Option<Handed>; 2],
}

impl Alike {
    /// One changed decline.
    fn of(changed: &Changed<'_>, handoff: Handoff) -> Alike {
        let sides = [changed.base, changed.candidate];
        let minor = |side: Routed<'_>| {
            side.route.handoff().map_or(0, |handoff| i128::from(handoff.amount.amount_minor))
        };
        Alike {
            class: changed.class,
            handoff,
            currency: changed.decline.amount.currency,
            count: 1,
            amount_minor: i128::from(changed.decline.amount.amount_minor),
            handed_minor: sides.map(minor),
            outcomes: sides.map(|side| side.route.outcome),
            handed: sides.map(Handed::of),
        }
    }
}

/// One changed decline.
#[derive(Clone, Copy, Debug)]
pub struct Changed<'r> {
    /// The decline, as it was read with the base's settings.
    pub decline: &'r Decline<'r>,
    /// What changes first and foremost.
    pub class: ChangeClass,
    /// Its route under the base.
    pub base: Routed<'r>,
    /// Its route under the candidate.
    pub candidate: Routed<'r>,
    /// What accounts for it.
    pub causes: &'r Causes,
}

impl CandidateTally {
    /// Adds a changed decline.
    pub(super) fn changed(
        &mut self,
        changed: &Changed<'_>,
        handoff: Handoff,
        service: &dyn Fn() -> String,
    ) {
        let alike = Alike::of(changed, handoff);
        self.add(&alike);
        self.caused(&alike, changed.causes);
        self.witness(changed, service);
    }

    /// Adds changed declines, whatever accounts for them.
    pub(super) fn add(&mut self, alike: &Alike) {
        self.classes[alike.class as usize].add_all(alike);
        let [before, after] = alike.outcomes;
        self.ends.entry((before, alike.class, after)).or_default().add_all(alike);
        let [old, new] = alike.handed;
        if alike.handoff == Handoff::Moved {
            self.handoffs_moved += alike.count;
            for (book, handed, handed_minor) in
                [(Book::Out, old, alike.handed_minor[0]), (Book::In, new, alike.handed_minor[1])]
            {
                if let Some(handed) = handed {
                    let money = (alike.currency, handed_minor);
                    self.handoffs.book(book, handed, alike.count, money);
                }
            }
        }
        if old.is_some() && new.is_none() {
            self.handoffs_lost += alike.count;
        }
    }

    /// Adds changed declines to what accounts for them.
    pub(super) fn caused(&mut self, alike: &Alike, causes: &Causes) {
        for (units, effect) in causes.iter() {
            let cause = self.cause(units);
            cause.changed.add_all(alike);
            cause.classes[effect.unwrap_or(alike.class) as usize] += alike.count;
        }
    }

    /// Keeps a changed decline that shows what its causes do, if it does so better than others.
    pub(super) fn witness(&mut self, changed: &Changed<'_>, service: &dyn Fn() -> String) {
        for (units, _) in changed.causes.iter() {
            self.cause(units).witness(changed, service);
        }
    }

    /// Whether a changed decline of so many attempts at a line would be kept as a witness.
    pub(super) fn welcomes(&self, causes: &Causes, attempts: usize, line: u64) -> bool {
        causes.iter().any(|(units, _)| {
            self.causes.get(units).is_none_or(|cause| cause.welcomes((attempts, line)))
        })
    }

    fn cause(&mut self, units: &[u32]) -> &mut CauseTally {
        if !self.causes.contains_key(units) {
            self.causes.insert(units.to_vec(), CauseTally::default());
        }
        // Invariant: it was put there just now if it was not there before.
        self.causes.get_mut(units).expect("a cause that is counted")
    }

    fn merge(&mut self, other: &CandidateTally) {
        for (mine, theirs) in self.classes.iter_mut().zip(&other.classes) {
            mine.merge(theirs);
        }
        for (key, theirs) in &other.ends {
            self.ends.entry(*key).or_default().merge(theirs);
        }
        self.handoffs.merge(&other.handoffs);
        self.handoffs_lost += other.handoffs_lost;
        self.handoffs_moved += other.handoffs_moved;
        for (units, theirs) in &other.causes {
            self.causes.entry(units.clone()).or_default().merge(theirs);
        }
    }

    /// Changed declines of all classes.
    pub fn changed_count(&self) -> u64 {
        self.classes.iter().map(|totals| totals.count).sum()
    }
}

/// What a change does to the first hand-off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Handoff {
    Moved,
    Same,
}

impl CauseTally {
    fn welcomes(&self, rank: (usize, u64)) -> bool {
        self.witnesses.get(WITNESSES - 1).is_none_or(|last| last.rank() >= rank)
    }

    fn witness(&mut self, changed: &Changed<'_>, service: &dyn Fn() -> String) {
        let [old, new] = [changed.base.route, changed.candidate.route];
        let rank = (old.attempts.len() + new.attempts.len(), changed.decline.line);
        if !self.welcomes(rank) {
            return;
        }
        self.keep(Witness {
            attempts: rank.0,
            line: rank.1,
            transaction_id: changed.decline.transaction_id.to_owned(),
            class: changed.class,
            base_outcome: old.outcome,
            candidate_outcome: new.outcome,
            amount: changed.decline.amount,
            service: service(),
        });
    }

    fn keep(&mut self, witness: Witness) {
        let at = self.witnesses.partition_point(|other| other.rank() < witness.rank());
        self.witnesses.insert(at, witness);
        self.witnesses.truncate(WITNESSES);
    }

    fn merge(&mut self, other: &CauseTally) {
        self.changed.merge(&other.changed);
        for (mine, theirs) in self.classes.iter_mut().zip(other.classes) {
            *mine += theirs;
        }
        other.witnesses.iter().for_each(|witness| self.keep(witness.clone()));
    }
}

impl CompareTally {
    /// Adds all of another over the same candidates.
    pub fn merge(&mut self, other: &CompareTally) {
        self.replayed.merge(&other.replayed);
        self.not_declines += other.not_declines;
        self.rejected += other.rejected;
        self.before.merge(&other.before);
        self.candidates.resize_with(other.candidates.len(), CandidateTally::default);
        for (mine, theirs) in self.candidates.iter_mut().zip(&other.candidates) {
            mine.merge(theirs);
        }
    }

    /// What a candidate leaves as it is.
    pub fn unchanged(&self, candidate: &CandidateTally) -> Totals {
        let mut rest = Totals {
            count: self.replayed.count - candidate.changed_count(),
            amount: self.replayed.amount.clone(),
        };
        for totals in &candidate.classes {
            for (currency, minor) in totals.amount.iter() {
                rest.amount.add_minor(currency, -minor);
            }
        }
        rest
    }

    /// First hand-offs under a candidate.
    pub fn after(&self, candidate: &CandidateTally) -> HandoffCounts {
        let mut after = self.before.clone();
        after.merge(&candidate.handoffs);
        after.by_wait_days.retain(|_, count| *count != 0);
        after
    }
}
