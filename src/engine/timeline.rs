//! The driver for many transactions at once: what happens to all of them, in the order in which it happens.
//!
//! It gives the same events as [`on_shared_calendar`](super::on_shared_calendar), which steps through each of
//! them when it happens. Here transactions that decline at like moments and are due at the same times are kept
//! side by side, and the calendar holds an entry for each stage of all of them together; what an event is gets
//! looked up in a memory of steps. Declines come in while others are under way.

use std::collections::VecDeque;

use crate::config::RebillTime;
use crate::model::{Currency, Decline, Instant, MerchantIndex, Money, SECONDS_PER_DAY};

use super::Engine;
use super::calendar::{EventKey, EventKind, Rank};
use super::cohorts::{Cohort, CohortNumber, Cohorts, Member, Stage, Timing};
use super::drive::{TimelineEvent, TimelineKind};
use super::facts::Facts;
use super::lanes::{Lane, Lanes};
use super::memory::{GroupNumber, Memory, MomentNumber, Place};
use super::route::Route;

/// Days that declines may be out of order by.
const SLACK_DAYS: i64 = 1;

/// All transactions under way.
pub struct Timeline<'e> {
    memory: Memory<'e>,
    /// Declines to come.
    arrivals: Vec<Arrival>,
    /// Those that have happened and had no attempts: they end at the same instant, in the same order.
    ending: VecDeque<Arrival>,
    cohorts: Cohorts,
    lanes: Lanes,
    /// The UTC day of the latest decline.
    latest_day: i64,
    /// Everything before this UTC day has happened.
    first_day: i64,
}

/// A decline to come.
#[derive(Clone, Copy, Debug)]
struct Arrival {
    at: Instant,
    member: Member,
    standing: Standing,
}

#[derive(Clone, Copy, Debug)]
enum Standing {
    /// Its moment, if it is remembered.
    Remembered(MomentNumber),
    /// Its cohort, if it was stepped through.
    Stepped(CohortNumber),
}

/// An event of a day that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLate;

impl Arrival {
    fn rank(&self, kind: EventKind) -> Rank {
        Rank::of(&EventKey { at: self.at, kind, line: self.member.line, attempt: 0 })
    }
}

impl<'e> Timeline<'e> {
    /// A timeline on which nothing happens yet.
    pub fn new(engine: &'e Engine<'e>) -> Timeline<'e> {
        Timeline {
            memory: Memory::new(engine),
            arrivals: Vec::new(),
            ending: VecDeque::new(),
            cohorts: Cohorts::default(),
            lanes: Lanes::default(),
            latest_day: i64::MIN,
            first_day: i64::MIN,
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
        let at = facts.declined.instant;
        let day = at.0.div_euclid(SECONDS_PER_DAY);
        if day < self.first_day {
            return Err(TooLate);
        }
        self.latest_day = self.latest_day.max(day);
        let place = self.memory.place(facts);
        let group = place.map_or(GroupNumber(0), |place| place.group);
        let shift_seconds = place.map_or(0, |place| self.shift_seconds(at, place.moment));
        let (line, amount_minor) = (facts.line, facts.amount.amount_minor);
        let member = Member { line, amount_minor, tag, group, shift_seconds };
        let standing = match place {
            Some(place) => Standing::Remembered(place.moment),
            None => Standing::Stepped(self.step_through(facts, member)),
        };
        self.arrivals.push(Arrival { at, member, standing });
        Ok(())
    }

    /// How much later attempts are due than those of the decline that a moment is remembered by.
    fn shift_seconds(&self, at: Instant, moment: MomentNumber) -> i32 {
        match self.memory.engine().account().rebill_time {
            RebillTime::At(_) => 0,
            RebillTime::Original => (at.0 - self.memory.moment(moment).instant.0) as i32,
        }
    }

    /// Steps through a decline that is not remembered, and gives it a cohort of its own.
    #[cold]
    fn step_through(&mut self, facts: &Facts, member: Member) -> CohortNumber {
        let mut route = Route::empty();
        self.memory.engine().replay_facts(*facts, &mut route);
        self.cohorts.seat(member, *facts, route)
    }

    /// Lets everything happen that no decline to come can be before, if none is more than a day late.
    pub fn advance(&mut self, report: &mut impl FnMut(TimelineEvent<u32>)) {
        let end_day = self.latest_day.saturating_sub(SLACK_DAYS);
        if self.first_day < end_day {
            self.first_day = end_day;
            self.run(Rank::of_day(end_day), report);
        }
    }

    /// Lets everything happen.
    pub fn finish(mut self, report: &mut impl FnMut(TimelineEvent<u32>)) {
        self.run(Rank::NEVER, report);
    }

    /// Lets everything happen before a rank.
    fn run(&mut self, end: Rank, report: &mut impl FnMut(TimelineEvent<u32>)) {
        // As a rule they are in order already.
        self.arrivals.sort_by_key(|arrival| (arrival.at, arrival.member.line));
        let arrivals = std::mem::take(&mut self.arrivals);
        let mut coming = arrivals.iter();
        loop {
            let declined = coming.as_slice().first().map(|next| next.rank(EventKind::Declined));
            let declined = declined.unwrap_or(Rank::NEVER);
            let ended = self.ending.front().map(|next| next.rank(EventKind::Ended));
            let ended = ended.unwrap_or(Rank::NEVER);
            let limit = declined.min(ended).min(end);
            if self.lanes.lowest() < limit {
                self.run_lane(limit, report);
            } else if limit == end {
                break;
            } else if declined < ended {
                if let Some(arrival) = coming.next() {
                    report(self.declined(arrival));
                }
            } else if let Some(arrival) = self.ending.pop_front() {
                report(self.ended(&arrival));
            }
        }
        self.arrivals = coming.as_slice().to_vec();
    }

