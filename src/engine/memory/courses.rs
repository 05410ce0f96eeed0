//! The attempts of declines, without their dates and prices, by facts and amount.

use std::ops::RangeInclusive;

use crate::model::{
    BlockReason, Class, Currency, Day, Instant, MerchantIndex, Moment, Money, Notes, Outcome,
    ProfileIndex, ServiceIndex, Status,
};

use super::super::Engine;
use super::super::facts::{Facts, Method, Recycling};
use super::super::gates::AttemptFacts;
use super::super::observer::Observer;
use super::super::plan::Plan;
use super::super::price::Discount;
use super::super::route::{Attempt, Route};
use super::NOTES_OF_DATES;
use super::table::{Table, hash_of};

/// Sets of facts, groups, courses, patterns and ladders of discounts that are remembered.
const ROOM: usize = 16_384;
const COURSE_ROOM: usize = 4096;

/// Amounts of more major units than this are not remembered; readers take none.
const MOST_MAJOR: i64 = 1_000_000_000_000;

/// The position of a group of declines among those that are remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GroupNumber(pub u32);

/// The position of a course among those that are remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CourseNumber(pub u32);

/// The position of a stream among those that are remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamNumber(pub u32);

/// The position of a pattern of waits among those that are remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct PatternNumber(pub(super) u32);

/// What declines of many groups have in common.
#[derive(Debug)]
pub(super) struct Course {
    /// The facts of one of them.
    pub(super) facts: Facts,
    pub(super) profile: Option<ProfileIndex>,
    pub(super) outcome: Outcome,
    pub(super) own_notes: Notes,
    /// The attempts, without what depends on dates and amounts.
    pub(super) attempts: Box<[Attempt]>,
    /// What their dates depend on, beside the moment of the decline.
    pub(super) pattern: PatternNumber,
}

/// Declines of the same facts, amount and moment aside.
#[derive(Debug)]
struct Kind {
    key: u128,
    groups: Vec<(Span, GroupNumber)>,
}

/// Declines of one kind whose amounts lie in one span.
#[derive(Debug)]
struct Group {
    span: Span,
    merchant: Option<MerchantIndex>,
    currency: Currency,
    course: CourseNumber,
    ladder: u32,
    stream: StreamNumber,
}

/// What declines of many groups have in common that are added up together: all of their path, and how
/// their prices come about.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Stream {
    merchant: Option<MerchantIndex>,
    currency: Currency,
    class: Class,
    course: CourseNumber,
    ladder: u32,
}

/// Amounts from one to another, both included, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Span {
    lowest_minor: i64,
    highest_minor: i64,
}

/// What the dates of one attempt depend on.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Pace {
    profile: Option<ProfileIndex>,
    wait_days: u32,
    gathered_days: u32,
    takes_place: bool,
    /// The service that it is handed off to, which has a minimum gap.
    handed_to: Option<ServiceIndex>,
}

/// All that is remembered but dates.
#[derive(Debug)]
pub(super) struct Courses {
    kinds: Table<Kind>,
    groups: Vec<Group>,
    /// Facts of one decline of each group.
    examples: Vec<Facts>,
    known: Table<Course>,
    streams: Table<Stream>,
    /// The first group of each stream.
    sources: Vec<GroupNumber>,
    patterns: Table<Box<[Pace]>>,
    ladders: Table<Box<[Discount]>>,
}

impl Default for Courses {
    fn default() -> Courses {
        Courses {
            kinds: Table::with_room(ROOM),
            groups: Vec::new(),
            examples: Vec::new(),
            known: Table::with_room(COURSE_ROOM),
            streams: Table::with_room(ROOM),
            sources: Vec::new(),
            patterns: Table::with_room(COURSE_ROOM),
            ladders: Table::with_room(COURSE_ROOM),
        }
    }
}

impl Courses {
    /// The group and course of a decline; `None` if there is no room for them.
    #[inline]
    pub(super) fn number(
        &mut self,
        engine: &Engine<'_>,
        facts: &Facts,
    ) -> Option<(GroupNumber, CourseNumber)> {
        let key = key(facts);
        let kind = self.kinds.find(hash_of(&key), |kind| kind.key == key);
        let amount_minor = facts.amount.amount_minor;
        let groups = kind.map(|kind| &self.kinds.all()[kind as usize].groups);
        let known = groups.and_then(|groups| {
            groups.iter().find(|(span, _)| span.has(amount_minor)).map(|&(_, group)| group)
        });
        let group = match known {
            Some(group) => group,
            None => self.learn(engine, facts, kind)?,
        };
        Some((group, self.groups[group.0 as usize].course))
    }

    #[inline]
    pub(super) fn ladder(&self, group: GroupNumber) -> u32 {
        self.groups[group.0 as usize].ladder
    }

