//! Dates on which a clock change makes a difference.

use crate::analysis::reach::{ClockDifference, Fate};
use crate::model::Notes;
use crate::report::text::{and_list, and_more, escaped};

use super::ReachReport;
use super::words::{clock, days};

/// Profiles that are named.
const MOST: usize = 3;

/// One sentence per date and difference.
pub(super) fn sentences(report: &ReachReport<'_>) -> Vec<String> {
    let account = report.engine.account();
    let mut told: Vec<(String, Vec<String>)> = Vec::new();
    for found in report.clock {
        let title = escaped(&account.profile(found.profile).title).into_owned();
        let sentence = sentence(found);
        match told.iter_mut().find(|(same, _)| *same == sentence) {
            Some((_, titles)) => titles.push(title),
            None => told.push((sentence, vec![title])),
        }
    }
    let sentences = told.into_iter();
    sentences.map(|(text, titles)| format!("{text} ({})", and_more(&titles, MOST))).collect()
}

fn sentence(found: &ClockDifference) -> String {
    format!(
        "declined {} from {}: {}, for the clock changes on {}",
        found.day,
        clock(i64::from(found.second)),
        difference(&found.ordinary, &found.actual),
        found.change
    )
}

/// The first thing that is otherwise.
fn difference(ordinary: &Fate, actual: &Fate) -> String {
    if ordinary.outcome != actual.outcome {
        return format!("ends as {} instead of {}", actual.outcome.name(), ordinary.outcome.name());
    }
    let differing = ordinary.steps.iter().zip(&actual.steps).find(|(a, b)| a != b);
    let Some((usual, step)) = differing else { return "the attempts differ".to_owned() };
    let slot = step.slot;
    if usual.days != step.days {
        return format!("attempt {slot} after {} instead of {}", days(step.days), usual.days);
    }
    let without = |notes: Notes, other: Notes| -> Notes {
        notes.iter().filter(|note| !other.has(*note)).collect()
    };
    let (gained, lost) = (without(step.notes, usual.notes), without(usual.notes, step.notes));
    let parts =
        [("gets", gained), ("loses", lost)].into_iter().filter(|(_, notes)| !notes.is_empty());
    let parts: Vec<String> =
        parts.map(|(verb, notes)| format!("{verb} the note {notes}")).collect();
    format!("attempt {slot} {}", and_list(&parts))
}
