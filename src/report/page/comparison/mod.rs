//! The page of a comparison: the change first.

mod causes;
mod change;
mod handoffs;

use super::sections::{Checked, cards, reading};
use super::{Block, Change, Section, element};
use crate::model::Finding;
use crate::report::findings::Counts;

/// All sections.
pub(super) fn all(change: &Change<'_>) -> Vec<Section> {
    vec![
        change::answer(change),
        change::flow(change),
        handoffs::section(change),
        causes::section(change),
        findings(change),
        Section {
            id: "reading",
            title: "How to read this, and what is not modelled",
            blocks: reading(),
        },
    ]
}

/// What is wrong with the candidate, and whether the base is better.
fn findings(change: &Change<'_>) -> Section {
    let before = Counts { fixable: 0, ..Counts::of(change.base.1) };
    let line = format!("Under the base: {} Under the candidate:", before.summary());
    let mut blocks = vec![Block::Markup(element::element("p", line))];
    let (loaded, findings) = change.candidate;
    let checked = Checked { loaded, findings, flags: change.flags };
    blocks.extend(cards(checked, &|_: &Finding| None));
    Section { id: "findings", title: "What is wrong with the candidate", blocks }
}
