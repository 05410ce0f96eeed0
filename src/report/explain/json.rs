//! An explanation for programs: `reattempt/explain/1`.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::analysis::explain::Answer;
use crate::model::{Fact, Moment, Money, Recorded};
use crate::report;

use super::json_slots::{self, SlotEntry};
use super::json_why_not::{self, WhyNotEntry};
use super::page::answer_name;
use super::place::Location;
use super::{Explained, Says, class, door, sentence};

/// The whole document.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Document<'a> {
    schema: &'static str,
    /// The configuration's name.
    config: &'a str,
    /// The account's time zone: all stamps are on its clock.
    timezone: &'static str,
    /// Each assumption with the value in force.
    assumptions: Map<String, Value>,
    /// One per row with the id, in the order of the file.
    explanations: &'a [Entry],
}

/// The explanation of one decline. Keys of `decline` and of each slot's `route` are columns of the declines and
/// of `routes.csv`; amounts are strings in major units, stamps RFC 3339, `class`, `outcome` and the like the
/// names of the contract.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Entry {
    sentence: String,
    decline: DeclineEntry,
    class: ClassEntry,
    door: Vec<GateEntry>,
    profile: Option<ProfileEntry>,
    slots: Vec<SlotEntry>,
    outcome: &'static str,
    notes: Vec<&'static str>,
    why_not: Option<WhyNotEntry>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DeclineEntry {
    transaction_id: String,
    /// The row's first line; null for a decline typed by hand.
    line: Option<u64>,
    declined_at: String,
    weekday: &'static str,
    merchant_id: String,
    amount: String,
    currency: String,
    card_brand: Option<String>,
    is_prepaid: Option<bool>,
    is_debit: Option<bool>,
    response_type: Option<&'static str>,
    response_code: String,
    response_text: String,
    order_type: &'static str,
    attempt: u8,
    campaign_id: String,
    is_recorded_attempt: bool,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ClassEntry {
    /// Before any assumption.
    class: &'static str,
    /// With the assumption on unknown declines.
    assumed: &'static str,
    source: &'static str,
    #[serde(flatten)]
    says: SaysEntry,
}

/// A gate's verdict: `pass`, `fail`, `unknown`, or `not_asked`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct GateEntry {
    gate: &'static str,
    verdict: &'static str,
    #[serde(flatten)]
    says: SaysEntry,
}

/// What was looked at, and where it is written; null where nothing was, or nowhere.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SaysEntry {
    detail: Option<String>,
    place: Option<Location>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ProfileEntry {
    title: String,
    place: Location,
    /// Further profiles that name the merchant and are not used.
    also: Vec<OtherProfile>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct OtherProfile {
    title: String,
    place: Location,
}

impl SaysEntry {
    pub(super) fn of(explained: &Explained<'_>, says: Option<Says>) -> SaysEntry {
        let place = says.as_ref().and_then(|says| says.path.as_ref());
        let place = place.map(|path| explained.place(path));
        SaysEntry { detail: says.map(|says| says.text), place }
    }
}

impl GateEntry {
    pub(super) fn of(
        explained: &Explained<'_>,
        gate: &'static str,
        answer: Answer,
        says: Option<Says>,
    ) -> GateEntry {
        let says = SaysEntry::of(explained, says);
        GateEntry { gate, verdict: answer_name(answer), says }
    }
}

/// The explanation of one decline as it stands in the document.
pub fn entry(explained: &Explained<'_>) -> Entry {
    let explanation = explained.explanation;
    let classification = explanation.facts.classification;
    let gate = |&(gate, answer): &(crate::model::Outcome, Answer)| {
        GateEntry::of(explained, gate.name(), answer, door::says(explained, gate, answer))
    };
    Entry {
        sentence: sentence::sentence(explained),
        decline: decline(explained),
        class: ClassEntry {
            class: classification.class.name(),
            assumed: explanation.assumed_class.name(),
            source: class::source_name(classification.source),
            says: SaysEntry::of(explained, Some(class::says(explained))),
        },
        door: explanation.door.iter().map(gate).collect(),
        profile: profile(explained),
        slots: json_slots::slots(explained),
        outcome: explanation.outcome.name(),
        notes: explanation.notes().iter().map(crate::model::Note::name).collect(),
        why_not: explained.why_not.map(|why_not| json_why_not::entry(explained, why_not)),
    }
}

/// The document of explanations of one configuration.
pub fn document(loaded: &crate::config::Loaded, explanations: &[Entry]) -> String {
    let account = &loaded.account;
    let in_force = account.assumptions.in_force().into_iter();
    report::json::document(&Document {
        schema: "reattempt/explain/1",
        config: &loaded.document.source().name,
        timezone: account.timezone.name(),
        assumptions: in_force.map(|(key, value)| (key.to_owned(), value.into())).collect(),
        explanations,
    })
}

fn decline(explained: &Explained<'_>) -> DeclineEntry {
    let decline = explained.decline;
    DeclineEntry {
        transaction_id: decline.transaction_id.to_owned(),
        line: explained.declines_name.map(|_| decline.line),
        declined_at: decline.declined_at.to_string(),
        weekday: weekday(decline.declined_at),
        merchant_id: decline.merchant_id.to_owned(),
        amount: decline.amount.to_string(),
        currency: code(decline.amount),
        card_brand: decline.brand.map(|brand| brand.name().to_owned()),
        is_prepaid: known(decline.is_prepaid),
        is_debit: known(decline.is_debit),
        response_type: decline.response_type.map(crate::model::Kind::name),
        response_code: decline.response_code.to_owned(),
        response_text: decline.response_text.to_owned(),
        order_type: decline.order_type.name(),
        attempt: decline.attempt,
        campaign_id: decline.campaign_id.to_owned(),
        is_recorded_attempt: decline.recorded == Recorded::Later,
    }
}

const fn known(fact: Fact) -> Option<bool> {
    match fact {
        Fact::Yes => Some(true),
        Fact::No => Some(false),
        Fact::Unknown => None,
    }
}

pub(super) fn weekday(moment: Moment) -> &'static str {
    moment.day.weekday().name()
}

pub(super) fn code(amount: Money) -> String {
    amount.currency.to_string()
}

fn profile(explained: &Explained<'_>) -> Option<ProfileEntry> {
    let (explanation, document) = (explained.explanation, explained.document());
    let (index, merchant) = (explanation.profile?, explanation.facts.merchant?);
    let title = |index| explained.account().profile(index).title.clone();
    let place = |index| explained.place(&document.apply_to_path(index, merchant));
    let also = explanation.also.iter();
    Some(ProfileEntry {
        title: title(index),
        place: place(index),
        also: also
            .map(|&other| OtherProfile { title: title(other), place: place(other) })
            .collect(),
    })
}

/// The schema of the document.
#[cfg(test)]
pub(crate) fn schema() -> serde_json::Value {
    crate::report::json::schema_of::<Document<'_>>()
}
