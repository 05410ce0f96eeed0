//! Declines, claims and fates in words.

use crate::analysis::reach::{Brands, FACTS, Few, NO_LIMIT, Region, Set};
use crate::config::Account;
use crate::model::{BlockReason, Class, Currency, Fact, OrderType, Outcome, Weekday};

pub(super) use crate::report::explain::words::weekday;
use crate::report::summary::meaning;
use crate::report::text::{amount, and_list, and_more, escaped, number_list, or_list};

/// Names shown of a long list.
const MOST: usize = 8;

/// Which declines a region holds: `soft-declined rebills on 12 and 13, own attempt 0-3`.
pub(crate) fn declines(region: &Region, account: &Account) -> String {
    let mut text = format!("{}{}", class(region), merchants(&region.merchants, account));
    add_facts(&mut text, region, account);
    text
}

/// Which soft declines a region holds, by their merchants: `12 and 13, own attempt 0-3`.
pub(super) fn declines_on(region: &Region, account: &Account) -> String {
    let kind = match order_type(region.order_types) {
        _ if region.order_types.is_all() => String::new(),
        kind => format!("{kind} on "),
    };
    let mut text = format!("{kind}{}", ids(&region.merchants, account));
    add_facts(&mut text, region, account);
    text
}

fn add_facts(text: &mut String, region: &Region, account: &Account) {
    let attempts: Vec<u8> = region.attempts.iter().collect();
    let facts = [
        campaigns(&region.campaigns),
        (!region.attempts.is_all()).then(|| format!("own attempt {}", number_list(&attempts))),
        brands(&region.brands),
        fact("prepaid", region.prepaid),
        fact("debit", region.debit),
        currencies(&region.currencies),
        amounts(region, account),
        weekdays(region.weekdays).map(|names| format!("declined on {names}")),
        times(region),
    ];
    for fact in facts.into_iter().flatten() {
        text.push_str(", ");
        text.push_str(&fact);
    }
}

/// The verdict and what is sold: `soft-declined rebills`, `hard declines`.
fn class(region: &Region) -> String {
    let (classes, kind) = (region.classes, order_type(region.order_types));
    if classes.is_all() {
        return kind.to_owned();
    }
    let is_any = region.order_types.is_all();
    let names = classes.of(Class::ALL).into_iter().map(|class| match class {
        Class::Soft if is_any => "soft",
        Class::Soft => "soft-declined",
        Class::Hard if is_any => "hard",
        Class::Hard => "hard-declined",
        Class::Unknown => "unclassed",
    });
    format!("{} {kind}", or_list(&names.collect::<Vec<_>>()))
}

fn order_type(order_types: Few) -> &'static str {
    if order_types.is_all() {
        "declines"
    } else if order_types.has(OrderType::Rebill as u8) {
        "rebills"
    } else {
        "new sales"
    }
}

fn merchants(merchants: &Set<String>, account: &Account) -> String {
    match merchants {
        Set::NotIn(ids) if ids.is_empty() => String::new(),
        Set::NotIn(_) => " on merchants that the configuration does not have".to_owned(),
        Set::In(_) => format!(" on {}", ids(merchants, account)),
    }
}

/// Merchants by id, in the order of the account.
fn ids(merchants: &Set<String>, account: &Account) -> String {
    let Set::In(ids) = merchants else { return "any other merchant".to_owned() };
    let mut ids: Vec<&String> = ids.iter().collect();
    ids.sort_by_key(|id| account.merchant_of(id));
    let ids: Vec<_> = ids.into_iter().map(|id| escaped(id)).collect();
    and_more(&ids, MOST)
}

fn campaigns(campaigns: &Set<String>) -> Option<String> {
    let shown = |ids: &[String]| {
        let ids: Vec<String> = ids.iter().map(|id| escaped(id).into_owned()).collect();
        ids
    };
    match campaigns {
        Set::In(ids) => Some(format!("campaign {}", and_more(&shown(ids), MOST))),
        Set::NotIn(ids) if ids.is_empty() => None,
        Set::NotIn(ids) => Some(format!("campaign other than {}", and_more(&shown(ids), MOST))),
    }
}

