//! What candidates change for declines that stand at the same spot: found once, then counted.

use crate::engine::{Facts, Route};
use crate::model::{Decline, Money};

use super::bin::{Bin, Change, Judged, Key, Verdict};
use super::bins::Bins;
use super::candidate::Candidate;
use super::causes::Causes;
use super::class::{Namesakes, Routed};
use super::lineup::{Lineup, READER, Seat, Spot};
use super::pairs::{Handed, Pair, Unpriced};
use super::tally::{Book, CompareTally, WITNESSES};

/// A candidate's seat, and those of what its changes are traced with.
pub(super) struct Trial {
    pub(super) candidate: usize,
    pub(super) seat: Seat,
    pub(super) tracing: Tracing,
    /// The position of its pair with the reader; those with its variants follow.
    pub(super) first_pair: usize,
}

/// How the causes of a candidate's changes are found.
pub(super) enum Tracing {
    /// They are the same for all.
    Known,
    /// By holding it against variants of itself: the unit that each puts back, and its seat.
    Variants(Vec<(u32, Seat)>),
    /// Change by change.
    Alone,
}

/// What candidates change, by bins of declines that fare alike but for prices.
pub(super) struct Changes {
    trials: Vec<Trial>,
    pair_count: usize,
    /// By stand and position of the pair; `None` until it is needed.
    pairs: Vec<Box<[Option<Pair>]>>,
    bins: Bins<Key, Bin>,
    routes: [Route; 3],
}

/// A decline with its facts where it is read.
#[derive(Clone, Copy)]
pub(super) struct Row<'r> {
    pub(super) decline: &'r Decline<'r>,
    pub(super) read: &'r Facts,
}

/// Where a decline was counted.
#[derive(Clone, Copy)]
pub(super) struct Counter {
    bin: u32,
    amount: usize,
}

impl Trial {
    /// How many pairs of configurations it holds against each other.
    pub(super) fn pair_count(&self) -> usize {
        match &self.tracing {
            Tracing::Variants(variants) => 1 + variants.len(),
            Tracing::Known | Tracing::Alone => 1,
        }
    }
}

impl Changes {
    pub(super) fn of(trials: Vec<Trial>) -> Changes {
        Changes {
            pair_count: trials.iter().map(Trial::pair_count).sum(),
            trials,
            pairs: Vec::new(),
            bins: Bins::default(),
            routes: [Route::empty(), Route::empty(), Route::empty()],
        }
    }

    /// Counts a decline.
    #[inline]
    pub(super) fn count(
        &mut self,
        lineup: &mut Lineup<'_>,
        candidates: &[Candidate<'_, '_>],
        spot: Spot,
        row: Row<'_>,
    ) -> Counter {
        let number = match self.bins.find(spot) {
            Some(number) => number,
            None => self.open(lineup, candidates, spot, row),
        };
        let bin = self.bins.at_mut(number);
        let money = row.read.amount;
        let amount = match bin.find(money) {
            Some(amount) => amount,
            None => self.judge(lineup, number, money),
        };
        self.bins.at_mut(number).add(amount, money);
        Counter { bin: number, amount }
    }

    /// What becomes of a decline that was counted.
    #[inline]
    pub(super) fn verdict(&self, counter: Counter) -> &Verdict {
        self.bins.at(counter.bin).verdict(counter.amount)
    }

    /// Whether a decline that was counted may be a witness, as far as those before it tell.
    #[inline]
    pub(super) fn may_be_witness(&mut self, counter: Counter, line: u64) -> bool {
        let verdict = self.bins.at_mut(counter.bin).verdict_mut(counter.amount);
        if verdict.seen >= WITNESSES && line > verdict.highest_line {
            return false;
        }
        verdict.seen += 1;
        verdict.highest_line = verdict.highest_line.max(line);
        !verdict.changes.is_empty()
    }

    /// One of the changes of a decline that was counted.
    pub(super) fn change(&self, counter: Counter, number: usize) -> &Change {
        let bin = self.bins.at(counter.bin);
        bin.change(bin.verdict(counter.amount).changes[number])
    }

    pub(super) fn trial(&self, number: usize) -> &Trial {
        &self.trials[number]
    }

    pub(super) fn is_full(&self) -> bool {
        self.bins.is_full()
    }

    /// The bin of a spot where nothing has stood yet.
    #[cold]
    fn open(
        &mut self,
        lineup: &mut Lineup<'_>,
        candidates: &[Candidate<'_, '_>],
        spot: Spot,
        row: Row<'_>,
    ) -> u32 {
        let none = || (0..self.pair_count).map(|_| None).collect();
        if self.pairs.len() <= spot.stand as usize {
            self.pairs.resize_with(spot.stand as usize + 1, none);
        }
        let pairs = &mut self.pairs[spot.stand as usize];
        let mut opening = Opening {
            lineup,
            stand: spot.stand,
            row,
            pairs,
            unpriced: vec![None; self.pair_count].into_boxed_slice(),
        };
        let [base, candidate, variant] = &mut self.routes;
        opening.route(READER, row.read, base);
        let base = Routed { declined_at: row.read.declined, route: base };
        for trial in &self.trials {
            opening.look(&candidates[trial.candidate], trial, base, [candidate, variant]);
        }
        let unpriced = opening.unpriced;
        let key = Key { stand: spot.stand, base: Handed::of(base), unpriced };
        let currency = lineup.stand(spot.stand).currency;
        self.bins.put(spot, key, |key| Bin::of(key, base.route, currency, pairs))
    }

