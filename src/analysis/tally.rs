//! What a replay adds up while it runs: integers only, so that any split of the rows adds up to the same.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::engine::{ClassSource, Classification, Route, TableStep, Text};
use crate::model::{
    BlockReason, Class, Currency, Day, Decline, MerchantIndex, Money, Outcome, ServiceIndex, Slot,
    Status,
};

use super::counter::TextCounter;
use super::days::DayCounts;
use super::sums::Sums;

/// Slots that a path can name; the dialect has nine.
pub const MAX_SLOTS: usize = 9;

/// Running totals of a replay.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Declines that were replayed, and their money: counted apart from the paths, to check them.
    pub replayed: u64,
    /// The money of the declines that were replayed.
    pub replayed_amount: Sums,
    /// Rows that are no declines, by what they are.
    pub not_declines: TextCounter,
    /// Rejected rows, by problem.
    pub rejected: TextCounter,
    /// Declines by path: what every breakdown by merchant, profile, slot or outcome is added up from.
    paths: HashMap<PathKey, PathTotals, FixedState>,
    /// First hand-offs by service.
    handoffs: Vec<HandoffTotals>,
    /// Attempts by the bits of their notes, and transactions likewise.
    attempt_notes: NoteCounts,
    transaction_notes: NoteCounts,
    /// Declines, then attempts submitted, handed off and blocked, by local date.
    days: DayCounts<4>,
    /// Attempts by target merchant, weekday and status.
    targets: Vec<WeekdayCounts>,
    /// Declines by what classed them.
    class_sources: [u64; 7],
    /// Decline texts (or codes, where there is no text) by class.
    texts: [TextCounter; 3],
    /// Ids of merchants that the configuration does not have.
    unknown_merchants: TextCounter,
}

/// Attempts by weekday, Monday first, and status: submitted, handed off and blocked.
pub type WeekdayCounts = [[u64; 3]; 7];

/// The words of a decline that a summary tells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'a> {
    pub(super) merchant_id: &'a str,
    pub(super) response_code: &'a str,
    pub(super) response_text: &'a str,
}

impl<'a> Words<'a> {
    /// Those that are remembered.
    pub(super) fn of(text: &'a Text) -> Words<'a> {
        Words {
            merchant_id: text.merchant_id(),
            response_code: text.response_code(),
            response_text: text.response_text(),
        }
    }
}

/// A path: everything of a route but its dates and prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PathKey {
    /// The merchant of the decline, `None` if unknown.
    pub merchant: Option<MerchantIndex>,
    /// The currency.
    pub currency: Currency,
    /// Per slot four bits: 0 no attempt, 1 submitted, 2 handed off, 3 and up blocked by the reason of that
    /// number less three; then the class and the outcome.
    code: u64,
}

const CLASS_SHIFT: u32 = 4 * MAX_SLOTS as u32;
const OUTCOME_SHIFT: u32 = CLASS_SHIFT + 4;

impl PathKey {
    fn of(merchant: Option<MerchantIndex>, currency: Currency, route: &Route) -> PathKey {
        let attempts = route.attempts.iter().fold(0, |code, attempt| {
            let nibble = match (attempt.status, attempt.reason) {
                (Status::Submitted, _) => 1,
                (Status::HandedOff, _) => 2,
                (Status::Blocked, reason) => 3 + reason.map_or(0, |reason| reason as u64),
            };
            code | nibble << (4 * u32::from(attempt.slot.0 - 1))
        });
        let class = (route.classification.class as u64) << CLASS_SHIFT;
        let outcome = (route.outcome as u64) << OUTCOME_SHIFT;
        PathKey { merchant, currency, code: attempts | class | outcome }
    }

    /// The class before any assumption.
    pub fn class(self) -> Class {
        Class::ALL[(self.code >> CLASS_SHIFT & 15) as usize]
    }

    /// How it ends.
    pub fn outcome(self) -> Outcome {
        Outcome::ALL[(self.code >> OUTCOME_SHIFT) as usize]
    }

