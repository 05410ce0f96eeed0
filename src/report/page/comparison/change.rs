//! What changes, and from what to what.

use crate::analysis::Amounts;
use crate::analysis::compare::{ChangeClass, Ends};
use crate::model::Outcome;
use crate::report::compare::heading_sentence;
use crate::report::compare::words::{classes, meaning, one_sided, side, signed, unit};
use crate::report::page::element::{Element, element};
use crate::report::page::pictures::{Flow, FlowOf, Picture, Tone, flow as drawn};
use crate::report::page::sheet::{Cell, Sheet, number};
use crate::report::page::{Block, Change, Section, words};
use crate::report::summary::minor;
use crate::report::text::grouped;

/// The change in a sentence, in figures and as a table.
pub(super) fn answer(change: &Change<'_>) -> Section {
    let comparison = change.comparison;
    let handoffs = &comparison.handoffs;
    let (before, after) = (handoffs.before.count, handoffs.after.count);
    let sentence = format!("{} {}", heading_sentence(comparison), foremost(change));
    let figure = |class: &'static str, value: Element, text: &str| {
        Element::new("li").class(class).child(Element::new("b").child(value)).text(text)
    };
    let gained = (after + handoffs.lost).saturating_sub(before);
    let figures = Element::new("ul").class("figures").children([
        figure("stopped", number(comparison.changed_count(), None), "declines change"),
        figure("refused", number(handoffs.lost, Some("/handoffs/lost")), "lose their hand-off"),
        figure("arrives", number(gained, None), "gain a hand-off"),
        figure(
            "contested",
            element("span", signed(before, after)),
            &format!("hand-offs in all: {} before, {} after", grouped(before), grouped(after)),
        ),
    ]);
    let names = Element::new("p")
        .text("From ")
        .child(element("code", side(&comparison.base)))
        .text(" to ")
        .child(element("code", side(&comparison.candidate)))
        .text(".");
    let mut blocks = vec![
        Block::Markup(element("p", sentence).class("lead")),
        Block::Markup(figures),
        Block::Markup(names),
    ];
    if let Some(line) = one_sided(comparison) {
        blocks.push(Block::Markup(element("p", line)));
    }
    blocks.push(Block::Table(table(change)));
    Section { id: "answer", title: "The answer", blocks }
}

/// What most of the changed declines show, and what causes most of it.
fn foremost(change: &Change<'_>) -> String {
    let comparison = change.comparison;
    let count = |class: &ChangeClass| comparison.changed[class.name()].count;
    let most = classes(comparison).max_by_key(|class| (count(class), std::cmp::Reverse(*class)));
    let Some(most) = most else { return String::new() };
    let effect = format!("{} of them are {}", grouped(count(&most)), meaning(most));
    match comparison.causes.first() {
        None => format!("{effect}."),
        Some(cause) => format!("{effect}, most money by {}.", unit(&cause.unit)),
    }
}

fn table(change: &Change<'_>) -> Sheet {
    let comparison = change.comparison;
    let columns = ["change", "declines", "share", "money", "what_it_means"];
    let mut sheet = Sheet::new("What changes first and foremost", &columns);
    for class in classes(comparison) {
        let total = &comparison.changed[class.name()];
        sheet.row([
            Cell::text(class.name().replace('_', " ")),
            Cell::summed(total.count, &["changed", class.name(), "count"]),
            Cell::Share(total.count, comparison.rows),
            Cell::Amounts(total.amount.clone()),
            Cell::text(meaning(class)),
        ]);
    }
    sheet.row([
        Cell::text("unchanged"),
        Cell::summed(comparison.unchanged, &["unchanged"]),
        Cell::Share(comparison.unchanged, comparison.rows),
        Cell::Amounts(comparison.unchanged_amount.clone()),
        Cell::text(""),
    ]);
    sheet
}

const STAGES: [&str; 3] = ["how it ends before", "what changes", "how it ends after"];

/// From the ends before to those after, of the declines that change.
pub(super) fn flow(change: &Change<'_>) -> Section {
    let currency = change.base.0.account.default_currency;
    let by_count =
        picture(change, "change-by-declines", &|ends| u128::from(ends.count), &|weight| {
            grouped(i128::try_from(weight).unwrap_or(i128::MAX))
        });
    let own = |amounts: &Amounts| u128::try_from(minor(amounts, currency)).unwrap_or(0);
    let by_money = picture(change, "change-by-money", &|ends| own(&ends.amount), &|weight| {
        words::whole_money(currency, weight)
    });
    let lead = "Every decline that changes, from how it ends under the base, through what changes, to how it ends under the candidate. Green gains a hand-off, vermilion (hatched) loses one, blue changes in another way.";
    let choices = vec![("declines".to_owned(), by_count), (currency.to_string(), by_money)];
    Section {
        id: "flow",
        title: "From what to what",
        blocks: vec![Block::Markup(element("p", lead)), Block::Choice("widths", choices)],
    }
}

fn picture(
    change: &Change<'_>,
    name: &str,
    weight: &dyn Fn(&Ends) -> u128,
    shown: &dyn Fn(u128) -> String,
) -> Picture {
    let all = &change.comparison.ends;
    let flows = all.iter().map(|ends| Flow {
        stages: vec![
            words::outcome_label(ends.base),
            ends.class.replace('_', " "),
            words::outcome_label(ends.candidate),
        ],
        tone: tone(ends),
        weight: weight(ends),
    });
    let mut numbers = Sheet::new(
        "Changed declines by how they end before and after",
        &["before", "change", "after", "declines", "money"],
    );
    for (at, ends) in all.iter().enumerate() {
        numbers.row([
            Cell::text(ends.base),
            Cell::text(ends.class),
            Cell::text(ends.candidate),
            Cell::summed(ends.count, &["ends", &at.to_string(), "count"]),
            Cell::Amounts(ends.amount.clone()),
        ]);
    }
    let said = all.iter().take(8).map(|ends| {
        let [before, after] = [ends.base, ends.candidate].map(words::outcome_label);
        format!("{} {before}, {}, {after}", grouped(ends.count), ends.class.replace('_', " "))
    });
    let said = said.collect::<Vec<String>>().join("; ");
    drawn(FlowOf {
        name,
        title: "How changed declines end, before and after",
        says: format!(
            "A flow in three stages. {}",
            if said.is_empty() { "Nothing changes." } else { &said }
        ),
        stages: &STAGES,
        flows: flows.collect(),
        shown,
        numbers,
    })
}

fn tone(ends: &Ends) -> Tone {
    let has_handoff =
        |name: &str| [Outcome::HandedOff, Outcome::Contested].iter().any(|end| end.name() == name);
    match (has_handoff(ends.base), has_handoff(ends.candidate)) {
        (false, true) => Tone::Arrives,
        (true, false) => Tone::Refused,
        _ => Tone::Tried,
    }
}
