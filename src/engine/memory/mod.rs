//! What a driver remembers, so that a decline like an earlier one need not be stepped through again.
//!
//! A route is what [`Engine::step`] said of a decline with the same facts, an amount for which every price
//! falls on the same side of every bound, and a moment for which every date falls on the same side of every
//! clock. Nothing is decided here: whatever is remembered was recorded from a step, and the prices of each
//! decline are asked anew. A decline that is not remembered, because there is no room or because
//! its dates depend on its second, is for the plain driver.

mod courses;
mod dates;
mod known;
mod moments;
mod table;
mod texts;

use std::ops::RangeInclusive;

use crate::config::RebillTime;
use crate::ingest::{Again, WordingNumber};
use crate::model::{Currency, Day, Decline, Instant, MerchantIndex, Moment, Note, Notes, Outcome};

use self::courses::Courses;
use self::dates::Dates;
use self::known::Known;
use self::moments::Moments;
use self::texts::Texts;
use super::Engine;
use super::facts::Facts;
use super::price::Discount;
use super::route::{Attempt, Route};

pub use self::courses::{CourseNumber, GroupNumber, StreamNumber};
pub use self::known::Standing;
pub use self::moments::MomentNumber;
pub use self::texts::{Text, TextNumber};

/// Notes that depend on when attempts take place.
const NOTES_OF_DATES: Notes =
    Notes::NONE.with(Note::DstShifted).with(Note::UnderMinGap).with(Note::WeekdayForced);

/// The memory of one driver. Its size is bounded, whatever it is shown.
pub struct Memory<'e> {
    engine: &'e Engine<'e>,
    texts: Texts,
    courses: Courses,
    moments: Moments<'e>,
    dates: Dates,
    known: Known,
}

/// Where a decline stands among those that are remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Declines of the same facts whose amounts differ in nothing but the prices.
    pub group: GroupNumber,
    /// Declines that take the same attempts, merchant by merchant.
    pub course: CourseNumber,
    /// Moments that give the same dates.
    pub moment: MomentNumber,
}

