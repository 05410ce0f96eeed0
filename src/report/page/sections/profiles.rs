//! The profiles, each beside a picture of its nine slots.

use crate::config::Profile;
use crate::report::page::element::{Element, element};
use crate::report::page::pictures::ladder;
use crate::report::page::sheet::{number, pointer};
use crate::report::page::{Block, Section, Subject, words};
use crate::report::text::counted;

/// Profiles that are shown.
const MOST: usize = 24;

pub(super) fn section(subject: &Subject<'_>) -> Section {
    let profiles = &subject.loaded.account.profiles;
    let mut blocks = Vec::new();
    if profiles.is_empty() {
        blocks.push(Block::Markup(element("p", "The configuration has no profile.")));
    }
    for (at, profile) in profiles.iter().enumerate().take(MOST) {
        let name = format!("ladder-{}", at + 1);
        let picture = ladder(&name, &subject.loaded.account, profile);
        blocks.push(Block::Beside(text(subject, profile), picture));
    }
    let more = profiles.len().saturating_sub(MOST) as u64;
    if more > 0 {
        let line =
            format!("{}: in the configuration.", counted(more, "more profile", "more profiles"));
        blocks.push(Block::Markup(element("p", line).class("cut")));
    }
    Section { id: "profiles", title: "The profiles", blocks }
}

fn text(subject: &Subject<'_>, profile: &Profile) -> Element {
    let account = &subject.loaded.account;
    let served: Vec<String> = profile
        .apply_to
        .iter()
        .map(|&merchant| words::merchant(account, &account.merchant(merchant).id))
        .collect();
    let applies = match served.as_slice() {
        [] => "Applies to no merchant.".to_owned(),
        served => format!("Applies to {}.", words::some_of(served, 6)),
    };
    let declines = match subject.summary.profiles.get(&profile.title) {
        None => element("p", "None of the declines went through it."),
        Some(breakdown) => Element::new("p")
            .child(number(breakdown.count, Some(&pointer(&["profiles", &profile.title, "count"]))))
            .text(format!(
                " declines went through it, {}.",
                words::money_text(&breakdown.amount, account)
            )),
    };
    Element::new("div")
        .child(element("h3", &profile.title))
        .child(element("p", applies))
        .child(declines)
}
