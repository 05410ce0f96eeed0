//! The summaries of parts as the summary of the whole.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Currency;

use super::counter::TextCounter;
use super::summary::{
    Amounts, Attempts, Breakdown, Counts, DayTotals, Handoffs, Path, PathAttempt, Rows,
    SUMMARY_SCHEMA, SlotTotals, Summary, Total, WeekdayTotals,
};
use super::sums::Sums;

/// Why summaries are not of parts of one whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unjoinable {
    /// There is none.
    Nothing,
    /// This schema is not [`SUMMARY_SCHEMA`].
    Schema(String),
    /// They were made under different assumptions.
    Assumptions,
    /// This amount of this currency is none.
    Amount(String, String),
}

impl Summary {
    /// The summary of the whole from those of its parts: the same as one replay of all their rows gives.
    pub fn join(parts: Vec<Summary>) -> Result<Summary, Unjoinable> {
        let mut parts = parts.into_iter();
        let mut whole = parts.next().ok_or(Unjoinable::Nothing)?;
        if whole.schema != SUMMARY_SCHEMA {
            return Err(Unjoinable::Schema(whole.schema));
        }
        for part in parts {
            whole.add(&part)?;
        }
        whole.paths.sort_by(|one, two| {
            two.count.cmp(&one.count).then_with(|| path_key(one).cmp(&path_key(two)))
        });
        Ok(whole)
    }

    fn add(&mut self, part: &Summary) -> Result<(), Unjoinable> {
        // Every field by name, so that a new one cannot be forgotten.
        let Summary {
            schema,
            rows,
            outcomes,
            handoffs,
            attempts,
            assumptions,
            classes,
            class_sources,
            merchants,
            profiles,
            slots,
            ladders,
            targets,
            paths,
            attempt_notes,
            transaction_notes,
            days,
            texts,
            unknown_merchants,
            not_declines,
            rejects,
            not_listed,
        } = part;
        if schema != SUMMARY_SCHEMA {
            return Err(Unjoinable::Schema(schema.clone()));
        }
        if *assumptions != self.assumptions {
            return Err(Unjoinable::Assumptions);
        }
        self.rows.add(rows);
        add_each(&mut self.outcomes, outcomes, Total::add)?;
        add_each(&mut self.handoffs, handoffs, Handoffs::add)?;
        self.attempts.join(attempts);
        add_each(&mut self.classes, classes, Total::add)?;
        add_counts(&mut self.class_sources, class_sources);
        add_each(&mut self.merchants, merchants, Breakdown::add)?;
        add_each(&mut self.profiles, profiles, Breakdown::add)?;
        add_each(&mut self.slots, slots, SlotTotals::add)?;
        add_each(&mut self.ladders, ladders, |mine, theirs| {
            add_each(mine, theirs, SlotTotals::add)
        })?;
        for (target, weekdays) in targets {
            let mine = self.targets.entry(target.clone()).or_default();
            for (weekday, totals) in weekdays {
                mine.entry(weekday.clone()).or_default().add(totals);
            }
        }
        self.add_paths(paths)?;
        add_counts(&mut self.attempt_notes, attempt_notes);
        add_counts(&mut self.transaction_notes, transaction_notes);
        for (day, totals) in days {
            self.days.entry(day.clone()).or_default().add(totals);
        }
        self.add_texts(texts, unknown_merchants, not_listed);
        add_counts(&mut self.not_declines, not_declines);
        add_counts(&mut self.rejects, rejects);
        Ok(())
    }

    fn add_paths(&mut self, paths: &[Path]) -> Result<(), Unjoinable> {
        let key = |path: &Path| {
            let (merchant, profile, class, outcome, attempts) = path_key(path);
            let own = str::to_owned;
            (own(merchant), own(profile), own(class), own(outcome), attempts.to_vec())
        };
        let mut all: BTreeMap<_, Path> =
            std::mem::take(&mut self.paths).into_iter().map(|path| (key(&path), path)).collect();
        for path in paths {
            match all.get_mut(&key(path)) {
                Some(mine) => {
                    mine.count += path.count;
                    add_amounts(&mut mine.amount, &path.amount)?;
                }
                None => {
                    all.insert(key(path), path.clone());
                }
            }
        }
        self.paths = all.into_values().collect();
        Ok(())
    }

