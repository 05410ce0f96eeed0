//! Which declines a region holds, as JSON.

use serde::Serialize;

use crate::analysis::reach::{FACTS, Few, NO_LIMIT, Region, Set};
use crate::config::Account;
use crate::model::{Class, Currency, Fact, OrderType, Weekday};
use crate::report::text::amount;

use super::words::{clock, currency_of};

/// The facts that a region holds to some values; what is not here can be anything.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RegionDoc {
    #[serde(skip_serializing_if = "Option::is_none")]
    merchant_id: Option<SetDoc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    campaign_id: Option<SetDoc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order_type: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    own_attempt: Option<Vec<u8>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<SetDoc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card_brand: Option<BrandDoc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_prepaid: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_debit: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<SpanDoc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weekday: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time_of_day: Option<SpanDoc>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum SetDoc {
    In(Vec<String>),
    NotIn(Vec<String>),
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct BrandDoc {
    unknown: bool,
    #[serde(flatten)]
    known: SetDoc,
}

/// From the first to the last, both included; without a last it has no end.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SpanDoc {
    /// `minor` for amounts in the smallest unit of currencies that have different ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'static str>,
    from: String,
    to: Option<String>,
}

fn set<T: ToString>(set: &Set<T>) -> SetDoc {
    let texts = |values: &[T]| values.iter().map(ToString::to_string).collect();
    match set {
        Set::In(values) => SetDoc::In(texts(values)),
        Set::NotIn(values) => SetDoc::NotIn(texts(values)),
    }
}

fn names<T: Copy>(
    few: Few,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Option<Vec<&'static str>> {
    (!few.is_all()).then(|| few.of(all).into_iter().map(name).collect())
}

fn fact(fact: Fact) -> &'static str {
    match fact {
        Fact::Yes => "yes",
        Fact::No => "no",
        Fact::Unknown => "unknown",
    }
}

/// The document of a region.
pub(crate) fn region(region: &Region, account: &Account) -> RegionDoc {
    let currency: Currency = currency_of(region, account);
    let decimals = region.decimals();
    let money = |minor: i64| match decimals {
        Some(_) => amount(currency, i128::from(minor)),
        None => minor.to_string(),
    };
    let amounts = region.amounts;
    let has_amounts = amounts != Region::all().amounts;
    let has_times = region.seconds != Region::all().seconds;
    RegionDoc {
        merchant_id: (!region.merchants.is_all()).then(|| set(&region.merchants)),
        class: names(region.classes, Class::ALL, Class::name),
        campaign_id: (!region.campaigns.is_all()).then(|| set(&region.campaigns)),
        order_type: names(region.order_types, &OrderType::ALL, OrderType::name),
        own_attempt: (!region.attempts.is_all()).then(|| region.attempts.iter().collect()),
        currency: (!region.currencies.is_all()).then(|| set(&region.currencies)),
        card_brand: (!region.brands.is_all()).then(|| BrandDoc {
            unknown: region.brands.has_unknown,
            known: set(&region.brands.named),
        }),
        is_prepaid: names(region.prepaid, &FACTS, fact),
        is_debit: names(region.debit, &FACTS, fact),
        amount: has_amounts.then(|| SpanDoc {
            unit: decimals.is_none().then_some("minor"),
            from: money(amounts.from),
            to: (amounts.to != NO_LIMIT).then(|| money(amounts.to)),
        }),
        weekday: names(region.weekdays, &Weekday::ALL, Weekday::name),
        time_of_day: has_times.then(|| SpanDoc {
            unit: None,
            from: clock(region.seconds.from),
            to: Some(clock(region.seconds.to)),
        }),
    }
}
