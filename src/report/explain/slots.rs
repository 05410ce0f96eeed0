//! The slots of a profile as sections of the text.

use anstyle::Style;

use crate::analysis::explain::{Answer, AttemptStory, Fate};
use crate::model::{ProfileIndex, Slot, Status};

use super::gates::Asked;
use super::page::{Page, answer_name};
use super::steps::Steps;
use super::{Explained, Says, words};

/// Every slot to show; slots in a row with which nothing happened are told together.
pub(super) fn sections(page: &mut Page, explained: &Explained<'_>, profile: ProfileIndex) {
    let mut idle: Vec<(Slot, &'static str)> = Vec::new();
    for story in explained.slots() {
        let remark = match &story.fate {
            Fate::Before => "not after the row's own attempt",
            Fate::Skipped => "skipped",
            Fate::NotReached => "not reached",
            Fate::Attempted(attempt) => {
                idle_slots(page, explained, profile, &mut idle);
                section(page, explained, profile, attempt);
                continue;
            }
        };
        if idle.last().is_some_and(|(_, last)| *last != remark) {
            idle_slots(page, explained, profile, &mut idle);
        }
        idle.push((story.slot, remark));
    }
    idle_slots(page, explained, profile, &mut idle);
}

fn idle_slots(
    page: &mut Page,
    explained: &Explained<'_>,
    profile: ProfileIndex,
    idle: &mut Vec<(Slot, &'static str)>,
) {
    let slots: Vec<Slot> = idle.iter().map(|(slot, _)| *slot).collect();
    let Some(&(first, remark)) = idle.first() else { return };
    let path = match idle.len() {
        1 => explained.document().slot_path(profile, first),
        _ => explained.document().profile_path(profile).key("attempts"),
    };
    let place = explained.place(&path).text();
    page.gap();
    let text = format!("{}: {remark}", capitalized(&words::attempts(&slots)));
    page.heading(&text, Some(&place));
    idle.clear();
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn section(
    page: &mut Page,
    explained: &Explained<'_>,
    profile: ProfileIndex,
    story: &AttemptStory,
) {
    let steps = Steps::of(explained, profile, story);
    let path = explained.document().slot_path(profile, story.attempt.slot);
    page.gap();
    page.heading(&headline(explained, story), Some(&explained.place(&path).text()));
    for (label, says) in steps.all() {
        page.told(explained, label, Style::new(), &says);
    }
    let asked = Asked::of(explained, story);
    for &(gate, verdict) in &story.gates {
        let style = page.style_of(Answer::Asked(verdict));
        page.told(
            explained,
            answer_name(Answer::Asked(verdict)),
            style,
            &asked.says(gate, verdict),
        );
    }
    for (note, says) in steps.notes() {
        let text = format!("{}: {}", note.name(), says.text);
        page.told(explained, "note", Style::new(), &Says { text, ..says });
    }
    page.told(explained, "then", Style::new(), &steps.then());
}

fn headline(explained: &Explained<'_>, story: &AttemptStory) -> String {
    let attempt = &story.attempt;
    let account = explained.account();
    let merchant = words::merchant_id(account, attempt.target);
    let what = match (attempt.status, attempt.service, attempt.reason) {
        (Status::HandedOff, Some(service), _) => {
            format!("handed off to {}, {merchant}", words::service(account, service))
        }
        (Status::Blocked, _, Some(reason)) => format!("blocked on {merchant} ({})", reason.name()),
        _ => format!("submitted to {merchant}"),
    };
    let (due, amount) = (words::moment(attempt.due), words::amount(attempt.amount));
    format!("Attempt {}: {what}, {due}, {amount}", attempt.slot)
}
