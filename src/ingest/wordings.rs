//! Rows that say what an earlier one said, but for who, when and how much.
//!
//! What becomes of a decline depends on its moment, its amount, and columns that have few values. Fields of such columns that
//! are neighbours in the file are a *run*; a row whose runs were all seen together before, byte for byte, has the same *wording*
//! as an earlier one and need not be read cell by cell.

use std::ops::Range;

use crate::model::{Currency, Moment, Money};

use super::choices::NotADecline;
use super::column::Column;
use super::memo::ends_of;
use super::record::Record;
use super::rows::Row;

/// Texts of one run that are remembered, and texts of several runs together.
const ROOM: usize = 8192;
const ROOM_TOGETHER: usize = 65_536;

/// Longer texts of a run are not remembered.
const MOST_BYTES: usize = 512;

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
    phrases: Vec<Phrases>,
    /// From the second run on: the number of what the runs before it say, and of what it says itself.
    pairs: Vec<Pairs>,
    meanings: Vec<Meaning>,
    credit: i64,
}

impl Default for Wordings {
    fn default() -> Wordings {
        Wordings {
            phrases: Vec::new(),
            pairs: Vec::new(),
            meanings: Vec::new(),
            credit: MOST_CREDIT,
        }
    }
}

impl Wordings {
    /// The number of a row's wording, if it is known, and what it makes of the row.
    #[inline]
    pub(super) fn find(&self, row: &Row<'_>, runs: &[Run]) -> Option<(WordingNumber, Meaning)> {
        let mut phrases = runs.iter().zip(&self.phrases).map(|(run, phrases)| {
            let text = row.fields(run.first, run.last)?;
            phrases.find(text, hash_of(text))
        });
        let mut number = phrases.next()??;
        for (pairs, phrase) in self.pairs.iter().zip(phrases) {
            number = pairs.find(number, phrase?)?;
        }
        Some((WordingNumber(number), *self.meanings.get(number as usize)?))
    }

    /// The number of a row's wording, a new one if it has none and there is room.
    pub(super) fn number(&mut self, row: &Row<'_>, runs: &[Run]) -> Option<WordingNumber> {
        if !self.is_worth_it() {
            return None;
        }
        self.phrases.resize_with(runs.len(), Phrases::default);
        self.pairs.resize_with(runs.len() - 1, Pairs::default);
        let mut phrases = runs
            .iter()
            .zip(&mut self.phrases)
            .map(|(run, phrases)| phrases.number(row.fields(run.first, run.last)?));
        let mut number = phrases.next()??;
        for (pairs, phrase) in self.pairs.iter_mut().zip(phrases) {
            number = pairs.number(number, phrase?)?;
        }
        Some(WordingNumber(number))
    }

