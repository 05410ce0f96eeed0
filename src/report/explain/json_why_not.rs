//! Why not, for programs.

use serde::Serialize;

use crate::analysis::why_not::{Obstacle, Repair, WhyNot};
use crate::engine::Attempt;
use crate::model::{Change, Edit};
use crate::report::text::shell_flag;

use super::json::{SaysEntry, code};
use super::{Explained, why_not};

/// The answer to `--why-not`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct WhyNotEntry {
    service: String,
    /// The hand-off, where the decline does reach the service.
    handoff: Option<HandoffEntry>,
    /// What keeps it from the service, first thing first.
    obstacles: Vec<ObstacleEntry>,
    /// The smallest change that brings it there.
    repair: Option<RepairEntry>,
    /// Why there is none, where one would be needed.
    no_repair: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct HandoffEntry {
    attempt: u8,
    due_at: String,
    merchant_id: String,
    amount: String,
    currency: String,
}

/// An obstacle: the name of an outcome or of a block reason, or one of `no_service_merchant`, `target_elsewhere`,
/// `slots_skipped` and `ladder_ended`; with the slots that it is about.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ObstacleEntry {
    obstacle: &'static str,
    attempts: Vec<u8>,
    #[serde(flatten)]
    says: SaysEntry,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RepairEntry {
    /// The flags to paste into a shell.
    flags: Vec<String>,
    changes: Vec<ChangeEntry>,
    /// What a replay with the changes comes to.
    outcome: &'static str,
    handoff: HandoffEntry,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ChangeEntry {
    path: String,
    /// `set`, `add`, `remove` or `unset`.
    edit: &'static str,
    value: Option<String>,
    /// The obstacle that it removes.
    removes: &'static str,
    does: &'static str,
}

pub(super) fn entry(explained: &Explained<'_>, asked: &WhyNot) -> WhyNotEntry {
    let is_needed = asked.handoff.is_none() && asked.repair.is_none();
    WhyNotEntry {
        service: explained.account().service(asked.service).name.clone(),
        handoff: asked.handoff.as_ref().map(|attempt| handoff(explained, attempt)),
        obstacles: asked.obstacles.iter().map(|found| obstacle(explained, asked, found)).collect(),
        repair: asked.repair.as_ref().map(|found| repair(explained, found)),
        no_repair: is_needed.then(|| why_not::no_repair(explained, asked)),
    }
}

fn handoff(explained: &Explained<'_>, attempt: &Attempt) -> HandoffEntry {
    HandoffEntry {
        attempt: attempt.slot.0,
        due_at: attempt.due.to_string(),
        merchant_id: explained.account().merchant(attempt.target).id.clone(),
        amount: attempt.amount.to_string(),
        currency: code(attempt.amount),
    }
}

fn obstacle(explained: &Explained<'_>, asked: &WhyNot, found: &Obstacle) -> ObstacleEntry {
    let attempts = match found {
        Obstacle::Skipped { slots, .. } => slots.iter().map(|slot| slot.0).collect(),
        Obstacle::Ended { slot, .. } | Obstacle::Blocked { slot, .. } => vec![slot.0],
        Obstacle::Door(_) | Obstacle::NoServiceMerchant | Obstacle::Elsewhere { .. } => Vec::new(),
    };
    let says = SaysEntry::of(explained, Some(why_not::says(explained, asked, found)));
    ObstacleEntry { obstacle: why_not::name(found), attempts, says }
}

fn repair(explained: &Explained<'_>, found: &Repair) -> RepairEntry {
    let changes = found.steps.iter().map(|step| {
        let (edit, value) = edit(&step.change);
        ChangeEntry {
            path: step.change.path.to_string(),
            edit,
            value,
            removes: why_not::name(&step.obstacle),
            does: why_not::action(step),
        }
    });
    RepairEntry {
        flags: found.steps.iter().map(|step| shell_flag(&step.change)).collect(),
        changes: changes.collect(),
        outcome: found.route.outcome.name(),
        handoff: handoff(explained, &found.handoff),
    }
}

fn edit(change: &Change) -> (&'static str, Option<String>) {
    match &change.edit {
        Edit::Set(value) => ("set", Some(value.clone())),
        Edit::Add(value) => ("add", Some(value.clone())),
        Edit::Remove(value) => ("remove", Some(value.clone())),
        Edit::Unset => ("unset", None),
    }
}
