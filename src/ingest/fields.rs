//! The fields of a row by column.

use super::column::Column;
use super::quotes::{push_unescaped, unquoted};
use super::rows::Row;

/// Values by column: without quotes and outer blanks, empty where there is none.
pub(super) trait Cells<'a> {
    /// The value of a column.
    fn get(&self, column: Column) -> &'a str;
}

impl<'a> Cells<'a> for [&'a str; Column::COUNT] {
    fn get(&self, column: Column) -> &'a str {
        self[column as usize]
    }
}

/// Where the columns of a file are; `None` for those that it does not have.
pub(super) type Positions = [Option<u32>; Column::COUNT];

/// The fields of one row. Quotes in them are not doubled.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a, 'l> {
    text: &'a str,
    /// What of `ends` is the start of the text.
    start: usize,
    ends: &'l [u32],
    positions: &'l Positions,
}

impl<'a, 'l> Fields<'a, 'l> {
    /// The fields of a row that `text` is.
    #[inline]
    pub(super) fn of(row: &Row<'l>, text: &'a str, positions: &'l Positions) -> Fields<'a, 'l> {
        Fields { text, start: row.start, ends: row.ends, positions }
    }

    /// The field of a position with quotes and blanks, if there are so many.
    #[expect(clippy::inline_always, reason = "on the path of every cell")]
    #[inline(always)]
    fn field(&self, position: usize) -> Option<&'a str> {
        let start = match position.checked_sub(1) {
            None => 0,
            Some(before) => (*self.ends.get(before)? as usize + 1).wrapping_sub(self.start),
        };
        self.text.get(start..(*self.ends.get(position)? as usize).wrapping_sub(self.start))
    }

    /// The value of a position.
    pub(super) fn at(&self, position: usize) -> &'a str {
        let field = self.field(position).unwrap_or_default();
        unquoted(field).trim_ascii()
    }
}

impl<'a> Cells<'a> for Fields<'a, '_> {
    #[expect(clippy::inline_always, reason = "on the path of every cell")]
    #[inline(always)]
    fn get(&self, column: Column) -> &'a str {
        let Some(position) = self.positions[column as usize] else { return "" };
        let Some(field) = self.field(position as usize) else { return "" };
        match *field.as_bytes() {
            [] => "",
            // Most values have neither quotes nor outer blanks, and anything else starts or ends low.
            [first, .., last] | [first @ last] if first > b'"' && last > b' ' => field,
            _ => bare(column, field),
        }
    }
}

/// A value without quotes and outer blanks; decline texts keep theirs, since a decline map may look for them.
#[inline(never)]
fn bare(column: Column, field: &str) -> &str {
    let value = unquoted(field);
    match value.as_bytes() {
        [first, .., last] if *first > b' ' && *last > b' ' => value,
        _ if column == Column::ResponseText => value,
        _ => value.trim_ascii(),
    }
}

/// A row whose quotes were doubled. Reused from row to row.
#[derive(Clone, Debug, Default)]
pub(super) struct Undoubled {
    text: String,
    ends: Vec<u32>,
}

impl Undoubled {
    /// The fields of a row that `text` is.
    #[inline]
    pub(super) fn fields_of<'s>(
        &'s mut self,
        row: &Row<'s>,
        text: &'s str,
        positions: &'s Positions,
    ) -> Fields<'s, 's> {
        if row.has_doubled_quotes || row.has_odd_quotes {
            self.fields(row, text, positions)
        } else {
            Fields::of(row, text, positions)
        }
    }

    /// The fields of a row that `text` is, with one quote for every two inside a field.
    fn fields<'s>(
        &'s mut self,
        row: &Row<'_>,
        text: &str,
        positions: &'s Positions,
    ) -> Fields<'s, 's> {
        self.text.clear();
        self.ends.clear();
        for range in row.ranges() {
            let field = &text[range];
            if field.starts_with('"') {
                self.text.push('"');
                push_unescaped(unquoted(field), &mut self.text);
                self.text.push('"');
            } else {
                self.text.push_str(field);
            }
            self.ends.push(self.text.len() as u32);
            self.text.push('\n');
        }
        Fields { text: &self.text, start: 0, ends: &self.ends, positions }
    }
}
