//! Every class of decline that changes, as `reattempt/compare-all/1`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analysis::reach::{ClassChange, Clock, Differing, Extent, Side};
use crate::config::{Account, Loaded};
use crate::report::command;
use crate::report::reach::region::{RegionDoc, region};

use super::all_text::explain;

const SCHEMA: &str = "reattempt/compare-all/1";

/// Everything that such a comparison shows.
pub struct AllCompared<'a> {
    /// The configuration as it is.
    pub base: ConfigSide<'a>,
    /// The one that it is compared with.
    pub candidate: ConfigSide<'a>,
    /// What changes.
    pub differing: &'a Differing,
}

/// A configuration.
pub struct ConfigSide<'a> {
    /// As it was loaded.
    pub loaded: &'a Loaded,
    /// The flags that change it, as `explain` takes them.
    pub flags: &'a [String],
}

impl ConfigSide<'_> {
    pub(super) fn account(&self) -> &Account {
        &self.loaded.account
    }

    pub(super) fn file(&self) -> &str {
        &self.loaded.document.source().name
    }

    /// As it would be named again.
    pub(super) fn named(&self) -> String {
        match self.flags {
            [] => self.file().to_owned(),
            flags => format!("{} with {}", self.file(), flags.join(" ")),
        }
    }
}

/// The whole document.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AllDocument {
    schema: &'static str,
    base: ConfigDoc,
    candidate: ConfigDoc,
    week: WeekDoc,
    /// How many classes each configuration tells apart.
    base_classes: usize,
    candidate_classes: usize,
    /// Kinds of declines that change, by what changes first and foremost.
    changed: BTreeMap<&'static str, usize>,
    changes: Vec<ChangeDoc>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ConfigDoc {
    file: String,
    changes: Vec<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct WeekDoc {
    /// The first day of the week that examples are taken from.
    monday: String,
    /// `even`, or `taken_as_even` where every ladder would meet a clock change.
    clock: &'static str,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ChangeDoc {
    class: &'static str,
    /// `class` is the verdict under the base.
    declines: RegionDoc,
    /// The verdict under the candidate, where that is another.
    reclassified: Option<&'static str>,
    /// Whether all of them change, or some: `every` or `some`.
    extent: &'static str,
    /// False for cards and currencies that their merchant does not take, and own attempts that run elsewhere.
    can_happen: bool,
    base: SideDoc,
    candidate: SideDoc,
    /// One that changes, as it is typed.
    example: String,
    command: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SideDoc {
    outcome: &'static str,
    attempts: Vec<MadeDoc>,
    blocked: Vec<BlockedDoc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum_price: Option<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct MadeDoc {
    attempt: u8,
    /// Null for the merchant of the decline.
    merchant_id: Option<String>,
    /// Where dates change.
    #[serde(skip_serializing_if = "Option::is_none")]
    days_since_decline: Option<i32>,
    service: Option<String>,
    /// All that is taken off: money, or percentage points with `%`.
    #[serde(skip_serializing_if = "Option::is_none")]
    reduction: Option<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct BlockedDoc {
    attempt: u8,
    reason: &'static str,
}

/// The document of a comparison.
pub fn all_json(compared: &AllCompared<'_>) -> AllDocument {
    let differing = compared.differing;
    let mut changed = BTreeMap::new();
    for change in &differing.changes {
        *changed.entry(change.class.name()).or_default() += 1;
    }
    AllDocument {
        schema: SCHEMA,
        base: config(&compared.base),
        candidate: config(&compared.candidate),
        week: WeekDoc {
            monday: differing.week.monday.to_string(),
            clock: match differing.week.clock {
                Clock::Even => "even",
                Clock::TakenAsEven => "taken_as_even",
            },
        },
        base_classes: differing.classes[0],
        candidate_classes: differing.classes[1],
        changed,
        changes: differing.changes.iter().map(|of| change(compared, of)).collect(),
    }
}

fn config(side: &ConfigSide<'_>) -> ConfigDoc {
    ConfigDoc { file: side.file().to_owned(), changes: side.flags.to_vec() }
}

fn change(compared: &AllCompared<'_>, of: &ClassChange) -> ChangeDoc {
    let account = compared.base.account();
    ChangeDoc {
        class: of.class.name(),
        declines: region(&of.region, account),
        reclassified: of.reclassified.map(crate::model::Class::name),
        extent: match of.extent {
            Extent::Every => "every",
            Extent::Some => "some",
        },
        can_happen: of.can_happen,
        base: side(&of.base),
        candidate: side(&of.candidate),
        example: command::typed(&of.example.typed(account)),
        command: explain(compared, of),
    }
}

fn side(side: &Side) -> SideDoc {
    let unit = side.price.filter(|rule| rule.is_percent).map_or("", |_| "%");
    let made = side.made.iter().map(|made| MadeDoc {
        attempt: made.slot.0,
        merchant_id: made.target.clone(),
        days_since_decline: made.days,
        service: made.service.clone(),
        reduction: made.reduction.map(|reduction| format!("{reduction}{unit}")),
    });
    let blocked = side.blocked.iter();
    SideDoc {
        outcome: side.outcome.name(),
        attempts: made.collect(),
        blocked: blocked
            .map(|(slot, reason)| BlockedDoc { attempt: slot.0, reason: reason.name() })
            .collect(),
        profile: side.profile.clone(),
        notes: side.notes.iter().map(crate::model::Note::name).collect(),
        minimum_price: side.price.map(|rule| rule.minimum_price.to_string()),
    }
}
