//! What a replay says in the end: `summary.json`, and all that reports are made from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::config::Account;
use crate::model::{Class, Note, Outcome, Status, Weekday};

use super::join::{UNKNOWN_MERCHANTS, not_listed_name};
use super::sums::Sums;
use super::tally::{NoteCounts, PathKey, PathTotals, Tally, WeekdayCounts};

/// The name and version of the summary's form.
pub const SUMMARY_SCHEMA: &str = "reattempt/summary/1";

/// Money by currency code, as decimal texts.
pub type Amounts = BTreeMap<String, String>;

/// Counts by name.
pub type Counts = BTreeMap<String, u64>;

/// A replay added up. Integers and money texts only: the summaries of parts add up to that of the whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Summary {
    /// [`SUMMARY_SCHEMA`].
    pub schema: String,
    /// What became of the rows.
    pub rows: Rows,
    /// Declines by outcome.
    pub outcomes: BTreeMap<String, Total>,
    /// First hand-offs by service.
    pub handoffs: BTreeMap<String, Handoffs>,
    /// Attempts by status.
    pub attempts: Attempts,
    /// The assumptions in force.
    pub assumptions: BTreeMap<String, String>,
    /// Declines by class before any assumption.
    pub classes: BTreeMap<String, Total>,
    /// Declines by what classed them.
    pub class_sources: Counts,
    /// Declines by merchant of the decline; unknown ones are under [`Summary::unknown_merchants`].
    pub merchants: BTreeMap<String, Breakdown>,
    /// Declines by profile.
    pub profiles: BTreeMap<String, Breakdown>,
    /// Attempts by slot.
    pub slots: BTreeMap<String, SlotTotals>,
    /// Attempts by slot of each profile.
    pub ladders: BTreeMap<String, BTreeMap<String, SlotTotals>>,
    /// Attempts by the merchant they went to, or would have gone to, and weekday.
    pub targets: BTreeMap<String, BTreeMap<String, WeekdayTotals>>,
    /// Declines by path, most first.
    pub paths: Vec<Path>,
    /// Attempts with each note.
    pub attempt_notes: Counts,
    /// Transactions with each note.
    pub transaction_notes: Counts,
    /// By local date: what happened on it.
    pub days: BTreeMap<String, DayTotals>,
    /// Decline texts by class, with how many rows had each.
    pub texts: BTreeMap<String, Counts>,
    /// Ids of merchants that the configuration does not have.
    pub unknown_merchants: Counts,
    /// Rows that are no declines, by what they are.
    pub not_declines: Counts,
    /// Rejected rows by problem.
    pub rejects: Counts,
    /// Rows whose texts or ids were too many to keep apart, by list.
    pub not_listed: Counts,
}

/// What became of the rows that were read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Rows {
    /// All of them.
    pub read: u64,
    /// Those with an outcome.
    pub replayed: u64,
    /// Those that are no declines.
    pub not_declines: u64,
    /// Those that were rejected.
    pub rejected: u64,
}

/// Declines and their money.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Total {
    /// How many.
    pub count: u64,
    /// For how much.
    pub amount: Amounts,
}

/// First hand-offs to a service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Handoffs {
    /// Declines whose first hand-off went to it.
    pub count: u64,
    /// What was handed off.
    pub amount: Amounts,
    /// By slot.
    pub by_attempt: Counts,
    /// By local days since the decline.
    pub by_wait_days: Counts,
    /// By weekday of the hand-off.
    pub by_weekday: Counts,
}

/// Attempts by status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Attempts {
    /// Sent to ordinary merchants.
    pub submitted: u64,
    /// Sent to recovery services.
    pub handed_off: u64,
    /// Refused, by reason.
    pub blocked: Counts,
}

/// Declines of one merchant or profile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Breakdown {
    /// How many.
    pub count: u64,
    /// For how much.
    pub amount: Amounts,
    /// By outcome.
    pub outcomes: BTreeMap<String, Total>,
}

/// Attempts of one slot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SlotTotals {
    /// By status and reason.
    pub attempts: Attempts,
    /// What the declines were for.
    pub original: Amounts,
    /// What the attempts asked for.
    pub asked: Amounts,
}

