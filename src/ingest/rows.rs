//! The rows of a block and the ends of their fields.

use std::ops::Range;

use fearless_simd::{Level, dispatch};

use super::blocks::{Block, end_of_break};
use super::marks::WORD;

/// Where the fields of a block end. Reused from block to block.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// The ends of all fields, then whatever.
    ends: Vec<u32>,
    count: usize,
}

/// How many ends are written at once, wanted or not: most words have fewer.
const BATCH: usize = 8;

impl Index {
    /// Finds the ends of the fields by the marks of a block.
    pub(super) fn fill(&mut self, block: &Block) {
        dispatch!(Level::new(), _ => self.fill_with_all(block));
    }

    #[expect(clippy::inline_always, reason = "it takes on the instructions of its caller")]
    #[inline(always)]
    fn fill_with_all(&mut self, block: &Block) {
        let most = block.bytes().len() + WORD;
        if self.ends.len() < most {
            self.ends.resize(most, 0);
        }
        self.count = 0;
        for (first, marks) in (0_u32..).step_by(WORD).zip(&block.ends) {
            let Some(slots) = self.ends[self.count..].first_chunk_mut::<WORD>() else {
                unreachable!("there is room for an end per byte and a word more")
            };
            self.count += write_ends(first, *marks, slots);
        }
    }

    /// The rows, blank ones too, in order; most have `width` fields.
    pub(super) fn rows<'i>(&'i self, block: &'i Block, width: usize) -> Rows<'i> {
        Rows {
            bytes: block.bytes(),
            breaks: Breaks { words: &block.breaks, bits: 0, next_word: 0 },
            width,
            ends: &self.ends[..self.count],
            start: 0,
            line: block.first_line(),
            lines: 0,
            doubled: &block.doubled,
            odd: &block.odd,
        }
    }
}

/// Writes where the bits are, and says how many there are.
#[inline(always)]
fn write_ends(first: u32, mut bits: u64, slots: &mut [u32; WORD]) -> usize {
    const HIGHEST: u64 = 1 << 63;
    let count = bits.count_ones() as usize;
    let (batches, _) = slots.as_chunks_mut::<BATCH>();
    for batch in batches.iter_mut().take(count.div_ceil(BATCH)) {
        for slot in batch {
            // Where no bit is left, it does not matter what is written.
            *slot = first.wrapping_add((bits | HIGHEST).trailing_zeros());
            bits &= bits.wrapping_sub(1);
        }
    }
    count
}

/// The rows of a block.
pub(super) struct Rows<'b> {
    bytes: &'b [u8],
    /// The line breaks that are still to come, in quotes or not.
    breaks: Breaks<'b>,
    width: usize,
    /// The ends of the fields that are still to come.
    ends: &'b [u32],
    /// Where the next row starts.
    start: usize,
    /// The line on which it starts.
    line: u64,
    /// How many line breaks in quotes it has so far.
    lines: u64,
    /// The words from the next row on that have doubled quotes, and odd ones.
    doubled: &'b [u32],
    odd: &'b [u32],
}

/// The first bytes of line breaks.
struct Breaks<'b> {
    words: &'b [u64],
    /// What is left of the word before `next_word`.
    bits: u64,
    next_word: usize,
}

impl Breaks<'_> {
    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            self.bits = *self.words.get(self.next_word)?;
            self.next_word += 1;
        }
        let bit = self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some((self.next_word - 1) * WORD + bit)
    }
}

impl<'b> Iterator for Rows<'b> {
    type Item = Row<'b>;

    #[expect(clippy::inline_always, reason = "on the path of every row")]
    #[inline(always)]
    fn next(&mut self) -> Option<Row<'b>> {
        loop {
            let end = self.breaks.next()?;
            self.lines += 1;
            if let Some(width) = self.width_to(end as u32) {
                let (ends, further) = self.ends.split_at(width);
                let row = Row {
                    line: self.line,
                    start: self.start,
                    bytes: &self.bytes[self.start..end],
                    ends,
                    has_doubled_quotes: reaches(&mut self.doubled, self.start, end),
                    has_odd_quotes: reaches(&mut self.odd, self.start, end),
                };
                self.ends = further;
                self.line += std::mem::take(&mut self.lines);
                self.start = end_of_break(self.bytes, end);
                return Some(row);
            }
        }
    }
}

