//! A stream of bytes as blocks of whole rows, in order, each knowing its first line.

use std::io::{self, Read};

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, u8x64};

use super::error::InputError;
use super::marks::{Marker, Quotes, WORD, first_row};
use super::rows::Index;

/// The longest row in bytes, line breaks inside quotes included. There is no other limit on a row, and none
/// on its lines or fields.
pub const MAX_ROW_BYTES: usize = 1 << 20;

/// What a block holds unless a row is longer: small enough for a core's own cache.
const BLOCK_BYTES: usize = 256 * 1024;

/// Whole rows, ready to be read by any thread. Reused from block to block.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// The rows and then whatever, in whole words.
    bytes: Vec<u8>,
    length: usize,
    first_line: u64,
    /// Where fields end, and the first bytes of line breaks, see [`super::marks::Marks`].
    pub(super) ends: Vec<u64>,
    pub(super) breaks: Vec<u64>,
    /// Positions in `ends` of words with doubled quotes, ascending, and of words with odd ones.
    pub(super) doubled: Vec<u32>,
    pub(super) odd: Vec<u32>,
    /// Whether there is certainly nothing but ASCII, and no NUL.
    pub(super) is_plain: bool,
}

impl Block {
    /// The rows, each with its line break.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// The line on which the first row starts, from 1.
    pub fn first_line(&self) -> u64 {
        self.first_line
    }

    /// Cuts what lies after the first `length` bytes off.
    fn cut(&mut self, length: usize) {
        self.length = length;
        for words in [&mut self.ends, &mut self.breaks] {
            words.truncate(length.div_ceil(WORD));
            if let (Some(last), bits @ 1..) = (words.last_mut(), length % WORD) {
                *last &= (1 << bits) - 1;
            }
        }
    }

    /// Where the first row ends, and where the line break of the last one of the first `filled` bytes does.
    fn row_ends(&self, filled: usize) -> Option<(usize, usize)> {
        let words = self.ends.iter().zip(&self.breaks).map(|(ends, breaks)| ends & breaks);
        let mut words = words.enumerate().filter(|(_, word)| *word != 0);
        let (word, bits) = words.clone().next()?;
        let first = word * WORD + bits.trailing_zeros() as usize;
        let (word, bits) = words.next_back()?;
        let last = word * WORD + bits.ilog2() as usize;
        Some((first, end_of_break(&self.bytes[..filled], last)))
    }
}

/// What follows the line break that starts at a byte.
pub(super) fn end_of_break(bytes: &[u8], start: usize) -> usize {
    let is_double = bytes[start] == b'\r' && bytes.get(start + 1) == Some(&b'\n');
    start + 1 + usize::from(is_double)
}

/// Cuts a stream into [`Block`]s.
#[derive(Debug)]
pub struct Blocks<R> {
    pub(super) source: Source<R>,
    delimiter: u8,
    /// The line of the next byte.
    pub(super) line: u64,
    /// What a block holds unless a row is longer; whole words.
    block_bytes: usize,
    /// How many rows may still be handed out; `None` for all.
    rows_left: Option<u64>,
}

/// A reader and what was read ahead of it.
#[derive(Debug)]
pub(super) struct Source<R> {
    pub(super) reader: R,
    /// Read but not yet handed out; starts a row.
    pub(super) ahead: Vec<u8>,
    pub(super) is_at_end: bool,
    /// Whether the last byte handed out was a CR, so that an LF is still part of that line break.
    pub(super) after_cr: bool,
}

impl<R: Read> Source<R> {
    pub(super) fn new(reader: R) -> Source<R> {
        Source { reader, ahead: Vec::new(), is_at_end: false, after_cr: false }
    }