/// Declines that took the same way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Path {
    /// The merchant of the decline; empty if unknown.
    pub merchant: String,
    /// The profile; empty if the decline did not get that far.
    pub profile: String,
    /// Soft, hard or unknown.
    pub class: String,
    /// How it ends.
    pub outcome: String,
    /// The attempts in order.
    pub attempts: Vec<PathAttempt>,
    /// How many declines.
    pub count: u64,
    /// For how much.
    pub amount: Amounts,
}

/// An attempt of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PathAttempt {
    /// The slot.
    pub attempt: u8,
    /// What became of it.
    pub status: String,
    /// Why it was blocked; empty unless it was.
    pub reason: String,
    /// Where it went.
    pub merchant: String,
}

/// What happened on a local date.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DayTotals {
    /// Payments declined.
    pub declines: u64,
    /// Attempts submitted.
    pub submitted: u64,
    /// Attempts handed off.
    pub handed_off: u64,
    /// Attempts blocked.
    pub blocked: u64,
}

/// Attempts on one weekday.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WeekdayTotals {
    /// Submitted.
    pub submitted: u64,
    /// Handed off.
    pub handed_off: u64,
    /// Blocked.
    pub blocked: u64,
}

/// A breakdown that does not add up to the whole: a defect of the program, never of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unbalanced(
    /// Which books, and both figures.
    pub String,
);

impl Summary {
    /// Adds the paths up by every name, and checks that rows and money are conserved.
    pub fn of(
        account: &Account,
        profiles: &crate::engine::Profiles,
        tally: &Tally,
    ) -> Result<Summary, Unbalanced> {
        let (not_declines, not_declines_rest) = tally.not_declines.finish();
        let (rejects, rejects_rest) = tally.rejected.finish();
        let rejected = rejects.values().sum::<u64>() + rejects_rest;
        let not_decline_rows = not_declines.values().sum::<u64>() + not_declines_rest;
        let mut books = Books::default();
        for (key, totals) in tally.paths() {
            books.enter(account, profiles, key, &totals);
        }
        books.check(tally)?;
        let mut summary = Summary {
            schema: SUMMARY_SCHEMA.to_owned(),
            rows: Rows {
                read: tally.replayed + not_decline_rows + rejected,
                replayed: tally.replayed,
                not_declines: not_decline_rows,
                rejected,
            },
            outcomes: totals_of(&books.outcomes),
            handoffs: handoffs_of(account, tally),
            attempts: books.attempts.clone(),
            assumptions: owned(account.assumptions.in_force()),
            classes: totals_of(&books.classes),
            class_sources: nonzero(tally.class_sources()),
            merchants: breakdowns_of(&books.merchants),
            profiles: breakdowns_of(&books.profiles),
            slots: slots_of(&books.slots),
            ladders: books
                .ladders
                .iter()
                .map(|(title, slots)| (title.clone(), slots_of(slots)))
                .collect(),
            targets: targets_of(account, tally),
            paths: books.paths(),
            attempt_notes: notes_of(tally.notes().0),
            transaction_notes: notes_of(tally.notes().1),
            days: tally
                .days()
                .map(|(day, counts)| (day.to_string(), DayTotals::of(counts)))
                .collect(),
            texts: BTreeMap::new(),
            unknown_merchants: Counts::new(),
            not_declines,
            rejects,
            not_listed: Counts::new(),
        };
        for &class in Class::ALL {
            let (texts, rest) = tally.texts(class);
            if !texts.is_empty() {
                summary.texts.insert(class.name().to_owned(), texts);
            }
            if rest > 0 {
                summary.not_listed.insert(not_listed_name(class.name()), rest);
            }
        }
        let (unknown, rest) = tally.unknown_merchants();
        summary.unknown_merchants = unknown;
        if rest > 0 {
            summary.not_listed.insert(UNKNOWN_MERCHANTS.to_owned(), rest);
        }
        Ok(summary)
    }
}

/// A count and sums on the way to a [`Total`].
#[derive(Clone, Debug, Default)]
struct Entry {
    count: u64,
    amount: Sums,
}

impl Entry {
    fn add(&mut self, key: PathKey, totals: &PathTotals) {
        self.count += totals.count;
        self.amount.add_minor(key.currency, totals.amount_minor);
    }

    fn total(&self) -> Total {
        Total { count: self.count, amount: self.amount.texts() }
    }
}

/// By slot: its attempts, what the declines were for, and what was asked for.
type Slots = BTreeMap<u8, (Attempts, Sums, Sums)>;

