//! What a comparison says in the end: `compare.json`, and all that its texts are made from.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

use crate::analysis::{Amounts, Counts, Sums, Total};
use crate::config::{Account, Difference, Differences, Loaded, Written};
use crate::model::{Currency, Outcome, Source, Spot};

use super::class::ChangeClass;
use super::tally::{CandidateTally, CauseTally, CompareTally, HandoffCounts, Totals, Witness};

/// The name and version of the form.
pub const COMPARE_SCHEMA: &str = "reattempt/compare/1";

/// One candidate held against a base.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Comparison {
    /// [`COMPARE_SCHEMA`].
    pub schema: &'static str,
    /// Declines that were replayed.
    pub rows: u64,
    /// Those whose routes stay as they are.
    pub unchanged: u64,
    /// The others by class.
    pub changed: BTreeMap<&'static str, Total>,
    /// What accounts for the changes, most money first. A decline may have several causes.
    pub causes: Vec<Cause>,
    /// First hand-offs before and after.
    pub handoffs: HandoffsBeforeAfter,
    /// The money of the declines that stay as they are.
    pub unchanged_amount: Amounts,
    /// The base.
    pub base: Side,
    /// The candidate.
    pub candidate: Side,
    /// Merchants that only one of the two has.
    pub merchants: OneSided,
    /// Paths of changed values that account for no change in these declines.
    pub without_effect: Vec<String>,
    /// Rows that are no declines.
    pub not_declines: u64,
    /// Rejected rows.
    pub rejected: u64,
    /// Changed declines by how they end before, what changes, and how they end after.
    pub ends: Vec<Ends>,
}

/// Declines that end alike before and after, and change alike.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Ends {
    /// How they end under the base.
    pub base: &'static str,
    /// What changes first and foremost.
    pub class: &'static str,
    /// How they end under the candidate.
    pub candidate: &'static str,
    /// How many.
    pub count: u64,
    /// For how much.
    pub amount: Amounts,
}

/// One of the two configurations.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Side {
    /// The file.
    pub file: String,
    /// The flags that change it.
    pub changes: Vec<String>,
}

/// Ids of merchants that only one configuration has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OneSided {
    /// Only the base.
    pub only_base: Vec<String>,
    /// Only the candidate.
    pub only_candidate: Vec<String>,
}

/// First hand-offs under both configurations.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct HandoffsBeforeAfter {
    /// Under the base.
    pub before: HandoffDistribution,
    /// Under the candidate.
    pub after: HandoffDistribution,
    /// Declines that are handed off under the base and not under the candidate, whatever their class.
    pub lost: u64,
}

/// First hand-offs added up.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct HandoffDistribution {
    /// Declines.
    pub count: u64,
    /// What is handed off.
    pub amount: Amounts,
    /// By slot.
    pub by_attempt: BTreeMap<u8, u64>,
    /// By local days since the decline.
    pub by_wait_days: BTreeMap<i32, u64>,
}

/// A changed value, or several that do it together, and what it accounts for.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Cause {
    /// The value.
    #[serde(flatten)]
    pub unit: Unit,
    /// Further values: only together do they make the change.
    pub with: Vec<Unit>,
    /// Declines that change by it.
    pub count: u64,
    /// Their money.
    pub amount: Amounts,
    /// How many by what the value does by itself: how the candidate differs from itself with it put back.
    pub classes: Counts,
    /// At most three of the smallest.
    pub witnesses: Vec<Example>,
}

/// A value that differs.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Unit {
    /// Its path.
    pub path: String,
    /// What the base has; null where it has nothing.
    pub old: Option<Json>,
    /// What the candidate has.
    pub new: Option<Json>,
    /// Where in the base.
    pub base: At,
    /// Where in the candidate.
    pub candidate: At,
}

/// Where a value stands, or the nearest part of its path that is written.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct At {
    /// The file.
    pub file: String,
    /// The line, from 1; null where only the path is known.
    pub line: Option<usize>,
    /// The column in characters, from 1.
    pub column: Option<usize>,
    /// The flag that set it.
    pub flag: Option<String>,
}