    #[inline]
    pub(super) fn discounts(&self, group: GroupNumber) -> &[Discount] {
        self.discounts_of(self.ladder(group))
    }

    #[inline]
    pub(super) fn discounts_of(&self, ladder: u32) -> &[Discount] {
        &self.ladders.all()[ladder as usize]
    }

    /// The amounts of such declines in minor units, from the lowest to the highest.
    pub(super) fn amounts(&self, group: GroupNumber) -> RangeInclusive<i64> {
        let span = self.groups[group.0 as usize].span;
        span.lowest_minor..=span.highest_minor
    }

    #[inline]
    pub(super) fn payer(&self, group: GroupNumber) -> (Option<MerchantIndex>, Currency) {
        let group = &self.groups[group.0 as usize];
        (group.merchant, group.currency)
    }

    pub(super) fn facts(&self, group: GroupNumber) -> &Facts {
        &self.examples[group.0 as usize]
    }

    /// The stream of a group and the amounts that its declines are for.
    #[inline]
    pub(super) fn stream_of(&self, group: GroupNumber) -> (StreamNumber, Span) {
        let group = &self.groups[group.0 as usize];
        (group.stream, group.span)
    }

    /// One of the groups of a stream.
    pub(super) fn source(&self, stream: StreamNumber) -> GroupNumber {
        self.sources[stream.0 as usize]
    }

    #[inline]
    pub(super) fn course_of(&self, group: GroupNumber) -> CourseNumber {
        self.groups[group.0 as usize].course
    }

    #[inline]
    pub(super) fn course(&self, course: CourseNumber) -> &Course {
        &self.known.all()[course.0 as usize]
    }

    /// Steps through a decline and remembers it for all amounts around its own that change nothing but
    /// prices.
    #[cold]
    fn learn(
        &mut self,
        engine: &Engine<'_>,
        facts: &Facts,
        kind: Option<u32>,
    ) -> Option<GroupNumber> {
        let most_minor = MOST_MAJOR * 10_i64.pow(facts.amount.currency.decimals());
        if self.groups.len() >= ROOM || facts.amount.amount_minor > most_minor {
            return None;
        }
        let mut route = Route::empty();
        let mut plans = Plans::default();
        engine.replay_facts(*facts, &mut (&mut route, &mut plans));
        let discount = |plan: &Plan| {
            let profile = engine.account.profile(route.profile?);
            Some(Discount::of(profile, facts.amount.currency, plan.price.reduction))
        };
        let ladder: Option<Box<[Discount]>> = plans.0.iter().map(discount).collect();
        let ladder = ladder?;
        let mut span = Span { lowest_minor: 0, highest_minor: most_minor };
        span.narrow_to_same_course(engine, facts, &plans.0, &ladder);
        let pattern = plans.0.iter().zip(&route.attempts);
        let pattern = pattern.map(|(plan, attempt)| Pace::of(route.profile, plan, attempt));
        let pattern = PatternNumber(self.patterns.number(pattern.collect())?);
        let course = self.course_number(Course {
            facts: *facts,
            profile: route.profile,
            outcome: route.outcome,
            own_notes: route.own_notes,
            attempts: route.attempts.iter().map(undated).collect(),
            pattern,
        })?;
        let ladder = self.ladders.number(ladder)?;
        let kind = match kind {
            Some(kind) => kind,
            None => self
                .kinds
                .add(Kind { key: key(facts), groups: Vec::new() }, |kind| hash_of(&kind.key))?,
        };
        let group = GroupNumber(self.groups.len() as u32);
        let (merchant, currency) = (facts.merchant, facts.amount.currency);
        let class = facts.classification.class;
        let stream = Stream { merchant, currency, class, course, ladder };
        let stream = StreamNumber(self.streams.number(stream)?);
        if self.sources.len() == stream.0 as usize {
            self.sources.push(group);
        }
        self.groups.push(Group { span, merchant, currency, course, ladder, stream });
        self.examples.push(*facts);
        self.kinds.at_mut(kind).groups.push((span, group));
        Some(group)
    }

    fn course_number(&mut self, course: Course) -> Option<CourseNumber> {
        let found = self
            .known
            .find(hash_of(&course.identity()), |other| other.identity() == course.identity());
        let number = match found {
            Some(number) => Some(number),
            None => self.known.add(course, |course| hash_of(&course.identity())),
        };
        number.map(CourseNumber)
    }
}

impl Course {
    /// The route of its declines, without dates and prices, and without what classed them.
    pub(super) fn write(&self, route: &mut Route) {
        route.profile = self.profile;
        route.outcome = self.outcome;
        route.own_notes = self.own_notes;
        route.attempts.clear();
        route.attempts.extend_from_slice(&self.attempts);
    }

