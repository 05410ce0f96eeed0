//! What a route comes to cell by cell: the columns of `routes.csv` and `transactions.csv`, and the value of each.

use crate::config::Account;
use crate::engine::{Attempt, Route};
use crate::model::{
    Currency, Decline, MerchantIndex, Moment, Money, Notes, ProfileIndex, ServiceIndex, Status,
    names,
};

names! {
    /// A column of `routes.csv`, in its order.
    #[allow(missing_docs, reason = "each is named by the contract")]
    RouteColumn {
        TransactionId = "transaction_id",
        Attempt = "attempt",
        RecycleNumber = "recycle_number",
        Status = "status",
        Reason = "reason",
        DueAt = "due_at",
        WaitDays = "wait_days",
        MerchantId = "merchant_id",
        Service = "service",
        Amount = "amount",
        Currency = "currency",
        Notes = "notes",
        Line = "line",
    }
}

names! {
    /// A column of `transactions.csv`, in its order.
    #[allow(missing_docs, reason = "each is named by the contract")]
    TransactionColumn {
        TransactionId = "transaction_id",
        DeclinedAt = "declined_at",
        MerchantId = "merchant_id",
        Amount = "amount",
        Currency = "currency",
        Class = "class",
        Profile = "profile",
        Outcome = "outcome",
        AttemptsMade = "attempts_made",
        AttemptsBlocked = "attempts_blocked",
        HandoffAttempt = "handoff_attempt",
        HandoffAt = "handoff_at",
        HandoffWaitDays = "handoff_wait_days",
        HandoffMerchantId = "handoff_merchant_id",
        HandoffService = "handoff_service",
        HandoffAmount = "handoff_amount",
        FirstBlockReason = "first_block_reason",
        LastAttempt = "last_attempt",
        LastAt = "last_at",
        LastMerchantId = "last_merchant_id",
        LastAmount = "last_amount",
        Notes = "notes",
        Line = "line",
    }
}

/// One value; names of the configuration by their index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// A text of the input.
    Input(&'a str),
    /// A word of the contract.
    Name(&'static str),
    /// A whole number.
    Number(u64),
    /// An instant on the account's clock.
    At(Moment),
    /// An amount, without its currency.
    Amount(Money),
    /// A currency's code.
    Currency(Currency),
    /// A merchant's id.
    Merchant(MerchantIndex),
    /// A profile's title.
    Profile(ProfileIndex),
    /// A service's name.
    Service(ServiceIndex),
    /// Notes joined by `;`.
    Notes(Notes),
}

/// The cells of an attempt's row, in the order of [`RouteColumn::ALL`].
#[inline]
pub fn attempt_cells<'a>(
    decline: &Decline<'a>,
    attempt: &Attempt,
) -> [Cell<'a>; RouteColumn::ALL.len()] {
    [
        Cell::Input(decline.transaction_id),
        Cell::Number(attempt.slot.0.into()),
        attempt.recycle_number.map_or(Cell::Empty, |number| Cell::Number(number.into())),
        Cell::Name(attempt.status.name()),
        reason(attempt),
        Cell::At(attempt.due),
        Cell::Number(attempt.wait_days.unsigned_abs().into()),
        Cell::Merchant(attempt.target),
        attempt.service.map_or(Cell::Empty, Cell::Service),
        Cell::Amount(attempt.amount),
        Cell::Currency(attempt.amount.currency),
        Cell::Notes(attempt.notes),
        Cell::Number(decline.line),
    ]
}

/// The cells of a decline's row, in the order of [`TransactionColumn::ALL`].
#[inline]
pub fn transaction_cells<'a>(
    decline: &Decline<'a>,
    route: &Route,
) -> [Cell<'a>; TransactionColumn::ALL.len()] {
    let blocked = route.blocked().count();
    let first_blocked = if blocked == 0 { None } else { route.blocked().next() };
    let [
        handoff_attempt,
        handoff_at,
        handoff_wait,
        handoff_merchant,
        handoff_service,
        handoff_amount,
    ] = handoff_cells(decline, route);
    let [last_attempt, last_at, last_merchant, last_amount] = last_cells(route);
    [
        Cell::Input(decline.transaction_id),
        Cell::At(decline.declined_at),
        Cell::Input(decline.merchant_id),
        Cell::Amount(decline.amount),
        Cell::Currency(decline.amount.currency),
        Cell::Name(route.classification.class.name()),
        route.profile.map_or(Cell::Empty, Cell::Profile),
        Cell::Name(route.outcome.name()),
        Cell::Number((route.attempts.len() - blocked) as u64),
        Cell::Number(blocked as u64),
        handoff_attempt,
        handoff_at,
        handoff_wait,
        handoff_merchant,
        handoff_service,
        handoff_amount,
        first_blocked.map_or(Cell::Empty, reason),
        last_attempt,
        last_at,
        last_merchant,
        last_amount,
        Cell::Notes(route.notes()),
        Cell::Number(decline.line),
    ]
}

fn reason(attempt: &Attempt) -> Cell<'static> {
    attempt.reason.map_or(Cell::Empty, |reason| Cell::Name(reason.name()))
}

fn handoff_cells(decline: &Decline<'_>, route: &Route) -> [Cell<'static>; 6] {
    let Some(handoff) = route.handoff() else { return [Cell::Empty; 6] };
    [
        Cell::Number(handoff.slot.0.into()),
        Cell::At(handoff.due),
        Cell::Number(handoff.due.day.since(decline.declined_at.day).unsigned_abs().into()),
        Cell::Merchant(handoff.target),
        handoff.service.map_or(Cell::Empty, Cell::Service),
        Cell::Amount(handoff.amount),
    ]
}

fn last_cells(route: &Route) -> [Cell<'static>; 4] {
    let made = |attempt: &&Attempt| attempt.status != Status::Blocked;
    let Some(last) = route.attempts.iter().rev().find(made) else { return [Cell::Empty; 4] };
    [
        Cell::Number(last.slot.0.into()),
        Cell::At(last.due),
        Cell::Merchant(last.target),
        Cell::Amount(last.amount),
    ]
}

impl Cell<'_> {
    /// The value as files have it, empty where there is none.
    pub fn text(&self, account: &Account) -> String {
        match *self {
            Cell::Empty => String::new(),
            Cell::Input(text) => text.to_owned(),
            Cell::Name(name) => name.to_owned(),
            Cell::Number(number) => number.to_string(),
            Cell::At(moment) => {
                let mut text = Vec::new();
                moment.write_rfc3339(&mut text);
                String::from_utf8_lossy(&text).into_owned()
            }
            Cell::Amount(money) => money.to_string(),
            Cell::Currency(currency) => currency.code().to_owned(),
            Cell::Merchant(index) => account.merchant(index).id.clone(),
            Cell::Profile(index) => account.profile(index).title.clone(),
            Cell::Service(index) => account.service(index).name.clone(),
            Cell::Notes(notes) => notes.to_string(),
        }
    }
}