/// A decline that shows a change.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Example {
    /// The transaction's id.
    pub transaction_id: String,
    /// The row's first line.
    pub line: u64,
    /// What changes.
    pub class: &'static str,
    /// How it ends under the base.
    pub base_outcome: &'static str,
    /// How it ends under the candidate.
    pub candidate_outcome: &'static str,
    /// What it was for.
    pub amount: String,
    /// In which currency.
    pub currency: String,
    /// The command that shows why.
    pub explain: String,
}

/// A configuration and the flags that change it, as typed.
#[derive(Clone, Copy)]
pub struct Configured<'a> {
    /// The configuration.
    pub loaded: &'a Loaded,
    /// The flags that [`Spot::Flag`] counts.
    pub flags: &'a [String],
}

/// What a [`Comparison`] is made from.
#[derive(Clone, Copy)]
pub struct Compared<'a> {
    /// The base.
    pub base: Configured<'a>,
    /// The candidate.
    pub candidate: Configured<'a>,
    /// What differs between them.
    pub differences: &'a Differences,
    /// The whole tally.
    pub tally: &'a CompareTally,
    /// The candidate's part of it.
    pub changes: &'a CandidateTally,
    /// The command that shows why a witness goes where it goes.
    pub explain: &'a dyn Fn(&Witness) -> String,
}

impl Comparison {
    /// Puts the names to the numbers.
    pub fn of(compared: &Compared<'_>) -> Comparison {
        let Compared { base, candidate, tally, changes, .. } = *compared;
        let unchanged = tally.unchanged(changes);
        let classes = ChangeClass::ALL.iter().zip(&changes.classes);
        Comparison {
            schema: COMPARE_SCHEMA,
            rows: tally.replayed.count,
            unchanged: unchanged.count,
            changed: classes
                .filter(|(_, totals)| totals.count > 0)
                .map(|(class, totals)| (class.name(), total(totals)))
                .collect(),
            causes: causes(compared),
            handoffs: HandoffsBeforeAfter {
                before: distribution(&tally.before),
                after: distribution(&tally.after(changes)),
                lost: changes.handoffs_lost,
            },
            unchanged_amount: total(&unchanged).amount,
            base: side(base),
            candidate: side(candidate),
            merchants: OneSided {
                only_base: missing(&base.loaded.account, &candidate.loaded.account),
                only_candidate: missing(&candidate.loaded.account, &base.loaded.account),
            },
            without_effect: compared
                .differences
                .units()
                .iter()
                .zip(0_u32..)
                .filter(|(_, unit)| changes.causes.keys().all(|cause| !cause.contains(unit)))
                .map(|(difference, _)| difference.path.to_string())
                .collect(),
            not_declines: tally.not_declines,
            rejected: tally.rejected,
            ends: ends(changes),
        }
    }

    /// Declines that change.
    pub fn changed_count(&self) -> u64 {
        self.rows - self.unchanged
    }
}

fn ends(changes: &CandidateTally) -> Vec<Ends> {
    let ends = |((before, class, after), totals): (&(Outcome, ChangeClass, Outcome), &Totals)| {
        let Total { count, amount } = total(totals);
        let [base, candidate] = [before, after].map(|outcome| outcome.name());
        Ends { base, class: class.name(), candidate, count, amount }
    };
    changes.ends.iter().map(ends).collect()
}

fn side(configured: Configured<'_>) -> Side {
    Side {
        file: configured.loaded.document.source().name.clone(),
        changes: configured.flags.to_vec(),
    }
}

/// Ids of merchants of one account that another does not have.
fn missing(one: &Account, other: &Account) -> Vec<String> {
    let ids = one.merchants.iter().map(|merchant| &merchant.id);
    ids.filter(|id| other.merchant_of(id).is_none()).cloned().collect()
}

fn total(totals: &Totals) -> Total {
    // A currency whose declines are all elsewhere is no part of this total.
    let amounts = totals.amount.iter().filter(|(_, minor)| *minor != 0);
    let mut kept = Sums::default();
    amounts.for_each(|(currency, minor)| kept.add_minor(currency, minor));
    Total { count: totals.count, amount: kept.texts() }
}

