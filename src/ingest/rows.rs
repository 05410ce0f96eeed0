//! The rows of a block, one after the other.

use super::blocks::Block;
use super::marks::WORD;

/// Walks the marks of a block.
pub(super) struct Rows<'b> {
    block: &'b Block,
    /// The position of the current word in the block's marks.
    word: usize,
    /// Its ends of fields that are still to come.
    fields: u64,
    /// Where the next row starts.
    start: usize,
    /// The line on which it starts.
    line: u64,
    /// The line on which the current word starts.
    word_line: u64,
    /// How many of the block's irregular words lie before the next row.
    irregular: usize,
}

/// One row, blank or not. Its fields stay in the bytes of the block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'b> {
    /// The line on which it starts.
    pub(super) line: u64,
    /// Where in the block.
    pub(super) start: usize,
    /// The row without its line break.
    pub(super) bytes: &'b [u8],
    /// Whether a quote of it may be where the grammar has no use for one.
    pub(super) has_odd_quotes: bool,
}

impl<'b> Rows<'b> {
    pub(super) fn of(block: &'b Block) -> Rows<'b> {
        Rows {
            block,
            word: 0,
            fields: block.marks.first().map_or(0, |marks| marks.fields),
            start: 0,
            line: block.first_line(),
            word_line: block.first_line(),
            irregular: 0,
        }
    }

    /// The next row, with the ends of its fields in the block put into `ends`.
    #[inline]
    pub(super) fn next(&mut self, ends: &mut Vec<u32>) -> Option<Row<'b>> {
        ends.clear();
        let marks = &self.block.marks;
        loop {
            while self.fields == 0 {
                self.word_line += u64::from(marks.get(self.word)?.lines.count_ones());
                self.word += 1;
                self.fields = marks.get(self.word)?.fields;
            }
            let bit = self.fields & self.fields.wrapping_neg();
            self.fields ^= bit;
            let end = self.word * WORD + bit.trailing_zeros() as usize;
            ends.push(end as u32);
            let here = &marks[self.word];
            if here.rows & bit != 0 {
                let row = Row {
                    line: self.line,
                    start: self.start,
                    bytes: &self.block.bytes()[self.start..end],
                    has_odd_quotes: self.has_odd_quotes(end),
                };
                self.start = end + 1;
                self.line =
                    self.word_line + u64::from((here.lines & (bit | (bit - 1))).count_ones());
                return Some(row);
            }
        }
    }

    fn has_odd_quotes(&mut self, end: usize) -> bool {
        let irregular = &self.block.irregular;
        let word_of = |at: usize| (at / WORD) as u32;
        while irregular.get(self.irregular).is_some_and(|word| *word < word_of(self.start)) {
            self.irregular += 1;
        }
        irregular.get(self.irregular).is_some_and(|word| *word <= word_of(end))
    }
}

impl<'b> Row<'b> {
    /// Where the field of a position lies in the row.
    #[inline]
    pub(super) fn range(&self, ends: &[u32], field: usize) -> std::ops::Range<usize> {
        let start = if field == 0 { 0 } else { ends[field - 1] as usize + 1 - self.start };
        start..ends[field] as usize - self.start
    }

    /// The field of a position, quotes and all, if the row has so many.
    pub(super) fn field(&self, ends: &[u32], field: usize) -> Option<&'b [u8]> {
        (field < ends.len()).then(|| &self.bytes[self.range(ends, field)])
    }
}