    /// The attempts: slot, status, and why it was blocked.
    pub fn attempts(self) -> impl Iterator<Item = (Slot, Status, Option<BlockReason>)> {
        (1..=MAX_SLOTS as u8).filter_map(move |slot| {
            let nibble = (self.code >> (4 * u32::from(slot - 1)) & 15) as usize;
            match nibble {
                0 => None,
                1 => Some((Slot(slot), Status::Submitted, None)),
                2 => Some((Slot(slot), Status::HandedOff, None)),
                _ => Some((Slot(slot), Status::Blocked, Some(BlockReason::ALL[nibble - 3]))),
            }
        })
    }
}

/// What is added up per path.
#[derive(Clone, Copy, Debug, Default)]
pub struct PathTotals {
    /// Declines.
    pub count: u64,
    /// What they were for, in minor units.
    pub amount_minor: i128,
    /// What each slot's attempts asked for, in minor units.
    pub asked_minor: [i128; MAX_SLOTS],
}

/// First hand-offs to one service.
#[derive(Clone, Debug, Default)]
pub struct HandoffTotals {
    /// Declines.
    pub count: u64,
    /// What was handed off.
    pub amount: Sums,
    /// Declines by slot, position 0 being slot 1.
    pub by_attempt: [u64; MAX_SLOTS],
    /// Declines by local days since the decline.
    pub by_wait_days: std::collections::BTreeMap<i32, u64>,
    /// Declines by weekday, Monday first.
    pub by_weekday: [u64; 7],
}

/// Counts by the bits of a set of notes.
#[derive(Clone, Debug)]
pub struct NoteCounts(Box<[u64; 256]>);

impl Default for NoteCounts {
    fn default() -> NoteCounts {
        NoteCounts(Box::new([0; 256]))
    }
}

impl NoteCounts {
    /// How many had a note.
    pub fn having(&self, note: crate::model::Note) -> u64 {
        let counts = self.0.iter().enumerate();
        counts.filter(|(bits, _)| bits & (1 << note as usize) != 0).map(|(_, count)| count).sum()
    }

    fn merge(&mut self, other: &NoteCounts) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0.iter()) {
            *mine += theirs;
        }
    }
}

impl Tally {
    /// Adds a replayed decline. `merchant` is the decline's, `None` if unknown.
    pub fn routed(
        &mut self,
        merchant: Option<MerchantIndex>,
        decline: &Decline<'_>,
        route: &Route,
    ) {
        let words = Words {
            merchant_id: decline.merchant_id,
            response_code: decline.response_code,
            response_text: decline.response_text,
        };
        self.routed_as(merchant, words, decline.amount, decline.declined_at.day, route);
    }

    /// Adds a replayed decline that declined on `day`.
    pub(super) fn routed_as(
        &mut self,
        merchant: Option<MerchantIndex>,
        words: Words<'_>,
        amount: Money,
        day: Day,
        route: &Route,
    ) {
        self.replay(amount);
        self.classed(merchant, words, route.classification, 1);
        let mut totals = PathTotals {
            count: 1,
            amount_minor: i128::from(amount.amount_minor),
            ..PathTotals::default()
        };
        for attempt in &route.attempts {
            totals.asked_minor[usize::from(attempt.slot.0 - 1)] =
                i128::from(attempt.amount.amount_minor);
        }
        self.on_path(merchant, amount.currency, route, &totals);
        self.on_dates(day, route, 1);
    }

    /// Counts a replayed decline and its money, apart from where it is added up.
    pub(super) fn replay(&mut self, amount: Money) {
        self.replayed += 1;
        self.replayed_amount.add(amount);
    }

    /// Adds declines by what classed them.
    pub(super) fn classed(
        &mut self,
        merchant: Option<MerchantIndex>,
        words: Words<'_>,
        classification: Classification,
        times: u64,
    ) {
        self.class_sources[source_number(classification.source)] += times;
        let reason = match words.response_text.trim() {
            "" => words.response_code,
            text => text,
        };
        self.texts[classification.class as usize].add(reason, times);
        if merchant.is_none() {
            self.unknown_merchants.add(words.merchant_id, times);
        }
    }

