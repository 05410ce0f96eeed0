//! The slots of an explanation for programs.

use serde::Serialize;

use crate::analysis::explain::{Answer, AttemptStory, Fate, SlotStory};
use crate::engine::TargetSource;
use crate::model::{Money, Note, ProfileIndex};
use crate::report::text::amount;

use super::Explained;
use super::gates::Asked;
use super::json::{GateEntry, SaysEntry, code, weekday};
use super::place::Location;
use super::steps::Steps;

/// A slot: `state` is `before_decline`, `skipped`, `not_reached` or `attempted`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SlotEntry {
    attempt: u8,
    state: &'static str,
    place: Location,
    /// Null unless it was attempted.
    route: Option<RouteEntry>,
    previous: Option<PreviousEntry>,
    due: Option<DueEntry>,
    price: Option<PriceEntry>,
    target: Option<TargetEntry>,
    gates: Vec<GateEntry>,
    steps: Vec<StepEntry>,
    notes: Vec<NoteEntry>,
    then: Option<SaysEntry>,
    next_attempt: Option<u8>,
}

/// The attempt's row of `routes.csv`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RouteEntry {
    attempt: u8,
    recycle_number: Option<u8>,
    status: &'static str,
    reason: Option<&'static str>,
    due_at: String,
    wait_days: i32,
    merchant_id: String,
    service: Option<String>,
    amount: String,
    currency: String,
    notes: String,
}

/// The event that the wait counts from: the decline where `attempt` is null.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PreviousEntry {
    attempt: Option<u8>,
    at: String,
    weekday: &'static str,
}

/// The due date, step by step.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DueEntry {
    /// The slot's own wait, and waits of skipped slots that are added to it.
    wait_days: u32,
    gathered_days: u32,
    /// The date that the wait counts from, and that date plus the wait.
    counted_from: String,
    base: String,
    /// The forced weekday's date, where one is forced.
    forced_weekday: Option<String>,
    /// The date that is after the previous event.
    settled: String,
    due_at: String,
    weekday: &'static str,
    is_dst_shifted: bool,
    is_weekday_forced: bool,
}

/// The price, step by step, in major units.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PriceEntry {
    original: String,
    /// All that is taken off: money or percentage points.
    reduction: String,
    /// The original less the reduction, rounded; may be negative.
    reduced: String,
    floor: String,
    amount: String,
    currency: String,
    is_floored: bool,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct TargetEntry {
    merchant_id: String,
    title: String,
    service: Option<String>,
    /// `profile` or `decline`.
    named_by: &'static str,
    place: Option<Location>,
}

/// A step in words.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct StepEntry {
    step: &'static str,
    #[serde(flatten)]
    says: SaysEntry,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct NoteEntry {
    note: &'static str,
    #[serde(flatten)]
    says: SaysEntry,
}

pub(super) fn slots(explained: &Explained<'_>) -> Vec<SlotEntry> {
    let Some(profile) = explained.explanation.profile else { return Vec::new() };
    explained.slots().map(|story| slot(explained, profile, story)).collect()
}

fn slot(explained: &Explained<'_>, profile: ProfileIndex, story: &SlotStory) -> SlotEntry {
    let state = match &story.fate {
        Fate::Attempted(attempt) => return attempted(explained, profile, attempt),
        Fate::Before => "before_decline",
        Fate::Skipped => "skipped",
        Fate::NotReached => "not_reached",
    };
    SlotEntry {
        attempt: story.slot.0,
        state,
        place: explained.place(&explained.document().slot_path(profile, story.slot)),
        route: None,
        previous: None,
        due: None,
        price: None,
        target: None,
        gates: Vec::new(),
        steps: Vec::new(),
        notes: Vec::new(),
        then: None,
        next_attempt: None,
    }
}

