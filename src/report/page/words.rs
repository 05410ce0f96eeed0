//! Words that several sections share.

use crate::analysis::{Amounts, Sums, amount_of_text};
use crate::config::Account;
use crate::model::{BlockReason, Currency, Outcome};
pub(super) use crate::report::explain::words::weekday;
use crate::report::summary::{kept_amounts_from, minor};
use crate::report::text::{grouped, money};

/// A merchant as people know it: `12 NMI Main`, or what the file has if the account does not know it.
pub(super) fn merchant(account: &Account, id: &str) -> String {
    match account.merchant_of(id).map(|index| account.merchant(index)) {
        Some(merchant) if merchant.title != merchant.id => format!("{id} {}", merchant.title),
        _ => id.to_owned(),
    }
}

/// Adds money texts to sums.
pub(super) fn add(sums: &mut Sums, amounts: &Amounts) {
    for (code, text) in amounts {
        if let Some(currency) = Currency::read(code)
            && let Some(minor) = amount_of_text(currency, text)
        {
            sums.add_minor(currency, minor);
        }
    }
}

/// Money of several currencies, the account's own first; at most three are spelt out.
pub(super) fn money_text(amounts: &Amounts, account: &Account) -> String {
    if amounts.len() <= 3 {
        return kept_amounts_from(amounts, account.default_currency);
    }
    let own = account.default_currency;
    if minor(amounts, own) == 0 {
        return format!("money in {} other currencies", amounts.len());
    }
    format!(
        "{} and money in {} further currencies",
        money(own, minor(amounts, own)),
        amounts.len() - 1
    )
}

/// Money in whole units, for the labels of a picture.
pub(super) fn whole_money(currency: Currency, minor: u128) -> String {
    let unit = 10_u128.pow(currency.decimals());
    let whole = minor.saturating_add(unit / 2) / unit;
    format!("{currency} {}", grouped(i128::try_from(whole).unwrap_or(i128::MAX)))
}

/// An outcome in words, where its name is too much of a term.
pub(super) fn outcome_label(name: &str) -> String {
    let known = Outcome::ALL.iter().find(|outcome| outcome.name() == name);
    match known {
        Some(Outcome::Contested) => "handed off, contested".to_owned(),
        Some(Outcome::AtService) => "already at a service".to_owned(),
        Some(Outcome::Blocked) => "blocked at every attempt".to_owned(),
        Some(Outcome::Exhausted) => "tried, never handed off".to_owned(),
        _ => name.replace('_', " "),
    }
}

/// Why an attempt is refused, in words.
pub(super) fn refusal(reason: &str) -> &'static str {
    match BlockReason::ALL.iter().find(|known| known.name() == reason) {
        None => "",
        Some(BlockReason::MerchantDisabled) => "the merchant it goes to is not enabled",
        Some(BlockReason::MethodNotAccepted) => "the merchant does not accept the card brand",
        Some(BlockReason::PrepaidBlocked) => "the merchant blocks prepaid cards",
        Some(BlockReason::DebitBlocked) => "the merchant blocks debit cards",
        Some(BlockReason::CurrencyNotAccepted) => "the merchant does not take the currency",
        Some(BlockReason::BelowServiceMinimum) => "the price is below the service's minimum",
    }
}

/// `a, b, c and 4 more`.
pub(super) fn some_of(names: &[String], most: usize) -> String {
    let shown = names.iter().take(most).map(|name| super::element::clipped(name, 60));
    let shown: Vec<String> = shown.collect();
    match names.len().saturating_sub(most) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