    /// Adds declines of one path: how they are classed and end, and what they and their attempts are for.
    pub(super) fn on_path(
        &mut self,
        merchant: Option<MerchantIndex>,
        currency: Currency,
        route: &Route,
        totals: &PathTotals,
    ) {
        self.paths.entry(PathKey::of(merchant, currency, route)).or_default().merge(totals);
        if let Some(handoff) = route.handoff()
            && let Some(service) = handoff.service
        {
            let asked_minor = totals.asked_minor[usize::from(handoff.slot.0 - 1)];
            self.handoff(service).amount.add_minor(currency, asked_minor);
        }
    }

    /// Adds declines of one date whose attempts take place on the same dates, with the same notes.
    pub(super) fn on_dates(&mut self, declined: Day, route: &Route, times: u64) {
        self.days.add(declined, 0, times);
        let mut notes = route.own_notes;
        for attempt in &route.attempts {
            self.days.add(attempt.due.day, 1 + attempt.status as usize, times);
            let target = attempt.target.0 as usize;
            if self.targets.len() <= target {
                self.targets.resize(target + 1, WeekdayCounts::default());
            }
            let weekday = attempt.due.day.weekday() as usize;
            self.targets[target][weekday][attempt.status as usize] += times;
            self.attempt_notes.0[usize::from(attempt.notes.bits())] += times;
            notes = notes.union(attempt.notes);
        }
        self.transaction_notes.0[usize::from(notes.bits())] += times;
        if let Some(handoff) = route.handoff()
            && let Some(service) = handoff.service
        {
            let totals = self.handoff(service);
            totals.count += times;
            totals.by_attempt[usize::from(handoff.slot.0 - 1)] += times;
            *totals.by_wait_days.entry(handoff.due.day.since(declined)).or_default() += times;
            totals.by_weekday[handoff.due.day.weekday() as usize] += times;
        }
    }

    fn handoff(&mut self, ServiceIndex(service): ServiceIndex) -> &mut HandoffTotals {
        let service = service as usize;
        if self.handoffs.len() <= service {
            self.handoffs.resize_with(service + 1, HandoffTotals::default);
        }
        &mut self.handoffs[service]
    }

    /// Adds a row that is no decline.
    pub fn not_a_decline(&mut self, what: &str) {
        self.not_declines.count(what);
    }

    /// Adds a rejected row.
    pub fn rejected(&mut self, problem: &str) {
        self.rejected.count(problem);
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: &Tally) {
        self.replayed += other.replayed;
        self.replayed_amount.merge(&other.replayed_amount);
        self.not_declines.merge(&other.not_declines);
        self.rejected.merge(&other.rejected);
        for (key, theirs) in other.paths() {
            self.paths.entry(key).or_default().merge(&theirs);
        }
        if self.handoffs.len() < other.handoffs.len() {
            self.handoffs.resize_with(other.handoffs.len(), HandoffTotals::default);
        }
        for (mine, theirs) in self.handoffs.iter_mut().zip(&other.handoffs) {
            mine.merge(theirs);
        }
        self.attempt_notes.merge(&other.attempt_notes);
        self.transaction_notes.merge(&other.transaction_notes);
        self.days.merge(&other.days);
        if self.targets.len() < other.targets.len() {
            self.targets.resize(other.targets.len(), WeekdayCounts::default());
        }
        for (mine, theirs) in self.targets.iter_mut().zip(&other.targets) {
            for (mine, theirs) in mine.iter_mut().flatten().zip(theirs.iter().flatten()) {
                *mine += theirs;
            }
        }
        for (mine, theirs) in self.class_sources.iter_mut().zip(other.class_sources) {
            *mine += theirs;
        }
        for (mine, theirs) in self.texts.iter_mut().zip(&other.texts) {
            mine.merge(theirs);
        }
        self.unknown_merchants.merge(&other.unknown_merchants);
    }