    /// Takes note of what a wording makes of rows.
    pub(super) fn learn(&mut self, WordingNumber(number): WordingNumber, meaning: Meaning) {
        let at = number as usize;
        if self.meanings.len() <= at {
            self.meanings.resize(at + 1, Meaning::Unknown);
        }
        self.meanings[at] = meaning;
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

/// Numbers in a table with free places, each with a part of what leads to it: the number plus one in the
/// low half, so that 0 is free. At least half of the places are free; how many there are is a power of two.
#[derive(Clone, Debug)]
struct Places(Vec<u64>);

impl Default for Places {
    fn default() -> Places {
        Places(vec![0; 64])
    }
}

impl Places {
    /// The number with this part in its high half that is meant, from the place of a hash on.
    #[inline]
    fn find(&self, hash: u64, high: u32, is_meant: impl Fn(u32) -> bool) -> Option<u32> {
        let mask = self.0.len() - 1;
        let mut place = hash as usize & mask;
        loop {
            let entry = *self.0.get(place)?;
            let number = (entry as u32).checked_sub(1)?;
            if (entry >> 32) as u32 == high && is_meant(number) {
                return Some(number);
            }
            place = (place + 1) & mask;
        }
    }

    /// Adds the next number; `hash_high` gives the hash and the part of any number.
    fn add(&mut self, number: u32, hash_high: impl Fn(u32) -> (u64, u32)) {
        if (number as usize + 1) * 2 > self.0.len() {
            self.0 = vec![0; self.0.len() * 2];
            (0..=number).for_each(|number| self.put(number, hash_high(number)));
        } else {
            self.put(number, hash_high(number));
        }
    }

    fn put(&mut self, number: u32, (hash, high): (u64, u32)) {
        let mask = self.0.len() - 1;
        let mut place = hash as usize & mask;
        while self.0[place] != 0 {
            place = (place + 1) & mask;
        }
        self.0[place] = u64::from(high) << 32 | u64::from(number + 1);
    }
}

/// Texts of one run, numbered.
#[derive(Clone, Debug, Default)]
struct Phrases {
    places: Places,
    /// All texts, one after the other, and where each lies.
    bytes: Vec<u8>,
    spans: Vec<Range<u32>>,
}

impl Phrases {
    #[inline]
    fn find(&self, text: &[u8], hash: u64) -> Option<u32> {
        self.places.find(hash, (hash >> 32) as u32, |number| self.text(number) == text)
    }

    #[inline]
    fn text(&self, number: u32) -> &[u8] {
        let span = &self.spans[number as usize];
        &self.bytes[span.start as usize..span.end as usize]
    }

    fn number(&mut self, text: &[u8]) -> Option<u32> {
        if let Some(number) = self.find(text, hash_of(text)) {
            return Some(number);
        }
        if self.spans.len() >= ROOM || text.len() > MOST_BYTES {
            return None;
        }
        let number = self.spans.len() as u32;
        let start = self.bytes.len() as u32;
        self.bytes.extend_from_slice(text);
        self.spans.push(start..self.bytes.len() as u32);
        let mut places = std::mem::take(&mut self.places);
        places.add(number, |number| {
            let hash = hash_of(self.text(number));
            (hash, (hash >> 32) as u32)
        });
        self.places = places;
        Some(number)
    }
}

/// Pairs of numbers, numbered. Frequent phrases have low numbers: pairs whose second numbers are near each
/// other are kept together, so that those of frequent ones stay in the cache.
#[derive(Clone, Debug, Default)]
struct Pairs {
    /// Pages by the first number and what is above the lowest bits of the second one.
    places: Places,
    keys: Vec<u32>,
    /// Numbers plus one by the lowest bits of the second number; 0 where there is none yet.
    pages: Vec<[u32; PAGE]>,
    count: u32,
}

/// How many pairs are kept together: as many as a line of a cache holds.
const PAGE: usize = 16;

impl Pairs {
    #[inline]
    fn find(&self, one: u32, other: u32) -> Option<u32> {
        let key = key_of(one, other);
        let page = self.places.find(hash_of_key(key), key, |_| true)?;
        self.pages[page as usize][other as usize % PAGE].checked_sub(1)
    }

    fn number(&mut self, one: u32, other: u32) -> Option<u32> {
        if let Some(number) = self.find(one, other) {
            return Some(number);
        }
        if self.count as usize >= ROOM_TOGETHER {
            return None;
        }
        let key = key_of(one, other);
        let page = self.places.find(hash_of_key(key), key, |_| true).unwrap_or_else(|| {
            let page = self.keys.len() as u32;
            self.keys.push(key);
            self.pages.push([0; PAGE]);
            self.places.add(page, |page| {
                (hash_of_key(self.keys[page as usize]), self.keys[page as usize])
            });
            page
        });
        self.count += 1;
        self.pages[page as usize][other as usize % PAGE] = self.count;
        Some(self.count - 1)
    }
}

/// What leads to a page: both numbers are below 2^16.
#[inline]
const fn key_of(one: u32, other: u32) -> u32 {
    (one << 16) | (other / PAGE as u32)
}

#[inline]
fn hash_of_key(key: u32) -> u64 {
    u64::from(key).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32
}

/// The same for equal texts; texts of different lengths that look the same are told apart by comparing.
#[inline]
fn hash_of(text: &[u8]) -> u64 {
    let (first, last) = ends_of(text);
    let mut hash = mix(first ^ 0x2d35_8dcc_aa6c_78a5, last ^ 0x8bb8_4b93_962e_acc9);
    if text.len() > 16 {
        let (chunks, _) = text[8..text.len() - 8].as_chunks::<16>();
        for chunk in chunks {
            let chunk = u128::from_le_bytes(*chunk);
            hash = mix(hash ^ chunk as u64, (chunk >> 64) as u64 ^ 0x9e37_79b9_7f4a_7c15);
        }
        if let Some(chunk) = text[..text.len() - 8].last_chunk::<16>() {
            let chunk = u128::from_le_bytes(*chunk);
            hash = mix(hash ^ chunk as u64, (chunk >> 64) as u64 ^ 0x9e37_79b9_7f4a_7c15);
        }
    }
    hash
}

/// Both halves of a product.
#[inline]
fn mix(one: u64, other: u64) -> u64 {
    let product = u128::from(one).wrapping_mul(u128::from(other));
    product as u64 ^ (product >> 64) as u64
}
