//! The keys that the model has, in one place: for unknown keys, and for the paths of changes.

use super::assumptions::Assumptions;
use super::konnektive;

/// What may stand at a key.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    /// A string: a title, an id, the name of a choice.
    Text,
    /// Any other single value: true or false, a number, money, a date.
    Plain,
    /// A list of strings.
    List(ListOf),
    /// A table of these keys.
    Table(Keys),
    /// An array of tables.
    Entries(&'static Entries),
}

/// The keys of a table, in the order in which people read them.
pub(super) type Keys = &'static [(&'static str, Shape)];

/// An array of tables.
#[derive(Debug)]
pub(super) struct Entries {
    /// The keys whose values name an entry in a path, the preferred one first.
    pub(super) names: &'static [&'static str],
    /// The keys of each entry.
    pub(super) entry: Shape,
}

/// What a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListOf {
    /// Merchant ids.
    Merchants,
    /// Card brands.
    Brands,
    /// Currencies.
    Currencies,
}

impl Shape {
    /// The keys of a table.
    pub(super) const fn keys(self) -> Keys {
        if let Shape::Table(keys) = self { keys } else { &[] }
    }

    /// What may stand at a key of a table.
    pub(super) fn child(self, key: &str) -> Option<Shape> {
        self.keys().iter().find(|(name, _)| *name == key).map(|(_, shape)| *shape)
    }
}

/// The canonical names of the columns of a decline export (formats.md section 2), which
/// `[declines] columns` maps to headers.
pub const COLUMN_NAMES: [&str; 22] = [
    "transaction_id",
    "declined_at",
    "merchant_id",
    "amount",
    "currency",
    "card_brand",
    "card_funding",
    "is_prepaid",
    "is_debit",
    "pay_source",
    "response_type",
    "response_code",
    "response_text",
    "order_type",
    "txn_type",
    "attempt",
    "billing_cycle",
    "campaign_id",
    "customer_id",
    "purchase_id",
    "order_id",
    "card",
];

/// The whole model. JSON documents may also have the key `schema`.
pub(super) const ROOT: Shape = Shape::Table(&[
    ("schema_version", Shape::Plain),
    ("account", Shape::Table(ACCOUNT)),
    (
        "merchant",
        Shape::Entries(&Entries { names: &["id", "title"], entry: Shape::Table(MERCHANT) }),
    ),
    ("service", Shape::Entries(&Entries { names: &["name"], entry: Shape::Table(SERVICE) })),
    ("campaign", Shape::Entries(&Entries { names: &["id"], entry: Shape::Table(CAMPAIGN) })),
    ("decline_map", Shape::Entries(&Entries { names: &[], entry: Shape::Table(DECLINE_MAP) })),
    ("profile", Shape::Entries(&Entries { names: &["title"], entry: Shape::Table(PROFILE) })),
    ("assumptions", Shape::Table(&ASSUMPTIONS)),
    ("declines", Shape::Table(DECLINES)),
    ("allow", Shape::Entries(&Entries { names: &[], entry: Shape::Table(ALLOW) })),
]);

const ACCOUNT: Keys = &[
    ("name", Shape::Text),
    ("crm", Shape::Text),
    ("timezone", Shape::Text),
    ("rebill_time", Shape::Text),
    ("recycle_new_sales", Shape::Plain),
    ("default_currency", Shape::Text),
];

const MERCHANT: Keys = &[
    ("id", Shape::Text),
    ("title", Shape::Text),
    ("gateway", Shape::Text),
    ("category", Shape::Text),
    ("enabled", Shape::Plain),
    ("block_prepaid", Shape::Plain),
    ("block_debit", Shape::Plain),
    ("accepts", Shape::List(ListOf::Brands)),
    ("currencies", Shape::List(ListOf::Currencies)),
    ("customer_service_phone", Shape::Text),
    ("supported_by", Shape::Text),
    ("api_key", Shape::Text),
];

const SERVICE: Keys = &[
    ("name", Shape::Text),
    ("gateway", Shape::Text),
    ("min_gap_hours", Shape::Plain),
    ("max_retries", Shape::Plain),
    ("window_days", Shape::Plain),
    ("minimum_rebill", Shape::Plain),
    ("minimum_new_sale", Shape::Plain),
    (
        "account",
        Shape::Entries(&Entries { names: &["name"], entry: Shape::Table(SERVICE_ACCOUNT) }),
    ),
];

const SERVICE_ACCOUNT: Keys = &[
    ("name", Shape::Text),
    ("merchant", Shape::Text),
    ("reference_id", Shape::Text),
    ("company", Shape::Text),
    ("status", Shape::Text),
    ("accept_retries", Shape::Plain),
    ("cvv_required", Shape::Plain),
];

const CAMPAIGN: Keys = &[("id", Shape::Text), ("disable_recycle_billing", Shape::Plain)];

const DECLINE_MAP: Keys = &[
    ("gateway", Shape::Text),
    ("merchant", Shape::Text),
    ("order_type", Shape::Text),
    ("contains", Shape::Text),
    ("kind", Shape::Text),
];

const PROFILE: Keys = &[
    ("title", Shape::Text),
    ("reduction_type", Shape::Text),
    ("minimum_price", Shape::Plain),
    ("bill_on_fridays", Shape::Plain),
    ("bill_on_saturday", Shape::Plain),
    ("force_weekday", Shape::Text),
    ("hold_recycle_price", Shape::Plain),
    ("apply_to", Shape::List(ListOf::Merchants)),
    ("targets", Shape::Table(konnektive::TARGETS)),
    ("attempts", Shape::Table(konnektive::ATTEMPTS)),
];

const DECLINES: Keys = &[
    ("columns", Shape::Table(&COLUMNS)),
    ("date_format", Shape::Text),
    ("timezone", Shape::Text),
    ("delimiter", Shape::Text),
];

const ALLOW: Keys = &[
    ("code", Shape::Text),
    ("profile", Shape::Text),
    ("merchant", Shape::Text),
    ("reason", Shape::Text),
    ("until", Shape::Plain),
];

const ASSUMPTIONS: [(&str, Shape); Assumptions::KEYS.len()] = {
    let mut keys = [("", Shape::Text); Assumptions::KEYS.len()];
    let mut at = 0;
    while at < keys.len() {
        keys[at].0 = Assumptions::KEYS[at].0;
        at += 1;
    }
    keys
};

const COLUMNS: [(&str, Shape); COLUMN_NAMES.len()] = {
    let mut keys = [("", Shape::Text); COLUMN_NAMES.len()];
    let mut at = 0;
    while at < keys.len() {
        keys[at].0 = COLUMN_NAMES[at];
        at += 1;
    }
    keys
};