    /// A payment declines: what follows is put on the calendar.
    #[inline]
    fn declined(&mut self, arrival: &Arrival) -> TimelineEvent<u32> {
        let Arrival { at, member, standing } = *arrival;
        let memory = &mut self.memory;
        let (payer, begun) = match standing {
            Standing::Remembered(moment) => {
                let place = place(memory, moment, &member);
                let begun = if memory.end_of(place.course).1 == 0 {
                    self.ending.push_back(*arrival);
                    None
                } else {
                    let timing = || Timing::of(moment, at, memory.dues(place).collect());
                    self.cohorts.join(place, member, timing)
                };
                (memory.payer(place.group), begun)
            }
            Standing::Stepped(number) => {
                (self.cohorts.at(number).payer(memory, &member), Some(number))
            }
        };
        if let Some(number) = begun {
            self.put_up(number, &member);
        }
        event(at, &member, payer, TimelineKind::Declined)
    }

    /// Puts the stages of a new cohort on the calendar; nothing happens in them before it happens to the
    /// first member, as those to come decline later.
    fn put_up(&mut self, number: CohortNumber, first: &Member) {
        let timing = &self.cohorts.at(number).timing;
        for stage in timing.stages() {
            let at = Instant(timing.at(stage).0 + i64::from(first.shift_seconds));
            let lane = Lane { cohort: number, stage, happened: 0 };
            self.lanes.add(at, stage.rank(at, 0), lane);
        }
    }

    /// A transaction without attempts is over.
    #[inline]
    fn ended(&mut self, arrival: &Arrival) -> TimelineEvent<u32> {
        let Arrival { at, member, .. } = arrival;
        let outcome = self.memory.end_of(self.memory.course_of(member.group)).0;
        event(*at, member, self.memory.payer(member.group), TimelineKind::Ended(outcome))
    }

    /// Lets the next events of the first lane happen, up to a rank or the next event of another lane.
    fn run_lane(&mut self, limit: Rank, report: &mut impl FnMut(TimelineEvent<u32>)) {
        let Some((_, mut lane)) = self.lanes.pop() else { return };
        let limit = limit.min(self.lanes.lowest());
        let cohort = self.cohorts.closed(lane.cohort);
        let due = cohort.timing.at(lane.stage);
        let mut next = None;
        for member in &cohort.members[lane.happened as usize..] {
            let at = Instant(due.0 + i64::from(member.shift_seconds));
            let rank = lane.stage.rank(at, member.line);
            if rank > limit {
                next = Some(rank);
                break;
            }
            lane.happened += 1;
            report(happening(&mut self.memory, cohort, lane.stage, at, member));
        }
        match next {
            Some(rank) => self.lanes.push(rank, lane),
            None if lane.stage == Stage::Ended => self.cohorts.leave(lane.cohort),
            None => {}
        }
    }
}

/// What happens to a member of a cohort.
#[inline]
fn happening(
    memory: &mut Memory<'_>,
    cohort: &Cohort,
    stage: Stage,
    at: Instant,
    member: &Member,
) -> TimelineEvent<u32> {
    let payer = cohort.payer(memory, member);
    if let Some(stepped) = &cohort.stepped {
        let route = &stepped.1;
        let kind = match stage {
            Stage::Attempt(position) => {
                TimelineKind::Attempt(route.attempts[usize::from(position)])
            }
            Stage::Ended => TimelineKind::Ended(route.outcome),
        };
        return event(at, member, payer, kind);
    }
    let place = place(memory, cohort.timing.moment, member);
    let kind = match stage {
        Stage::Attempt(position) => {
            let position = usize::from(position);
            let mut attempt = memory.attempt(place, position);
            let original = Money { currency: payer.1, amount_minor: member.amount_minor };
            attempt.amount = memory.discounts(place.group)[position].price(original).amount;
            attempt.due.instant = at;
            attempt.due.second = attempt.due.second.wrapping_add_signed(member.shift_seconds);
            TimelineKind::Attempt(attempt)
        }
        Stage::Ended => TimelineKind::Ended(memory.end_of(place.course).0),
    };
    event(at, member, payer, kind)
}

/// Where a remembered transaction stands.
#[inline]
fn place(memory: &Memory<'_>, moment: MomentNumber, member: &Member) -> Place {
    Place { group: member.group, course: memory.course_of(member.group), moment }
}

#[inline]
fn event(
    at: Instant,
    member: &Member,
    (merchant, currency): (Option<MerchantIndex>, Currency),
    kind: TimelineKind,
) -> TimelineEvent<u32> {
    let amount = Money { currency, amount_minor: member.amount_minor };
    TimelineEvent { at, tag: member.tag, merchant, amount, kind }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::example;

    #[test]
    fn a_year_of_declines_takes_the_room_of_those_under_way() {
        let account = example::account();
        let engine = Engine::new(&account);
        let mut timeline = Timeline::new(&engine);
        let facts = example::facts(&engine);
        let mut events = 0;
        for day in 0..365 {
            let declined = Instant(facts.declined.instant.0 + day * SECONDS_PER_DAY);
            let declined = account.timezone.moment(declined);
            timeline.arrive(&Facts { line: 2 + day as u64, declined, ..facts }, 0).unwrap();
            timeline.advance(&mut |_| events += 1);
        }
        let most = timeline.cohorts.most();
        assert!(most < 6, "{most} cohorts were kept at once");
        timeline.finish(&mut |_| events += 1);
        assert_eq!(events, 3 * 365);
    }
}
