//! The JSON Schema of a configuration, for editors: the keys of the model, with what may stand at each.

use serde_json::{Map, Value, json};

use crate::model::{Code, Weekday};

use super::assumptions::Assumptions;
use super::shape::{ROOT, Shape};

/// The schema of `reattempt/account/1`, TOML or JSON.
pub(crate) fn account_schema() -> Value {
    let mut schema = of("", ROOT);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["properties"]["schema"] = Value::Null;
    schema
}

/// What may stand at a path of keys.
fn of(path: &str, shape: Shape) -> Value {
    match shape {
        Shape::Text | Shape::Plain => value(path),
        Shape::List(_) => json!({ "type": "array", "items": { "type": "string" } }),
        Shape::Entries(entries) => json!({ "type": "array", "items": of(path, entries.entry) }),
        Shape::Table(keys) => {
            let mut properties = Map::new();
            for (key, shape) in keys {
                let below =
                    if path.is_empty() { (*key).to_owned() } else { format!("{path}.{key}") };
                let mut schema = of(&below, *shape);
                if let Some(text) = description(&below) {
                    schema["description"] = json!(text);
                }
                properties.insert((*key).to_owned(), schema);
            }
            let mut schema = json!({
                "type": "object",
                "properties": properties,
                "additionalProperties": false,
            });
            let required: Vec<&str> = REQUIRED
                .iter()
                .filter_map(|it| it.rsplit_once('.').filter(|(table, _)| *table == path))
                .map(|(_, key)| key)
                .collect();
            if !required.is_empty() {
                schema["required"] = json!(required);
            }
            schema
        }
    }
}

/// Keys that an entry cannot do without.
const REQUIRED: &[&str] = &[
    "merchant.id",
    "campaign.id",
    "decline_map.contains",
    "decline_map.kind",
    "profile.title",
    "allow.code",
    "allow.reason",
];

/// What a single value may be, by its path.
fn value(path: &str) -> Value {
    let last = path.rsplit('.').next().unwrap_or_default();
    let one_of = |names: &[&str]| json!({ "type": "string", "enum": names });
    let whole = |most: u32| json!({ "type": "integer", "minimum": 0, "maximum": most });
    if let Some(key) = path.strip_prefix("assumptions.") {
        let known = Assumptions::KEYS.iter().find(|(name, _)| *name == key);
        return one_of(known.map(|(_, values)| *values).unwrap_or_default());
    }
    match (path, last) {
        ("schema_version", _) => json!({ "const": 1 }),
        ("account.crm", _) => one_of(&["konnektive"]),
        ("account.rebill_time", _) => {
            json!({ "type": "string", "pattern": "^(original|([01][0-9]|2[0-3]):[0-5][0-9])$" })
        }
        ("profile.reduction_type", _) => one_of(&["flat", "percent"]),
        ("profile.force_weekday", _) => one_of(&Weekday::ALL.map(Weekday::name)),
        ("decline_map.order_type", _) => one_of(&["all", "new_sale", "rebill"]),
        ("decline_map.kind", _) => one_of(&["soft", "hard"]),
        ("service.account.status", _) => one_of(&["enabled", "disabled", "refund_only"]),
        ("declines.delimiter", _) => one_of(&[",", ";", "\t"]),
        ("merchant.api_key", _) => json!({ "type": "string", "pattern": "^(env|file):" }),
        ("allow.code", _) => one_of(&Code::ALL.iter().map(|code| code.name()).collect::<Vec<_>>()),
        ("allow.until", _) => json!({ "type": "string", "format": "date" }),
        (_, "wait_days") => whole(365),
        (_, "min_gap_hours") => whole(365 * 24),
        (_, "max_retries") => whole(10_000),
        (_, "window_days") => whole(3650),
        (_, "minimum_price" | "minimum_rebill" | "minimum_new_sale" | "price_reduction") => json!({
            "type": ["string", "number"],
            "pattern": "^[0-9]+(\\.[0-9]{1,3})?$",
            "minimum": 0,
        }),
        (
            _,
            "recycle_new_sales"
            | "enabled"
            | "block_prepaid"
            | "block_debit"
            | "accept_retries"
            | "cvv_required"
            | "disable_recycle_billing"
            | "bill_on_fridays"
            | "bill_on_saturday"
            | "hold_recycle_price"
            | "skip",
        ) => json!({ "type": "boolean" }),
        _ => json!({ "type": "string" }),
    }
}

