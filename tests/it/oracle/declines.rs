//! The declines, read from clean CSV by formats.md section 2.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use super::config::{Config, usual_brand};
use super::time;

/// Canonical column names, each with the other names it may have, the first in the list winning.
const COLUMNS: [(&str, &[&str]); 22] = [
    ("transaction_id", &["transactionId", "id"]),
    ("declined_at", &["dateCreated", "transaction_date", "created_at", "date"]),
    ("merchant_id", &["billerId", "gateway_id"]),
    ("amount", &["totalAmount", "orderTotal", "price"]),
    ("currency", &["currencyCode"]),
    ("card_brand", &["cardType"]),
    ("card_funding", &["card_kind", "funding"]),
    ("is_prepaid", &["cardIsPrepaid"]),
    ("is_debit", &["cardIsDebit"]),
    ("pay_source", &[]),
    ("response_type", &[]),
    ("response_code", &[]),
    ("response_text", &["declineReason"]),
    ("order_type", &["bill_type"]),
    ("txn_type", &[]),
    ("attempt", &[]),
    ("billing_cycle", &["billingCycleNumber", "cycle"]),
    ("campaign_id", &[]),
    ("customer_id", &[]),
    ("purchase_id", &[]),
    ("order_id", &[]),
    ("card", &["cardFingerprint", "token"]),
];

