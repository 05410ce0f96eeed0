//! Records in, a tally of every combination out.

use crate::analysis::compare::{Amounts, Bins, Lineup, READER, Seat, Spot, Touch};
use crate::engine::{Engine, Facts, Route};
use crate::ingest::{Block, InputError, Layout, Record, RowCounts, Scratch};
use crate::model::{Currency, Decline, Money};

use super::tally::{Alike, Fate, SweepTally};

/// Replays records through every combination. One per thread; their tallies merge to the same whatever the
/// split. The declines are read with the settings of the configuration that is varied.
pub struct Sweeper<'e> {
    lineup: Lineup<'e>,
    combinations: Vec<Combination>,
    bins: Bins<Key, Bin>,
    scratch: Scratch,
    route: Route,
    tallies: Vec<SweepTally>,
}

/// A combination's seat, and where it can differ from what is varied.
struct Combination {
    seat: Seat,
    touch: Touch,
}

/// What declines of a stand come to under every combination that is abreast.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    stand: u32,
    fates: Box<[Option<Fate>]>,
}

/// Declines of one key.
struct Bin {
    stand: u32,
    currency: Currency,
    fates: Box<[Option<Fate>]>,
    /// Whether any combination hands them off; otherwise all amounts are counted as one.
    asks_prices: bool,
    amounts: Amounts<()>,
    count: u64,
    amount_minor: i128,
    /// What each combination hands over.
    handed_minor: Box<[i128]>,
}

