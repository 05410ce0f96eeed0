//! The driver for many transactions at once: what happens to all of them, in the order in which it happens.
//!
//! It gives the same events as [`on_shared_calendar`](super::on_shared_calendar), which steps through each of
//! them when it happens. Here an event is 32 bytes until then, and what it is gets looked up in a memory of
//! steps; declines come in while others are under way.

use crate::config::RebillTime;
use crate::model::{Decline, Instant, Money, Outcome, SECONDS_PER_DAY};

use super::Engine;
use super::buckets::{self, Buckets, Entry, Stage, TooLate, When};
use super::drive::{TimelineEvent, TimelineKind};
use super::facts::Facts;
use super::memory::{GroupNumber, Memory, MomentNumber, Place};
use super::route::Route;

/// Days that declines may be out of order by.
const SLACK_DAYS: i64 = 1;

/// The group of events of transactions that are not remembered; their moment is their seat.
const STEPPED: u32 = u32::MAX;

/// All transactions under way.
pub struct Timeline<'e> {
    memory: Memory<'e>,
    buckets: Buckets,
    /// Transactions that are not remembered, with their routes, in seats that are used again.
    stepped: Vec<(Facts, Route)>,
    free: Vec<u32>,
    /// The UTC day of the latest decline.
    latest_day: i64,
}