impl<'e> Memory<'e> {
    /// A memory of nothing.
    pub fn new(engine: &'e Engine<'e>) -> Memory<'e> {
        Memory {
            engine,
            texts: Texts::default(),
            courses: Courses::default(),
            moments: Moments::of(engine.account()),
            dates: Dates::default(),
            known: Known::default(),
        }
    }

    /// The engine that decides.
    pub fn engine(&self) -> &'e Engine<'e> {
        self.engine
    }

    /// A decline classed, its names resolved, and the number of its texts if they are remembered.
    #[inline]
    pub fn facts(&mut self, decline: &Decline<'_>) -> (Facts, Option<TextNumber>) {
        self.texts.facts(self.engine, decline)
    }

    /// Where a decline of these facts stands; `None` if it is for the plain driver.
    #[inline]
    pub fn place(&mut self, facts: &Facts) -> Option<Place> {
        let moment = self.moments.number(facts.declined)?;
        let (group, course) = self.courses.number(self.engine, facts)?;
        Some(Place { group, course, moment })
    }

    /// Where declines of these facts and texts stand, their moment aside; `None` if they are for the plain driver.
    #[inline]
    pub fn standing(&mut self, facts: &Facts, text: TextNumber) -> Option<Standing> {
        let (group, course) = self.courses.number(self.engine, facts)?;
        let (stream, span) = self.courses.stream_of(group);
        let text = self.text(text).same_words;
        Some(Standing { span, text, group, course, stream })
    }

    /// The number of a moment of decline; `None` if it is for the plain driver.
    #[inline]
    pub fn moment_number(&mut self, declined: Moment) -> Option<MomentNumber> {
        self.moments.number(declined)
    }

    /// Takes note of where the declines of a wording stand.
    pub fn know(&mut self, wording: WordingNumber, standing: &Standing) {
        self.known.set(wording, standing);
    }

    /// The course and the stream of a decline that has a known wording, which [`Memory::take_times_again`] then counts;
    /// `None` if it is for the plain driver.
    #[inline]
    pub fn known_again(&mut self, again: &Again) -> Option<(CourseNumber, StreamNumber)> {
        match self.known.again(again.wording, again.amount.amount_minor) {
            Some(known) => Some(known),
            None => self.learn_again(again),
        }
    }

    #[cold]
    fn learn_again(&mut self, again: &Again) -> Option<(CourseNumber, StreamNumber)> {
        let (text, _) = self.known.example(again.wording)?;
        let standing = self.standing(&self.facts_again(again)?, text)?;
        self.known.set(again.wording, &standing);
        self.known.again(again.wording, again.amount.amount_minor)
    }

    /// How many declines of each text had a place by their wording since this was asked last; texts may come more than
    /// once.
    pub fn take_times_again(&mut self) -> impl Iterator<Item = (TextNumber, u64)> {
        self.known.take_times()
    }

    /// The facts of a decline that has a known wording.
    pub fn facts_again(&self, again: &Again) -> Option<Facts> {
        let (text, group) = self.known.example(again.wording)?;
        Some(Facts {
            line: again.line,
            declined: again.declined_at,
            amount: again.amount,
            classification: self.text(text).classification,
            ..*self.courses.facts(group)
        })
    }

    /// What classes the declines of a known wording.
    pub fn text_again(&self, wording: WordingNumber) -> Option<&Text> {
        self.known.example(wording).map(|(text, _)| self.text(text))
    }

    fn text(&self, TextNumber(number): TextNumber) -> &Text {
        &self.texts.all()[number as usize]
    }

    /// One of the groups of a stream.
    pub fn source(&self, stream: StreamNumber) -> GroupNumber {
        self.courses.source(stream)
    }

    /// Whether declines whose moments share a number here are alike in theirs under another memory.
    pub fn tells_moments_apart_as(&self, other: &Memory<'_>) -> bool {
        self.moments.are_told_apart_as_in(&other.moments)
    }

    /// The amounts of declines of a group, in minor units.
    pub fn amounts(&self, group: GroupNumber) -> RangeInclusive<i64> {
        self.courses.amounts(group)
    }

    /// Texts that are remembered, by number.
    pub fn texts(&self) -> &[Text] {
        self.texts.all()
    }

    /// A number that declines of equal discounts share.
    #[inline]
    pub fn ladder(&self, group: GroupNumber) -> u32 {
        self.courses.ladder(group)
    }

    /// What each attempt of such declines takes off.
    #[inline]
    pub fn discounts(&self, group: GroupNumber) -> &[Discount] {
        self.courses.discounts(group)
    }

    /// What each attempt of declines takes off whose groups share this number.
    #[inline]
    pub fn discounts_of(&self, ladder: u32) -> &[Discount] {
        self.courses.discounts_of(ladder)
    }

    /// The merchant and the currency of such declines.
    #[inline]
    pub fn payer(&self, group: GroupNumber) -> (Option<MerchantIndex>, Currency) {
        self.courses.payer(group)
    }

    /// The course that such declines take.
    #[inline]
    pub(super) fn course_of(&self, group: GroupNumber) -> CourseNumber {
        self.courses.course_of(group)
    }

    /// The route of declines of a group: all but when its attempts are and what they ask for.
    pub(crate) fn route_of(&self, group: GroupNumber, route: &mut Route) {
        let course = self.courses.course(self.courses.course_of(group));
        course.write(route);
        route.classification = self.courses.facts(group).classification;
    }

    /// The outcome of declines on a course, and how many attempts they have.
    #[inline]
    pub(super) fn end_of(&self, course: CourseNumber) -> (Outcome, usize) {
        let course = self.courses.course(course);
        (course.outcome, course.attempts.len())
    }

    /// One attempt of such declines, without its price; where attempts go with the time of day of the
    /// decline, at that of [`Memory::moment`].
    #[inline]
    pub(super) fn attempt(&mut self, place: Place, position: usize) -> Attempt {
        let course = self.courses.course(place.course);
        let date = self.dates.of(self.engine, course, &self.moments, place.moment)[position];
        let attempt = &course.attempts[position];
        Attempt {
            due: date.due,
            wait_days: date.wait_days,
            notes: attempt.notes.union(date.notes),
            ..*attempt
        }
    }

    /// When the attempts of such declines are due; see [`Memory::attempt`].
    pub(super) fn dues(&mut self, place: Place) -> impl Iterator<Item = Instant> {
        let course = self.courses.course(place.course);
        let dates = self.dates.of(self.engine, course, &self.moments, place.moment);
        dates.iter().map(|date| date.due.instant)
    }

    /// One of such moments.
    #[inline]
    pub fn moment(&self, moment: MomentNumber) -> Moment {
        self.moments.example(moment)
    }

    /// The local date of such moments.
    pub fn day(&self, moment: MomentNumber) -> Day {
        self.moments.example(moment).day
    }

    /// The route of a decline, remembered or stepped through.
    pub fn replay(&mut self, facts: &Facts, place: Option<Place>, route: &mut Route) {
        match place {
            Some(place) => self.route(facts, place, route),
            None => self.engine.replay_facts(*facts, route),
        }
    }

    /// Puts the route of a decline together, price by price.
    pub fn route(&mut self, facts: &Facts, place: Place, route: &mut Route) {
        self.dated(place.course, place.moment, route);
        route.classification = facts.classification;
        // The dates of attempts at the decline's own time of day go with that.
        let seconds = match self.engine.account().rebill_time {
            RebillTime::At(_) => 0,
            RebillTime::Original => {
                i64::from(facts.declined.second)
                    - i64::from(self.moments.example(place.moment).second)
            }
        };
        let discounts = self.courses.discounts(place.group);
        for (attempt, discount) in route.attempts.iter_mut().zip(discounts) {
            attempt.amount = discount.price(facts.amount).amount;
            attempt.due.instant.0 += seconds;
            attempt.due.second = (i64::from(attempt.due.second) + seconds) as u32;
        }
    }

    /// The route of declines on a course at moments that give the same dates: all but what its attempts ask
    /// for and what classed it.
    pub fn dated(&mut self, course: CourseNumber, moment: MomentNumber, route: &mut Route) {
        let course = self.courses.course(course);
        course.write(route);
        if course.attempts.is_empty() {
            return;
        }
        let dates = self.dates.of(self.engine, course, &self.moments, moment);
        for (attempt, date) in route.attempts.iter_mut().zip(dates.iter()) {
            attempt.due = date.due;
            attempt.wait_days = date.wait_days;
            attempt.notes = attempt.notes.union(date.notes);
        }
    }
}