/// The paths added up by every name that a report asks for.
#[derive(Default)]
struct Books {
    all: Entry,
    outcomes: BTreeMap<&'static str, Entry>,
    classes: BTreeMap<&'static str, Entry>,
    merchants: BTreeMap<String, BTreeMap<&'static str, Entry>>,
    profiles: BTreeMap<String, BTreeMap<&'static str, Entry>>,
    attempts: Attempts,
    slots: Slots,
    ladders: BTreeMap<String, Slots>,
    paths: BTreeMap<(String, String, &'static str, &'static str, Vec<PathAttempt>), Entry>,
}

impl Books {
    fn enter(
        &mut self,
        account: &Account,
        profiles: &crate::engine::Profiles,
        key: PathKey,
        totals: &PathTotals,
    ) {
        let (class, outcome) = (key.class().name(), key.outcome().name());
        self.all.add(key, totals);
        self.outcomes.entry(outcome).or_default().add(key, totals);
        self.classes.entry(class).or_default().add(key, totals);
        let merchant = key.merchant.map_or("", |index| account.merchant(index).id.as_str());
        if key.merchant.is_some() {
            let entries = self.merchants.entry(merchant.to_owned()).or_default();
            entries.entry(outcome).or_default().add(key, totals);
        }
        let profile = key
            .merchant
            .filter(|_| key.outcome() > Outcome::NoProfile)
            .and_then(|merchant| profiles.of(merchant).chosen)
            .map(|index| account.profile(index));
        let title = profile.map_or("", |profile| profile.title.as_str());
        if profile.is_some() {
            let entries = self.profiles.entry(title.to_owned()).or_default();
            entries.entry(outcome).or_default().add(key, totals);
        }
        let mut attempts = Vec::new();
        for (slot, status, reason) in key.attempts() {
            let reason = reason.map_or("", crate::model::BlockReason::name);
            let rule =
                profile.and_then(|profile| profile.slots.iter().find(|rule| rule.slot == slot));
            let target = rule.and_then(|rule| rule.target);
            let target = target.map_or(merchant, |index| account.merchant(index).id.as_str());
            attempts.push(PathAttempt {
                attempt: slot.0,
                status: status.name().to_owned(),
                reason: reason.to_owned(),
                merchant: target.to_owned(),
            });
            self.attempts.add(status, reason, totals.count);
            let ladder = self.ladders.entry(title.to_owned()).or_default();
            for slots in [&mut self.slots, ladder] {
                let (attempts, original, asked) = slots.entry(slot.0).or_default();
                attempts.add(status, reason, totals.count);
                original.add_minor(key.currency, totals.amount_minor);
                asked.add_minor(key.currency, totals.asked_minor[usize::from(slot.0 - 1)]);
            }
        }
        let path = (merchant.to_owned(), title.to_owned(), class, outcome, attempts);
        self.paths.entry(path).or_default().add(key, totals);
    }

    /// Rows and money are conserved: outcomes add up to what was replayed.
    fn check(&self, tally: &Tally) -> Result<(), Unbalanced> {
        let declined: u64 = tally.days().map(|(_, counts)| counts[0]).sum();
        let handed_off: u64 = tally.handoffs().map(|(_, totals)| totals.count).sum();
        let attempts = |statuses: &[u64; 3]| statuses.iter().sum::<u64>();
        let targeted = tally.targets().flat_map(|(_, counts)| counts).map(attempts).sum();
        let submitted = self.attempts.submitted + self.attempts.handed_off;
        let attempted = submitted + self.attempts.blocked.values().sum::<u64>();
        let outcome = |name: &str| self.outcomes.get(name).map_or(0, |entry| entry.count);
        let ended_handed_off =
            outcome(Outcome::HandedOff.name()) + outcome(Outcome::Contested.name());
        for (books, one, two) in [
            ("rows by outcome and rows replayed", self.all.count, tally.replayed),
            ("rows by date and rows replayed", declined, tally.replayed),
            ("attempts by target and attempts by slot", targeted, attempted),
            ("hand-offs and outcomes with a hand-off", handed_off, ended_handed_off),
        ] {
            if one != two {
                return Err(Unbalanced(format!("{books}: {one} and {two}")));
            }
        }
        if self.all.amount != tally.replayed_amount {
            let (one, two) = (&self.all.amount, &tally.replayed_amount);
            return Err(Unbalanced(format!(
                "money by outcome and money replayed: {one} and {two}"
            )));
        }
        Ok(())
    }