    /// Adds lists that are kept in bounded memory, each with what is not listed of it.
    fn add_texts(
        &mut self,
        texts: &BTreeMap<String, Counts>,
        unknown_merchants: &Counts,
        not_listed: &Counts,
    ) {
        let classes: BTreeSet<String> = self.texts.keys().chain(texts.keys()).cloned().collect();
        for class in classes {
            let name = not_listed_name(&class);
            let theirs = TextCounter::of(
                texts.get(&class).cloned().unwrap_or_default(),
                not_listed.get(&name).copied().unwrap_or_default(),
            );
            let mine = self.texts.entry(class).or_default();
            *mine = add_listed(mine, &mut self.not_listed, name, &theirs);
        }
        let name = UNKNOWN_MERCHANTS.to_owned();
        let rest = not_listed.get(&name).copied().unwrap_or_default();
        let theirs = TextCounter::of(unknown_merchants.clone(), rest);
        self.unknown_merchants =
            add_listed(&self.unknown_merchants, &mut self.not_listed, name, &theirs);
    }
}

/// The name under which [`Summary::not_listed`] counts what is not listed of a class's texts.
pub(super) fn not_listed_name(class: &str) -> String {
    format!("texts {class}")
}

/// The same for unknown merchants.
pub(super) const UNKNOWN_MERCHANTS: &str = "unknown_merchants";

fn add_listed(
    mine: &Counts,
    not_listed: &mut Counts,
    name: String,
    theirs: &TextCounter,
) -> Counts {
    let mut counter =
        TextCounter::of(mine.clone(), not_listed.get(&name).copied().unwrap_or_default());
    counter.merge(theirs);
    let (counts, rest) = counter.finish();
    if rest > 0 {
        not_listed.insert(name, rest);
    }
    counts
}

fn path_key(path: &Path) -> (&str, &str, &str, &str, &[PathAttempt]) {
    (&path.merchant, &path.profile, &path.class, &path.outcome, &path.attempts)
}

fn add_each<T: Default>(
    mine: &mut BTreeMap<String, T>,
    theirs: &BTreeMap<String, T>,
    add: impl Fn(&mut T, &T) -> Result<(), Unjoinable>,
) -> Result<(), Unjoinable> {
    theirs.iter().try_for_each(|(name, value)| add(mine.entry(name.clone()).or_default(), value))
}

fn add_counts(mine: &mut Counts, theirs: &Counts) {
    for (name, count) in theirs {
        *mine.entry(name.clone()).or_default() += count;
    }
}

fn add_amounts(mine: &mut Amounts, theirs: &Amounts) -> Result<(), Unjoinable> {
    let mut sums = Sums::default();
    for (code, text) in mine.iter().chain(theirs) {
        let amount = Currency::read(code)
            .and_then(|currency| Some((currency, super::sums::amount_of_text(currency, text)?)));
        let (currency, minor) =
            amount.ok_or_else(|| Unjoinable::Amount(code.clone(), text.clone()))?;
        sums.add_minor(currency, minor);
    }
    *mine = sums.texts();
    Ok(())
}

impl Rows {
    fn add(&mut self, part: &Rows) {
        self.read += part.read;
        self.replayed += part.replayed;
        self.not_declines += part.not_declines;
        self.rejected += part.rejected;
    }
}

impl Total {
    fn add(&mut self, part: &Total) -> Result<(), Unjoinable> {
        self.count += part.count;
        add_amounts(&mut self.amount, &part.amount)
    }
}

impl Handoffs {
    fn add(&mut self, part: &Handoffs) -> Result<(), Unjoinable> {
        self.count += part.count;
        add_counts(&mut self.by_attempt, &part.by_attempt);
        add_counts(&mut self.by_wait_days, &part.by_wait_days);
        add_counts(&mut self.by_weekday, &part.by_weekday);
        add_amounts(&mut self.amount, &part.amount)
    }
}

impl Attempts {
    fn join(&mut self, part: &Attempts) {
        self.submitted += part.submitted;
        self.handed_off += part.handed_off;
        add_counts(&mut self.blocked, &part.blocked);
    }
}

impl Breakdown {
    fn add(&mut self, part: &Breakdown) -> Result<(), Unjoinable> {
        self.count += part.count;
        add_amounts(&mut self.amount, &part.amount)?;
        add_each(&mut self.outcomes, &part.outcomes, Total::add)
    }
}

impl SlotTotals {
    fn add(&mut self, part: &SlotTotals) -> Result<(), Unjoinable> {
        self.attempts.join(&part.attempts);
        add_amounts(&mut self.original, &part.original)?;
        add_amounts(&mut self.asked, &part.asked)
    }
}

impl DayTotals {
    fn add(&mut self, part: &DayTotals) {
        self.declines += part.declines;
        self.submitted += part.submitted;
        self.handed_off += part.handed_off;
        self.blocked += part.blocked;
    }
}

impl WeekdayTotals {
    fn add(&mut self, part: &WeekdayTotals) {
        self.submitted += part.submitted;
        self.handed_off += part.handed_off;
        self.blocked += part.blocked;
    }
}