/// One row that is a decline. A fact that is not known is `None`.
pub(crate) struct Decline {
    /// The row's first line in the file, the header being line 1.
    pub(crate) line: u64,
    pub(crate) transaction_id: String,
    pub(crate) declined_at: Timestamp,
    pub(crate) merchant_id: String,
    pub(crate) amount: Decimal,
    pub(crate) currency: String,
    pub(crate) brand: Option<String>,
    pub(crate) prepaid: Option<bool>,
    pub(crate) debit: Option<bool>,
    pub(crate) response_type: Option<&'static str>,
    pub(crate) response_code: Option<String>,
    pub(crate) response_text: Option<String>,
    pub(crate) new_sale: bool,
    pub(crate) attempt: u8,
    pub(crate) campaign_id: Option<String>,
    /// Every column of the file by its canonical name, for `--first-of`.
    cells: Vec<(&'static str, String)>,
}

impl Decline {
    /// The cell of a column, empty where the column is missing or the cell unknown.
    pub(crate) fn optional_cell(&self, column: &str) -> String {
        known(&self.cells, column).unwrap_or_default()
    }
}

/// All rows that are declines, in the order of the file.
pub(crate) fn parse(csv: &str, config: &Config) -> Vec<Decline> {
    let mut reader = csv::ReaderBuilder::new().from_reader(csv.as_bytes());
    let headers: Vec<String> = reader.headers().expect("a header").iter().map(folded).collect();
    let columns: Vec<(&'static str, usize)> = COLUMNS
        .iter()
        .filter_map(|(name, others)| Some((*name, position(&headers, name, others)?)))
        .collect();

    let mut declines = Vec::new();
    for record in reader.records() {
        let record = record.expect("a clean row");
        let line = record.position().expect("a row that was read").line();
        let cells: Vec<(&'static str, String)> =
            columns.iter().map(|&(name, index)| (name, record[index].trim().to_owned())).collect();
        if is_decline(&cells) {
            declines.push(decline(cells, line, config));
        }
    }
    declines
}

fn position(headers: &[String], name: &str, others: &[&str]) -> Option<usize> {
    std::iter::once(&name)
        .chain(others)
        .find_map(|name| headers.iter().position(|header| *header == folded(name)))
}

/// Column names are matched ignoring case, spaces, `_`, `-` and `#`.
fn folded(name: &str) -> String {
    name.chars().filter(|c| !" _-#".contains(*c)).collect::<String>().to_ascii_lowercase()
}

fn raw(cells: &[(&'static str, String)], column: &str) -> String {
    cells.iter().find(|(name, _)| *name == column).map(|(_, cell)| cell.clone()).unwrap_or_default()
}

/// The value of an optional column, `None` where it is unknown.
fn known(cells: &[(&'static str, String)], column: &str) -> Option<String> {
    let cell = raw(cells, column);
    let unknown = ["", "unknown", "n/a", "-"].iter().any(|word| cell.eq_ignore_ascii_case(word));
    (!unknown).then_some(cell)
}

/// The value of a choice column, in upper case.
fn choice(cells: &[(&'static str, String)], column: &str) -> Option<String> {
    known(cells, column).map(|value| value.to_ascii_uppercase())
}

fn is_decline(cells: &[(&'static str, String)]) -> bool {
    let response_type = choice(cells, "response_type").unwrap_or_default();
    let txn_type = choice(cells, "txn_type").unwrap_or_default();
    !["SUCCESS", "PENDING", "COD_PENDING"].contains(&response_type.as_str())
        && !["REFUND", "VOID", "CAPTURE", "CHARGEBACK"].contains(&txn_type.as_str())
}

fn decline(cells: Vec<(&'static str, String)>, line: u64, config: &Config) -> Decline {
    let mut brand = known(&cells, "card_brand").map(|name| usual_brand(&name));
    if brand.is_none() && choice(&cells, "pay_source").as_deref() == Some("CHECK") {
        brand = Some("echeck".to_owned());
    }
    let (mut prepaid, mut debit) = match choice(&cells, "card_funding").as_deref() {
        Some("CREDIT") => (Some(false), Some(false)),
        Some("DEBIT") => (Some(false), Some(true)),
        Some("PREPAID") => (Some(true), None),
        _ => (None, None),
    };
    prepaid = yes_or_no(&cells, "is_prepaid").or(prepaid);
    debit = yes_or_no(&cells, "is_debit").or(debit);
    if brand.as_deref() == Some("echeck") {
        (prepaid, debit) = (Some(false), Some(false));
    }
    Decline {
        line,
        transaction_id: raw(&cells, "transaction_id"),
        declined_at: instant(&raw(&cells, "declined_at"), &config.stamp_zone),
        merchant_id: raw(&cells, "merchant_id"),
        amount: raw(&cells, "amount").replace(['$', ','], "").parse().expect("an amount"),
        currency: choice(&cells, "currency").unwrap_or_else(|| config.default_currency.clone()),
        brand,
        prepaid,
        debit,
        response_type: match choice(&cells, "response_type").as_deref() {
            Some("SOFT_DECLINE" | "SOFT") => Some("soft"),
            Some("HARD_DECLINE" | "HARD") => Some("hard"),
            _ => None,
        },
        response_code: known(&cells, "response_code"),
        response_text: known(&cells, "response_text"),
        new_sale: choice(&cells, "order_type").as_deref() == Some("NEW_SALE"),
        attempt: known(&cells, "attempt").map_or(0, |number| number.parse().expect("0 to 9")),
        campaign_id: known(&cells, "campaign_id"),
        cells,
    }
}

fn yes_or_no(cells: &[(&'static str, String)], column: &str) -> Option<bool> {
    Some(matches!(choice(cells, column)?.as_str(), "1" | "TRUE" | "YES"))
}

/// A stamp in whole seconds: RFC 3339, or local time, or a date, which is its midnight.
fn instant(stamp: &str, zone: &TimeZone) -> Timestamp {
    let exact = stamp
        .parse::<Timestamp>()
        .map(|instant| Timestamp::from_second(instant.as_second()).expect("a time near ours"));
    exact.unwrap_or_else(|_| {
        let local = if stamp.len() == 10 {
            stamp.parse::<Date>().expect("a date").at(0, 0, 0, 0)
        } else {
            stamp.parse::<DateTime>().expect("a local time")
        };
        time::resolve(zone, local).0
    })
}
