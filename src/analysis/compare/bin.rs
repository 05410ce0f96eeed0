//! Declines that fare alike under all configurations, but for prices.

use crate::engine::Route;
use crate::model::{Currency, Money, Status};

use super::bins::{Amounts, Counted};
use super::causes::{Causes, Each};
use super::changes::{Tracing, Trial};
use super::class::ChangeClass;
use super::lineup::{Lineup, READER, Seat};
use super::pairs::{Handed, Pair, Unpriced};
use super::tally::{Alike, Handoff};

/// All that the changes of a decline depend on, but its amount.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) stand: u32,
    pub(super) base: Option<Handed>,
    /// By the position of the pair; `None` where nothing can differ.
    pub(super) unpriced: Box<[Option<Unpriced>]>,
}

/// Declines of one key.
pub(super) struct Bin {
    pub(super) stand: u32,
    currency: Currency,
    base: Option<BaseHandoff>,
    unpriced: Box<[Option<Unpriced>]>,
    /// Whether anything depends on the amount; otherwise all are counted as one.
    asks_prices: bool,
    amounts: Amounts<Verdict>,
    changes: Vec<Change>,
    count: u64,
}

/// The first hand-off under the base.
struct BaseHandoff {
    handed: Handed,
    position: usize,
    amount_minor: i128,
}

/// What becomes of declines of one bin and amount.
#[derive(Default)]
pub(super) struct Verdict {
    /// Positions among the changes of the bin.
    pub(super) changes: Vec<u32>,
    /// The numbers of the trials whose changes are looked at one by one.
    pub(super) alone: Vec<usize>,
    /// Declines that were looked at for whether they are witnesses, and the highest of their lines.
    pub(super) seen: usize,
    pub(super) highest_line: u64,
    amount_minor: i128,
}

/// A change, with what the declines of the bin that change so add up to.
pub(super) struct Change {
    /// The number of the candidate's trial.
    pub(super) trial: usize,
    pub(super) class: ChangeClass,
    handoff: Handoff,
    /// `None` if the candidate's changes all have the same.
    pub(super) causes: Option<Causes>,
    /// Attempts on both sides together.
    pub(super) attempts: usize,
    count: u64,
    amount_minor: i128,
    handed_minor: [i128; 2],
}

/// What an amount comes to under a candidate.
pub(super) enum Judged {
    Change(ChangeClass, Handoff, Option<Causes>),
    Alone,
}

impl Change {
    pub(super) fn new(
        trial: usize,
        class: ChangeClass,
        handoff: Handoff,
        causes: Option<Causes>,
        attempts: usize,
    ) -> Change {
        let (count, amount_minor, handed_minor) = (0, 0, [0; 2]);
        Change { trial, class, handoff, causes, attempts, count, amount_minor, handed_minor }
    }

    fn is_like(&self, other: &Change) -> bool {
        self.trial == other.trial
            && self.class == other.class
            && self.handoff == other.handoff
            && self.causes == other.causes
    }
}

impl Bin {
    /// A bin without declines. `route` is that of any of them under the base.
    pub(super) fn of(key: &Key, route: &Route, currency: Currency, pairs: &[Option<Pair>]) -> Bin {
        let position = route.attempts.iter().position(|it| it.status == Status::HandedOff);
        let base = key.base.zip(position);
        let base = base.map(|(handed, position)| BaseHandoff { handed, position, amount_minor: 0 });
        let asks_prices = |(unpriced, pair): (&Option<Unpriced>, &Option<Pair>)| {
            unpriced.is_some_and(|unpriced| unpriced.moves_handoff())
                || unpriced.is_some() && pair.as_ref().is_some_and(Pair::asks_prices)
        };
        Bin {
            stand: key.stand,
            currency,
            asks_prices: base.is_some() || key.unpriced.iter().zip(pairs).any(asks_prices),
            base,
            unpriced: key.unpriced.clone(),
            amounts: Amounts::default(),
            changes: Vec::new(),
            count: 0,
        }
    }

    /// The position of an amount among those that are counted.
    #[inline]
    pub(super) fn find(&self, amount: Money) -> Option<usize> {
        self.amounts.find(self.counted_as(amount))
    }

    #[inline]
    fn counted_as(&self, amount: Money) -> i64 {
        if self.asks_prices { amount.amount_minor } else { 0 }
    }

    /// Counts a decline.
    #[inline]
    pub(super) fn add(&mut self, position: usize, amount: Money) {
        self.count += 1;
        let counted = self.amounts.at_mut(position);
        counted.count += 1;
        counted.rest.amount_minor += i128::from(amount.amount_minor);
    }

    #[inline]
    pub(super) fn verdict(&self, position: usize) -> &Verdict {
        &self.amounts.at(position).rest
    }