fn distribution(counts: &HandoffCounts) -> HandoffDistribution {
    let positive = |count: i64| u64::try_from(count).unwrap_or_default();
    let by_attempt = (1..).zip(counts.by_attempt).filter(|(_, count)| *count > 0);
    HandoffDistribution {
        count: positive(counts.count),
        amount: total(&Totals { count: 0, amount: counts.amount.clone() }).amount,
        by_attempt: by_attempt.map(|(slot, count)| (slot, positive(count))).collect(),
        by_wait_days: counts
            .by_wait_days
            .iter()
            .filter(|(_, count)| **count > 0)
            .map(|(&days, &count)| (days, positive(count)))
            .collect(),
    }
}

fn causes(compared: &Compared<'_>) -> Vec<Cause> {
    let currency = compared.base.loaded.account.default_currency;
    let mut found: Vec<(&Vec<u32>, &CauseTally)> = compared.changes.causes.iter().collect();
    found.sort_by(|(first, one), (second, two)| {
        heavier_first(&one.changed, &two.changed, currency).then_with(|| first.cmp(second))
    });
    found.into_iter().map(|(units, tally)| cause(compared, units, tally)).collect()
}

/// More money in the main currency first, then in the others by their codes, then more declines.
fn heavier_first(one: &Totals, two: &Totals, main: Currency) -> Ordering {
    let minor = |totals: &Totals, wanted: Currency| {
        let mut amounts = totals.amount.iter();
        amounts.find(|(currency, _)| *currency == wanted).map_or(0, |(_, minor)| minor)
    };
    let others = one.amount.iter().chain(two.amount.iter()).map(|(currency, _)| currency);
    let mut others: Vec<Currency> = others.collect();
    others.sort_unstable();
    std::iter::once(main)
        .chain(others)
        .map(|currency| minor(two, currency).cmp(&minor(one, currency)))
        .find(|order| order.is_ne())
        .unwrap_or_else(|| two.count.cmp(&one.count))
}

fn cause(compared: &Compared<'_>, units: &[u32], tally: &CauseTally) -> Cause {
    let all = compared.differences.units();
    let mut shown = units.iter().map(|&at| unit(compared, &all[at as usize]));
    let Some(first) = shown.next() else { unreachable!("a cause has at least one unit") };
    let totals = total(&tally.changed);
    let classes = ChangeClass::ALL.iter().zip(tally.classes).filter(|(_, count)| *count > 0);
    Cause {
        unit: first,
        with: shown.collect(),
        count: totals.count,
        amount: totals.amount,
        classes: classes.map(|(class, count)| (class.name().to_owned(), count)).collect(),
        witnesses: tally.witnesses.iter().map(|witness| example(compared, witness)).collect(),
    }
}

fn unit(compared: &Compared<'_>, difference: &Difference) -> Unit {
    Unit {
        path: difference.path.to_string(),
        old: difference.base.value.clone(),
        new: difference.candidate.value.clone(),
        base: at(compared.base, &difference.base),
        candidate: at(compared.candidate, &difference.candidate),
    }
}

fn at(configured: Configured<'_>, written: &Written) -> At {
    let source: &Source = configured.loaded.document.source();
    let position = match written.place.spot {
        Spot::Span(span) => Some(source.position(span.start)),
        Spot::Flag(_) | Spot::PathOnly => None,
    };
    At {
        file: source.name.clone(),
        line: position.map(|position| position.line),
        column: position.map(|position| position.column),
        flag: match written.place.spot {
            Spot::Flag(number) => configured.flags.get(number).cloned(),
            Spot::Span(_) | Spot::PathOnly => None,
        },
    }
}

fn example(compared: &Compared<'_>, witness: &Witness) -> Example {
    Example {
        transaction_id: witness.transaction_id.clone(),
        line: witness.line,
        class: witness.class.name(),
        base_outcome: witness.base_outcome.name(),
        candidate_outcome: witness.candidate_outcome.name(),
        amount: witness.amount.to_string(),
        currency: witness.amount.currency.to_string(),
        explain: (compared.explain)(witness),
    }
}