    fn paths(&self) -> Vec<Path> {
        let mut paths: Vec<Path> = self
            .paths
            .iter()
            .map(|((merchant, profile, class, outcome, attempts), entry)| Path {
                merchant: merchant.clone(),
                profile: profile.clone(),
                class: (*class).to_owned(),
                outcome: (*outcome).to_owned(),
                attempts: attempts.clone(),
                count: entry.count,
                amount: entry.amount.texts(),
            })
            .collect();
        paths.sort_by_key(|path| std::cmp::Reverse(path.count));
        paths
    }
}

impl Attempts {
    fn add(&mut self, status: Status, reason: &str, count: u64) {
        match status {
            Status::Submitted => self.submitted += count,
            Status::HandedOff => self.handed_off += count,
            Status::Blocked => *self.blocked.entry(reason.to_owned()).or_default() += count,
        }
    }
}

impl DayTotals {
    const fn of([declines, submitted, handed_off, blocked]: [u64; 4]) -> DayTotals {
        DayTotals { declines, submitted, handed_off, blocked }
    }
}

fn totals_of(entries: &BTreeMap<&'static str, Entry>) -> BTreeMap<String, Total> {
    entries.iter().map(|(&name, entry)| (name.to_owned(), entry.total())).collect()
}

fn breakdowns_of(
    books: &BTreeMap<String, BTreeMap<&'static str, Entry>>,
) -> BTreeMap<String, Breakdown> {
    let breakdown = |entries: &BTreeMap<&'static str, Entry>| {
        let mut all = Entry::default();
        for entry in entries.values() {
            all.count += entry.count;
            all.amount.merge(&entry.amount);
        }
        Breakdown { count: all.count, amount: all.amount.texts(), outcomes: totals_of(entries) }
    };
    books.iter().map(|(name, entries)| (name.clone(), breakdown(entries))).collect()
}

fn slots_of(slots: &Slots) -> BTreeMap<String, SlotTotals> {
    let totals = |(slot, (attempts, original, asked)): (&u8, &(Attempts, Sums, Sums))| {
        let totals = SlotTotals {
            attempts: attempts.clone(),
            original: original.texts(),
            asked: asked.texts(),
        };
        (slot.to_string(), totals)
    };
    slots.iter().map(totals).collect()
}

fn targets_of(
    account: &Account,
    tally: &Tally,
) -> BTreeMap<String, BTreeMap<String, WeekdayTotals>> {
    let weekdays = |counts: &WeekdayCounts| {
        let counts = Weekday::ALL.map(Weekday::name).into_iter().zip(*counts);
        counts
            .filter(|(_, counts)| counts.iter().any(|&count| count > 0))
            .map(|(weekday, [submitted, handed_off, blocked])| {
                (weekday.to_owned(), WeekdayTotals { submitted, handed_off, blocked })
            })
            .collect()
    };
    let id = |target| account.merchant(target).id.clone();
    tally.targets().map(|(target, counts)| (id(target), weekdays(counts))).collect()
}

fn handoffs_of(account: &Account, tally: &Tally) -> BTreeMap<String, Handoffs> {
    tally
        .handoffs()
        .map(|(service, totals)| {
            let by_attempt = (1_u64..).map(|slot| slot.to_string()).zip(totals.by_attempt);
            let by_weekday = Weekday::ALL.map(Weekday::name).into_iter().zip(totals.by_weekday);
            let handoffs = Handoffs {
                count: totals.count,
                amount: totals.amount.texts(),
                by_attempt: by_attempt.filter(|(_, count)| *count > 0).collect(),
                by_wait_days: totals
                    .by_wait_days
                    .iter()
                    .map(|(d, &n)| (d.to_string(), n))
                    .collect(),
                by_weekday: nonzero(by_weekday),
            };
            (account.service(service).name.clone(), handoffs)
        })
        .collect()
}

fn notes_of(counts: &NoteCounts) -> Counts {
    nonzero(Note::ALL.iter().map(|&note| (note.name(), counts.having(note))))
}

fn nonzero(counts: impl IntoIterator<Item = (&'static str, u64)>) -> Counts {
    let counts = counts.into_iter().filter(|(_, count)| *count > 0);
    counts.map(|(name, count)| (name.to_owned(), count)).collect()
}

fn owned<const N: usize>(pairs: [(&'static str, &'static str); N]) -> BTreeMap<String, String> {
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}
