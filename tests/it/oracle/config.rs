//! The configuration, read from generic TOML values with the defaults of formats.md section 1.

use std::collections::BTreeMap;

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use serde_json::Value;
use toml::de::{DeTable, DeValue};

pub(crate) struct Config {
    pub(crate) zone: TimeZone,
    /// `None` is `rebill_time = "original"`.
    pub(crate) rebill_time: Option<Time>,
    pub(crate) recycle_new_sales: bool,
    pub(crate) default_currency: String,
    /// The zone of stamps without an offset.
    pub(crate) stamp_zone: TimeZone,
    pub(crate) merchants: Vec<Merchant>,
    pub(crate) services: Vec<Service>,
    pub(crate) campaigns_disabled: Vec<String>,
    pub(crate) decline_maps: Vec<DeclineMap>,
    pub(crate) profiles: Vec<Profile>,
    assumptions: BTreeMap<String, String>,
}

pub(crate) struct Merchant {
    pub(crate) id: String,
    pub(crate) gateway: String,
    pub(crate) enabled: bool,
    pub(crate) block_prepaid: bool,
    pub(crate) block_debit: bool,
    pub(crate) accepts: Vec<String>,
    /// `None` is any currency.
    pub(crate) currencies: Option<Vec<String>>,
}

pub(crate) struct Service {
    pub(crate) name: String,
    gateway: String,
    pub(crate) min_gap_hours: i64,
    pub(crate) minimum_rebill: Decimal,
    pub(crate) minimum_new_sale: Decimal,
}

pub(crate) struct DeclineMap {
    pub(crate) merchant: Option<String>,
    pub(crate) gateway: Option<String>,
    pub(crate) order_type: String,
    pub(crate) contains: String,
    pub(crate) kind: String,
}

pub(crate) struct Profile {
    pub(crate) title: String,
    pub(crate) percent: bool,
    pub(crate) minimum_price: Decimal,
    pub(crate) weekday: Option<Weekday>,
    pub(crate) apply_to: Vec<String>,
    targets: Value,
    /// Slots 1 to 9.
    pub(crate) slots: Vec<Slot>,
}

pub(crate) struct Slot {
    pub(crate) number: u8,
    pub(crate) skip: bool,
    pub(crate) wait_days: i64,
    pub(crate) reduction: Decimal,
}

impl Config {
    pub(crate) fn parse(toml: &str) -> Self {
        let document =
            generic(&DeValue::Table(DeTable::parse(toml).expect("valid TOML").into_inner()));
        let account = &document["account"];
        let zone_name = text(&account["timezone"]).unwrap_or("America/New_York".to_owned());
        let stamp_zone_name = text(&document["declines"]["timezone"]).unwrap_or(zone_name.clone());
        let rebill_time = text(&account["rebill_time"]).unwrap_or("03:00".to_owned());

        let mut services: Vec<Service> =
            list(&document["service"]).iter().map(Service::read).collect();
        if !services.iter().any(|service| service.gateway.eq_ignore_ascii_case("flexpay")) {
            services.push(Service::read(&Value::Null));
        }

        Self {
            zone: TimeZone::get(&zone_name).expect("a zone of the IANA database"),
            rebill_time: (rebill_time != "original")
                .then(|| rebill_time.parse().expect("a time HH:MM")),
            recycle_new_sales: flag(&account["recycle_new_sales"], false),
            default_currency: text(&account["default_currency"]).unwrap_or("USD".to_owned()),
            stamp_zone: TimeZone::get(&stamp_zone_name).expect("a zone of the IANA database"),
            merchants: list(&document["merchant"]).iter().map(Merchant::read).collect(),
            services,
            campaigns_disabled: list(&document["campaign"])
                .iter()
                .filter(|campaign| flag(&campaign["disable_recycle_billing"], false))
                .map(|campaign| text(&campaign["id"]).expect("a campaign has an id"))
                .collect(),
            decline_maps: list(&document["decline_map"]).iter().map(DeclineMap::read).collect(),
            profiles: list(&document["profile"]).iter().map(Profile::read).collect(),
            assumptions: document["assumptions"].as_object().map_or_else(BTreeMap::new, |table| {
                table
                    .iter()
                    .map(|(key, value)| (key.clone(), text(value).expect("a choice")))
                    .collect()
            }),
        }
    }

    pub(crate) fn merchant(&self, id: &str) -> Option<&Merchant> {
        self.merchants.iter().find(|merchant| merchant.id == id)
    }

    /// The recovery service that a merchant belongs to.
    pub(crate) fn service_of(&self, merchant: &Merchant) -> Option<&Service> {
        self.services.iter().find(|service| service.gateway.eq_ignore_ascii_case(&merchant.gateway))
    }

