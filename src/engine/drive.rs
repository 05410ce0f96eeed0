//! The drivers: each transaction drained on its own, or all on one shared calendar. They choose which event
//! comes next; what it does is [`Engine::step`]'s alone.

use crate::model::{Decline, Instant, MerchantIndex, Money, Outcome};

use super::Engine;
use super::calendar::{Calendar, EventKey, EventKind};
use super::facts::Facts;
use super::observer::Observer;
use super::responder::AlwaysSoft;
use super::route::Attempt;
use super::transaction::{Event, Transaction};

impl Engine<'_> {
    /// Replays one decline on its own, in routing mode.
    pub fn replay(&self, decline: &Decline<'_>, observer: &mut impl Observer) {
        self.replay_facts(self.facts(decline), observer);
    }

    /// Replays one decline whose facts are known.
    pub fn replay_facts(&self, facts: Facts, observer: &mut impl Observer) {
        let mut transaction = Transaction::Waiting(facts);
        let mut next = Some(Event::Declined);
        while let Some(event) = next {
            let scheduled = self.step(&mut transaction, event, &mut AlwaysSoft, observer);
            next = scheduled.map(|scheduled| scheduled.event);
        }
    }
}

/// One event of the shared calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimelineEvent<T> {
    /// When.
    pub at: Instant,
    /// Which transaction, as it was said when its decline came in.
    pub tag: T,
    /// The merchant of the decline; `None` if unknown.
    pub merchant: Option<MerchantIndex>,
    /// What the decline was for.
    pub amount: Money,
    /// What.
    pub kind: TimelineKind,
}

/// What happens in a [`TimelineEvent`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimelineKind {
    /// The payment declines.
    Declined,
    /// A re-attempt takes place, or would have and is passed over.
    Attempt(Attempt),
    /// The transaction is over.
    Ended(Outcome),
}

/// A decline on its way in, with whatever tells its transaction from others.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<T> {
    /// The decline.
    pub facts: Facts,
    /// Handed back with each of its events.
    pub tag: T,
}

/// Runs all declines on one calendar, step by step, and reports every event in time order.
/// [`Timeline`](super::Timeline) does the same faster.
pub fn on_shared_calendar<T: Copy>(
    engine: &Engine<'_>,
    mut arrivals: Vec<Arrival<T>>,
    mut report: impl FnMut(TimelineEvent<T>),
) {
    arrivals.sort_unstable_by_key(|arrival| (arrival.facts.declined.instant, arrival.facts.line));
    let mut calendar: Calendar<(u32, Happening)> = Calendar::default();
    let mut in_flight = InFlight::default();
    let mut arrivals = arrivals.into_iter().peekable();
    loop {
        let arrival = arrivals.peek().map(|arrival| EventKey {
            at: arrival.facts.declined.instant,
            kind: EventKind::Declined,
            line: arrival.facts.line,
            attempt: 0,
        });
        let (key, seat, happening) = match (arrival, calendar.earliest()) {
            (Some(key), earliest) if earliest.is_none_or(|earliest| key < earliest) => {
                let Some(arrival) = arrivals.next() else { return };
                (key, in_flight.seat(arrival), Happening::Event(Event::Declined))
            }
            _ => {
                let Some((key, (seat, happening))) = calendar.pop() else { return };
                (key, seat, happening)
            }
        };
        let (transaction, arrival) = in_flight.at(seat);
        let Facts { merchant, amount, .. } = arrival.facts;
        let kind = match happening {
            Happening::PassedOver(attempt) | Happening::Event(Event::Attempt(attempt)) => {
                TimelineKind::Attempt(attempt)
            }
            Happening::Event(Event::Declined) => TimelineKind::Declined,
            Happening::Event(Event::Ended(outcome)) => TimelineKind::Ended(outcome),
        };
        report(TimelineEvent { at: key.at, tag: arrival.tag, merchant, amount, kind });
        let Happening::Event(event) = happening else { continue };
        let mut aside = PassedOver { during: event, attempts: Vec::new() };
        let next = engine.step(transaction, event, &mut AlwaysSoft, &mut aside);
        for attempt in aside.attempts {
            let key = attempt_key(&attempt, key.line);
            calendar.push(key, (seat, Happening::PassedOver(attempt)));
        }
        match next {
            None => in_flight.leave(seat),
            Some(next) => {
                let next_key = match next.event {
                    Event::Attempt(attempt) => attempt_key(&attempt, key.line),
                    Event::Declined | Event::Ended(_) => {
                        EventKey { at: next.at, kind: EventKind::Ended, line: key.line, attempt: 0 }
                    }
                };
                calendar.push(next_key, (seat, Happening::Event(next.event)));
            }
        }
    }
}

fn attempt_key(attempt: &Attempt, line: u64) -> EventKey {
    EventKey { at: attempt.due.instant, kind: EventKind::Attempt, line, attempt: attempt.slot.0 }
}

/// An entry of the shared calendar.
#[derive(Clone, Copy, Debug)]
enum Happening {
    /// Something that changes the transaction.
    Event(Event),
    /// An attempt that was passed over without any time passing; shown at the time it would have had.
    PassedOver(Attempt),
}

/// Sets aside the attempts that a step passes over.
struct PassedOver {
    during: Event,
    attempts: Vec<Attempt>,
}

impl Observer for PassedOver {
    fn attempted(&mut self, attempt: &Attempt) {
        if Event::Attempt(*attempt) != self.during {
            self.attempts.push(*attempt);
        }
    }
}

/// The transactions in flight, in seats that are used again.
struct InFlight<T> {
    seats: Vec<(Transaction, Arrival<T>)>,
    free: Vec<u32>,
}

impl<T> Default for InFlight<T> {
    fn default() -> InFlight<T> {
        InFlight { seats: Vec::new(), free: Vec::new() }
    }
}

impl<T: Copy> InFlight<T> {
    fn seat(&mut self, arrival: Arrival<T>) -> u32 {
        let occupant = (Transaction::Waiting(arrival.facts), arrival);
        if let Some(seat) = self.free.pop() {
            self.seats[seat as usize] = occupant;
            seat
        } else {
            self.seats.push(occupant);
            self.seats.len() as u32 - 1
        }
    }

    fn at(&mut self, seat: u32) -> (&mut Transaction, Arrival<T>) {
        let (transaction, arrival) = &mut self.seats[seat as usize];
        (transaction, *arrival)
    }

    fn leave(&mut self, seat: u32) {
        self.free.push(seat);
    }
}
