//! What a file's header settles, and by it the rows of blocks to records.

use std::ops::Range;

use crate::model::{Decline, Recorded, names};

use super::blocks::Block;
use super::card_number::is_card_number;
use super::column::{Column, closest, is_unknown};
use super::error::{InputError, Notice};
use super::first_of::FirstOf;
use super::options::Values;
use super::problem::{Problem, Reject, shown};
use super::quotes::{Quoting, push_unescaped, quoting, unquoted};
use super::record::{Cells, Memory, Record};
use super::rows::{Index, Row};

/// How the rows of one file read. Shared by all threads.
#[derive(Clone, Debug)]
pub struct Layout {
    pub(super) names: Vec<String>,
    pub(super) delimiter: u8,
    /// The columns that the file has, with their positions.
    pub(super) columns: Vec<(Column, usize)>,
    /// The column of each position.
    pub(super) slots: Vec<Option<Column>>,
    /// Positions that may hold card numbers.
    pub(super) card_columns: Vec<usize>,
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
    index: Index,
    cells: CellScratch,
}

/// What reading a row needs on the side.
#[derive(Clone, Debug, Default)]
struct CellScratch {
    unescaped: String,
    unescaped_cells: Vec<(Column, Range<usize>)>,
    group: String,
    memory: Memory,
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
        let unread = self.names.iter().zip(&self.slots).filter(|(_, slot)| slot.is_none());
        unread.filter_map(|(header, _)| meant(header)).collect()
    }

    /// What is worth saying about the header.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// The layout that leaves texts empty which the caller does not need. Columns whose values are checked are
    /// read all the same, so that the same rows are rejected.
    pub fn without(mut self, columns: &[Column]) -> Layout {
        for slot in &mut self.slots {
            *slot = slot.filter(|column| !column.is_any_text() || !columns.contains(column));
        }
        self
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
        let mut sink = |record: Record<'_>, group: &str| {
            counts.rows += 1;
            counts.rejected += u64::from(matches!(record, Record::Reject(_)));
            sink(record, group);
        };
        let text = std::str::from_utf8(block.bytes()).ok();
        let is_clean = text.is_some() && memchr::memchr(0, block.bytes()).is_none();
        let Scratch { index, cells } = scratch;
        index.fill(block);
        for row in index.rows(block, self.names.len()).filter(|row| !row.bytes.is_empty()) {
            self.refuse_card_number(&row)?;
            let text = match text {
                Some(text) => text.get(row.start..row.start + row.bytes.len()),
                None => std::str::from_utf8(row.bytes).ok(),
            };
            let has_odd_bytes = !is_clean && (text.is_none() || row.bytes.contains(&0));
            let is_regular = !row.has_odd_quotes && !has_odd_bytes;
            match text {
                Some(text) if is_regular && row.width() == self.names.len() => {
                    self.read_row(&row, text, cells, &mut sink);
                }
                _ => match self.malformation(&row) {
                    Some(reject) => sink(Record::Reject(reject), ""),
                    None => self.read_row(&row, text.unwrap_or_default(), cells, &mut sink),
                },
            }
        }
        Ok(counts)
    }

    fn refuse_card_number(&self, row: &Row<'_>) -> Result<(), InputError> {
        for &position in &self.card_columns {
            if row.field(position).is_some_and(is_card_number) {
                let column = shown(self.names[position].as_bytes());
                return Err(InputError::CardNumber { line: row.line, column });
            }
        }
        Ok(())
    }

    /// Reads a row of the right shape.
    fn read_row(
        &self,
        row: &Row<'_>,
        text: &str,
        scratch: &mut CellScratch,
        sink: &mut impl FnMut(Record<'_>, &str),
    ) {
        scratch.unescaped.clear();
        scratch.unescaped_cells.clear();
        let mut cells: Cells<'_> = [""; Column::COUNT];
        for (range, slot) in row.ranges().zip(&self.slots) {
            let Some(column) = *slot else { continue };
            let field = &text[range];
            // Most values have neither quotes nor outer blanks, and anything else starts or ends low.
            if let [first, .., last] = field.as_bytes()
                && *first > b'"'
                && *last > b' '
            {
                cells[column as usize] = field;
                continue;
            }
            cells[column as usize] = match unquoted(field) {
                Ok(value) => trimmed(column, value),
                Err(doubled) => {
                    let start = scratch.unescaped.len();
                    push_unescaped(doubled, &mut scratch.unescaped);
                    scratch.unescaped_cells.push((column, start..scratch.unescaped.len()));
                    continue;
                }
            };
        }
        for (column, range) in &scratch.unescaped_cells {
            cells[*column as usize] = trimmed(*column, &scratch.unescaped[range.clone()]);
        }
        scratch.group.clear();
        if !self.groups.is_empty() {
            self.group_of(row, text, &mut scratch.group);
        }
        sink(self.values.record(row.line, &cells, &mut scratch.memory), &scratch.group);
    }

    /// Writes the key of a row's group: its values, each ended by a NUL, which no value holds; nothing if
    /// none of them is known.
    fn group_of(&self, row: &Row<'_>, text: &str, group: &mut String) {
        let mut has_value = false;
        for &position in &self.groups {
            let start = group.len();
            let field = row.range(position).and_then(|range| text.get(range)).unwrap_or_default();
            match unquoted(field) {
                Ok(value) => group.push_str(value.trim_ascii()),
                Err(doubled) => push_unescaped(doubled, group),
            }
            if is_unknown(&group[start..]) {
                group.truncate(start);
            }
            has_value |= group.len() > start;
            group.push('\0');
        }
        if !has_value {
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
    fn id_of<'a>(&self, row: &Row<'a>) -> &'a str {
        let is_id = |(column, _): &&(Column, usize)| *column == Column::TransactionId;
        let position = self.columns.iter().find(is_id).map(|(_, position)| *position);
        let field = position.and_then(|position| row.field(position)).unwrap_or_default();
        let text = std::str::from_utf8(field).unwrap_or_default();
        match unquoted(text) {
            Ok(id) if !id.contains('\0') => id.trim_ascii(),
            _ => "",
        }
    }

    /// A column's own name, else its header.
    fn column_name(&self, position: usize) -> &str {
        let column = self.columns.iter().find(|(_, other)| *other == position);
        column.map_or(self.names[position].as_str(), |(column, _)| column.name())
    }
}

/// A value without outer blanks; decline texts keep theirs, since a decline map may look for them.
fn trimmed(column: Column, value: &str) -> &str {
    if column == Column::ResponseText { value } else { value.trim_ascii() }
}