    /// Every path with its totals, in order.
    pub fn paths(&self) -> Vec<(PathKey, PathTotals)> {
        #[allow(clippy::iter_over_hash_type, reason = "sorted before anyone sees it")]
        let mut paths: Vec<_> = self.paths.iter().map(|(&key, &totals)| (key, totals)).collect();
        paths.sort_unstable_by_key(|(key, _)| *key);
        paths
    }

    /// First hand-offs by service.
    pub fn handoffs(&self) -> impl Iterator<Item = (ServiceIndex, &HandoffTotals)> {
        let handoffs = self.handoffs.iter().enumerate();
        handoffs.map(|(at, totals)| (ServiceIndex(at as u32), totals)).filter(|(_, t)| t.count > 0)
    }

    /// Notes of attempts, and of transactions.
    pub fn notes(&self) -> (&NoteCounts, &NoteCounts) {
        (&self.attempt_notes, &self.transaction_notes)
    }

    /// By local date: declines, then attempts submitted, handed off and blocked.
    pub fn days(&self) -> impl Iterator<Item = (crate::model::Day, [u64; 4])> {
        self.days.iter()
    }

    /// Attempts by target, for each target that has any.
    pub fn targets(&self) -> impl Iterator<Item = (MerchantIndex, &WeekdayCounts)> {
        let targets = self.targets.iter().enumerate();
        targets
            .map(|(at, counts)| (MerchantIndex(at as u32), counts))
            .filter(|(_, counts)| counts.iter().flatten().any(|&count| count > 0))
    }

    /// Declines by what classed them: each source's name with its count.
    pub fn class_sources(&self) -> impl Iterator<Item = (&'static str, u64)> {
        SOURCE_NAMES.into_iter().zip(self.class_sources)
    }

    /// Decline texts of a class, with how many rows had texts beyond those that are kept.
    pub fn texts(&self, class: Class) -> (std::collections::BTreeMap<String, u64>, u64) {
        self.texts[class as usize].finish()
    }

    /// Ids of merchants that the configuration does not have, likewise.
    pub fn unknown_merchants(&self) -> (std::collections::BTreeMap<String, u64>, u64) {
        self.unknown_merchants.finish()
    }
}

impl PathTotals {
    /// The same, where what was asked for is by the attempts of a route, with what they asked for by slot.
    pub(super) fn by_slot(&self, route: &Route) -> PathTotals {
        let mut asked_minor = [0; MAX_SLOTS];
        for (attempt, asked) in route.attempts.iter().zip(self.asked_minor) {
            asked_minor[usize::from(attempt.slot.0 - 1)] = asked;
        }
        PathTotals { asked_minor, ..*self }
    }

    fn merge(&mut self, other: &PathTotals) {
        self.count += other.count;
        self.amount_minor += other.amount_minor;
        for (mine, theirs) in self.asked_minor.iter_mut().zip(other.asked_minor) {
            *mine += theirs;
        }
    }
}

impl HandoffTotals {
    fn merge(&mut self, other: &HandoffTotals) {
        self.count += other.count;
        self.amount.merge(&other.amount);
        for (mine, theirs) in self.by_attempt.iter_mut().zip(other.by_attempt) {
            *mine += theirs;
        }
        for (&days, &count) in &other.by_wait_days {
            *self.by_wait_days.entry(days).or_default() += count;
        }
        for (mine, theirs) in self.by_weekday.iter_mut().zip(other.by_weekday) {
            *mine += theirs;
        }
    }
}

const SOURCE_NAMES: [&str; 7] = [
    "decline_map",
    "response_type",
    "gateway_code",
    "network_code",
    "gateway_text",
    "any_text",
    "nothing",
];

fn source_number(source: ClassSource) -> usize {
    match source {
        ClassSource::Map(_) => 0,
        ClassSource::ResponseType => 1,
        ClassSource::Table(verdict) => match verdict.step {
            TableStep::GatewayCode => 2,
            TableStep::NetworkCode => 3,
            TableStep::GatewayText => 4,
            TableStep::AnyText => 5,
        },
        ClassSource::Nothing => 6,
    }
}
