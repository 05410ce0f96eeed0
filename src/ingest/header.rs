//! The first row: where it ends, what separates its names, and which column each of them is.

use std::io::Read;

use super::blocks::{Blocks, MAX_ROW_BYTES, Source, line_breaks};
use super::card_number;
use super::column::{Column, closest, same_name};
use super::error::{InputError, Notice};
use super::input::sniff;
use super::layout::{Form, Layout, LineEnd};
use super::marks::first_row;
use super::options::{DELIMITERS, Reading, repeated};
use super::problem::shown;
use super::wordings;

/// What is read at first; doubled until the header is whole.
const FIRST_READ_BYTES: usize = 64 * 1024;

const MARK: &[u8] = "\u{feff}".as_bytes();

/// Bytes of the start that are looked at when no header is found.
const SNIFFED_BYTES: usize = 4096;

/// The header as found.
struct Header {
    delimiter: u8,
    names: Vec<String>,
    /// Bytes without the line break.
    length: usize,
}

/// Reads the header and leaves the rows to the blocks.
pub(super) fn open<R: Read>(
    reader: R,
    reading: Reading,
) -> Result<(Layout, Blocks<R>), InputError> {
    let mut source = Source::new(reader);
    source.read_ahead(FIRST_READ_BYTES)?;
    let has_byte_order_mark = source.ahead.starts_with(MARK);
    let line = 1 + skip_to_text(&mut source)?;
    let header = read_header(&mut source, &reading, line)?;
    let text = &source.ahead[..header.length];
    if let Some(looks) = sniff(&source.ahead, text) {
        return Err(InputError::NotText(looks));
    }
    let next_line = line + line_breaks(text) + 1;
    let line_break = source.ahead.get(header.length).copied();
    source.after_cr = line_break == Some(b'\r');
    let line_end = match &source.ahead[header.length..] {
        [b'\r', b'\n', ..] => LineEnd::CrLf,
        [b'\r', ..] => LineEnd::Cr,
        [] => LineEnd::None,
        _ => LineEnd::Lf,
    };
    let form = Form { has_byte_order_mark, line_end };
    source.ahead.drain(..header.length + line_break.iter().len());
    let delimiter = header.delimiter;
    Ok((layout(header, form, reading)?, Blocks::after_header(source, delimiter, next_line)))
}

/// Skips byte order marks and blank lines; how many lines those were.
fn skip_to_text<R: Read>(source: &mut Source<R>) -> Result<u64, InputError> {
    source.read_ahead(FIRST_READ_BYTES)?;
    while source.ahead.starts_with(MARK) {
        source.ahead.drain(..MARK.len());
    }
    let mut lines = 0;
    loop {
        source.read_ahead(FIRST_READ_BYTES)?;
        let is_blank = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let text = source.ahead.iter().position(|byte| !is_blank(byte));
        let blank = text.unwrap_or(source.ahead.len());
        lines += line_breaks(&source.ahead[..blank]);
        source.after_cr = blank > 0 && text.is_none() && source.ahead[blank - 1] == b'\r';
        source.ahead.drain(..blank);
        source.end_line_break()?;
        if text.is_some() {
            return Ok(lines);
        }
        if source.is_at_end {
            return Err(InputError::Empty);
        }
    }
}

fn read_header<R: Read>(
    source: &mut Source<R>,
    reading: &Reading,
    line: u64,
) -> Result<Header, InputError> {
    let delimiters = reading.delimiter.as_ref().map_or(&DELIMITERS[..], std::slice::from_ref);
    let mut wanted = FIRST_READ_BYTES;
    loop {
        source.read_ahead(wanted)?;
        let is_all = source.is_at_end || wanted > MAX_ROW_BYTES;
        let headers = delimiters.iter().filter_map(|&byte| Header::find(&source.ahead, byte));
        // The first of the best: `max_by_key` takes the last.
        let best = headers.rev().max_by_key(Header::likelihood);
        let is_open = |byte: &&u8| first_row(&source.ahead, **byte).is_err();
        let open = delimiters.iter().find(is_open);
        match best.filter(|header| header.names.len() > 1 || open.is_none()) {
            Some(header) if header.length < source.ahead.len() => return Ok(header),
            Some(header) if source.is_at_end => return Ok(header),
            _ if is_all => return Err(no_header(source, *open.unwrap_or(&delimiters[0]), line)),
            _ => wanted = (wanted * 2).min(MAX_ROW_BYTES + 1),
        }
    }
}

