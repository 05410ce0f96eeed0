//! What differs between two routes, with their prices set aside or for one amount.

use crate::engine::{Attempt, Discount, Route};
use crate::model::{Money, Outcome, Slot, Status};

use super::class::{ChangeClass, Namesakes, Routed};
use super::tally::Handoff;

/// Two configurations held against each other for declines of one stand, whenever they declined.
pub(super) struct Pair {
    /// The attempts of both whose prices are held against each other and can differ: those that are made,
    /// those that are not, and the first hand-offs.
    made: Vec<[usize; 2]>,
    blocked: Vec<[usize; 2]>,
    handed: Option<[usize; 2]>,
    /// The position of the first hand-off on either side.
    pub(super) handoffs: [Option<usize>; 2],
    pub(super) outcomes: [Outcome; 2],
    /// Attempts on both sides together.
    pub(super) attempts: usize,
}

/// What differs between the two routes of a decline if all prices that are held against each other are
/// equal.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Unpriced {
    change: Option<ChangeClass>,
    handoff: Handoff,
    pub(super) handed: [Option<Handed>; 2],
}

/// A first hand-off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Handed {
    pub(super) slot: Slot,
    /// Local days since the decline.
    pub(super) wait_days: i32,
}

impl Handed {
    /// That of a route.
    pub(super) fn of(routed: Routed<'_>) -> Option<Handed> {
        let handoff = routed.route.handoff()?;
        let wait_days = handoff.due.day.since(routed.declined_at.day);
        Some(Handed { slot: handoff.slot, wait_days })
    }
}

impl Unpriced {
    /// Holds two routes without prices against each other.
    pub(super) fn between(namesakes: &Namesakes, [base, candidate]: [Routed<'_>; 2]) -> Unpriced {
        let moves = namesakes.moves_handoff(base.route, candidate.route);
        Unpriced {
            change: namesakes.change(base, candidate),
            handoff: if moves { Handoff::Moved } else { Handoff::Same },
            handed: [Handed::of(base), Handed::of(candidate)],
        }
    }

    /// Whether the first hand-off is another one, whatever the prices.
    pub(super) fn moves_handoff(&self) -> bool {
        self.handoff == Handoff::Moved
    }

    /// Whether nothing differs but prices.
    pub(super) fn is_same(&self) -> bool {
        self.change.is_none()
    }
}

impl Pair {
    /// Finds out which prices can differ between two routes.
    pub(super) fn of(routes: [&Route; 2], discounts: [&[Discount]; 2]) -> Pair {
        let can_differ = |&[one, two]: &[usize; 2]| discounts[0][one] != discounts[1][two];
        let pairs = |is_wanted: fn(Status) -> bool| -> Vec<[usize; 2]> {
            let [one, two] = routes.map(|route| positions(route, is_wanted));
            one.zip(two).map(|(one, two)| [one, two]).filter(can_differ).collect()
        };
        let handoffs =
            routes.map(|route| positions(route, |status| status == Status::HandedOff).next());
        let handed = match handoffs {
            [Some(one), Some(two)] => Some([one, two]).filter(can_differ),
            _ => None,
        };
        Pair {
            made: pairs(|status| status != Status::Blocked),
            blocked: pairs(|status| status == Status::Blocked),
            handed,
            handoffs,
            outcomes: routes.map(|route| route.outcome),
            attempts: routes.iter().map(|route| route.attempts.len()).sum(),
        }
    }

    /// Whether what changes can depend on the amount.
    pub(super) fn asks_prices(&self) -> bool {
        !self.made.is_empty() || !self.blocked.is_empty() || self.handed.is_some()
    }

    /// What changes for one amount: prices come after all that is worth more, and before mere details.
    pub(super) fn change(
        &self,
        unpriced: &Unpriced,
        discounts: [&[Discount]; 2],
        amount: Money,
    ) -> Option<(ChangeClass, Handoff)> {
        let differ = |&[one, two]: &[usize; 2]| {
            discounts[0][one].price(amount).amount != discounts[1][two].price(amount).amount
        };
        let class = match unpriced.change {
            Some(class) if class < ChangeClass::PriceChanged => class,
            _ if self.made.iter().any(differ) => ChangeClass::PriceChanged,
            None if self.blocked.iter().any(differ) => ChangeClass::DetailChanged,
            change => change?,
        };
        let is_repriced = self.handed.iter().any(differ);
        Some((class, if is_repriced { Handoff::Moved } else { unpriced.handoff }))
    }

    /// What the first hand-offs hand over for one amount.
    pub(super) fn handed_minor(&self, discounts: [&[Discount]; 2], amount: Money) -> [i128; 2] {
        let handed = |side: usize| {
            let position = self.handoffs[side]?;
            Some(i128::from(discounts[side][position].price(amount).amount.amount_minor))
        };
        [0, 1].map(|side| handed(side).unwrap_or(0))
    }
}

fn positions(route: &Route, is_wanted: fn(Status) -> bool) -> impl Iterator<Item = usize> {
    let is_meant = move |(_, attempt): &(usize, &Attempt)| is_wanted(attempt.status);
    route.attempts.iter().enumerate().filter(is_meant).map(|(at, _)| at)
}