fn attempted(explained: &Explained<'_>, profile: ProfileIndex, story: &AttemptStory) -> SlotEntry {
    let steps = Steps::of(explained, profile, story);
    let asked = Asked::of(explained, story);
    let gate = |&(gate, verdict): &(crate::model::BlockReason, crate::engine::Verdict)| {
        let says = Some(asked.says(gate, verdict));
        GateEntry::of(explained, gate.name(), Answer::Asked(verdict), says)
    };
    let note = |(note, says): (Note, _)| NoteEntry {
        note: note.name(),
        says: SaysEntry::of(explained, Some(says)),
    };
    let step = |(step, says)| StepEntry { step, says: SaysEntry::of(explained, Some(says)) };
    SlotEntry {
        attempt: story.attempt.slot.0,
        state: "attempted",
        place: explained.place(&explained.document().slot_path(profile, story.attempt.slot)),
        route: Some(route(explained, story)),
        previous: Some(PreviousEntry {
            attempt: story.previous.map(|slot| slot.0),
            at: story.plan.previous.to_string(),
            weekday: weekday(story.plan.previous),
        }),
        due: Some(due(story)),
        price: Some(price(explained.decline.amount, story)),
        target: Some(target(explained, profile, story)),
        gates: story.gates.iter().map(gate).collect(),
        steps: steps.all().into_iter().map(step).collect(),
        notes: steps.notes().into_iter().map(note).collect(),
        then: Some(SaysEntry::of(explained, Some(steps.then()))),
        next_attempt: story.next.map(|slot| slot.0),
    }
}

fn route(explained: &Explained<'_>, story: &AttemptStory) -> RouteEntry {
    let (account, attempt) = (explained.account(), &story.attempt);
    RouteEntry {
        attempt: attempt.slot.0,
        recycle_number: attempt.recycle_number,
        status: attempt.status.name(),
        reason: attempt.reason.map(crate::model::BlockReason::name),
        due_at: attempt.due.to_string(),
        wait_days: attempt.wait_days,
        merchant_id: account.merchant(attempt.target).id.clone(),
        service: attempt.service.map(|service| account.service(service).name.clone()),
        amount: attempt.amount.to_string(),
        currency: code(attempt.amount),
        notes: attempt.notes.to_string(),
    }
}

fn due(story: &AttemptStory) -> DueEntry {
    let (plan, due) = (&story.plan, &story.plan.due);
    DueEntry {
        wait_days: plan.wait_days,
        gathered_days: plan.gathered_days,
        counted_from: due.counted_from.to_string(),
        base: due.base.to_string(),
        forced_weekday: due.weekday.map(|day| day.to_string()),
        settled: due.settled.to_string(),
        due_at: due.at.moment.to_string(),
        weekday: weekday(due.at.moment),
        is_dst_shifted: due.at.skipped,
        is_weekday_forced: due.is_weekday_forced,
    }
}

fn price(original: Money, story: &AttemptStory) -> PriceEntry {
    let price = &story.plan.price;
    let minor = |minor: i64| amount(original.currency, minor.into());
    PriceEntry {
        original: original.to_string(),
        reduction: price.reduction.to_string(),
        reduced: minor(price.reduced_minor),
        floor: minor(price.floor_minor),
        amount: price.amount.to_string(),
        currency: code(price.amount),
        is_floored: price.is_floored(),
    }
}

fn target(explained: &Explained<'_>, profile: ProfileIndex, story: &AttemptStory) -> TargetEntry {
    let (account, plan) = (explained.account(), &story.plan);
    let merchant = account.merchant(plan.target);
    let path = explained.document().target_path(profile, plan.slot);
    TargetEntry {
        merchant_id: merchant.id.clone(),
        title: merchant.title.clone(),
        service: plan.service.map(|service| account.service(service).name.clone()),
        named_by: match plan.target_source {
            TargetSource::Decline => "decline",
            TargetSource::Profile => "profile",
        },
        place: path.map(|path| explained.place(&path)),
    }
}
