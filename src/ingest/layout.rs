//! What a file's header settles, and by it the rows of blocks to records.

use crate::model::{Decline, Recorded, names};

use super::blocks::Block;
use super::card_number::is_card_number;
use super::column::{Column, closest, is_unknown};
use super::error::{InputError, Notice};
use super::fields::{Fields, Positions, Undoubled};
use super::first_of::FirstOf;
use super::options::Values;
use super::problem::{Problem, Reject, shown};
use super::quotes::{Quoting, quoting, unquoted};
use super::record::{Memory, Record};
use super::rows::{Index, Row};
use super::wordings::{Numbers, Run, Wordings};

/// How the rows of one file read. Shared by all threads.
#[derive(Clone, Debug)]
pub struct Layout {
    pub(super) names: Vec<String>,
    pub(super) delimiter: u8,
    /// The columns that the file has, with their positions.
    pub(super) columns: Vec<(Column, usize)>,
    /// Where those are whose values are read.
    pub(super) positions: Positions,
    /// Positions that may hold card numbers.
    pub(super) card_columns: Vec<usize>,
    /// Fields that make the wording of a row.
    pub(super) runs: Vec<Run>,
    /// Positions that group attempts of one payment.
    pub(super) groups: Vec<usize>,
    pub(super) firsts: Option<FirstOf>,
    pub(super) notices: Vec<Notice>,
    pub(super) form: Form,
    pub(super) values: Values,
}

/// How the start of a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// Whether it starts with a byte order mark.
    pub has_byte_order_mark: bool,
    /// What ends the header.
    pub line_end: LineEnd,
}

names! {
    /// What ends a line.
    LineEnd {
        /// A line feed.
        Lf = "LF",
        /// A carriage return and a line feed.
        CrLf = "CRLF",
        /// A carriage return.
        Cr = "CR",
        /// Nothing: the file ends with its header.
        None = "none",
    }
}

/// What a block had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// Rows that are not blank.
    pub rows: u64,
    /// Those of them that cannot be used.
    pub rejected: u64,
}

/// What reading a block needs on the side; one per thread, reused.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    pub(super) index: Index,
    pub(super) mended: String,
    pub(super) undoubled: Undoubled,
    pub(super) group: String,
    pub(super) memory: Memory,
    pub(super) wordings: Wordings,
    pub(super) numbers: Numbers,
}

impl Layout {
    /// The headers, in order.
    pub fn headers(&self) -> &[String] {
        &self.names
    }

    /// The header that a column is read from, if the file has it.
    pub fn header_of(&self, column: Column) -> Option<&str> {
        let found = self.columns.iter().find(|(other, _)| *other == column);
        found.map(|(_, position)| self.names[*position].as_str())
    }

    /// The byte between fields.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// How the file is written.
    pub fn form(&self) -> Form {
        self.form
    }

    /// Headers that are not read, each with the column that it may mean and the file does not have.
    pub fn near_misses(&self) -> Vec<(Column, String)> {
        let absent = || Column::ALL.iter().filter(|&&column| self.header_of(column).is_none());
        let meant = |header: &String| {
            let names = absent().flat_map(|column| column.header_names()).copied();
            Some((Column::named(closest(header, names)?)?, shown(header.as_bytes())))
        };
        let is_unread = |at: &usize| self.columns.iter().all(|(_, position)| position != at);
        let unread = (0..self.names.len()).filter(is_unread).map(|at| &self.names[at]);
        unread.filter_map(meant).collect()
    }

    /// What is worth saying about the header.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Whether `--first-of` asks for a pass of [`Layout::gather`] over all blocks before any is read.
    pub fn needs_gathering(&self) -> bool {
        !self.groups.is_empty() && self.firsts.is_none()
    }

    /// Takes note of the declines of a block and their groups.
    pub fn gather(
        &self,
        block: &Block,
        scratch: &mut Scratch,
        firsts: &mut FirstOf,
    ) -> Result<(), InputError> {
        self.each(block, scratch, |record, group| {
            if let (Record::Decline(decline), false) = (record, group.is_empty()) {
                firsts.note(group, decline.declined_at.instant, decline.line);
            }
        })?;
        Ok(())
    }

    /// The layout by which later attempts of a group are marked [`Recorded::Later`].
    pub fn with_firsts(mut self, firsts: FirstOf) -> Layout {
        self.firsts = Some(firsts);
        self
    }

    /// The record of every row of a block that is not blank, in order. The only error is a card number.
    pub fn read(
        &self,
        block: &Block,
        scratch: &mut Scratch,
        sink: &mut impl FnMut(Record<'_>),
    ) -> Result<RowCounts, InputError> {
        let Some(firsts) = &self.firsts else {
            return self.each(block, scratch, |record, _| sink(record));
        };
        let is_later = |decline: &Decline<'_>, group: &str| {
            let at = decline.declined_at.instant;
            !group.is_empty() && !firsts.is_first(group, at, decline.line)
        };
        self.each(block, scratch, |record, group| match record {
            Record::Decline(decline) if is_later(&decline, group) => {
                sink(Record::Decline(Decline { recorded: Recorded::Later, ..decline }));
            }
            record => sink(record),
        })
    }

