//! What two configurations make of declines that both remember, worked out once for all that are alike.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::engine::{Discount, Facts, Memory, Place, Route};
use crate::model::{Currency, Money, Status};

use super::causes::Causes;
use super::class::{ChangeClass, Namesakes, Routed};
use super::tally::{Alike, CandidateTally, Handoff};

/// Pairs that are kept; then what they add up to is settled.
const ROOM: usize = 8192;

/// Pairs of remembered routes, of the base and of one candidate.
#[derive(Default)]
pub(super) struct Pairs {
    numbers: HashMap<Key, u32, FixedState>,
    pairs: Vec<Pair>,
}

/// All that two routes depend on but the amount: for both sides course, discounts, moment and class.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    sides: u128,
    currency: u32,
}

/// One side of a decline: what the engine knows of it, and where it stands among what is remembered.
#[derive(Clone, Copy)]
pub(super) struct Side<'s> {
    pub(super) facts: &'s Facts,
    pub(super) place: Place,
}

/// Routes of both sides that are held against each other for all declines that have them.
struct Pair {
    base: Place,
    candidate: Place,
    currency: Currency,
    /// What changes if all prices that are held against each other are equal.
    change: Option<ChangeClass>,
    handoff: Handoff,
    /// The attempts of base and candidate whose prices are held against each other and can differ: those
    /// that are made, those that are not, and the first hand-offs.
    made: Vec<[usize; 2]>,
    blocked: Vec<[usize; 2]>,
    handed: Option<[usize; 2]>,
    /// The position of the first hand-off on either side.
    handoffs: [Option<usize>; 2],
    /// Attempts on both sides together.
    attempts: usize,
    cells: Vec<Cell>,
}

/// Declines of a pair that change in the same way.
struct Cell {
    class: ChangeClass,
    handoff: Handoff,
    count: u64,
    amount_minor: i128,
    /// What the first hand-offs of base and candidate hand over.
    handed_minor: [i128; 2],
}

/// How one decline changes.
#[derive(Clone, Copy)]
pub(super) struct Change {
    pub(super) class: ChangeClass,
    handoff: Handoff,
    /// Attempts on both sides together.
    pub(super) attempts: usize,
    pair: u32,
}

impl Key {
    #[inline]
    fn of([base, candidate]: [Side<'_>; 2], ladders: [u32; 2]) -> Key {
        let side = |side: Side<'_>, ladder: u32| {
            let class = side.facts.classification.class as u64;
            let Place { course, moment, .. } = side.place;
            u64::from(course.0) << 48 | u64::from(ladder) << 32 | u64::from(moment.0) << 2 | class
        };
        let sides =
            u128::from(side(base, ladders[0])) << 64 | u128::from(side(candidate, ladders[1]));
        Key { sides, currency: base.facts.amount.currency.number() }
    }
}