fn currencies(currencies: &Set<Currency>) -> Option<String> {
    let codes = |all: &[Currency]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
    if currencies.is_all() {
        return None;
    }
    let all = Currency::codes().filter_map(Currency::read);
    let (held, left): (Vec<Currency>, Vec<Currency>) = all.partition(|code| currencies.has(code));
    let decimals = held.first().map(|code| code.decimals());
    let is_all_of = held.iter().all(|code| Some(code.decimals()) == decimals)
        && left.iter().all(|code| Some(code.decimals()) != decimals);
    Some(match (currencies, decimals) {
        (_, Some(0)) if is_all_of => "a currency without decimals".to_owned(),
        (_, Some(decimals)) if is_all_of && held.len() > 1 => {
            format!("a currency with {decimals} decimals")
        }
        (Set::In(some), _) => and_more(&codes(some), MOST),
        (Set::NotIn(some), _) => format!("currency other than {}", and_more(&codes(some), MOST)),
    })
}

fn brands(brands: &Brands) -> Option<String> {
    let shown = |names: &[String]| {
        names.iter().map(|name| escaped(name).into_owned()).collect::<Vec<String>>()
    };
    let text = match (&brands.named, brands.has_unknown) {
        (Set::NotIn(names), true) if names.is_empty() => return None,
        (Set::NotIn(names), false) if names.is_empty() => "brand known".to_owned(),
        (Set::NotIn(names), true) => format!("brand unknown or not {}", or_list(&shown(names))),
        (Set::NotIn(names), false) => format!("brand other than {}", and_list(&shown(names))),
        (Set::In(names), true) => {
            let mut names = shown(names);
            names.push("unknown".to_owned());
            format!("brand {}", or_list(&names))
        }
        (Set::In(names), false) => format!("brand {}", or_list(&shown(names))),
    };
    Some(text)
}

fn fact(name: &str, few: Few) -> Option<String> {
    if few.is_all() {
        return None;
    }
    let words = few.of(&FACTS).into_iter().map(|fact| match fact {
        Fact::Yes => name.to_owned(),
        Fact::No => format!("not {name}"),
        Fact::Unknown => format!("{name} unknown"),
    });
    Some(or_list(&words.collect::<Vec<_>>()))
}

/// A currency whose decimals are those of the region's amounts.
pub(super) fn currency_of(region: &Region, account: &Account) -> Currency {
    let default = std::iter::once(account.default_currency);
    let mut all = default.chain(Currency::codes().filter_map(Currency::read));
    all.find(|currency| region.currencies.has(currency)).unwrap_or(account.default_currency)
}

fn amounts(region: &Region, account: &Account) -> Option<String> {
    let currency = currency_of(region, account);
    let shown = |minor: i64| match region.decimals() {
        Some(_) => amount(currency, i128::from(minor)),
        None => format!("{minor} of the currency's smallest unit"),
    };
    match (region.amounts.from, region.amounts.to) {
        (1, NO_LIMIT) => None,
        (from, NO_LIMIT) => Some(format!("{} or more", shown(from))),
        (1, to) => Some(format!("{} or less", shown(to))),
        (from, to) if from == to => Some(format!("exactly {}", shown(from))),
        (from, to) => Some(format!("{} to {}", shown(from), shown(to))),
    }
}

/// The names, unless it is every weekday: `Monday or Friday`.
pub(crate) fn weekdays(weekdays: Few) -> Option<String> {
    let names = weekdays.of(&Weekday::ALL).into_iter().map(weekday);
    (!weekdays.is_all()).then(|| or_list(&names.collect::<Vec<_>>()))
}

fn times(region: &Region) -> Option<String> {
    let (from, to) = (region.seconds.from, region.seconds.to);
    let is_all = Region::all().seconds == region.seconds;
    (!is_all).then(|| format!("declined from {} to {}", clock(from), clock(to)))
}

/// A time of day: `03:00`, with seconds where there are any.
pub(super) fn clock(second: i64) -> String {
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    if second == 0 {
        format!("{hour:02}:{minute:02}")
    } else {
        format!("{hour:02}:{minute:02}:{second:02}")
    }
}

/// A number of days: `1 day`, `3 days`.
pub(super) fn days(days: i32) -> String {
    format!("{days} {}", if days == 1 { "day" } else { "days" })
}

/// What keeps declines away: `the merchant is in no profile (no_profile)`.
pub(super) fn outcome(outcome: Outcome) -> String {
    format!("{} ({})", meaning(outcome.name()), outcome.name())
}

/// What a block reason means.
pub(super) fn reason(reason: BlockReason) -> &'static str {
    match reason {
        BlockReason::MerchantDisabled => "it is not enabled",
        BlockReason::MethodNotAccepted => "it does not accept the brand",
        BlockReason::PrepaidBlocked => "it blocks prepaid cards",
        BlockReason::DebitBlocked => "it blocks debit cards",
        BlockReason::CurrencyNotAccepted => "it does not accept the currency",
        BlockReason::BelowServiceMinimum => "the price is below the service's minimum",
    }
}
