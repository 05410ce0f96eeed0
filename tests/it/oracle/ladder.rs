//! The gates at the door, the ladder and the final outcome: semantics.md sections 3 to 5.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::config::{Config, Merchant, Profile, Service, Slot};
use super::declines::Decline;
use super::output::round_half_up;
use super::time::{self, Forced, WeekdayRule};

pub(crate) struct Climb {
    pub(crate) outcome: &'static str,
    /// Empty unless the gate `no_profile` was passed.
    pub(crate) profile: String,
    pub(crate) ambiguous_profile: bool,
    pub(crate) attempts: Vec<Attempt>,
}

pub(crate) struct Attempt {
    pub(crate) slot: u8,
    pub(crate) recycle_number: Option<u32>,
    pub(crate) status: Status,
    pub(crate) due_at: Timestamp,
    pub(crate) wait_days: i64,
    pub(crate) merchant_id: String,
    pub(crate) service: String,
    pub(crate) price: Decimal,
    pub(crate) notes: BTreeSet<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Submitted,
    HandedOff,
    Blocked(&'static str),
}

impl Climb {
    pub(crate) fn ended_at_the_door(outcome: &'static str) -> Self {
        Self { outcome, profile: String::new(), ambiguous_profile: false, attempts: Vec::new() }
    }
}

pub(crate) fn climb(config: &Config, decline: &Decline, class: &str) -> Climb {
    let verdict = match class {
        "unknown" if config.assumes("unknown_decline", "soft") => "soft",
        "unknown" if config.assumes("unknown_decline", "hard") => "hard",
        class => class,
    };
    let Some(merchant) = config.merchant(&decline.merchant_id) else {
        return Climb::ended_at_the_door("unknown_merchant");
    };
    if config.service_of(merchant).is_some() {
        return Climb::ended_at_the_door("at_service");
    }
    if verdict == "hard" {
        return Climb::ended_at_the_door("hard_decline");
    }
    if verdict == "unknown" {
        return Climb::ended_at_the_door("unclassified");
    }
    if decline.campaign_id.as_ref().is_some_and(|id| config.campaigns_disabled.contains(id)) {
        return Climb::ended_at_the_door("recycling_disabled");
    }
    if decline.new_sale && !config.recycle_new_sales {
        return Climb::ended_at_the_door("new_sale_not_recycled");
    }
    let profiles: Vec<&Profile> =
        config.profiles.iter().filter(|profile| profile.apply_to.contains(&merchant.id)).collect();
    let Some(profile) = profiles.first() else {
        return Climb::ended_at_the_door("no_profile");
    };
    let mut climb = Climb {
        outcome: "",
        profile: profile.title.clone(),
        ambiguous_profile: profiles.len() > 1,
        attempts: Vec::new(),
    };
    // As written: only section 4 rounds the minimum, where it is the floor of a price.
    if decline.new_sale && decline.amount < profile.minimum_price {
        climb.outcome = "below_minimum";
    } else if !profile.slots.iter().any(|slot| slot.number > decline.attempt && !slot.skip) {
        climb.outcome = "no_attempts";
    } else {
        climb.attempts = attempts(config, decline, merchant, profile);
        climb.outcome = final_outcome(&climb.attempts);
    }
    climb
}

fn attempts(
    config: &Config,
    decline: &Decline,
    merchant: &Merchant,
    profile: &Profile,
) -> Vec<Attempt> {
    let pass_over = config.assumes("blocked_slot", "pass_over");
    let fail_purchase = config.assumes("blocked_slot", "fail_purchase");
    let mut attempts: Vec<Attempt> = Vec::new();
    let mut previous = decline.declined_at;
    let mut taken_reduction = Decimal::ZERO;
    let mut skipped_reduction = Decimal::ZERO;
    let mut skipped_wait = 0;
    let mut taken = 0;
    let mut handed_off = false;

    for slot in profile.slots.iter().filter(|slot| slot.number > decline.attempt) {
        if slot.skip {
            if config.assumes("skip_wait", "elapses") {
                skipped_wait += slot.wait_days;
            }
            if config.assumes("skip_reduction", "accrues") {
                skipped_reduction += slot.reduction;
            }
            continue;
        }
        let mut notes = BTreeSet::new();
        if handed_off {
            notes.insert("after_handoff");
        }
        let due_at = due_at(config, decline, profile, slot, previous, skipped_wait, &mut notes);
        let reduction = if config.assumes("reduction_mode", "absolute") {
            slot.reduction
        } else {
            taken_reduction + skipped_reduction + slot.reduction
        };
        let price = price(decline, profile, reduction, &mut notes);
        let target = match profile.target(slot.number) {
            Some(id) => config.merchant(&id).expect("a target that the configuration has"),
            None => merchant,
        };
        let service = config.service_of(target);
        let status = match blocked_by(decline, target, service, price, &mut notes) {
            Some(reason) => Status::Blocked(reason),
            None if service.is_some() => Status::HandedOff,
            None => Status::Submitted,
        };
        if status == Status::HandedOff {
            let gap_seconds = service.expect("a service to hand off to").min_gap_hours * 3600;
            if due_at.as_second() - decline.declined_at.as_second() < gap_seconds {
                notes.insert("under_min_gap");
            }
        }
        let blocked = matches!(status, Status::Blocked(_));
        let took_place = !blocked || !(pass_over || fail_purchase);
        if took_place {
            taken += 1;
        }
        let local_date = |instant| time::local(&config.zone, instant).date();
        attempts.push(Attempt {
            slot: slot.number,
            recycle_number: took_place.then_some(taken),
            status,
            due_at,
            wait_days: time::days_between(local_date(previous), local_date(due_at)),
            merchant_id: target.id.clone(),
            service: service.map(|service| service.name.clone()).unwrap_or_default(),
            price,
            notes,
        });

        if took_place {
            previous = due_at;
            taken_reduction += skipped_reduction + slot.reduction;
            skipped_reduction = Decimal::ZERO;
            skipped_wait = 0;
        }
        if blocked && fail_purchase {
            break;
        }
        if status == Status::HandedOff {
            handed_off = true;
            if config.assumes("after_handoff", "service_owns") {
                break;
            }
        }
    }
    attempts
}

/// When the attempt of a slot is due; leaves the notes `dst_shifted` and `weekday_forced`.
fn due_at(
    config: &Config,
    decline: &Decline,
    profile: &Profile,
    slot: &Slot,
    previous: Timestamp,
    skipped_wait: i64,
    notes: &mut BTreeSet<&'static str>,
) -> Timestamp {
    let zone = &config.zone;
    let declined = time::local(zone, decline.declined_at);
    let previous_date = time::local(zone, previous).date();
    let waited = if config.assumes("wait_from", "first_decline") {
        time::plus_days(declined.date(), slot.wait_days).max(previous_date)
    } else {
        time::plus_days(previous_date, skipped_wait + slot.wait_days)
    };
    let at = config.rebill_time.unwrap_or(declined.time());
    let rule = if config.assumes("weekday_rule", "strictly_after") {
        WeekdayRule::StrictlyAfter
    } else if config.assumes("weekday_rule", "nearest") {
        WeekdayRule::Nearest
    } else {
        WeekdayRule::OnOrAfter
    };
    let forced = profile.weekday.map(|weekday| Forced { weekday, rule });

    let (due_at, shifted) = time::due(zone, previous, waited, at, forced);
    let (unforced, _) = time::due(zone, previous, waited, at, None);
    if shifted {
        notes.insert("dst_shifted");
    }
    if time::local(zone, due_at).date() != time::local(zone, unforced).date() {
        notes.insert("weekday_forced");
    }
    due_at
}

/// What the attempt asks for, after all reductions; leaves the note `price_floored`.
fn price(
    decline: &Decline,
    profile: &Profile,
    reduction: Decimal,
    notes: &mut BTreeSet<&'static str>,
) -> Decimal {
    let off =
        if profile.percent { decline.amount * reduction / Decimal::ONE_HUNDRED } else { reduction };
    let rounded = round_half_up(decline.amount - off, &decline.currency);
    let minimum = round_half_up(profile.minimum_price, &decline.currency);
    let floor = decline.amount.min(minimum).max(Decimal::ZERO);
    if rounded < floor {
        notes.insert("price_floored");
    }
    rounded.max(floor).min(decline.amount)
}

/// The first gate that the attempt fails; leaves the notes `method_unknown` and `funding_unknown`.
fn blocked_by(
    decline: &Decline,
    target: &Merchant,
    service: Option<&Service>,
    price: Decimal,
    notes: &mut BTreeSet<&'static str>,
) -> Option<&'static str> {
    if decline.brand.is_none() {
        notes.insert("method_unknown");
    }
    if (target.block_prepaid && decline.prepaid.is_none())
        || (target.block_debit && decline.debit.is_none())
    {
        notes.insert("funding_unknown");
    }
    if !target.enabled {
        return Some("merchant_disabled");
    }
    if decline.brand.as_ref().is_some_and(|brand| !target.accepts.contains(brand)) {
        return Some("method_not_accepted");
    }
    if target.block_prepaid && decline.prepaid == Some(true) {
        return Some("prepaid_blocked");
    }
    if target.block_debit && decline.debit == Some(true) {
        return Some("debit_blocked");
    }
    if target.currencies.as_ref().is_some_and(|list| !list.contains(&decline.currency)) {
        return Some("currency_not_accepted");
    }
    let minimum = service.map(|service| {
        if decline.new_sale { service.minimum_new_sale } else { service.minimum_rebill }
    });
    if minimum.is_some_and(|minimum| minimum > price) {
        return Some("below_service_minimum");
    }
    None
}

fn final_outcome(attempts: &[Attempt]) -> &'static str {
    let first_handoff = attempts.iter().position(|attempt| attempt.status == Status::HandedOff);
    let last_submitted = attempts.iter().rposition(|attempt| attempt.status == Status::Submitted);
    match (first_handoff, last_submitted) {
        (Some(handoff), Some(submitted)) if handoff < submitted => "contested",
        (Some(_), _) => "handed_off",
        (None, Some(_)) => "exhausted",
        (None, None) => "blocked",
    }
}
