//! The rows of a block and the ends of their fields.

use std::ops::Range;

use super::blocks::Block;
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
        let most = block.bytes().len() + WORD;
        if self.ends.len() < most {
            self.ends.resize(most, 0);
        }
        self.count = 0;
        for (word, marks) in (0_u32..).zip(&block.marks) {
            let Some(slots) = self.ends[self.count..].first_chunk_mut::<WORD>() else {
                unreachable!("there is room for an end per byte and a word more")
            };
            self.count += write_ends(word * WORD as u32, *marks, slots);
        }
    }

    /// The rows, blank ones too, in order; most have `width` fields.
    pub(super) fn rows<'i>(&'i self, block: &'i Block, width: usize) -> Rows<'i> {
        Rows {
            bytes: block.bytes(),
            breaks: memchr::memchr2_iter(b'\n', b'\r', block.bytes()),
            width,
            ends: &self.ends[..self.count],
            start: 0,
            line: block.first_line(),
            lines: 0,
            irregular: &block.irregular,
        }
    }
}

/// Writes where the bits are, and says how many there are.
#[inline]
fn write_ends(first: u32, mut bits: u64, slots: &mut [u32; WORD]) -> usize {
    let count = bits.count_ones() as usize;
    let mut written = 0;
    while written < count {
        for slot in &mut slots[written..written + BATCH] {
            *slot = first + bits.trailing_zeros();
            bits &= bits.wrapping_sub(1);
        }
        written += BATCH;
    }
    count
}

/// The rows of a block.
pub(super) struct Rows<'b> {
    bytes: &'b [u8],
    /// Every LF and CR that is still to come, in quotes or not.
    breaks: memchr::Memchr2<'b>,
    width: usize,
    /// The ends of the fields that are still to come.
    ends: &'b [u32],
    /// Where the next row starts.
    start: usize,
    /// The line on which it starts.
    line: u64,
    /// How many line breaks in quotes it has so far.
    lines: u64,
    /// The irregular words from the next row on.
    irregular: &'b [u32],
}

impl<'b> Iterator for Rows<'b> {
    type Item = Row<'b>;

    #[expect(clippy::inline_always, reason = "on the path of every row")]
    #[inline(always)]
    fn next(&mut self) -> Option<Row<'b>> {
        loop {
            let end = self.breaks.next()?;
            // A CRLF is one line break, and the LF of it ends an empty row that does not count.
            let is_half = self.bytes[end] == b'\n' && end > 0 && self.bytes[end - 1] == b'\r';
            self.lines += u64::from(!is_half);
            if let Some(width) = self.width_to(end as u32) {
                let (ends, further) = self.ends.split_at(width);
                let row = Row {
                    line: self.line,
                    start: self.start,
                    bytes: &self.bytes[self.start..end],
                    ends,
                    has_odd_quotes: !self.irregular.is_empty() && self.reaches_irregular(end),
                };
                self.ends = further;
                self.line += std::mem::take(&mut self.lines);
                self.start = end + 1;
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

    /// Whether an irregular word has a byte of the row that goes to `end`; drops those before it.
    #[cold]
    fn reaches_irregular(&mut self, end: usize) -> bool {
        let word_of = |at: usize| (at / WORD) as u32;
        let first = word_of(self.start);
        let passed = self.irregular.iter().take_while(|word| **word < first).count();
        self.irregular = &self.irregular[passed..];
        self.irregular.first().is_some_and(|word| *word <= word_of(end))
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
    ends: &'b [u32],
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
            let range = start..*end as usize - row;
            start = range.end + 1;
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

    /// The field of a position, quotes and all, if it has so many.
    #[inline]
    pub(super) fn field(&self, position: usize) -> Option<&'b [u8]> {
        Some(&self.bytes[self.range(position)?])
    }
}