impl<'e> Sweeper<'e> {
    /// A sweeper that has seen nothing.
    pub fn new(base: &'e Engine<'e>, combinations: &'e [Engine<'e>]) -> Sweeper<'e> {
        let mut lineup = Lineup::of(base);
        let combination = |engine: &'e Engine<'e>| {
            let touch = Touch::between(base, engine);
            Combination { seat: lineup.add(engine, READER, touch.clone()), touch }
        };
        Sweeper {
            combinations: combinations.iter().map(combination).collect(),
            lineup,
            bins: Bins::default(),
            scratch: Scratch::default(),
            route: Route::empty(),
            tallies: vec![SweepTally::default(); combinations.len()],
        }
    }

    /// Replays a block of rows.
    pub fn block(&mut self, layout: &Layout, block: &Block) -> Result<RowCounts, InputError> {
        let mut scratch = std::mem::take(&mut self.scratch);
        let read = layout.read(block, &mut scratch, &mut |record| {
            if let Record::Decline(decline) = record {
                self.decline(&decline);
            }
        });
        self.scratch = scratch;
        read
    }

    /// Replays one decline.
    pub fn decline(&mut self, decline: &Decline<'_>) {
        let (read, text) = self.lineup.read(decline);
        let spot = self.lineup.spot(decline, &read, text);
        if let Some(spot) = spot {
            self.count(spot, decline, &read);
        }
        for number in 0..self.combinations.len() {
            let seat = self.combinations[number].seat;
            if spot.is_none() || !self.lineup.is_abreast(seat) {
                self.replay(number, decline, &read);
            }
        }
        if self.bins.is_full() {
            self.settle();
        }
    }

    /// What was added up, one tally per combination.
    pub fn into_tallies(mut self) -> Vec<SweepTally> {
        self.settle();
        self.tallies
    }

    #[inline]
    fn count(&mut self, spot: Spot, decline: &Decline<'_>, read: &Facts) {
        let number = match self.bins.find(spot) {
            Some(number) => number,
            None => self.open(spot, decline, read),
        };
        self.bins.at_mut(number).add(&self.lineup, &self.combinations, read.amount);
    }

    /// The bin of a spot where nothing has stood yet.
    #[cold]
    fn open(&mut self, spot: Spot, decline: &Decline<'_>, read: &Facts) -> u32 {
        let seats: Vec<Seat> = self.combinations.iter().map(|it| it.seat).collect();
        let unvaried = self.fate(READER, decline, read);
        let fate = |seat: &Seat| {
            let is_abreast = self.lineup.is_abreast(*seat);
            let differs = is_abreast && self.lineup.stand(spot.stand).differs(*seat);
            let fate = if differs { self.fate(*seat, decline, read) } else { unvaried };
            is_abreast.then_some(fate)
        };
        let fates: Box<[Option<Fate>]> = seats.iter().map(fate).collect();
        let currency = self.lineup.stand(spot.stand).currency;
        let key = Key { stand: spot.stand, fates };
        self.bins.put(spot, key, |key| Bin {
            stand: key.stand,
            currency,
            asks_prices: key.fates.iter().flatten().any(|fate| fate.handoff.is_some()),
            handed_minor: vec![0; key.fates.len()].into_boxed_slice(),
            fates: key.fates.clone(),
            amounts: Amounts::default(),
            count: 0,
            amount_minor: 0,
        })
    }

    fn fate(&mut self, seat: Seat, decline: &Decline<'_>, read: &Facts) -> Fate {
        let facts = self.lineup.facts(seat, decline, read);
        self.lineup.route(seat, &facts, &mut self.route);
        Fate::of(facts.declined, &self.route)
    }

    /// Replays a decline that nothing is remembered of.
    fn replay(&mut self, number: usize, decline: &Decline<'_>, read: &Facts) {
        let Combination { seat, touch } = &self.combinations[number];
        let seat = if touch.concerns(read) { *seat } else { READER };
        let fate = self.fate(seat, decline, read);
        let handed = self.route.handoff().map_or(0, |handoff| handoff.amount.amount_minor);
        self.tallies[number].add(&Alike {
            fate,
            currency: decline.amount.currency,
            count: 1,
            amount_minor: i128::from(decline.amount.amount_minor),
            handed_minor: i128::from(handed),
        });
    }

    /// Hands what is counted over to the tallies.
    fn settle(&mut self) {
        for mut bin in self.bins.take() {
            for counted in bin.amounts.take() {
                bin.add_up(&self.lineup, &self.combinations, counted.amount_minor, counted.count);
            }
            let fates = bin.fates.iter().zip(&bin.handed_minor);
            for (tally, (fate, &handed_minor)) in self.tallies.iter_mut().zip(fates) {
                if let &Some(fate) = fate {
                    let Bin { currency, count, amount_minor, .. } = bin;
                    tally.add(&Alike { fate, currency, count, amount_minor, handed_minor });
                }
            }
        }
    }
}

impl Bin {
    #[inline]
    fn add(&mut self, lineup: &Lineup<'_>, combinations: &[Combination], amount: Money) {
        self.count += 1;
        self.amount_minor += i128::from(amount.amount_minor);
        if !self.asks_prices {
            return;
        }
        let at = self.amounts.find(amount.amount_minor).unwrap_or_else(|| {
            let (at, oldest) = self.amounts.add(amount.amount_minor, ());
            if let Some(oldest) = oldest {
                self.add_up(lineup, combinations, oldest.amount_minor, oldest.count);
            }
            at
        });
        self.amounts.at_mut(at).count += 1;
    }

    /// Adds up what is handed over for one amount.
    fn add_up(
        &mut self,
        lineup: &Lineup<'_>,
        combinations: &[Combination],
        amount_minor: i64,
        count: u64,
    ) {
        let amount = Money { currency: self.currency, amount_minor };
        let stand = lineup.stand(self.stand);
        let all = self.fates.iter().zip(&mut self.handed_minor).zip(combinations);
        for ((fate, sum), combination) in all {
            if let Some(handoff) = fate.and_then(|fate| fate.handoff) {
                let seat = if stand.differs(combination.seat) { combination.seat } else { READER };
                let discount = &lineup.discounts(self.stand, seat)[handoff.position];
                let handed = discount.price(amount).amount.amount_minor;
                *sum += i128::from(count) * i128::from(handed);
            }
        }
    }
}
