//! One of several contiguous parts of a file's rows.

use std::fmt;
use std::io::Read;
use std::ops::Range;

use super::blocks::{Block, Blocks, end_of_break, line_breaks};
use super::error::InputError;
use super::marks::WORD;

/// Which part of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    number: u64,
    count: u64,
}

impl Shard {
    /// Reads `I/N`, with I from 1 to N.
    pub fn read(text: &str) -> Option<Shard> {
        let (number, count) = text.split_once('/')?;
        let shard = Shard { number: number.parse().ok()?, count: count.parse().ok()? };
        (1..=shard.count).contains(&shard.number).then_some(shard)
    }

    /// Its number, from 1.
    pub fn number(self) -> u64 {
        self.number
    }

    /// How many there are.
    pub fn count(self) -> u64 {
        self.count
    }

    /// Which of so many rows are in it, counted from 0. The sizes of two shards differ by one at most.
    pub fn rows(self, all: u64) -> Range<u64> {
        let up_to =
            |number: u64| (u128::from(all) * u128::from(number) / u128::from(self.count)) as u64;
        up_to(self.number - 1)..up_to(self.number)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.count)
    }
}

impl Block {
    /// Where each row starts that is not blank.
    pub(super) fn row_starts(&self) -> impl Iterator<Item = usize> {
        let bytes = self.bytes();
        let mut start = 0;
        memchr::memchr2_iter(b'\n', b'\r', bytes).filter_map(move |at| {
            if self.ends[at / WORD] >> (at % WORD) & 1 == 0 {
                return None;
            }
            let row = std::mem::replace(&mut start, end_of_break(bytes, at));
            (row < at).then_some(row)
        })
    }

    /// How many rows there are, blank ones aside.
    pub fn row_count(&self) -> u64 {
        self.row_starts().count() as u64
    }
}

impl<R: Read> Blocks<R> {
    /// Passes over the rows of the next block, or over `most` of them if it has more. How many that were, or
    /// `None` at the end.
    pub fn pass_over(&mut self, most: u64, block: &mut Block) -> Result<Option<u64>, InputError> {
        if !self.next_block(block)? {
            return Ok(None);
        }
        let mut starts = block.row_starts();
        let passed = starts.by_ref().take(usize::try_from(most).unwrap_or(usize::MAX)).count();
        if let Some(start) = starts.next() {
            drop(starts);
            self.take_back(block, start);
        }
        Ok(Some(passed as u64))
    }

    /// Takes the rows of the last block back from the one that starts at `start`.
    fn take_back(&mut self, block: &Block, start: usize) {
        let (passed, rest) = block.bytes().split_at(start);
        self.source.ahead.splice(..0, rest.iter().copied());
        self.source.after_cr = false;
        self.line = block.first_line() + line_breaks(passed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_contiguous_and_of_like_size() {
        for (all, count) in [(0, 3), (1, 1), (2, 7), (10, 3), (10_000_019, 64), (u64::MAX, 7)] {
            let mut next = 0;
            for number in 1..=count {
                let rows = Shard { number, count }.rows(all);
                assert_eq!(rows.start, next);
                assert!((all / count..=all.div_ceil(count)).contains(&(rows.end - rows.start)));
                next = rows.end;
            }
            assert_eq!(next, all);
        }
    }

    #[test]
    fn shards_read_back() {
        assert_eq!(Shard::read("2/3").map(|shard| shard.to_string()).as_deref(), Some("2/3"));
        for text in ["0/3", "4/3", "1/0", "1", "/", "-1/3", "1/3/4", "a/b", ""] {
            assert_eq!(Shard::read(text), None, "{text}");
        }
    }
}
