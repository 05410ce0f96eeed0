//! The merchants: what each takes, and who serves them.

use crate::config::{Account, Merchant};
use crate::engine::Engine;
use crate::model::{Currency, MerchantIndex};
use crate::report::explain::words;
use crate::report::text::escaped;

use super::{About, merchants_of};

/// Each merchant, in the order of the file.
pub(super) fn of_merchants(account: &Account) -> Vec<About> {
    let about = |merchant: &Merchant| About {
        name: merchant.id.clone(),
        sentences: of_merchant(account, merchant),
    };
    account.merchants.iter().map(about).collect()
}

fn of_merchant(account: &Account, merchant: &Merchant) -> Vec<String> {
    let mut sentences = vec![what(account, merchant), takes(merchant)];
    if !merchant.enabled {
        sentences.push("It is not enabled: every attempt on it is blocked.".to_owned());
    }
    let blocked = match (merchant.block_prepaid, merchant.block_debit) {
        (false, false) => None,
        (true, false) => Some("prepaid"),
        (false, true) => Some("debit"),
        (true, true) => Some("prepaid and debit"),
    };
    sentences.extend(blocked.map(|cards| format!("It blocks {cards} cards.")));
    if let Some(service) = merchant.supported_by {
        let service = words::service(account, service);
        sentences.push(format!("{service} is meant to recover its declines."));
    }
    if merchant.service.is_some() && merchant.api_key.is_none() {
        sentences.push("It has no API key.".to_owned());
    }
    sentences.extend(
        merchant
            .customer_service_phone
            .as_ref()
            .map(|phone| format!("Its customers call {}.", escaped(phone))),
    );
    sentences
}

/// `NMI Main, on NMI, of northwind-us.`
fn what(account: &Account, merchant: &Merchant) -> String {
    let gateway = match merchant.service {
        Some(service) => format!("the way to {}", words::service(account, service)),
        None => format!("on {}", escaped(&merchant.gateway)),
    };
    let category = merchant.category.as_ref().map(|category| format!(", of {}", escaped(category)));
    let title = if merchant.title == merchant.id {
        String::new()
    } else {
        format!(" ({})", escaped(&merchant.title))
    };
    format!(
        "Merchant {}{title} is {gateway}{}.",
        escaped(&merchant.id),
        category.unwrap_or_default()
    )
}

fn takes(merchant: &Merchant) -> String {
    let brands: Vec<String> =
        merchant.accepts.iter().map(|brand| escaped(brand.name()).into_owned()).collect();
    let currencies = match merchant.currencies.as_deref() {
        None => "any currency".to_owned(),
        Some([]) => "no currency".to_owned(),
        Some(some) => words::listed(&some.iter().map(Currency::to_string).collect::<Vec<_>>()),
    };
    if brands.is_empty() {
        return format!("It accepts no payment at all, in {currencies}.");
    }
    format!("It accepts {} in {currencies}.", words::listed(&brands))
}

/// What happens to merchants in no profile: services' own, and those whose declines end at once.
pub(super) fn in_no_profile(engine: &Engine<'_>) -> Vec<String> {
    let account = engine.account();
    let all = || (0..account.merchants.len()).map(|at| MerchantIndex(at as u32));
    let is_left = |index: &MerchantIndex| {
        account.merchant(*index).service.is_none() && engine.profiles().of(*index).chosen.is_none()
    };
    let left: Vec<MerchantIndex> = all().filter(is_left).collect();
    let own: Vec<MerchantIndex> =
        all().filter(|&index| account.merchant(index).service.is_some()).collect();
    let mut sentences = Vec::new();
    if !left.is_empty() {
        sentences.push(format!(
            "Declines on {} end at once: no profile serves {}.",
            merchants_of(account, &left),
            if left.len() == 1 { "it" } else { "them" }
        ));
    }
    if !own.is_empty() {
        sentences.push(format!(
            "Declines on {} are a recovery service's already: nothing is tried.",
            merchants_of(account, &own)
        ));
    }
    sentences.push("Declines on any other merchant end at once.".to_owned());
    sentences
}