    #[inline]
    pub(super) fn verdict_mut(&mut self, position: usize) -> &mut Verdict {
        &mut self.amounts.at_mut(position).rest
    }

    pub(super) fn change(&self, number: u32) -> &Change {
        &self.changes[number as usize]
    }

    pub(super) fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// What an amount comes to under a candidate; `None` if nothing changes.
    pub(super) fn judge(
        &self,
        lineup: &Lineup<'_>,
        pairs: &[Option<Pair>],
        trial: &Trial,
        amount: Money,
    ) -> Option<Judged> {
        let change = |at: usize, seats: [Seat; 2]| {
            let unpriced = self.unpriced[at].as_ref()?;
            let discounts = seats.map(|seat| lineup.discounts(self.stand, seat));
            pairs[at].as_ref()?.change(unpriced, discounts, amount)
        };
        let (class, handoff) = change(trial.first_pair, [READER, trial.seat])?;
        let variants = match &trial.tracing {
            Tracing::Known => return Some(Judged::Change(class, handoff, None)),
            Tracing::Alone => return Some(Judged::Alone),
            Tracing::Variants(variants) => variants,
        };
        let mut causes = Causes { each: Each::Alone, ..Causes::default() };
        for (&(unit, seat), at) in variants.iter().zip(trial.first_pair + 1..) {
            if let Some((class, _)) = change(at, [trial.seat, seat]) {
                causes.units.push(unit);
                causes.effects.push(class.mirrored());
            }
        }
        let is_explained = !causes.units.is_empty();
        Some(if is_explained {
            Judged::Change(class, handoff, Some(causes))
        } else {
            Judged::Alone
        })
    }

    /// The position of a change, a new one if there is none like it.
    pub(super) fn number(&mut self, change: Change) -> u32 {
        let known = self.changes.iter().position(|other| other.is_like(&change));
        let at = known.unwrap_or_else(|| {
            self.changes.push(change);
            self.changes.len() - 1
        });
        at as u32
    }

    /// The position of a new amount; what had to make room for it is added up.
    pub(super) fn make_room(
        &mut self,
        lineup: &Lineup<'_>,
        pairs: &[Option<Pair>],
        trials: &[Trial],
        amount: Money,
        verdict: Verdict,
    ) -> usize {
        let (position, oldest) = self.amounts.add(self.counted_as(amount), verdict);
        if let Some(oldest) = oldest {
            self.add_up(lineup, pairs, trials, &oldest);
        }
        position
    }

    /// Adds up what is counted by amount.
    pub(super) fn add_up_all(
        &mut self,
        lineup: &Lineup<'_>,
        pairs: &[Option<Pair>],
        trials: &[Trial],
    ) {
        for counted in self.amounts.take() {
            self.add_up(lineup, pairs, trials, &counted);
        }
    }

    fn add_up(
        &mut self,
        lineup: &Lineup<'_>,
        pairs: &[Option<Pair>],
        trials: &[Trial],
        counted: &Counted<Verdict>,
    ) {
        let amount = Money { currency: self.currency, amount_minor: counted.amount_minor };
        let times = i128::from(counted.count);
        let base = lineup.discounts(self.stand, READER);
        if let Some(handoff) = &mut self.base {
            let handed = base[handoff.position].price(amount).amount;
            handoff.amount_minor += times * i128::from(handed.amount_minor);
        }
        for &number in &counted.rest.changes {
            let change = &mut self.changes[number as usize];
            change.count += counted.count;
            change.amount_minor += counted.rest.amount_minor;
            let trial = &trials[change.trial];
            if let (Handoff::Moved, Some(pair)) = (change.handoff, &pairs[trial.first_pair]) {
                let discounts = [base, lineup.discounts(self.stand, trial.seat)];
                let handed = pair.handed_minor(discounts, amount);
                for (sum, minor) in change.handed_minor.iter_mut().zip(handed) {
                    *sum += times * minor;
                }
            }
        }
    }

    /// The first hand-offs under the base, and what they hand over.
    pub(super) fn before(&self) -> Option<(Handed, u64, (Currency, i128))> {
        let handoff = self.base.as_ref()?;
        Some((handoff.handed, self.count, (self.currency, handoff.amount_minor)))
    }

    /// What the declines add up to that change in one way.
    pub(super) fn alike(
        &self,
        pairs: &[Option<Pair>],
        trial: &Trial,
        change: &Change,
    ) -> Option<Alike> {
        let (unpriced, pair) =
            self.unpriced[trial.first_pair].as_ref().zip(pairs[trial.first_pair].as_ref())?;
        Some(Alike {
            class: change.class,
            handoff: change.handoff,
            currency: self.currency,
            count: change.count,
            amount_minor: change.amount_minor,
            handed_minor: change.handed_minor,
            outcomes: pair.outcomes,
            handed: unpriced.handed,
        })
    }
}