/// Why the text that was read has no header.
fn no_header<R>(source: &Source<R>, delimiter: u8, line: u64) -> InputError {
    let start = &source.ahead[..source.ahead.len().min(SNIFFED_BYTES)];
    if let Some(looks) = sniff(start, start) {
        return InputError::NotText(looks);
    }
    let quote = first_row(&source.ahead, delimiter).err();
    let quote_opened_on = quote.map(|at| line + line_breaks(&source.ahead[..at]));
    match quote_opened_on {
        Some(opened_on) if source.is_at_end => InputError::UnclosedQuote { opened_on },
        _ => InputError::RowTooLong { line, quote_opened_on },
    }
}

impl Header {
    /// The first row of a text, unless it ends inside a quote.
    fn find(text: &[u8], delimiter: u8) -> Option<Header> {
        let fields = first_row(text, delimiter).ok()?;
        let length = fields.iter().map(|field| field.len() + 1).sum::<usize>() - 1;
        let names = fields.into_iter().map(name).collect();
        Some(Header { delimiter, names, length })
    }

    /// How likely it is that the delimiter is right: by the columns that it gives, then by the names.
    fn likelihood(&self) -> (usize, usize) {
        let known = self.names.iter().filter(|name| Column::named(name).is_some()).count();
        (known, self.names.len())
    }
}

/// A name without its quotes and outer blanks.
fn name(field: &[u8]) -> String {
    let text = String::from_utf8_lossy(field);
    let text = text.trim();
    match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\"").trim().to_owned(),
        None => text.to_owned(),
    }
}

/// Finds the columns among the names.
fn layout(header: Header, form: Form, reading: Reading) -> Result<Layout, InputError> {
    let names = header.names;
    let by_hand = positions_by_hand(&names, &reading.columns)?;
    let mut positions = [None; Column::COUNT];
    let mut is_read = vec![false; names.len()];
    for &(column, position) in &by_hand {
        positions[column as usize] = Some(position);
        is_read[position] = true;
    }
    let mut notices = Vec::new();
    for &column in Column::ALL {
        let mut ranked: Vec<(usize, usize)> = (0..names.len())
            .filter(|&position| !is_read[position])
            .filter_map(|position| Some((column.rank(&names[position])?, position)))
            .collect();
        ranked.sort_unstable();
        let mut others = ranked.into_iter().map(|(_, position)| position).peekable();
        if positions[column as usize].is_none() {
            positions[column as usize] = others.next();
        }
        if let (Some(used), Some(_)) = (positions[column as usize], others.peek()) {
            let used = names[used].clone();
            let others = others.map(|position| names[position].clone()).collect();
            notices.push(Notice::SeveralNames { column, used, others });
        }
    }
    let read = || positions.iter().copied().flatten();
    let is_doubled = |name: &String| names.iter().filter(|other| *other == name).count() > 1;
    let doubled: Vec<_> =
        read().map(|at| &names[at]).filter(|name| is_doubled(name)).map(masked).collect();
    if !doubled.is_empty() {
        return Err(InputError::DuplicateHeaders(doubled));
    }
    if let Some(error) = missing(&names, &positions, header.delimiter) {
        return Err(error);
    }
    let groups = group_positions(&names, &positions, &reading.first_of)?;
    let ignored: Vec<String> = (0..names.len())
        .filter(|at| !groups.contains(at) && read().all(|position| position != *at))
        .map(|at| &names[at])
        .filter(|name| Column::named(name).is_none())
        .map(masked)
        .collect();
    if !ignored.is_empty() {
        notices.push(Notice::IgnoredColumns(ignored));
    }
    let may_hold_card_number = |at: &usize| {
        positions[Column::Card as usize] == Some(*at)
            || Column::Card.rank(&names[*at]).is_some()
            || card_number::names_card_number(&names[*at])
    };
    let columns: Vec<(Column, usize)> = Column::ALL
        .iter()
        .filter_map(|&column| Some((column, positions[column as usize]?)))
        .collect();
    Ok(Layout {
        positions: positions.map(|position| position.map(|position| position as u32)),
        card_columns: (0..names.len()).filter(may_hold_card_number).collect(),
        runs: wordings::runs(columns.iter().filter(|(column, _)| !reading.idle.contains(column))),
        columns,
        names,
        delimiter: header.delimiter,
        groups,
        firsts: None,
        notices,
        form,
        values: reading.values,
    })
}