    /// Reads until `buffer` is full or the stream ends; the number of bytes read.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, InputError> {
        let mut filled = 0;
        while filled < buffer.len() && !self.is_at_end {
            match self.reader.read(&mut buffer[filled..]) {
                Ok(0) => self.is_at_end = true,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(filled)
    }

    /// Reads ahead until `length` bytes are there or the stream ends.
    pub(super) fn read_ahead(&mut self, length: usize) -> Result<(), InputError> {
        let had = self.ahead.len();
        let mut ahead = std::mem::take(&mut self.ahead);
        ahead.resize(length.max(had), 0);
        let filled = self.fill(&mut ahead[had..])?;
        ahead.truncate(had + filled);
        self.ahead = ahead;
        Ok(())
    }

    /// Drops the LF of a CRLF whose CR was the last byte handed out.
    pub(super) fn end_line_break(&mut self) -> Result<(), InputError> {
        if self.after_cr {
            self.read_ahead(1)?;
            if self.ahead.first() == Some(&b'\n') {
                self.ahead.remove(0);
            }
            self.after_cr = false;
        }
        Ok(())
    }
}

impl<R: Read> Blocks<R> {
    /// The blocks of the rows that follow on line `line` of `source`.
    pub(super) fn after_header(source: Source<R>, delimiter: u8, line: u64) -> Blocks<R> {
        Blocks { source, delimiter, line, block_bytes: BLOCK_BYTES, rows_left: None }
    }

    /// The same in blocks of about so many bytes. What is read does not depend on it.
    pub fn in_blocks_of(self, bytes: usize) -> Blocks<R> {
        Blocks { block_bytes: bytes.next_multiple_of(WORD).max(WORD), ..self }
    }

    /// The same with no more than this many rows; all of them for `None`.
    pub fn limited_to(self, rows: Option<u64>) -> Blocks<R> {
        Blocks { rows_left: rows, ..self }
    }

    /// Fills `block` with the next rows; false at the end.
    pub fn next_block(&mut self, block: &mut Block) -> Result<bool, InputError> {
        let Some(left) = self.rows_left else { return self.fill(block) };
        if left == 0 || !self.fill(block)? {
            return Ok(false);
        }
        let mut index = Index::default();
        index.fill(block);
        let starts: Vec<usize> = index
            .rows(block, 1)
            .filter(|row| !row.bytes.is_empty())
            .map(|row| row.start)
            .take(usize::try_from(left).unwrap_or(usize::MAX).saturating_add(1))
            .collect();
        let count = left.min(starts.len() as u64);
        self.rows_left = Some(left - count);
        if let Some(&end) = starts.get(count as usize) {
            block.cut(end);
        }
        Ok(true)
    }

    fn fill(&mut self, block: &mut Block) -> Result<bool, InputError> {
        let mut filled = self.start(block)?;
        let mut marker = Marker::new(self.delimiter);
        let mut capacity = self.block_bytes.max(filled.next_multiple_of(WORD));
        loop {
            if block.bytes.len() < capacity {
                block.bytes.resize(capacity, 0);
            }
            filled += self.source.fill(&mut block.bytes[filled..capacity])?;
            if filled == 0 {
                block.cut(0);
                return Ok(false);
            }
            if self.source.is_at_end {
                filled = end_last_row(&mut block.bytes, filled);
            }
            mark(block, &mut marker, filled);
            match block.row_ends(filled) {
                Some((first, rows_end)) if first <= MAX_ROW_BYTES => {
                    let is_whole = !self.source.is_at_end || rows_end == filled;
                    return if is_whole {
                        self.hand_out(block, rows_end, filled);
                        Ok(true)
                    } else {
                        Err(self.unclosed_quote(&block.bytes[..filled], rows_end))
                    };
                }
                None if filled <= MAX_ROW_BYTES && self.source.is_at_end => {
                    return Err(self.unclosed_quote(&block.bytes[..filled], 0));
                }
                None if filled <= MAX_ROW_BYTES => {
                    capacity = (capacity * 2).min(MAX_ROW_BYTES + WORD);
                }
                _ => return Err(self.row_too_long(&block.bytes[..filled])),
            }
        }
    }

