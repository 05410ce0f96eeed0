//! Rows that say what an earlier one said, but for who, when and how much.
//!
//! What becomes of a decline depends on its moment, its amount, and columns that have few values. Fields of such columns that
//! are neighbours in the file are a *run*; a row whose runs were all seen together before, byte for byte, has the same *wording*
//! as an earlier one and need not be read cell by cell.

use crate::model::{Currency, Moment, Money};

use super::choices::NotADecline;
use super::column::Column;
use super::phrases::{Pairs, Phrases, UNKNOWN};
use super::record::Record;
use super::rows::Row;

/// How many more rows may be new than known before no row is looked up any more.
const MOST_CREDIT: i64 = 1 << 17;

/// The position of a wording among those that one [`super::Scratch`] has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WordingNumber(pub u32);

/// A decline that says what an earlier one said in every column that a replay depends on, but for these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Again {
    /// The row's first line in the input.
    pub line: u64,
    /// What it has in common with the earlier one.
    pub wording: WordingNumber,
    /// When it declined.
    pub declined_at: Moment,
    /// What was to be paid; above zero.
    pub amount: Money,
}

/// Takes the rows of blocks.
pub trait Rows {
    /// A row that was read in full. Whether later declines of its wording, if it has one, may come as [`Again`].
    fn record(&mut self, record: Record<'_>, wording: Option<WordingNumber>) -> bool;

    /// A decline of a wording for which that was so.
    fn again(&mut self, again: Again);
}

/// Neighbouring fields: the positions of the first and of the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    first: usize,
    last: usize,
}

/// The runs of a file with these columns, short ones first.
pub(super) fn runs<'c>(columns: impl Iterator<Item = &'c (Column, usize)>) -> Vec<Run> {
    let parts = columns.filter(|(column, _)| is_part_of_wording(*column));
    let mut positions: Vec<usize> = parts.map(|(_, at)| *at).collect();
    positions.sort_unstable();
    let mut runs: Vec<Run> = Vec::new();
    for position in positions {
        match runs.last_mut() {
            Some(run) if position <= run.last + 1 => run.last = position,
            _ => runs.push(Run { first: position, last: position }),
        }
    }
    runs.sort_by_key(|run| run.last - run.first);
    runs
}

/// Whether a column has a say in what becomes of a decline, beside its moment and its amount.
const fn is_part_of_wording(column: Column) -> bool {
    !matches!(
        column,
        Column::TransactionId
            | Column::DeclinedAt
            | Column::Amount
            | Column::BillingCycle
            | Column::CustomerId
            | Column::PurchaseId
            | Column::OrderId
            | Column::Card
    )
}

/// What a wording makes of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Nobody knows yet.
    #[default]
    Unknown,
    /// A decline in this currency, if the other columns are right.
    Decline(Currency),
    /// No decline, whatever the other columns hold.
    Not(NotADecline),
}

/// The wordings that were seen.
#[derive(Clone, Debug)]
pub(super) struct Wordings {
    /// By run.
    parts: Vec<Part>,
    /// By wording, the position in `meanings`.
    meaning_of: Vec<u8>,
    /// There are few.
    meanings: Vec<Meaning>,
    credit: i64,
}

/// The numbers of the wordings of some rows. Reused.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbers {
    together: Vec<u32>,
    phrases: Vec<u32>,
}

impl Numbers {
    /// By row; `None` where the wording is not known.
    pub(super) fn iter(&self) -> impl Iterator<Item = Option<WordingNumber>> {
        self.together.iter().map(|&number| (number != UNKNOWN).then_some(WordingNumber(number)))
    }
}

/// What one run says, and all runs up to it together.
#[derive(Clone, Debug)]
struct Part {
    run: Run,
    phrases: Phrases,
    /// The number of what the runs before it say, and of what it says itself.
    pairs: Pairs,
}

impl Default for Wordings {
    fn default() -> Wordings {
        Wordings {
            parts: Vec::new(),
            meaning_of: Vec::new(),
            meanings: vec![Meaning::Unknown],
            credit: MOST_CREDIT,
        }
    }
}

impl Wordings {
    /// The numbers of the wordings of rows. What is looked up for one row does not depend on another, so that the
    /// processor need not wait for the memory row by row.
    pub(super) fn find(&self, rows: &[Row<'_>], numbers: &mut Numbers) {
        let Numbers { together, phrases } = numbers;
        together.clear();
        let Some((first, others)) = self.parts.split_first() else {
            return together.resize(rows.len(), UNKNOWN);
        };
        together.extend(rows.iter().map(|row| first.find(row)));
        for part in others {
            phrases.clear();
            phrases.extend(rows.iter().map(|row| part.find(row)));
            for (number, phrase) in together.iter_mut().zip(&*phrases) {
                *number = part.pairs.find(*number, *phrase);
            }
        }
    }

    /// What a wording makes of the rows that have it.
    #[inline]
    pub(super) fn meaning(&self, WordingNumber(number): WordingNumber) -> Meaning {
        let position = self.meaning_of.get(number as usize).copied().unwrap_or_default();
        self.meanings[usize::from(position)]
    }

    /// The number of a row's wording, a new one if it has none and there is room.
    pub(super) fn number(&mut self, row: &Row<'_>, runs: &[Run]) -> Option<WordingNumber> {
        if !self.is_worth_it() {
            return None;
        }
        if self.parts.is_empty() {
            self.parts = runs.iter().map(Part::of).collect();
        }
        let mut parts = self.parts.iter_mut();
        let mut number = parts.next()?.number(row)?;
        for part in parts {
            let phrase = part.number(row)?;
            number = part.pairs.number(number, phrase)?;
        }
        Some(WordingNumber(number))
    }

    /// Takes note of what a wording makes of rows.
    pub(super) fn learn(&mut self, WordingNumber(number): WordingNumber, meaning: Meaning) {
        let known = self.meanings.iter().position(|known| *known == meaning);
        let position = known.unwrap_or_else(|| {
            self.meanings.push(meaning);
            self.meanings.len() - 1
        });
        let at = number as usize;
        if self.meaning_of.len() <= at {
            self.meaning_of.resize(at + 1, 0);
        }
        // Were there more than a byte can tell, the others would stay unknown.
        self.meaning_of[at] = u8::try_from(position).unwrap_or(0);
    }

    /// Whether rows are known often enough to look them up.
    pub(super) fn is_worth_it(&self) -> bool {
        self.credit >= 0
    }

    /// Takes note of how many rows were known and how many were not.
    pub(super) fn looked_up(&mut self, known: u64, unknown: u64) {
        self.credit = (self.credit + known as i64 - unknown as i64).min(MOST_CREDIT);
    }
}

impl Part {
    fn of(run: &Run) -> Part {
        Part { run: *run, phrases: Phrases::default(), pairs: Pairs::default() }
    }

    /// The number of what a row says here, or [`UNKNOWN`].
    #[expect(clippy::inline_always, reason = "on the path of every row")]
    #[inline(always)]
    fn find(&self, row: &Row<'_>) -> u32 {
        let text = row.fields(self.run.first, self.run.last);
        text.and_then(|text| self.phrases.find(text)).unwrap_or(UNKNOWN)
    }

    fn number(&mut self, row: &Row<'_>) -> Option<u32> {
        self.phrases.number(row.fields(self.run.first, self.run.last)?)
    }
}
