//! How to read the page, and what it does not say.

use crate::model::Outcome;
use crate::report::page::element::{Element, element};
use crate::report::page::{Block, Section};
use crate::report::summary::meaning;

const LIMITS: [&str; 6] = [
    "Outcomes of attempts are not predicted: every attempt is taken to decline softly, so that the whole path of a decline shows. Nothing here says how much money comes back.",
    "What a recovery service does after a hand-off is not simulated.",
    "Dates are those of the account's own clock, days are counted from local date to local date.",
    "The configuration is taken as it is today, for declines of any date.",
    "Where the CRM's documents are silent, the assumptions above are in force. The live CRM may do otherwise.",
    "Every row is accounted for: rows read are outcomes, rows that are no declines, and rejected rows, for rows and for money.",
];

pub(super) fn section() -> Section {
    Section {
        id: "reading",
        title: "How to read this, and what is not modelled",
        blocks: reading(),
    }
}

/// The same for any page.
pub(in crate::report::page) fn reading() -> Vec<Block> {
    let limits = LIMITS.map(|text| element("li", text));
    let colours = "Colours repeat what the words say: green reaches a service, amber (hatched) reaches it and is contested, blue is tried on ordinary merchants, vermilion (hatched) is refused, grey is never tried.";
    let terms = Outcome::ALL.iter().flat_map(|outcome| {
        [element("dt", outcome.name()), element("dd", meaning(outcome.name()))]
    });
    let details = Element::new("details")
        .child(element("summary", "Every way in which a decline can end"))
        .child(Element::new("dl").children(terms));
    vec![
        Block::Markup(Element::new("ul").children(limits)),
        Block::Markup(element("p", colours)),
        Block::Markup(details),
    ]
}