    /// Whether the assumption `key` is set to `value`, a value that is not its default.
    pub(crate) fn assumes(&self, key: &str, value: &str) -> bool {
        self.assumptions.get(key).is_some_and(|set| set == value)
    }
}

impl Merchant {
    fn read(value: &Value) -> Self {
        let accepts = value["accepts"].as_array().map_or_else(
            || ["visa", "mastercard", "amex", "discover", "echeck"].map(str::to_owned).to_vec(),
            |brands| {
                brands.iter().map(|brand| usual_brand(brand.as_str().expect("a brand"))).collect()
            },
        );
        Self {
            id: text(&value["id"]).expect("a merchant has an id"),
            gateway: text(&value["gateway"]).expect("a merchant has a gateway"),
            enabled: flag(&value["enabled"], true),
            block_prepaid: flag(&value["block_prepaid"], false),
            block_debit: flag(&value["block_debit"], false),
            accepts,
            currencies: value["currencies"]
                .as_array()
                .map(|list| list.iter().filter_map(text).collect()),
        }
    }
}

impl Service {
    fn read(value: &Value) -> Self {
        Self {
            name: text(&value["name"]).unwrap_or("FlexPay".to_owned()),
            gateway: text(&value["gateway"]).unwrap_or("FlexPay".to_owned()),
            min_gap_hours: value["min_gap_hours"].as_i64().unwrap_or(24),
            minimum_rebill: decimal(&value["minimum_rebill"]),
            minimum_new_sale: decimal(&value["minimum_new_sale"]),
        }
    }
}

impl DeclineMap {
    fn read(value: &Value) -> Self {
        Self {
            merchant: text(&value["merchant"]),
            gateway: text(&value["gateway"]),
            order_type: text(&value["order_type"]).unwrap_or("all".to_owned()),
            contains: text(&value["contains"]).expect("a decline map has a text"),
            kind: text(&value["kind"]).expect("a decline map has a kind"),
        }
    }
}

impl Profile {
    fn read(value: &Value) -> Self {
        let weekday = if flag(&value["bill_on_fridays"], false) {
            Some(Weekday::Friday)
        } else if flag(&value["bill_on_saturday"], false) {
            Some(Weekday::Saturday)
        } else {
            text(&value["force_weekday"]).map(|name| weekday_named(&name))
        };
        let slot = |number: u8| {
            let slot = &value["attempts"][number.to_string()];
            Slot {
                number,
                skip: slot.is_null() || flag(&slot["skip"], false),
                wait_days: slot["wait_days"].as_i64().unwrap_or(0),
                reduction: decimal(&slot["price_reduction"]),
            }
        };
        Self {
            title: text(&value["title"]).expect("a profile has a title"),
            percent: value["reduction_type"] == "percent",
            minimum_price: decimal(&value["minimum_price"]),
            weekday,
            apply_to: list(&value["apply_to"]).iter().filter_map(text).collect(),
            targets: value["targets"].clone(),
            slots: (1..=9).map(slot).collect(),
        }
    }

    /// The merchant that the group of a slot names.
    pub(crate) fn target(&self, slot: u8) -> Option<String> {
        match slot {
            4..=6 => text(&self.targets["4-6"]),
            7..=9 => text(&self.targets["7-9"]),
            _ => None,
        }
    }
}

/// A card brand by its usual name, in lower case.
pub(crate) fn usual_brand(name: &str) -> String {
    let name = name.trim().to_ascii_lowercase();
    match name.as_str() {
        "mc" | "master card" => "mastercard".to_owned(),
        "american express" => "amex".to_owned(),
        _ => name,
    }
}

fn weekday_named(name: &str) -> Weekday {
    match name {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => panic!("{name} is no weekday"),
    }
}

/// TOML as generic values; a decimal literal becomes the text that was written.
fn generic(value: &DeValue) -> Value {
    match value {
        DeValue::String(text) => Value::from(text.as_ref()),
        DeValue::Integer(integer) => {
            Value::from(integer.to_string().parse::<i64>().expect("an integer"))
        }
        DeValue::Float(float) => Value::from(float.as_str()),
        DeValue::Boolean(boolean) => Value::from(*boolean),
        DeValue::Datetime(datetime) => Value::from(datetime.to_string()),
        DeValue::Array(array) => array.iter().map(|entry| generic(entry.get_ref())).collect(),
        DeValue::Table(table) => table
            .iter()
            .map(|(key, entry)| (key.get_ref().to_string(), generic(entry.get_ref())))
            .collect(),
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn flag(value: &Value, default: bool) -> bool {
    value.as_bool().unwrap_or(default)
}

/// Money or a percentage: a string, an integer or a decimal literal; 0 where it is left out.
fn decimal(value: &Value) -> Decimal {
    match value {
        Value::Null => Decimal::ZERO,
        Value::String(text) => text.parse().expect("a plain decimal"),
        number => number.to_string().parse().expect("an integer"),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