impl Rows<'_> {
    /// How many fields the next row has if it ends at `end`; `None` if that is inside quotes.
    #[inline]
    fn width_to(&self, end: u32) -> Option<usize> {
        if self.ends.get(self.width - 1) == Some(&end) {
            return Some(self.width);
        }
        if self.ends.first() == Some(&end) {
            return Some(1);
        }
        self.ends.binary_search(&end).ok().map(|before| before + 1)
    }
}

/// Whether one of some words has a byte of the row between two positions; drops those before it.
#[inline]
fn reaches(words: &mut &[u32], start: usize, end: usize) -> bool {
    !words.is_empty() && reaches_any(words, (start / WORD) as u32, (end / WORD) as u32)
}

#[cold]
fn reaches_any(words: &mut &[u32], first: u32, last: u32) -> bool {
    let passed = words.iter().take_while(|word| **word < first).count();
    *words = &words[passed..];
    words.first().is_some_and(|word| *word <= last)
}

#[inline(never)]
fn bare(field: &[u8]) -> &[u8] {
    match field {
        [b'"', value @ .., b'"'] => value.trim_ascii(),
        _ => field.trim_ascii(),
    }
}

/// One row, blank or not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'b> {
    /// The line on which it starts.
    pub(super) line: u64,
    /// Where in the block.
    pub(super) start: usize,
    /// The row without its line break.
    pub(super) bytes: &'b [u8],
    /// Where in the block its fields end.
    pub(super) ends: &'b [u32],
    /// Whether a quote of it may be doubled.
    pub(super) has_doubled_quotes: bool,
    /// Whether a quote of it may be where the grammar has no use for one.
    pub(super) has_odd_quotes: bool,
}

impl<'b> Row<'b> {
    /// How many fields it has.
    pub(super) fn width(&self) -> usize {
        self.ends.len()
    }

    /// Where its fields lie in it.
    #[inline]
    pub(super) fn ranges(&self) -> impl Iterator<Item = Range<usize>> {
        let (row, mut start) = (self.start, 0);
        self.ends.iter().map(move |end| {
            // Ends lie in the row, in order, so neither can wrap.
            let range = start..(*end as usize).wrapping_sub(row);
            start = range.end.wrapping_add(1);
            range
        })
    }

    /// Where the field of a position lies in it, if it has so many.
    #[inline]
    pub(super) fn range(&self, position: usize) -> Option<Range<usize>> {
        let end = *self.ends.get(position)? as usize - self.start;
        let before = position.checked_sub(1).and_then(|position| self.ends.get(position));
        Some(before.map_or(0, |end| *end as usize + 1 - self.start)..end)
    }

    /// The value of a position, if it has so many: without quotes, of which none is doubled, and outer blanks.
    #[expect(clippy::inline_always, reason = "on the path of every row")]
    #[inline(always)]
    pub(super) fn value(&self, position: usize) -> Option<&'b [u8]> {
        let field = self.fields(position, position)?;
        match field {
            // Most values have neither quotes nor outer blanks, and anything else starts or ends low.
            [first, .., last] if *first > b'"' && *last > b' ' => Some(field),
            _ => Some(bare(field)),
        }
    }

    /// Neighbouring fields, quotes and separators and all, if it has so many.
    #[inline]
    pub(super) fn fields(&self, first: usize, last: usize) -> Option<&'b [u8]> {
        let end = *self.ends.get(last)? as usize;
        let start = match first.checked_sub(1) {
            None => self.start,
            Some(before) => (*self.ends.get(before)? as usize).wrapping_add(1),
        };
        self.bytes.get(start.wrapping_sub(self.start)..end.wrapping_sub(self.start))
    }

    /// The field of a position, quotes and all, if it has so many.
    #[inline]
    pub(super) fn field(&self, position: usize) -> Option<&'b [u8]> {
        Some(&self.bytes[self.range(position)?])
    }
}
