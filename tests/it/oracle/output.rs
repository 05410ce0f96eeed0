//! The cells of the two files: formats.md sections 3 and 5.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rust_decimal::{Decimal, RoundingStrategy};

use super::config::Config;
use super::declines::Decline;
use super::ladder::{Attempt, Climb, Status};
use super::{RouteRow, TransactionRow, time};

pub(crate) fn route_row(config: &Config, decline: &Decline, attempt: &Attempt) -> RouteRow {
    let (status, reason) = match attempt.status {
        Status::Submitted => ("submitted", ""),
        Status::HandedOff => ("handed_off", ""),
        Status::Blocked(reason) => ("blocked", reason),
    };
    RouteRow {
        transaction_id: guarded(&decline.transaction_id),
        attempt: attempt.slot.to_string(),
        recycle_number: attempt.recycle_number.map(|number| number.to_string()).unwrap_or_default(),
        status: status.to_owned(),
        reason: reason.to_owned(),
        due_at: stamp(config, attempt.due_at),
        wait_days: attempt.wait_days.to_string(),
        merchant_id: guarded(&attempt.merchant_id),
        service: guarded(&attempt.service),
        amount: money(attempt.price, &decline.currency),
        currency: decline.currency.clone(),
        notes: joined(&attempt.notes),
        line: decline.line.to_string(),
    }
}

pub(crate) fn transaction_row(
    config: &Config,
    decline: &Decline,
    class: &str,
    climb: &Climb,
) -> TransactionRow {
    let attempts = &climb.attempts;
    let made: Vec<&Attempt> =
        attempts.iter().filter(|attempt| !matches!(attempt.status, Status::Blocked(_))).collect();
    let mut notes: BTreeSet<&str> =
        attempts.iter().flat_map(|attempt| attempt.notes.iter().copied()).collect();
    if climb.ambiguous_profile {
        notes.insert("ambiguous_profile");
    }
    let mut row = TransactionRow {
        transaction_id: guarded(&decline.transaction_id),
        declined_at: stamp(config, decline.declined_at),
        merchant_id: guarded(&decline.merchant_id),
        amount: money(decline.amount, &decline.currency),
        currency: decline.currency.clone(),
        class: class.to_owned(),
        profile: guarded(&climb.profile),
        outcome: climb.outcome.to_owned(),
        attempts_made: made.len().to_string(),
        attempts_blocked: (attempts.len() - made.len()).to_string(),
        notes: joined(&notes),
        line: decline.line.to_string(),
        ..TransactionRow::default()
    };
    if let Some(handoff) = attempts.iter().find(|attempt| attempt.status == Status::HandedOff) {
        let declined_on = time::local(&config.zone, decline.declined_at).date();
        let handed_off_on = time::local(&config.zone, handoff.due_at).date();
        row.handoff_attempt = handoff.slot.to_string();
        row.handoff_at = stamp(config, handoff.due_at);
        row.handoff_wait_days = time::days_between(declined_on, handed_off_on).to_string();
        row.handoff_merchant_id = guarded(&handoff.merchant_id);
        row.handoff_service = guarded(&handoff.service);
        row.handoff_amount = money(handoff.price, &decline.currency);
    }
    for attempt in attempts {
        if let Status::Blocked(reason) = attempt.status {
            reason.clone_into(&mut row.first_block_reason);
            break;
        }
    }
    if let Some(last) = made.last() {
        row.last_attempt = last.slot.to_string();
        row.last_at = stamp(config, last.due_at);
        row.last_merchant_id = guarded(&last.merchant_id);
        row.last_amount = money(last.price, &decline.currency);
    }
    row
}

/// Rounds to the minor unit of a currency; a half goes up.
pub(crate) fn round_half_up(amount: Decimal, currency: &str) -> Decimal {
    let strategy = if amount.is_sign_negative() {
        RoundingStrategy::MidpointTowardZero
    } else {
        RoundingStrategy::MidpointAwayFromZero
    };
    amount.round_dp_with_strategy(decimals(currency), strategy)
}

fn money(amount: Decimal, currency: &str) -> String {
    format!("{:.*}", decimals(currency) as usize, amount)
}

/// Decimals of the minor unit, by ISO 4217, of the currencies that the tests use.
fn decimals(currency: &str) -> u32 {
    match currency {
        "JPY" => 0,
        "USD" | "EUR" => 2,
        "KWD" => 3,
        _ => panic!("the oracle does not know the currency {currency}"),
    }
}

/// RFC 3339 in the account's zone, to the second.
fn stamp(config: &Config, instant: Timestamp) -> String {
    let offset = config.zone.to_offset(instant);
    let (sign, seconds) =
        if offset.seconds() < 0 { ('-', -offset.seconds()) } else { ('+', offset.seconds()) };
    let local = time::local(&config.zone, instant);
    format!(
        "{}{sign}{:02}:{:02}",
        local.strftime("%Y-%m-%dT%H:%M:%S"),
        seconds / 3600,
        seconds / 60 % 60
    )
}

fn joined(notes: &BTreeSet<&str>) -> String {
    notes.iter().copied().collect::<Vec<_>>().join(";")
}

/// A text that a spreadsheet would take for a formula, made harmless.
fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
