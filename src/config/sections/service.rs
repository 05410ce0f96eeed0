//! `[[service]]` and `[[service.account]]`.

use std::borrow::Cow;

use crate::config::account::{Merchant, Service, ServiceAccount, ServiceAccountStatus};
use crate::config::lookup::Lookup;
use crate::config::reader::{Reader, Section};
use crate::model::{Decimal, ServiceIndex};

use super::references::{References, name_of, report_duplicates};

/// The name and the gateway type of the built-in service.
pub(in crate::config) const BUILT_IN: &str = "FlexPay";

/// What a service is unless the file says otherwise.
fn built_in() -> Service {
    Service {
        name: BUILT_IN.to_owned(),
        gateway: BUILT_IN.to_owned(),
        min_gap_hours: 24,
        max_retries: 15,
        window_days: 30,
        minimum_rebill: Decimal::ZERO,
        minimum_new_sale: Decimal::ZERO,
        accounts: Vec::new(),
    }
}

fn name<'d>(section: &Section<'d>) -> &'d str {
    if section.table.get("name").is_some() { name_of(section, "name") } else { BUILT_IN }
}

fn gateway<'d>(section: &Section<'d>) -> &'d str {
    if section.table.get("gateway").is_some() { name_of(section, "gateway") } else { BUILT_IN }
}

/// The gateway as it is compared.
fn folded_gateway<'d>(section: &Section<'d>) -> Cow<'d, str> {
    gateway(section).to_ascii_lowercase().into()
}

/// Whether a declared service replaces the built-in one.
fn replaces_built_in(section: &Section<'_>) -> bool {
    name(section) == BUILT_IN || gateway(section).eq_ignore_ascii_case(BUILT_IN)
}

/// The names of all services, in the order of the account.
pub(super) fn names<'d>(sections: &[Section<'d>]) -> Vec<&'d str> {
    let mut names: Vec<&str> = sections.iter().map(name).collect();
    if !sections.iter().any(replaces_built_in) {
        names.push(BUILT_IN);
    }
    names
}

/// Reads the declared services, the built-in one after them unless one of them replaces it.
pub(super) fn read_all(
    reader: &mut Reader<'_>,
    sections: &[Section<'_>],
    references: &References<'_>,
) -> Vec<Service> {
    report_duplicates(reader, sections, "service", "name", |section| name(section).into());
    report_duplicates(reader, sections, "service", "gateway", folded_gateway);
    let mut services: Vec<Service> =
        sections.iter().map(|section| read(reader, section, references)).collect();
    if !sections.iter().any(replaces_built_in) {
        services.push(built_in());
    }
    services
}

fn read(reader: &mut Reader<'_>, section: &Section<'_>, references: &References<'_>) -> Service {
    let default = built_in();
    let mut whole = |key, most, default| match reader.whole(section.get(key), 0..=most) {
        Some(number) => number as u32,
        None => default,
    };
    // A year and more between decline and hand-off cannot be said in a slot's wait.
    let min_gap_hours = whole("min_gap_hours", 365 * 24, default.min_gap_hours);
    let max_retries = whole("max_retries", 10_000, default.max_retries);
    let window_days = whole("window_days", 3650, default.window_days);
    let mut name = |key| reader.filled(section.get(key)).unwrap_or(BUILT_IN).to_owned();
    Service {
        name: name("name"),
        gateway: name("gateway"),
        min_gap_hours,
        max_retries,
        window_days,
        minimum_rebill: reader.money(section.get("minimum_rebill")).unwrap_or_default(),
        minimum_new_sale: reader.money(section.get("minimum_new_sale")).unwrap_or_default(),
        accounts: section
            .sections("account")
            .iter()
            .map(|account| read_account(reader, account, references))
            .collect(),
    }
}

fn read_account(
    reader: &mut Reader<'_>,
    section: &Section<'_>,
    references: &References<'_>,
) -> ServiceAccount {
    let statuses = [
        ("enabled", ServiceAccountStatus::Enabled),
        ("disabled", ServiceAccountStatus::Disabled),
        ("refund_only", ServiceAccountStatus::RefundOnly),
    ];
    let mut text = |key| reader.text(section.get(key)).map(str::to_owned);
    ServiceAccount {
        name: text("name").unwrap_or_default(),
        reference_id: text("reference_id"),
        company: text("company"),
        merchant: references.merchant(reader, section.get("merchant")),
        status: reader
            .choice(section.get("status"), &statuses)
            .unwrap_or(ServiceAccountStatus::Enabled),
        accept_retries: reader.truth(section.get("accept_retries")).unwrap_or(true),
        cvv_required: reader.truth(section.get("cvv_required")).unwrap_or(false),
    }
}

/// The merchants, each with the first service whose gateway type is its own.
pub(super) fn assign(mut merchants: Vec<Merchant>, services: &[Service]) -> Vec<Merchant> {
    let gateways: Vec<String> =
        services.iter().map(|service| service.gateway.to_ascii_lowercase()).collect();
    let lookup: Lookup = gateways.iter().map(String::as_str).collect();
    for merchant in &mut merchants {
        merchant.service = lookup.get(&merchant.gateway.to_ascii_lowercase()).map(ServiceIndex);
    }
    merchants
}
