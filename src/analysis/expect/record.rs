//! Mining cases from declines: few that show everything that happened.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Account;
use crate::engine::{Engine, Route};
use crate::ingest::{Column, DeclineFields};
use crate::model::{
    BlockReason, Brand, Decline, Fact, MerchantIndex, Note, OrderType, Outcome, ProfileIndex, Slot,
};

/// What one attempt of a decline shows, or its end at the door: profile, slot, target, gate, outcome and one note.
type Combination = (
    Option<ProfileIndex>,
    Option<(Slot, MerchantIndex)>,
    Option<BlockReason>,
    Outcome,
    Option<Note>,
);

/// Everything that a decline shows.
type Shown = BTreeSet<Combination>;

/// A decline that was picked.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The row's first line.
    pub line: u64,
    /// The row's id.
    pub transaction_id: String,
    /// The decline as it would be typed.
    pub fields: DeclineFields,
}

/// Sees declines and keeps, of those that show the same, the first.
pub struct Miner<'e> {
    engine: &'e Engine<'e>,
    first: BTreeMap<Shown, Recorded>,
    /// What declines show that come to something else when they are typed, or cannot be typed.
    untypable: BTreeSet<Shown>,
}

impl<'e> Miner<'e> {
    /// A miner that has seen nothing.
    pub fn new(engine: &'e Engine<'e>) -> Miner<'e> {
        Miner { engine, first: BTreeMap::new(), untypable: BTreeSet::new() }
    }

    /// Looks at a decline and its route.
    pub fn see(&mut self, decline: &Decline<'_>, route: &Route) {
        let shown = shown(route);
        if self.first.get(&shown).is_some_and(|first| first.line <= decline.line) {
            return;
        }
        let fields = typed(decline);
        let mut again = Route::empty();
        let is_typable = fields.decline(self.engine.account()).is_ok_and(|typed| {
            self.engine.replay(&typed, &mut again);
            again.attempts == route.attempts && again.outcome == route.outcome
        });
        if is_typable {
            let (line, transaction_id) = (decline.line, decline.transaction_id.to_owned());
            self.first.insert(shown, Recorded { line, transaction_id, fields });
        } else {
            self.untypable.insert(shown);
        }
    }

    /// Adds what another miner saw of other rows.
    pub fn merge(&mut self, other: Miner<'_>) {
        self.untypable.extend(other.untypable);
        for (shown, recorded) in other.first {
            match self.first.get(&shown) {
                Some(first) if first.line <= recorded.line => {}
                _ => {
                    self.first.insert(shown, recorded);
                }
            }
        }
    }

    /// Declines that together show every combination seen, in the order of the file, and how many combinations
    /// that is. Greedy: the decline that shows most of what is not shown yet comes next, the earlier of equals.
    pub fn pick(self) -> (Vec<Recorded>, usize) {
        let mut rest: Vec<(Shown, Recorded)> = self.first.into_iter().collect();
        rest.sort_by_key(|(_, recorded)| recorded.line);
        let mut missing: Shown = rest.iter().flat_map(|(shown, _)| shown.iter().copied()).collect();
        let combinations = missing.len();
        let mut picked = Vec::new();
        while !missing.is_empty() {
            let news = |(shown, _): &(Shown, Recorded)| shown.intersection(&missing).count();
            let best = (0..rest.len()).max_by_key(|&at| (news(&rest[at]), std::cmp::Reverse(at)));
            let Some(best) = best else { break };
            let (shown, recorded) = rest.remove(best);
            missing.retain(|combination| !shown.contains(combination));
            rest.retain(|(shown, _)| !shown.is_disjoint(&missing));
            picked.push(recorded);
        }
        picked.sort_by_key(|recorded| recorded.line);
        (picked, combinations)
    }

    /// How many different things are left out because no decline that shows them can be typed by hand.
    pub fn untypable(&self) -> u64 {
        let left_out = self.untypable.iter().filter(|shown| !self.first.contains_key(*shown));
        left_out.count() as u64
    }
}

fn shown(route: &Route) -> Shown {
    let mut shown = Shown::new();
    let mut add = |at: Option<(Slot, MerchantIndex)>, reason, notes: crate::model::Notes| {
        let mut combination = (route.profile, at, reason, route.outcome, None);
        if notes.is_empty() {
            shown.insert(combination);
        }
        for note in notes.iter() {
            combination.4 = Some(note);
            shown.insert(combination);
        }
    };
    for attempt in &route.attempts {
        add(Some((attempt.slot, attempt.target)), attempt.reason, attempt.notes);
    }
    if route.attempts.is_empty() || !route.own_notes.is_empty() {
        add(None, None, route.own_notes);
    }
    shown
}

/// The columns of a decline that matter for its route.
fn typed(decline: &Decline<'_>) -> DeclineFields {
    let mut fields = DeclineFields::default();
    fields.give(Column::DeclinedAt, &decline.declined_at.to_string());
    fields.give(Column::MerchantId, decline.merchant_id);
    fields.give(Column::Amount, &decline.amount.to_string());
    fields.give(Column::Currency, decline.amount.currency.code());
    if let Some(brand) = decline.brand {
        fields.give(Column::CardBrand, brand.name());
    }
    if decline.brand != Some(Brand::read("echeck")) {
        funding(&mut fields, decline);
    }
    let says_how = !(decline.response_code.is_empty() && decline.response_text.is_empty());
    match decline.response_type {
        Some(kind) => fields.give(Column::ResponseType, kind.name()),
        // A typed decline that says nothing is a soft one.
        None if !says_how => fields.give(Column::ResponseType, "unknown"),
        None => {}
    }
    fields.give(Column::ResponseCode, decline.response_code);
    fields.give(Column::ResponseText, decline.response_text);
    if decline.order_type == OrderType::NewSale {
        fields.give(Column::OrderType, decline.order_type.name());
    }
    if decline.attempt > 0 {
        fields.give(Column::Attempt, &decline.attempt.to_string());
    }
    fields.give(Column::CampaignId, decline.campaign_id);
    fields
}

fn funding(fields: &mut DeclineFields, decline: &Decline<'_>) {
    match (decline.is_prepaid, decline.is_debit) {
        (Fact::No, Fact::No) => fields.give(Column::CardFunding, "credit"),
        (Fact::No, Fact::Yes) => fields.give(Column::CardFunding, "debit"),
        (Fact::Yes, Fact::Unknown) => fields.give(Column::CardFunding, "prepaid"),
        (prepaid, debit) => {
            for (column, fact) in [(Column::IsPrepaid, prepaid), (Column::IsDebit, debit)] {
                match fact {
                    Fact::Yes => fields.give(column, "yes"),
                    Fact::No => fields.give(column, "no"),
                    Fact::Unknown => {}
                }
            }
        }
    }
}

/// What a case about a decline is called.
pub(super) fn name(account: &Account, route: &Route, recorded: &Recorded) -> String {
    let mut parts = vec![route.outcome.name().replace('_', " ")];
    if let Some(profile) = route.profile {
        parts.push(account.profile(profile).title.clone());
    }
    for attempt in &route.attempts {
        let target = &account.merchant(attempt.target).id;
        let reason =
            attempt.reason.map_or_else(String::new, |reason| format!(" ({})", reason.name()));
        parts.push(format!("{} on {target}{reason}", attempt.slot));
    }
    format!("{}, as {}", parts.join(", "), recorded.transaction_id)
}
