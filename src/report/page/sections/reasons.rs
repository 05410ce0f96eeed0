//! Why the cards declined, and what made each soft or hard.

use std::cmp::Reverse;

use crate::report::page::element::{Element, element};
use crate::report::page::pictures::{Bar, Picture, Tone, bars};
use crate::report::page::sheet::{Cell, Sheet};
use crate::report::page::{Block, Section, Subject};
use crate::report::text::{counted, grouped, percent};

/// Texts of the picture.
const MOST: usize = 16;

pub(super) fn section(subject: &Subject<'_>) -> Section {
    let summary = subject.summary;
    let classes = summary.classes.iter().map(|(name, total)| {
        format!("{} {name} ({})", grouped(total.count), percent(total.count, summary.rows.replayed))
    });
    let classes: Vec<String> = classes.collect();
    let line = if classes.is_empty() {
        "No declines were replayed.".to_owned()
    } else {
        format!("{}.", classes.join(", "))
    };
    let mut blocks = vec![Block::Markup(element("p", line))];
    if !summary.texts.is_empty() {
        blocks.push(Block::Pictures(vec![texts(subject), sources(subject)]));
    }
    let left: u64 = summary
        .not_listed
        .iter()
        .filter(|(name, _)| name.starts_with("texts"))
        .map(|(_, count)| count)
        .sum();
    if left > 0 {
        let line = format!(
            "The texts of {} are too many to be kept apart.",
            counted(left, "decline", "declines")
        );
        blocks.push(Block::Markup(cut(line)));
    }
    Section { id: "reasons", title: "Decline reasons", blocks }
}

fn cut(line: String) -> Element {
    element("p", line).class("cut")
}

fn texts(subject: &Subject<'_>) -> Picture {
    let summary = subject.summary;
    let mut all: Vec<(&str, &str, u64)> = summary
        .texts
        .iter()
        .flat_map(|(class, texts)| {
            texts.iter().map(move |(text, &count)| (class.as_str(), text.as_str(), count))
        })
        .collect();
    all.sort_by_key(|(class, text, count)| (Reverse(*count), *text, *class));
    let mut numbers = Sheet::new(
        "Decline texts, or codes where there is no text",
        &["text", "class", "declines"],
    );
    for (class, text, count) in &all {
        let shown = if text.is_empty() { "(no text, no code)" } else { text };
        numbers.row([
            Cell::text(shown),
            Cell::text(*class),
            Cell::summed(*count, &["texts", class, text]),
        ]);
    }
    let most = all.first().map_or(0, |(_, _, count)| *count);
    let shown: Vec<Bar> = all
        .iter()
        .take(MOST)
        .map(|(class, text, count)| Bar {
            label: if text.is_empty() {
                "(no text, no code)".to_owned()
            } else {
                (*text).to_owned()
            },
            value: format!("{class}, {}", grouped(*count)),
            tone: match *class {
                "soft" => Tone::Arrives,
                "hard" => Tone::Refused,
                _ => Tone::Stopped,
            },
            length: u128::from(*count),
        })
        .collect();
    bars("reasons", "Decline texts and how each was classed", &shown, u128::from(most), numbers)
}

fn sources(subject: &Subject<'_>) -> Picture {
    let summary = subject.summary;
    let mut numbers = Sheet::new("Declines by what classed them", &["classed_by", "declines"]);
    let mut all: Vec<(&String, u64)> =
        summary.class_sources.iter().map(|(name, &count)| (name, count)).collect();
    all.sort_by_key(|(name, count)| (Reverse(*count), *name));
    let shown: Vec<Bar> = all
        .iter()
        .map(|(name, count)| {
            numbers.row([Cell::text(source(name)), Cell::summed(*count, &["class_sources", name])]);
            Bar {
                label: source(name).to_owned(),
                value: format!("{} ({})", grouped(*count), percent(*count, summary.rows.replayed)),
                tone: Tone::Plain,
                length: u128::from(*count),
            }
        })
        .collect();
    bars("class-sources", "What classed them", &shown, u128::from(summary.rows.replayed), numbers)
}

fn source(name: &str) -> &str {
    match name {
        "decline_map" => "a decline map of the configuration",
        "response_type" => "the export's own soft or hard",
        "gateway_code" => "the gateway's code, by the built-in table",
        "network_code" => "the network's code, by the built-in table",
        "gateway_text" => "the gateway's text, by the built-in table",
        "any_text" => "a text of any gateway, by the built-in table",
        "nothing" => "nothing: unknown",
        other => other,
    }
}
