//! What happens to a decline, in one sentence.

use crate::analysis::explain::{Answer, AttemptStory, Explanation};
use crate::engine::Verdict;
use crate::model::{Outcome, Status};
use crate::report::text::escaped;

use super::gates::Asked;
use super::{Explained, door, words};

/// The sentence, period included.
pub(super) fn sentence(explained: &Explained<'_>) -> String {
    let id = match explained.declines_name {
        Some(_) => escaped(explained.decline.transaction_id).into_owned(),
        None => "This decline".to_owned(),
    };
    let explanation = explained.explanation;
    let rest = match explanation.outcome {
        Outcome::HandedOff => handed_off(explained),
        Outcome::Contested => format!("{}{}", handed_off(explained), collision(explained)),
        Outcome::Exhausted => exhausted(explained),
        Outcome::Blocked => blocked(explained),
        gate => {
            let says = door::says(explained, gate, Answer::Asked(Verdict::Fail));
            format!("is not tried again: {}", says.map(|says| says.text).unwrap_or_default())
        }
    };
    format!("{id} {rest}.")
}

/// Where and when an attempt is, as part of a sentence: `at attempt 4 on Tue 2024-03-05 at 03:00`.
pub(super) fn place(attempt: &crate::engine::Attempt) -> String {
    let (day, time) = (words::day(attempt.due.day), words::clock(attempt.due.second));
    format!("at attempt {} on {day} at {time}", attempt.slot)
}

fn price(explained: &Explained<'_>, story: &AttemptStory) -> String {
    let (asked, original) = (story.attempt.amount, explained.decline.amount);
    if asked == original {
        format!("for the full {}", words::amount(asked))
    } else {
        format!("for {} of {}", words::amount(asked), words::amount(original))
    }
}

fn handed_off(explained: &Explained<'_>) -> String {
    let Some(story) = explained.explanation.handoff() else { return String::new() };
    let (account, attempt) = (explained.account(), &story.attempt);
    let service = attempt.service.map(|index| words::service(account, index)).unwrap_or_default();
    let declined = explained.decline.declined_at;
    let before = explained
        .explanation
        .attempts()
        .take_while(|other| other.attempt.slot < attempt.slot)
        .filter(|other| other.attempt.status == Status::Submitted)
        .count();
    let before = match before {
        0 => String::new(),
        count => format!(", after {} on ordinary merchants", words::count(count as i64, "attempt")),
    };
    format!(
        "is handed off to {service} ({}) {}, {} after it declined, {}{before}",
        words::merchant_id(account, attempt.target),
        place(attempt),
        words::elapsed(declined, attempt.due),
        price(explained, story),
    )
}

/// The first ordinary attempt after the hand-off.
fn collision(explained: &Explained<'_>) -> String {
    let mut after = explained
        .explanation
        .attempts()
        .skip_while(|story| story.attempt.status != Status::HandedOff)
        .filter(|story| story.attempt.status == Status::Submitted);
    match after.next() {
        Some(AttemptStory { attempt, .. }) => format!(
            ", but the CRM then charges it as well, on {} {}",
            words::merchant_id(explained.account(), attempt.target),
            place(attempt)
        ),
        None => String::new(),
    }
}

fn exhausted(explained: &Explained<'_>) -> String {
    let submitted = || {
        let attempts = explained.explanation.attempts();
        attempts.filter(|story| story.attempt.status == Status::Submitted)
    };
    let Some(last) = submitted().next_back() else { return String::new() };
    let merchant = words::merchant_id(explained.account(), last.attempt.target);
    let place = place(&last.attempt);
    let price = price(explained, last);
    match submitted().count() {
        1 => format!(
            "is tried again once, on {merchant} {place} {price}, and reaches no recovery service"
        ),
        count => format!(
            "is tried again {count} times, the last on {merchant} {place} {price}, and reaches no recovery service"
        ),
    }
}

fn blocked(explained: &Explained<'_>) -> String {
    let Some(first) = explained.explanation.attempts().next() else { return String::new() };
    let why = blocking(explained, first).unwrap_or_default();
    match explained.explanation.attempts().count() {
        1 => format!(
            "reaches no one: its only attempt, {}, is blocked because {why}",
            first.attempt.slot
        ),
        count => format!(
            "reaches no one: all {count} attempts are blocked, the first, {}, because {why}",
            first.attempt.slot
        ),
    }
}

/// Why an attempt was blocked.
fn blocking(explained: &Explained<'_>, story: &AttemptStory) -> Option<String> {
    let asked = Asked::of(explained, story);
    story.attempt.reason.map(|gate| asked.says(gate, Verdict::Fail).text)
}

/// An outcome's name and meaning: `handed_off: handed off to a recovery service`.
pub(super) fn outcome(explanation: &Explanation) -> String {
    let name = explanation.outcome.name();
    format!("{name}: {}", crate::report::summary::meaning(name))
}