impl<'e> Timeline<'e> {
    /// A timeline on which nothing happens yet.
    pub fn new(engine: &'e Engine<'e>) -> Timeline<'e> {
        Timeline {
            memory: Memory::new(engine),
            buckets: Buckets::default(),
            stepped: Vec::new(),
            free: Vec::new(),
            latest_day: i64::MIN,
        }
    }

    /// A decline classed, its names resolved.
    pub fn facts(&mut self, decline: &Decline<'_>) -> Facts {
        self.memory.facts(decline).0
    }

    /// Takes a decline in; `tag` comes back with each of its events.
    pub fn decline(&mut self, decline: &Decline<'_>, tag: u32) -> Result<(), TooLate> {
        let facts = self.facts(decline);
        self.arrive(&facts, tag)
    }

    /// Takes a decline of these facts in.
    pub fn arrive(&mut self, facts: &Facts, tag: u32) -> Result<(), TooLate> {
        let (group, moment) = match self.memory.place(facts) {
            Some(place) => (place.group.0, place.moment.0),
            None => (STEPPED, self.step_through(facts)),
        };
        let at = facts.declined.instant;
        self.latest_day = self.latest_day.max(at.0.div_euclid(SECONDS_PER_DAY));
        let amount_minor = facts.amount.amount_minor;
        let when = When::default();
        let entry = Entry { line: facts.line, amount_minor, group, moment, tag, when };
        self.buckets.push(at, Stage::Declined, entry)
    }

    /// Lets everything happen that no decline to come can be before, if none is more than a day late.
    pub fn advance(&mut self, report: &mut impl FnMut(TimelineEvent<u32>)) {
        self.run(self.latest_day.saturating_sub(SLACK_DAYS), report);
    }

    /// Lets everything happen.
    pub fn finish(mut self, report: &mut impl FnMut(TimelineEvent<u32>)) {
        self.run(i64::MAX, report);
    }

    fn run(&mut self, end: i64, report: &mut impl FnMut(TimelineEvent<u32>)) {
        while let Some(day) = self.buckets.begin_day(end) {
            while let Some(entry) = self.buckets.pop() {
                let at = buckets::instant(day, entry.when);
                let place = self.place(&entry);
                let (merchant, currency) = match place {
                    Some(place) => self.memory.payer(place.group),
                    None => {
                        let (facts, _) = &self.stepped[entry.moment as usize];
                        (facts.merchant, facts.amount.currency)
                    }
                };
                let amount = Money { currency, amount_minor: entry.amount_minor };
                let kind = self.happen(at, &entry, place, amount);
                report(TimelineEvent { at, tag: entry.tag, merchant, amount, kind });
            }
        }
    }

    /// What an event is; what follows from it is put on the calendar.
    #[inline]
    fn happen(
        &mut self,
        at: Instant,
        entry: &Entry,
        place: Option<Place>,
        original: Money,
    ) -> TimelineKind {
        match entry.when.stage() {
            Stage::Declined => {
                let shift_seconds = match (place, self.memory.engine().account().rebill_time) {
                    (Some(place), RebillTime::Original) => {
                        at.0 - self.memory.moment(place.moment).instant.0
                    }
                    (None, _) | (_, RebillTime::At(_)) => 0,
                };
                self.schedule(0, at, shift_seconds, entry, place);
                TimelineKind::Declined
            }
            Stage::Attempt(position) => {
                let position = usize::from(position);
                let mut attempt = match place {
                    Some(place) => {
                        let mut attempt = self.memory.attempt(place, position);
                        let discount = self.memory.discounts(place.group)[position];
                        attempt.amount = discount.price(original).amount;
                        attempt
                    }
                    None => self.stepped[entry.moment as usize].1.attempts[position],
                };
                let shift_seconds = at.0 - attempt.due.instant.0;
                attempt.due.instant = at;
                attempt.due.second = (i64::from(attempt.due.second) + shift_seconds) as u32;
                // One that does not count lets time pass for none: what comes after it is scheduled already.
                if attempt.recycle_number.is_some() {
                    self.schedule(position + 1, at, shift_seconds, entry, place);
                }
                TimelineKind::Attempt(attempt)
            }
            Stage::Ended => TimelineKind::Ended(self.leave(entry, place)),
        }
    }

    /// Puts the attempts from a position on the calendar, up to the first that counts, and the end if there
    /// is none left.
    #[inline]
    fn schedule(
        &mut self,
        from: usize,
        now: Instant,
        shift_seconds: i64,
        entry: &Entry,
        place: Option<Place>,
    ) {
        let count = match place {
            Some(place) => self.memory.end_of(place.course).1,
            None => self.stepped[entry.moment as usize].1.attempts.len(),
        };
        for position in from..count {
            let (due, recycle_number) = match place {
                Some(place) => self.memory.due(place, position),
                None => {
                    let attempt = &self.stepped[entry.moment as usize].1.attempts[position];
                    (attempt.due.instant, attempt.recycle_number)
                }
            };
            self.push(Instant(due.0 + shift_seconds), Stage::Attempt(position as u8), entry);
            if recycle_number.is_some() {
                return;
            }
        }
        let latest = match place {
            Some(place) => self.memory.latest_due(place),
            None => {
                let attempts = &self.stepped[entry.moment as usize].1.attempts;
                attempts.iter().map(|attempt| attempt.due.instant).max()
            }
        };
        let end = latest.map_or(now, |latest| now.max(Instant(latest.0 + shift_seconds)));
        self.push(end, Stage::Ended, entry);
    }

    #[inline]
    fn push(&mut self, at: Instant, stage: Stage, entry: &Entry) {
        // Invariant: nothing that follows from an event comes before it, and its own day is under way.
        self.buckets.push(at, stage, *entry).expect("time does not run backwards");
    }

    /// Where a transaction that is remembered stands.
    #[inline]
    fn place(&self, entry: &Entry) -> Option<Place> {
        (entry.group != STEPPED).then(|| {
            let group = GroupNumber(entry.group);
            let course = self.memory.course_of(group);
            Place { group, course, moment: MomentNumber(entry.moment) }
        })
    }

    /// Steps through a decline that is not remembered, and seats it.
    #[cold]
    fn step_through(&mut self, facts: &Facts) -> u32 {
        let seat = self.free.pop().unwrap_or_else(|| {
            self.stepped.push((*facts, Route::empty()));
            self.stepped.len() as u32 - 1
        });
        let engine = self.memory.engine();
        let (of, route) = &mut self.stepped[seat as usize];
        *of = *facts;
        engine.replay_facts(*facts, route);
        seat
    }

    fn leave(&mut self, entry: &Entry, place: Option<Place>) -> Outcome {
        if let Some(place) = place {
            return self.memory.end_of(place.course).0;
        }
        self.free.push(entry.moment);
        self.stepped[entry.moment as usize].1.outcome
    }
}
