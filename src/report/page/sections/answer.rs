//! The answer in one sentence, three figures, and what to repair first.

use crate::model::{Outcome, Severity};
use crate::report::page::element::{Element, element};
use crate::report::page::sheet::{number, pointer};
use crate::report::page::{Block, Section, Subject};
use crate::report::summary::{answer_sentences, min_gap_sentence, rows_sentence, tryable};
use crate::report::text::{counted, percent};

/// Errors that are named at the top.
const MOST_ERRORS: usize = 5;

pub(super) fn section(subject: &Subject<'_>) -> Section {
    let summary = subject.summary;
    let account = &subject.loaded.account;
    let mut sentences = answer_sentences(summary, account);
    let all = tryable(summary);
    let reached: u64 = summary.handoffs.values().map(|handoffs| handoffs.count).sum();
    if all > reached && reached > 0 {
        let rest = counted(all - reached, "soft decline does not", "soft declines do not");
        sentences.push(format!("{rest}."));
    }
    let lead = element("p", sentences.join(" ")).class("lead");
    let mut blocks = vec![Block::Markup(lead), Block::Markup(figures(subject, all, reached))];
    blocks.push(Block::Markup(todo(subject)));
    blocks.push(Block::Markup(element("p", rows_sentence(summary, account))));
    if let Some(sentence) = min_gap_sentence(summary, account) {
        blocks.push(Block::Markup(element("p", sentence)));
    }
    let days: Vec<&String> =
        summary.days.iter().filter(|(_, day)| day.declines > 0).map(|(day, _)| day).collect();
    if let (Some(first), Some(last)) = (days.first(), days.last()) {
        let line = format!(
            "The declines are of {first} to {last}, by the clock of {}.",
            account.timezone.name()
        );
        blocks.push(Block::Markup(element("p", line).class("quiet")));
    }
    Section { id: "answer", title: "The answer", blocks }
}

fn figures(subject: &Subject<'_>, all: u64, reached: u64) -> Element {
    let summary = subject.summary;
    let contested = Outcome::Contested.name();
    let contested_count = summary.outcomes.get(contested).map_or(0, |total| total.count);
    let figure = |class: &'static str, value: Element, text: String| {
        Element::new("li").class(class).child(Element::new("b").child(value)).text(text)
    };
    let replayed = number(summary.rows.replayed, Some(&pointer(&["rows", "replayed"])));
    let share = percent(reached, all);
    let mut figures = vec![
        figure("stopped", replayed, "declines replayed".to_owned()),
        figure(
            "arrives",
            number(reached, None),
            format!("reach a service, {share} of the soft ones"),
        ),
        figure(
            "refused",
            number(all.saturating_sub(reached), None),
            "soft declines do not".to_owned(),
        ),
    ];
    if contested_count > 0 {
        let value = number(contested_count, Some(&pointer(&["outcomes", contested, "count"])));
        let text = "of those that reach it are tried by the CRM too".to_owned();
        figures.push(figure("contested", value, text));
    }
    Element::new("ul").class("figures").children(figures)
}

/// The errors, each with its repair; or that there are none.
fn todo(subject: &Subject<'_>) -> Element {
    let errors = subject.findings.iter().enumerate();
    let errors: Vec<_> =
        errors.filter(|(_, finding)| finding.severity == Severity::Error).collect();
    let box_ = Element::new("div");
    if errors.is_empty() {
        let line = match subject.findings.len() as u64 {
            0 => "The configuration has no findings: nothing to repair.".to_owned(),
            count => format!(
                "The configuration has no errors, and {} worth reading.",
                counted(count, "finding", "findings")
            ),
        };
        return box_.class("todo fine").child(element("p", line));
    }
    let count = errors.len() as u64;
    let lead = format!("{} to repair first:", counted(count, "mistake", "mistakes"));
    let items = errors.iter().take(MOST_ERRORS).map(|(at, finding)| {
        let link = element("a", finding.code.name()).with("href", format!("#finding-{}", at + 1));
        let repair = match (&finding.fix, &finding.help) {
            (Some(fix), _) => format!(" Repair: {}.", fix.title),
            (None, Some(help)) => format!(" {help}."),
            (None, None) => String::new(),
        };
        Element::new("li").child(link).text(format!(" {}.", finding.message)).text(repair)
    });
    let list = Element::new("ul").children(items);
    let boxed =
        box_.class("todo").child(Element::new("p").child(element("strong", lead))).child(list);
    match count.saturating_sub(MOST_ERRORS as u64) {
        0 => boxed,
        more => boxed.child(element("p", format!("{more} more below, under findings."))),
    }
}