impl Pairs {
    /// What changes for a decline between two routes that are remembered; `None` if nothing does.
    #[inline]
    pub(super) fn change(
        &mut self,
        memories: [&mut Memory<'_>; 2],
        namesakes: &Namesakes,
        [base, candidate]: [Side<'_>; 2],
    ) -> Option<Change> {
        let [old, new] = memories;
        let ladders = [old.ladder(base.place.group), new.ladder(candidate.place.group)];
        let key = Key::of([base, candidate], ladders);
        let number = match self.numbers.get(&key) {
            Some(&number) => number,
            None => {
                self.pairs.push(Pair::of([old, new], namesakes, [base, candidate]));
                let number = self.pairs.len() as u32 - 1;
                self.numbers.insert(key, number);
                number
            }
        };
        let pair = &self.pairs[number as usize];
        let discounts = [old.discounts(base.place.group), new.discounts(candidate.place.group)];
        let (class, handoff) = pair.with_prices(discounts, base.facts.amount)?;
        Some(Change { class, handoff, attempts: pair.attempts, pair: number })
    }

    /// Counts a decline that changes.
    #[inline]
    pub(super) fn count(
        &mut self,
        memories: [&Memory<'_>; 2],
        sides: [Side<'_>; 2],
        change: Change,
    ) {
        let pair = &mut self.pairs[change.pair as usize];
        let of_cell = |cell: &Cell| cell.class == change.class && cell.handoff == change.handoff;
        let at = pair.cells.iter().position(of_cell).unwrap_or_else(|| {
            let (class, handoff) = (change.class, change.handoff);
            pair.cells.push(Cell {
                class,
                handoff,
                count: 0,
                amount_minor: 0,
                handed_minor: [0; 2],
            });
            pair.cells.len() - 1
        });
        let cell = &mut pair.cells[at];
        cell.count += 1;
        cell.amount_minor += i128::from(sides[0].facts.amount.amount_minor);
        if cell.handoff == Handoff::Moved {
            for number in 0..2 {
                if let Some(position) = pair.handoffs[number] {
                    let discount = memories[number].discounts(sides[number].place.group)[position];
                    let handed = discount.price(sides[number].facts.amount).amount.amount_minor;
                    cell.handed_minor[number] += i128::from(handed);
                }
            }
        }
    }

    /// Whether there is more than should be kept.
    pub(super) fn is_full(&self) -> bool {
        self.pairs.len() > ROOM
    }

    /// Hands everything over to a tally, and starts anew. `causes` account for every change, whatever it is.
    pub(super) fn settle(
        &mut self,
        memories: [&mut Memory<'_>; 2],
        causes: &Causes,
        tally: &mut CandidateTally,
    ) {
        let mut routes = [Route::empty(), Route::empty()];
        let [old, new] = memories;
        for pair in self.pairs.drain(..).filter(|pair| !pair.cells.is_empty()) {
            let declined_at = old.moment(pair.base.moment);
            old.dated(pair.base.course, pair.base.moment, &mut routes[0]);
            new.dated(pair.candidate.course, pair.candidate.moment, &mut routes[1]);
            let [base, candidate] = [&routes[0], &routes[1]];
            for cell in &pair.cells {
                let alike = Alike {
                    class: cell.class,
                    handoff: cell.handoff,
                    currency: pair.currency,
                    count: cell.count,
                    amount_minor: cell.amount_minor,
                    handed_minor: cell.handed_minor,
                    base: Routed { declined_at, route: base },
                    candidate: Routed { declined_at, route: candidate },
                };
                tally.add(&alike);
                tally.caused(&alike, causes);
            }
        }
        self.numbers.clear();
    }
}

impl Pair {
    /// Holds the two routes of a decline against each other, as far as they do not depend on its amount.
    #[cold]
    fn of(
        [old, new]: [&mut Memory<'_>; 2],
        namesakes: &Namesakes,
        [base, candidate]: [Side<'_>; 2],
    ) -> Pair {
        let mut routes = [Route::empty(), Route::empty()];
        old.dated(base.place.course, base.place.moment, &mut routes[0]);
        new.dated(candidate.place.course, candidate.place.moment, &mut routes[1]);
        routes[0].classification = base.facts.classification;
        routes[1].classification = candidate.facts.classification;
        let [before, after] = &routes;
        let declined_at = base.facts.declined;
        let on_date = |route| Routed { declined_at, route };
        let change = namesakes.change(on_date(before), on_date(after));
        let moves = namesakes.moves_handoff(before, after);
        let discounts = [old.discounts(base.place.group), new.discounts(candidate.place.group)];
        let can_differ = |&[one, two]: &[usize; 2]| discounts[0][one] != discounts[1][two];
        let positions = |is_wanted: fn(Status) -> bool| {
            let of = |route: &Route| -> Vec<usize> {
                let attempts = route.attempts.iter().enumerate();
                attempts.filter(|(_, a)| is_wanted(a.status)).map(|(at, _)| at).collect()
            };
            let pairs = of(before).into_iter().zip(of(after)).map(|(one, two)| [one, two]);
            pairs.filter(can_differ).collect::<Vec<_>>()
        };
        let handoffs = [before, after].map(|route| {
            route.attempts.iter().position(|attempt| attempt.status == Status::HandedOff)
        });
        let handed = match handoffs {
            [Some(one), Some(two)] => Some([one, two]).filter(can_differ),
            _ => None,
        };
        Pair {
            base: base.place,
            candidate: candidate.place,
            currency: base.facts.amount.currency,
            change,
            handoff: if moves { Handoff::Moved } else { Handoff::Same },
            made: positions(|status| status != Status::Blocked),
            blocked: positions(|status| status == Status::Blocked),
            handed,
            handoffs,
            attempts: before.attempts.len() + after.attempts.len(),
            cells: Vec::new(),
        }
    }

    /// What changes for one amount: prices come after all that is worth more, and before mere details.
    #[inline]
    fn with_prices(
        &self,
        discounts: [&[Discount]; 2],
        amount: Money,
    ) -> Option<(ChangeClass, Handoff)> {
        let differ = |&[one, two]: &[usize; 2]| {
            discounts[0][one].price(amount).amount != discounts[1][two].price(amount).amount
        };
        let class = match self.change {
            Some(class) if class < ChangeClass::PriceChanged => class,
            _ if self.made.iter().any(differ) => ChangeClass::PriceChanged,
            None if self.blocked.iter().any(differ) => ChangeClass::DetailChanged,
            change => change?,
        };
        let is_repriced = self.handed.iter().any(differ);
        let handoff = if is_repriced { Handoff::Moved } else { self.handoff };
        Some((class, handoff))
    }
}