    /// Moves what was read ahead into the block; how much that was.
    fn start(&mut self, block: &mut Block) -> Result<usize, InputError> {
        self.source.end_line_break()?;
        let ahead = &mut self.source.ahead;
        if block.bytes.len() < ahead.len() {
            block.bytes.resize(ahead.len().next_multiple_of(WORD), 0);
        }
        block.bytes[..ahead.len()].copy_from_slice(ahead);
        block.ends.clear();
        block.breaks.clear();
        block.doubled.clear();
        block.odd.clear();
        block.is_plain = true;
        block.first_line = self.line;
        let filled = ahead.len();
        ahead.clear();
        Ok(filled)
    }

    /// Keeps the first `length` bytes of the block and takes the others back.
    fn hand_out(&mut self, block: &mut Block, length: usize, filled: usize) {
        self.source.ahead.extend_from_slice(&block.bytes[length..filled]);
        self.source.after_cr = length == filled && block.bytes[length - 1] == b'\r';
        block.cut(length);
        self.line += count_bits(&block.breaks);
    }

    fn unclosed_quote(&self, bytes: &[u8], row: usize) -> InputError {
        let opened = first_row(&bytes[row..], self.delimiter).err().unwrap_or_default();
        InputError::UnclosedQuote { opened_on: self.line + line_breaks(&bytes[..row + opened]) }
    }

    fn row_too_long(&self, bytes: &[u8]) -> InputError {
        let quote = first_row(bytes, self.delimiter).err();
        let quote_opened_on = quote.map(|at| self.line + line_breaks(&bytes[..at]));
        InputError::RowTooLong { line: self.line, quote_opened_on }
    }
}

/// Ends the last row of a stream with a line break if it has none, and pads the last word with blanks.
fn end_last_row(bytes: &mut Vec<u8>, filled: usize) -> usize {
    let ended = filled + usize::from(!matches!(bytes[filled - 1], b'\n' | b'\r'));
    let padded = ended.next_multiple_of(WORD);
    if bytes.len() < padded {
        bytes.resize(padded, 0);
    }
    bytes[filled..ended].fill(b'\n');
    bytes[ended..padded].fill(b' ');
    ended
}

/// Marks the words up to `filled` that have no marks yet.
fn mark(block: &mut Block, marker: &mut Marker, filled: usize) {
    dispatch!(Level::new(), simd => mark_with(simd, block, marker, filled));
}

#[expect(clippy::inline_always, reason = "it takes on the instructions of its caller")]
#[inline(always)]
fn mark_with<S: Simd>(simd: S, block: &mut Block, marker: &mut Marker, filled: usize) {
    let Block { bytes, ends, breaks, doubled, odd, is_plain, .. } = block;
    let (words, _) = bytes[..filled.next_multiple_of(WORD)].as_chunks::<WORD>();
    let before = ends.len();
    ends.resize(words.len(), 0);
    breaks.resize(words.len(), 0);
    let (mut all, mut least) = (u8x64::splat(simd, 0), u8x64::splat(simd, u8::MAX));
    let slots = ends[before..].iter_mut().zip(&mut breaks[before..]);
    for ((at, word), (ends, breaks)) in (before..).zip(&words[before..]).zip(slots) {
        let lanes = u8x64::from_slice(simd, word);
        (all, least) = (all | lanes, least.min(lanes));
        let marks = marker.word(simd, word);
        (*ends, *breaks) = (marks.ends, marks.breaks);
        match marks.quotes {
            Quotes::Simple => {}
            Quotes::Doubled => doubled.push(at as u32),
            Quotes::Odd => odd.push(at as u32),
        }
    }
    *is_plain &= all.simd_lt(0x80).all_true() && least.simd_gt(0).all_true();
}

/// How many bits are set.
fn count_bits(words: &[u64]) -> u64 {
    dispatch!(Level::new(), _ => words.iter().map(|word| u64::from(word.count_ones())).sum())
}

/// How many line breaks there are: LF, CRLF or CR.
pub(super) fn line_breaks(bytes: &[u8]) -> u64 {
    let lf = memchr::memchr_iter(b'\n', bytes).count();
    let is_lone = |at: &usize| bytes.get(at + 1) != Some(&b'\n');
    (lf + memchr::memchr_iter(b'\r', bytes).filter(is_lone).count()) as u64
}
