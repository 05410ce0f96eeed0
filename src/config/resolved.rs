//! The account written out as a JSON configuration with every default filled in.

use serde_json::{Map, Value, json};

use crate::model::Brand;

use super::account::{
    Account, Crm, DeclineMap, DeclinesFormat, MapScope, Merchant, Profile, RebillTime,
    ReductionType, Service, ServiceAccountStatus,
};
use super::konnektive::write_slots;
use super::secrets::is_secret_reference;
use super::structure::SCHEMA;

/// The account as a JSON configuration: the same model, all defaults filled in, keys that have no default
/// and no value left out, secrets only as references. Reading it gives an equal account.
pub fn resolved(account: &Account) -> Value {
    let list = |values: Vec<Value>| Value::Array(values);
    json!({
        "schema": SCHEMA,
        "schema_version": 1,
        "account": general(account),
        "merchant": list(account.merchants.iter().map(|it| merchant(account, it)).collect()),
        "service": list(account.services.iter().map(|it| service(account, it)).collect()),
        "campaign": list(account.campaigns.iter().map(|campaign| json!({
            "id": campaign.id,
            "disable_recycle_billing": campaign.disable_recycle_billing,
        })).collect()),
        "decline_map": list(account.decline_maps.iter().map(|it| decline_map(account, it)).collect()),
        "profile": list(account.profiles.iter().map(|it| profile(account, it)).collect()),
        "assumptions": account.assumptions.in_force().into_iter()
            .map(|(key, value)| (key.to_owned(), json!(value)))
            .collect::<Map<_, _>>(),
        "declines": declines(&account.declines),
        "allow": list(account.allows.iter().map(|allow| present([
            ("code", Some(json!(allow.code.name()))),
            ("profile", allow.profile.map(|it| json!(account.profile(it).title))),
            ("merchant", allow.merchant.map(|it| json!(account.merchant(it).id))),
            ("reason", Some(json!(allow.reason))),
            ("until", allow.until.map(|day| json!(day.to_string()))),
        ])).collect()),
    })
}

/// An object of the keys that have a value.
fn present<const N: usize>(entries: [(&str, Option<Value>); N]) -> Value {
    let values = entries.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    Value::Object(values.collect())
}

fn general(account: &Account) -> Value {
    let rebill_time = match account.rebill_time {
        RebillTime::At(second) => format!("{:02}:{:02}", second / 3600, second / 60 % 60),
        RebillTime::Original => "original".to_owned(),
    };
    let crm = match account.crm {
        Crm::Konnektive => "konnektive",
    };
    json!({
        "name": account.name,
        "crm": crm,
        "timezone": account.timezone.name(),
        "rebill_time": rebill_time,
        "recycle_new_sales": account.recycle_new_sales,
        "default_currency": account.default_currency.code(),
    })
}

fn merchant(account: &Account, merchant: &Merchant) -> Value {
    let currencies = merchant.currencies.as_deref().unwrap_or_default();
    let accepts: Vec<&str> = merchant.accepts.iter().map(Brand::name).collect();
    let api_key = merchant.api_key.as_ref().filter(|key| is_secret_reference(key));
    present([
        ("id", Some(json!(merchant.id))),
        ("title", Some(json!(merchant.title))),
        ("gateway", Some(json!(merchant.gateway))),
        ("category", merchant.category.as_ref().map(|it| json!(it))),
        ("enabled", Some(json!(merchant.enabled))),
        ("block_prepaid", Some(json!(merchant.block_prepaid))),
        ("block_debit", Some(json!(merchant.block_debit))),
        ("accepts", Some(json!(accepts))),
        ("currencies", Some(currencies.iter().map(|it| json!(it.code())).collect())),
        ("customer_service_phone", merchant.customer_service_phone.as_ref().map(|it| json!(it))),
        ("supported_by", merchant.supported_by.map(|it| json!(account.service(it).name))),
        ("api_key", api_key.map(|it| json!(it))),
    ])
}

fn service(account: &Account, service: &Service) -> Value {
    let accounts = service.accounts.iter().map(|it| {
        let status = match it.status {
            ServiceAccountStatus::Enabled => "enabled",
            ServiceAccountStatus::Disabled => "disabled",
            ServiceAccountStatus::RefundOnly => "refund_only",
        };
        present([
            ("name", Some(json!(it.name))),
            ("merchant", it.merchant.map(|merchant| json!(account.merchant(merchant).id))),
            ("reference_id", it.reference_id.as_ref().map(|id| json!(id))),
            ("company", it.company.as_ref().map(|company| json!(company))),
            ("status", Some(json!(status))),
            ("accept_retries", Some(json!(it.accept_retries))),
            ("cvv_required", Some(json!(it.cvv_required))),
        ])
    });
    json!({
        "name": service.name,
        "gateway": service.gateway,
        "min_gap_hours": service.min_gap_hours,
        "max_retries": service.max_retries,
        "window_days": service.window_days,
        "minimum_rebill": service.minimum_rebill.to_string(),
        "minimum_new_sale": service.minimum_new_sale.to_string(),
        "account": accounts.collect::<Vec<_>>(),
    })
}

fn decline_map(account: &Account, map: &DeclineMap) -> Value {
    let (scope, name) = match &map.scope {
        MapScope::Merchant(merchant) => ("merchant", &account.merchant(*merchant).id),
        MapScope::Gateway(gateway) => ("gateway", gateway),
    };
    json!({
        scope: name,
        "order_type": map.order_type.map_or("all", |order_type| order_type.name()),
        "contains": map.contains,
        "kind": map.kind.name(),
    })
}

/// A forced weekday is written under the one key that can say every weekday; the older two keys appear
/// only where none is forced.
fn profile(account: &Account, profile: &Profile) -> Value {
    let off = profile.force_weekday.is_none().then(|| json!(false));
    let reduction_type = match profile.reduction_type {
        ReductionType::Flat => "flat",
        ReductionType::Percent => "percent",
    };
    let apply_to: Vec<&str> =
        profile.apply_to.iter().map(|merchant| account.merchant(*merchant).id.as_str()).collect();
    let [targets, attempts] = write_slots(account, &profile.slots);
    present([
        ("title", Some(json!(profile.title))),
        ("reduction_type", Some(json!(reduction_type))),
        ("minimum_price", Some(json!(profile.minimum_price.to_string()))),
        ("bill_on_fridays", off.clone()),
        ("bill_on_saturday", off),
        ("force_weekday", profile.force_weekday.map(|weekday| json!(weekday.name()))),
        ("hold_recycle_price", Some(json!(profile.hold_recycle_price))),
        ("apply_to", Some(json!(apply_to))),
        ("targets", Some(targets)),
        ("attempts", Some(attempts)),
    ])
}

fn declines(format: &DeclinesFormat) -> Value {
    let columns: Map<_, _> =
        format.columns.iter().map(|(name, header)| (name.clone(), json!(header))).collect();
    present([
        ("columns", Some(columns.into())),
        ("date_format", format.date_format.as_ref().map(|pattern| json!(pattern))),
        ("timezone", format.timezone.as_ref().map(|zone| json!(zone.name()))),
        ("delimiter", format.delimiter.map(|byte| json!(char::from(byte).to_string()))),
    ])
}
