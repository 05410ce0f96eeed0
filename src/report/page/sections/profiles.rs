//! The profiles, each beside a picture of its nine slots.

use crate::engine::Engine;
use crate::model::ProfileIndex;
use crate::report::describe::of_profile;
use crate::report::page::element::{Element, element};
use crate::report::page::pictures::ladder;
use crate::report::page::sheet::{number, pointer};
use crate::report::page::{Block, Section, Subject, words};
use crate::report::text::{counted, plural};

/// Profiles that are shown.
const MOST: usize = 24;

pub(super) fn section(subject: &Subject<'_>) -> Section {
    let profiles = &subject.loaded.account.profiles;
    let mut blocks = Vec::new();
    if profiles.is_empty() {
        blocks.push(Block::Markup(element("p", "The configuration has no profile.")));
    }
    let engine = Engine::new(&subject.loaded.account);
    for (index, profile) in (0_u32..).map(ProfileIndex).zip(profiles).take(MOST) {
        let name = format!("ladder-{}", index.0 + 1);
        let picture = ladder(&name, &subject.loaded.account, profile);
        blocks.push(Block::Beside(text(subject, &engine, index), picture));
    }
    let more = profiles.len().saturating_sub(MOST) as u64;
    if more > 0 {
        let line =
            format!("{}: in the configuration.", counted(more, "more profile", "more profiles"));
        blocks.push(Block::Markup(element("p", line).class("cut")));
    }
    Section { id: "profiles", title: "The profiles", blocks }
}

fn text(subject: &Subject<'_>, engine: &Engine<'_>, index: ProfileIndex) -> Element {
    let account = engine.account();
    let profile = account.profile(index);
    let sentences = of_profile(engine, index).into_iter().map(|line| element("li", line));
    let declines = match subject.summary.profiles.get(&profile.title) {
        None => element("p", "None of the declines went through it."),
        Some(breakdown) => {
            let path = pointer(&["profiles", &profile.title, "count"]);
            let money = words::money_text(&breakdown.amount, account);
            let went = plural(breakdown.count, "decline", "declines");
            Element::new("p")
                .child(number(breakdown.count, Some(&path)))
                .text(format!(" {went} went through it, {money}."))
        }
    };
    Element::new("div")
        .child(element("h3", &profile.title))
        .child(Element::new("ul").children(sentences))
        .child(declines)
}