    /// All but the example.
    fn identity(&self) -> (Option<ProfileIndex>, Outcome, Notes, &[Attempt], PatternNumber) {
        (self.profile, self.outcome, self.own_notes, &self.attempts, self.pattern)
    }
}

/// An attempt without what depends on the amount and the moment of the decline.
fn undated(attempt: &Attempt) -> Attempt {
    Attempt {
        due: Moment { instant: Instant(0), day: Day(0), second: 0 },
        wait_days: 0,
        amount: Money { currency: Currency::USD, amount_minor: 0 },
        notes: attempt.notes.without(NOTES_OF_DATES),
        ..*attempt
    }
}

/// Everything that a course depends on but the amount and the moment of the decline, as a number.
#[inline]
fn key(facts: &Facts) -> u128 {
    let method = match facts.method {
        Method::Unknown => 0,
        Method::Unlisted => 1,
        Method::Known(number) => 2 + u32::from(number),
    };
    let merchant = facts.merchant.map_or(0, |merchant| 1 + u64::from(merchant.0));
    let small = [
        facts.classification.class as u8,
        facts.is_prepaid as u8,
        facts.is_debit as u8,
        facts.order_type as u8,
        u8::from(facts.recycling == Recycling::Disabled),
        facts.recorded as u8,
    ];
    let small = small.into_iter().fold(0_u64, |bits, value| bits << 2 | u64::from(value));
    u128::from(merchant) << 80
        | u128::from(method) << 56
        | u128::from(facts.amount.currency.number()) << 24
        | u128::from(facts.attempt) << 12
        | u128::from(small)
}

impl Pace {
    fn of(profile: Option<ProfileIndex>, plan: &Plan, attempt: &Attempt) -> Pace {
        Pace {
            profile,
            wait_days: plan.wait_days,
            gathered_days: plan.gathered_days,
            takes_place: attempt.recycle_number.is_some(),
            handed_to: match attempt.status {
                Status::HandedOff => attempt.service,
                Status::Submitted | Status::Blocked => None,
            },
        }
    }
}

impl Span {
    #[inline]
    pub(super) const fn has(self, amount_minor: i64) -> bool {
        self.lowest_minor <= amount_minor && amount_minor <= self.highest_minor
    }

    /// Leaves the amounts for which whatever looks at amounts says the same as for that of `facts`: the
    /// door, and of each attempt the service's minimum and whether the price is floored. Prices never fall
    /// where amounts rise, so each changes its mind once at the most, on either side of the minimum price.
    fn narrow_to_same_course(
        &mut self,
        engine: &Engine<'_>,
        facts: &Facts,
        plans: &[Plan],
        ladder: &[Discount],
    ) {
        let (door, gates) = (engine.door(), engine.gates());
        let Some(profile) = door.profile(facts) else { return };
        let currency = facts.amount.currency;
        let money = |amount_minor| Money { currency, amount_minor };
        let minimum_minor = engine.account.profile(profile).minimum_price.round_to_minor(currency);
        self.narrow(facts, |minor| minor <= minimum_minor);
        self.narrow(facts, |minor| {
            door.refuses(Outcome::BelowMinimum, &Facts { amount: money(minor), ..*facts })
        });
        for (plan, discount) in plans.iter().zip(ladder) {
            self.narrow(facts, |minor| discount.price(money(minor)).is_floored());
            self.narrow(facts, |minor| {
                let price = discount.price(money(minor)).amount;
                let attempt = AttemptFacts::of(facts, plan.target, price);
                gates.verdict(BlockReason::BelowServiceMinimum, &attempt)
                    == super::super::Verdict::Fail
            });
        }
    }

    /// Leaves the amounts for which a test that changes once at the most in this span says the same as for
    /// that of `facts`.
    fn narrow(&mut self, facts: &Facts, test: impl Fn(i64) -> bool) {
        let own = facts.amount.amount_minor;
        let same = |minor| test(minor) == test(own);
        if !same(self.lowest_minor) {
            let (mut outside, mut inside) = (self.lowest_minor, own);
            while inside - outside > 1 {
                let middle = outside.midpoint(inside);
                if same(middle) { inside = middle } else { outside = middle }
            }
            self.lowest_minor = inside;
        }
        if !same(self.highest_minor) {
            let (mut inside, mut outside) = (own, self.highest_minor);
            while outside - inside > 1 {
                let middle = inside.midpoint(outside);
                if same(middle) { inside = middle } else { outside = middle }
            }
            self.highest_minor = inside;
        }
    }
}

/// Keeps the plans of a replay.
#[derive(Default)]
struct Plans(Vec<Plan>);

impl Observer for Plans {
    fn planned(&mut self, plan: &Plan) {
        self.0.push(*plan);
    }
}
