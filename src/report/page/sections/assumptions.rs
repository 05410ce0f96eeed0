//! What is assumed where the CRM's documents are silent.

use crate::analysis::assume::may_matter;
use crate::config::Assumptions;
use crate::report::assume::subject as question;
use crate::report::page::element::{Element, element};
use crate::report::page::sheet::{Cell, Sheet};
use crate::report::page::{Block, Section, Subject};
use crate::report::text::shell_quoted;

pub(super) fn section(subject: &Subject<'_>) -> Section {
    let account = &subject.loaded.account;
    let mattering = may_matter(account, subject.summary);
    let mut sheet = Sheet::new(
        "Assumptions in force",
        &["assumption", "value", "other_values", "for_these_declines", "ask_the_CRM"],
    );
    for ((key, values), (_, used)) in
        Assumptions::KEYS.into_iter().zip(account.assumptions.in_force())
    {
        let others: Vec<&str> = values.iter().copied().filter(|value| *value != used).collect();
        let default = if used == values[0] { "" } else { " (not the default)" };
        sheet.row([
            Cell::text(key),
            Cell::text(format!("{used}{default}")),
            Cell::text(others.join(", ")),
            Cell::text(if mattering.contains(&key) { "may matter" } else { "changes nothing" }),
            Cell::text(question(key)),
        ]);
    }
    let lead = element(
        "p",
        "The CRM's documents do not say everything. Where they are silent, this was assumed; an assumption that may matter is a question for the CRM's support.",
    );
    let file = shell_quoted(&subject.loaded.document.source().name);
    let declines = subject.declines_name.map_or("DECLINES.csv".to_owned(), shell_quoted);
    let command = format!("reattempt assume {declines} --config {file}");
    let how = Element::new("p")
        .text("How many declines and how much money hang on each: ")
        .child(element("code", command));
    Section {
        id: "assumptions",
        title: "What is assumed",
        blocks: vec![Block::Markup(lead), Block::Table(sheet), Block::Markup(how)],
    }
}