    /// Every record with the key of its group, which is empty for a row that is a group of its own.
    fn each(
        &self,
        block: &Block,
        scratch: &mut Scratch,
        mut sink: impl FnMut(Record<'_>, &str),
    ) -> Result<RowCounts, InputError> {
        let mut counts = RowCounts::default();
        let Scratch { index, mended, undoubled, group, memory, .. } = scratch;
        index.fill(block);
        for row in index.rows(block, self.names.len()).filter(|row| !row.bytes.is_empty()) {
            self.refuse_card_number(&row)?;
            counts.rows += 1;
            let is_regular = self.is_regular(&row, block.is_plain);
            let text = text_of(&row, mended);
            group.clear();
            let has_group =
                !self.groups.is_empty() && (is_regular || self.malformation(&row).is_none());
            if has_group {
                self.group_of(&undoubled.fields_of(&row, text, &self.positions), group);
            }
            let record = self.record(&row, text, is_regular, undoubled, memory);
            counts.rejected += u64::from(matches!(record, Record::Reject(_)));
            sink(record, group);
        }
        Ok(counts)
    }

    /// The record of a row that is not blank.
    #[expect(
        clippy::inline_always,
        reason = "a record is large, and this is the path of every row"
    )]
    #[inline(always)]
    pub(super) fn record<'s>(
        &'s self,
        row: &Row<'s>,
        text: &'s str,
        is_regular: bool,
        undoubled: &'s mut Undoubled,
        memory: &mut Memory,
    ) -> Record<'s> {
        if !is_regular && let Some(reject) = self.malformation(row) {
            return Record::Reject(reject);
        }
        self.values.record(row.line, &undoubled.fields_of(row, text, &self.positions), memory)
    }

    /// Whether a row is certainly well formed; `is_plain` where all of the block is ASCII without NUL.
    #[inline]
    pub(super) fn is_regular(&self, row: &Row<'_>, is_plain: bool) -> bool {
        row.width() == self.names.len() && !row.has_odd_quotes && (is_plain || is_clean(row.bytes))
    }

    #[inline]
    pub(super) fn refuse_card_number(&self, row: &Row<'_>) -> Result<(), InputError> {
        for &position in &self.card_columns {
            if row.fields(position, position).is_some_and(is_card_number) {
                let column = shown(self.names[position].as_bytes());
                return Err(InputError::CardNumber { line: row.line, column });
            }
        }
        Ok(())
    }

    /// Writes the key of a row's group: its values, each ended by a NUL, which no value holds; nothing if
    /// none of them is known.
    fn group_of(&self, fields: &Fields<'_, '_>, group: &mut String) {
        for &position in &self.groups {
            let value = fields.at(position);
            group.push_str(if is_unknown(value) { "" } else { value });
            group.push('\0');
        }
        if group.len() == self.groups.len() {
            group.clear();
        }
    }

    /// What is wrong with the shape of a row, if anything is.
    fn malformation<'a>(&'a self, row: &Row<'a>) -> Option<Reject<'a>> {
        let mut fields = row.ranges().map(|range| &row.bytes[range]).enumerate();
        let reject = |problem, column, value| Reject {
            line: row.line,
            transaction_id: self.id_of(row),
            column,
            problem,
            value,
        };
        if row.width() != self.names.len() {
            let is_short = row.width() < self.names.len();
            let problem = if is_short { Problem::TooFewFields } else { Problem::TooManyFields };
            return Some(reject(problem, "", row.width().to_string()));
        }
        let problem_of = |field: &[u8]| {
            if field.first() == Some(&b'"') && quoting(field) == Quoting::Malformed {
                Some(Problem::MalformedQuotes)
            } else if std::str::from_utf8(field).is_err() {
                Some(Problem::InvalidUtf8)
            } else if field.contains(&0) {
                Some(Problem::NulByte)
            } else {
                None
            }
        };
        fields.find_map(|(position, field)| {
            let problem = problem_of(field)?;
            Some(reject(problem, self.column_name(position), shown(field)))
        })
    }
    /// The id of a row as far as it can be told.
    pub(super) fn id_of<'a>(&self, row: &Row<'a>) -> &'a str {
        let is_id = |(column, _): &&(Column, usize)| *column == Column::TransactionId;
        let position = self.columns.iter().find(is_id).map(|(_, position)| *position);
        let field = position.and_then(|position| row.field(position)).unwrap_or_default();
        let text = std::str::from_utf8(field).unwrap_or_default();
        let id = unquoted(text);
        let is_known = !id.contains('\0') && (id.len() == text.len() || !id.contains('"'));
        if is_known { id.trim_ascii() } else { "" }
    }

    /// A column's own name, else its header.
    fn column_name(&self, position: usize) -> &str {
        let column = self.columns.iter().find(|(_, other)| *other == position);
        column.map_or(self.names[position].as_str(), |(column, _)| column.name())
    }
}

/// The text of a row, with something else for what is none.
#[inline]
pub(super) fn text_of<'r>(row: &Row<'r>, mended: &'r mut String) -> &'r str {
    match std::str::from_utf8(row.bytes) {
        Ok(text) => text,
        Err(_) => mend(row.bytes, mended),
    }
}

fn is_clean(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok() && memchr::memchr(0, bytes).is_none()
}

/// The text of bytes that are not all UTF-8, of the same length, with something else for those that are not.
#[cold]
fn mend<'m>(bytes: &[u8], mended: &'m mut String) -> &'m str {
    mended.clear();
    for chunk in bytes.utf8_chunks() {
        mended.push_str(chunk.valid());
        mended.extend(chunk.invalid().iter().map(|_| '?'));
    }
    mended
}