    /// The position of an amount that a bin does not know yet.
    #[cold]
    fn judge(&mut self, lineup: &Lineup<'_>, number: u32, amount: Money) -> usize {
        let bin = self.bins.at_mut(number);
        let pairs = &self.pairs[bin.stand as usize];
        let mut verdict = Verdict::default();
        for (trial, at) in self.trials.iter().zip(0..) {
            match bin.judge(lineup, pairs, trial, amount) {
                Some(Judged::Alone) => verdict.alone.push(at),
                Some(Judged::Change(class, handoff, causes)) => {
                    let attempts = pairs[trial.first_pair].as_ref().map_or(0, |it| it.attempts);
                    let change = Change::new(at, class, handoff, causes, attempts);
                    verdict.changes.push(bin.number(change));
                }
                None => {}
            }
        }
        bin.make_room(lineup, pairs, &self.trials, amount, verdict)
    }

    /// Hands everything over to a tally, and starts anew.
    pub(super) fn settle(
        &mut self,
        lineup: &Lineup<'_>,
        candidates: &[Candidate<'_, '_>],
        tally: &mut CompareTally,
    ) {
        let none = Causes::default();
        for mut bin in self.bins.take() {
            let pairs = &self.pairs[bin.stand as usize];
            bin.add_up_all(lineup, pairs, &self.trials);
            if let Some((handed, count, money)) = bin.before() {
                tally.before.book(Book::In, handed, count, money);
            }
            for change in bin.changes() {
                let trial = &self.trials[change.trial];
                let candidate = &candidates[trial.candidate];
                let causes = change.causes.as_ref().or(candidate.causes.as_ref());
                let Some(alike) = bin.alike(pairs, trial, change) else { continue };
                let tally = &mut tally.candidates[trial.candidate];
                tally.add(&alike);
                tally.caused(&alike, causes.unwrap_or(&none));
            }
        }
    }
}

/// A spot where nothing has stood yet, for the decline that does now.
struct Opening<'o, 'e> {
    lineup: &'o mut Lineup<'e>,
    stand: u32,
    row: Row<'o>,
    pairs: &'o mut [Option<Pair>],
    unpriced: Box<[Option<Unpriced>]>,
}

impl Opening<'_, '_> {
    /// Finds out what a candidate changes, and what each of its variants does.
    fn look(
        &mut self,
        candidate: &Candidate<'_, '_>,
        trial: &Trial,
        base: Routed<'_>,
        [route, tried]: [&mut Route; 2],
    ) {
        let Some(changed) = self.routed(trial.seat, route) else { return };
        let seats = [READER, trial.seat];
        self.hold(trial.first_pair, seats, &candidate.namesakes, [base, changed]);
        let Tracing::Variants(variants) = &trial.tracing else { return };
        if self.unpriced[trial.first_pair].is_none() {
            return;
        }
        for (&(unit, seat), at) in variants.iter().zip(trial.first_pair + 1..) {
            let variant = candidate.suspects.as_ref().and_then(|it| it.variant_without(unit));
            if let (Some(variant), Some(tried)) = (variant, self.routed(seat, tried)) {
                self.hold(at, [trial.seat, seat], variant.namesakes(), [changed, tried]);
            }
        }
    }

    /// The route of the decline at a seat, its prices set aside; `None` if it is treated as at the seat that
    /// this one differs from.
    fn routed<'r>(&mut self, seat: Seat, route: &'r mut Route) -> Option<Routed<'r>> {
        if !self.lineup.stand(self.stand).differs(seat) {
            return None;
        }
        let facts = self.lineup.facts(seat, self.row.decline, self.row.read);
        self.route(seat, &facts, route);
        Some(Routed { declined_at: facts.declined, route })
    }

    fn route(&mut self, seat: Seat, facts: &Facts, route: &mut Route) {
        self.lineup.route(seat, facts, route);
        let nothing = Money { amount_minor: 0, ..facts.amount };
        route.attempts.iter_mut().for_each(|attempt| attempt.amount = nothing);
    }

    fn hold(
        &mut self,
        at: usize,
        seats: [Seat; 2],
        namesakes: &Namesakes,
        routed: [Routed<'_>; 2],
    ) {
        let discounts = seats.map(|seat| self.lineup.discounts(self.stand, seat));
        let pair = self.pairs[at]
            .get_or_insert_with(|| Pair::of(routed.map(|side| side.route), discounts));
        let unpriced = Unpriced::between(namesakes, routed);
        let can_differ = !unpriced.is_same() || pair.asks_prices();
        self.unpriced[at] = can_differ.then_some(unpriced);
    }
}
