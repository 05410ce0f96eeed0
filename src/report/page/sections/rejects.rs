//! Rows that could not be used, and rows that are no declines.

use std::cmp::Reverse;

use crate::analysis::Counts;
use crate::report::page::element::element;
use crate::report::page::sheet::{Cell, Sheet};
use crate::report::page::{Block, Section, Subject};
use crate::report::text::counted;

pub(super) fn section(subject: &Subject<'_>) -> Section {
    let summary = subject.summary;
    let rows = &summary.rows;
    let line = match rows.rejected {
        0 => "No row was rejected.".to_owned(),
        rejected => format!(
            "{} rejected: nothing is known of them but their problem. rejects.csv of `reattempt replay --out DIR` lists each with its line and value.",
            counted(rejected, "row was", "rows were")
        ),
    };
    let mut blocks = vec![Block::Markup(element("p", line))];
    if rows.rejected > 0 {
        blocks.push(Block::Table(table(
            "Rejected rows by problem",
            "problem",
            "rejects",
            &summary.rejects,
        )));
    }
    if rows.not_declines > 0 {
        let caption = "Rows that are no declines, by what they are";
        blocks.push(Block::Table(table(caption, "kind", "not_declines", &summary.not_declines)));
    }
    Section { id: "rejects", title: "Rows left out", blocks }
}

fn table(caption: &str, column: &'static str, list: &str, counts: &Counts) -> Sheet {
    let mut sheet = Sheet::new(caption, &[column, "rows"]);
    let mut all: Vec<(&String, u64)> = counts.iter().map(|(name, &count)| (name, count)).collect();
    all.sort_by_key(|(name, count)| (Reverse(*count), *name));
    for (name, count) in all {
        sheet.row([Cell::text(name.replace('_', " ")), Cell::summed(count, &[list, name])]);
    }
    sheet
}