/// What a key is about, where its name does not say all.
fn description(path: &str) -> Option<&'static str> {
    let known = DESCRIPTIONS.iter().find(|(known, _)| *known == path);
    known.map(|(_, text)| *text)
}

const DESCRIPTIONS: &[(&str, &str)] = &[
    ("account.crm", "Whose rules apply."),
    ("account.timezone", "The CRM's account zone, an IANA name. Default America/New_York."),
    ("account.rebill_time", "When attempts run: a time of day, or the original's. Default 03:00."),
    (
        "account.recycle_new_sales",
        "Whether declined first payments are tried again. Default false.",
    ),
    ("account.default_currency", "The currency of rows and merchants that name none. Default USD."),
    ("merchant", "The merchant accounts (MIDs) of the CRM."),
    ("merchant.id", "The CRM's gateway id."),
    ("merchant.gateway", "The gateway type, such as NMI or FlexPay."),
    ("merchant.category", "The owning company."),
    (
        "merchant.accepts",
        "Card brands and echeck. Default visa, mastercard, amex, discover, echeck.",
    ),
    ("merchant.currencies", "Currencies that are accepted. Default any."),
    ("merchant.supported_by", "The recovery service meant to recover this merchant's declines."),
    ("merchant.api_key", "A reference to a secret, env:NAME or file:PATH, never the secret."),
    ("service", "Recovery services. FlexPay is built in; declare it only to change it."),
    ("service.gateway", "Merchants with this gateway type belong to the service."),
    ("service.min_gap_hours", "Hours between a decline and its hand-off. Default 24."),
    ("service.max_retries", "Attempts that the service makes at most. Default 15."),
    ("service.window_days", "Days that the service takes at most. Default 30."),
    ("service.account", "Payment gateways as set up in the service's own portal."),
    ("service.account.merchant", "The CRM merchant that it processes for."),
    ("service.account.reference_id", "The Merchant Account Reference Id."),
    ("campaign.disable_recycle_billing", "Whether the campaign's declines are never tried again."),
    ("decline_map", "Which decline texts are soft and which are hard, by gateway or merchant."),
    ("decline_map.contains", "The text to look for, ignoring case."),
    ("profile", "Decline salvage profiles: nine numbered re-attempts."),
    (
        "profile.reduction_type",
        "Whether price reductions are amounts or percentages. Default flat.",
    ),
    ("profile.minimum_price", "No attempt is cheaper. Default 0."),
    ("profile.bill_on_fridays", "Moves every attempt to a Friday."),
    ("profile.hold_recycle_price", "Whether the next cycle keeps the reduced price."),
    ("profile.apply_to", "Ids of the merchants that the profile serves."),
    ("profile.targets", "Ids of the merchants that attempts go to, per group of slots."),
    ("profile.attempts", "The slots 1 to 9; a slot that is not listed is skipped."),
    ("assumptions", "How the CRM is read where its documents are silent."),
    ("declines", "How this account's exports read; flags override it."),
    ("declines.columns", "Columns of the declines and the headers they are read from."),
    ("declines.date_format", "A strftime pattern, such as %m/%d/%Y %H:%M."),
    ("declines.timezone", "The zone of dates without an offset. Default the account's."),
    ("allow", "Findings of `check` that are meant to be."),
    ("allow.until", "The last day on which it is accepted."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_said_of_keys_that_exist() {
        let schema = account_schema();
        for path in DESCRIPTIONS.iter().map(|(path, _)| path).chain(REQUIRED) {
            let pointer = path.split('.').fold(String::new(), |pointer, key| {
                let table = schema.pointer(&format!("{pointer}/items")).map_or("", |_| "/items");
                format!("{pointer}{table}/properties/{key}")
            });
            assert!(schema.pointer(&pointer).is_some(), "{path} at {pointer}");
        }
    }
}
