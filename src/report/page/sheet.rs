//! Tables: on the page, and as CSV for a spreadsheet.

use crate::analysis::Amounts;
use crate::report::csv::{guarded_cell, plain_cell};
use crate::report::summary::amounts;
use crate::report::text::{counted, grouped, percent};

use super::element::{Element, clipped, element};

/// A table: a caption, columns, rows; the first cell of a row is its name.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    pub(super) caption: String,
    pub(super) columns: Vec<&'static str>,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A cell of a [`Sheet`].
#[derive(Clone, Debug)]
pub(super) enum Cell {
    /// Words, perhaps from an input.
    Text(String),
    /// A number, and where `summary.json` has it as a JSON pointer.
    Count(u64, Option<String>),
    /// A line to type.
    Command(String),
    /// Money of several currencies.
    Amounts(Amounts),
    /// A part of a whole.
    Share(u64, u64),
}

/// Rows that a table shows on the page unless it says otherwise.
pub(super) const MOST_ROWS: usize = 40;

/// Characters of a cell that are shown.
const MOST_CHARACTERS: usize = 90;

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    /// A number that is no number of `summary.json`.
    pub(super) const fn count(count: u64) -> Cell {
        Cell::Count(count, None)
    }

    /// A number of `summary.json`, by the names on the way to it.
    pub(super) fn summed(count: u64, path: &[&str]) -> Cell {
        Cell::Count(count, Some(pointer(path)))
    }

    fn html(&self) -> Element {
        match self {
            Cell::Text(text) => element("td", clipped(text, MOST_CHARACTERS)),
            Cell::Count(count, path) => {
                Element::new("td").class("n").child(number(*count, path.as_deref()))
            }
            Cell::Command(line) => Element::new("td").child(element("code", line)),
            Cell::Amounts(all) => element("td", amounts(all)).class("m"),
            Cell::Share(part, whole) => element("td", percent(*part, *whole)).class("n"),
        }
    }

    fn csv(&self, out: &mut Vec<u8>) {
        match self {
            Cell::Text(text) | Cell::Command(text) => guarded_cell(out, text),
            Cell::Count(count, _) => plain_cell(out, &count.to_string()),
            Cell::Amounts(all) => plain_cell(out, &amounts(all)),
            Cell::Share(part, whole) => plain_cell(out, &percent(*part, *whole)),
        }
    }
}

/// A number that a program can read too, and hold against `summary.json`.
pub(super) fn number(count: u64, path: Option<&str>) -> Element {
    let number = element("data", grouped(count)).with("value", count);
    // A longer path than this is of names that nobody gives.
    match path.filter(|path| path.len() <= 200) {
        Some(path) => number.with("data-of", path),
        None => number,
    }
}

/// A JSON pointer (RFC 6901).
pub(super) fn pointer(path: &[&str]) -> String {
    path.iter()
        .flat_map(|name| ["/".to_owned(), name.replace('~', "~0").replace('/', "~1")])
        .collect()
}

impl Sheet {
    pub(super) fn new(caption: impl Into<String>, columns: &[&'static str]) -> Sheet {
        Sheet { caption: caption.into(), columns: columns.to_vec(), rows: Vec::new() }
    }

    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The table on the page. `whole` says where all of it is.
    pub(super) fn html(&self, most: usize, whole: &str) -> Element {
        let head =
            self.columns.iter().map(|name| element("th", heading(name)).with("scope", "col"));
        let rows = self.rows.iter().take(most).map(|cells| {
            let name = cells.first().map(|cell| match cell {
                Cell::Text(text) => {
                    element("th", clipped(text, MOST_CHARACTERS)).with("scope", "row")
                }
                cell => cell.html(),
            });
            Element::new("tr").children(name).children(cells.iter().skip(1).map(Cell::html))
        });
        let table = Element::new("table")
            .child(element("caption", &self.caption))
            .child(Element::new("thead").child(Element::new("tr").children(head)))
            .child(Element::new("tbody").children(rows));
        let scroll = Element::new("div").class("wide").child(table);
        match self.rows.len().saturating_sub(most) as u64 {
            0 => scroll,
            more => {
                let more = counted(more, "more row", "more rows");
                Element::new("div")
                    .child(scroll)
                    .child(element("p", format!("{more}: {whole}")).class("cut"))
            }
        }
    }

    /// The table as CSV, all of it.
    pub(super) fn csv(&self) -> String {
        let mut out = self.columns.join(",").into_bytes();
        out.push(b'\n');
        for row in &self.rows {
            for (at, cell) in row.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                cell.csv(&mut out);
            }
            out.push(b'\n');
        }
        String::from_utf8(out).unwrap_or_default()
    }
}

/// A column's name as people read it.
fn heading(name: &str) -> String {
    name.replace('_', " ")
}
