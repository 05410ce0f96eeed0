//! A page to look at: one HTML file with everything in it, no script, nothing fetched. Made from the summary
//! of a replay, the account and its findings, or from a comparison.
//!
//! [`Element`](element) escapes every text, so that no name, text or amount can be more than words.

mod comparison;
mod element;
mod frame;
mod pictures;
mod sections;
mod sheet;
mod words;

use crate::analysis::Summary;
use crate::analysis::compare::Comparison;
use crate::config::Loaded;
use crate::model::Finding;

use element::Element;
use pictures::Picture;
use sheet::{MOST_ROWS, Sheet};

/// What a page is about.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The replay, added up.
    pub summary: &'a Summary,
    /// Its configuration.
    pub loaded: &'a Loaded,
    /// The flags that [`crate::model::Spot::Flag`] counts, as typed.
    pub flags: &'a [String],
    /// What `check` finds in it.
    pub findings: &'a [Finding],
    /// The declines as they would be named again; `None` if only what was made of them is at hand.
    pub declines_name: Option<&'a str>,
    /// Where the tables are whole: `in summary.json`.
    pub whole: &'a str,
}

/// What a comparing page is about.
#[derive(Clone, Copy)]
pub struct Change<'a> {
    /// The comparison.
    pub comparison: &'a Comparison,
    /// The base, with what `check` finds in it.
    pub base: (&'a Loaded, &'a [Finding]),
    /// The candidate likewise.
    pub candidate: (&'a Loaded, &'a [Finding]),
    /// The flags that change the candidate, as typed.
    pub flags: &'a [String],
}

/// A page, and its pictures.
#[derive(Clone, Debug)]
pub struct Report {
    /// The page.
    pub html: String,
    /// Each picture as two files: name and text.
    pub assets: Vec<(String, String)>,
}

/// The page of a replay.
pub fn report(subject: &Subject<'_>) -> Report {
    let sections = sections::all(subject);
    let account = &subject.loaded.account.name;
    made("Where the declines go", account, &sections, subject.whole)
}

/// The page of a comparison.
pub fn comparing_report(change: &Change<'_>) -> Report {
    let sections = comparison::all(change);
    let account = &change.candidate.0.account.name;
    made(
        "What the change does",
        account,
        &sections,
        "in compare.json (`reattempt compare ... --out DIR`)",
    )
}

fn made(title: &str, account: &str, sections: &[Section], whole: &str) -> Report {
    let pictures = sections.iter().flat_map(|section| &section.blocks).flat_map(Block::pictures);
    let assets = pictures.flat_map(|picture| {
        [
            (format!("{}.svg", picture.name), picture.file()),
            (format!("{}.csv", picture.name), picture.numbers.csv()),
        ]
    });
    Report { html: frame::page(title, account, sections, whole), assets: assets.collect() }
}

/// A part of the page under a heading of its own.
struct Section {
    /// Its own name on the page.
    id: &'static str,
    title: &'static str,
    blocks: Vec<Block>,
}

/// What sections are made of.
enum Block {
    Markup(Element),
    Table(Sheet),
    Picture(Picture),
    /// Small pictures side by side where there is room.
    Pictures(Vec<Picture>),
    /// Pictures of which one shows at a time, each with the word that chooses it.
    Choice(&'static str, Vec<(String, Picture)>),
    /// A text with a picture beside it.
    Beside(Element, Picture),
}

impl Block {
    fn pictures(&self) -> Vec<&Picture> {
        match self {
            Block::Markup(_) | Block::Table(_) => Vec::new(),
            Block::Picture(picture) | Block::Beside(_, picture) => vec![picture],
            Block::Pictures(pictures) => pictures.iter().collect(),
            Block::Choice(_, choices) => choices.iter().map(|(_, picture)| picture).collect(),
        }
    }

    fn html(&self, whole: &str) -> Element {
        match self {
            Block::Markup(element) => element.clone(),
            Block::Table(sheet) => sheet.html(MOST_ROWS, whole),
            Block::Picture(picture) => picture.figure(whole),
            Block::Pictures(pictures) => Element::new("div")
                .class("pictures")
                .children(pictures.iter().map(|picture| picture.figure(whole))),
            Block::Choice(name, choices) => frame::choice(name, choices, whole),
            Block::Beside(text, picture) => {
                Element::new("div").class("beside").child(text.clone()).child(picture.figure(whole))
            }
        }
    }
}