/// A header as it may be shown: a file without one has values in its place.
fn masked(name: &String) -> String {
    shown(name.as_bytes())
}

/// The position of a header: letter for letter, else but for case and separators.
fn position_of(names: &[String], header: &str) -> Option<usize> {
    let exact = names.iter().position(|name| name == header);
    exact.or_else(|| names.iter().position(|name| same_name(name, header)))
}

fn unknown_header(names: &[String], header: &str) -> (String, Option<String>) {
    let suggestion = closest(header, names.iter().map(String::as_str));
    (header.to_owned(), suggestion.map(|name| shown(name.as_bytes())))
}

fn positions_by_hand(
    names: &[String],
    columns: &[(Column, String)],
) -> Result<Vec<(Column, usize)>, InputError> {
    let found: Vec<(Column, usize)> = columns
        .iter()
        .filter_map(|(column, header)| Some((*column, position_of(names, header)?)))
        .collect();
    if found.len() < columns.len() {
        let unknown = columns.iter().filter(|(_, header)| position_of(names, header).is_none());
        let unknown = unknown.map(|(_, header)| unknown_header(names, header));
        return Err(InputError::UnknownHeaders(unknown.collect()));
    }
    match repeated(&found, |a, b| a.1 == b.1) {
        Some((_, position)) => Err(InputError::UsedTwice(masked(&names[*position]))),
        None => Ok(found),
    }
}

fn missing(
    names: &[String],
    positions: &[Option<usize>; Column::COUNT],
    delimiter: u8,
) -> Option<InputError> {
    let missing: Vec<(Column, Option<String>)> = Column::ALL
        .iter()
        .filter(|column| column.is_needed() && positions[**column as usize].is_none())
        .map(|column| {
            let unread = || {
                let unread = |at: &usize| !positions.contains(&Some(*at));
                (0..names.len()).filter(unread).map(|at| names[at].as_str())
            };
            let meant = column.header_names().iter().find_map(|name| closest(name, unread()));
            (*column, meant.map(|name| shown(name.as_bytes())))
        })
        .collect();
    let headers = || names.iter().map(masked).collect();
    (!missing.is_empty()).then(|| InputError::MissingColumns {
        missing,
        headers: headers(),
        delimiter,
    })
}

/// The positions of the columns that group attempts: a column's by any of its names, else a header's.
fn group_positions(
    names: &[String],
    positions: &[Option<usize>; Column::COUNT],
    first_of: &[String],
) -> Result<Vec<usize>, InputError> {
    let position = |text: &str| {
        let column = Column::named(text).and_then(|column| positions[column as usize]);
        column.or_else(|| position_of(names, text))
    };
    let unknown: Vec<_> = first_of
        .iter()
        .filter(|text| position(text).is_none())
        .map(|text| unknown_header(names, text))
        .collect();
    if unknown.is_empty() {
        Ok(first_of.iter().filter_map(|text| position(text)).collect())
    } else {
        Err(InputError::UnknownHeaders(unknown))
    }
}
