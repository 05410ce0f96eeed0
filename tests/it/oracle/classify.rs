//! Soft, hard or unknown: semantics.md section 2.

use std::cmp::Reverse;
use std::sync::LazyLock;

use super::config::{Config, DeclineMap, Merchant};
use super::declines::Decline;

static DECLINE_TEXTS: LazyLock<Vec<Line>> =
    LazyLock::new(|| lines(include_str!("../../../src/engine/tables/decline_texts.csv")));
static RESPONSE_CODES: LazyLock<Vec<Line>> =
    LazyLock::new(|| lines(include_str!("../../../src/engine/tables/response_codes.csv")));

/// The verdict before any assumption.
pub(crate) fn class(config: &Config, decline: &Decline) -> &'static str {
    let merchant = config.merchant(&decline.merchant_id);
    if let Some(map) = deciding_map(config, decline, merchant) {
        return if map.kind == "soft" { "soft" } else { "hard" };
    }
    if let Some(kind) = decline.response_type {
        return kind;
    }
    by_tables(decline, merchant).unwrap_or("unknown")
}

fn deciding_map<'c>(
    config: &'c Config,
    decline: &Decline,
    merchant: Option<&Merchant>,
) -> Option<&'c DeclineMap> {
    let merchant = merchant?;
    let text = decline.response_text.as_ref()?.to_ascii_lowercase();
    let order_type = if decline.new_sale { "new_sale" } else { "rebill" };
    config
        .decline_maps
        .iter()
        .filter(|map| text.contains(&map.contains.to_ascii_lowercase()))
        .filter(|map| {
            map.merchant.as_ref().is_some_and(|id| *id == merchant.id)
                || map
                    .gateway
                    .as_ref()
                    .is_some_and(|gateway| gateway.eq_ignore_ascii_case(&merchant.gateway))
        })
        .filter(|map| map.order_type == "all" || map.order_type == order_type)
        // The least of these wins; `min_by_key` keeps the first of equals.
        .min_by_key(|map| {
            (map.merchant.is_none(), map.order_type == "all", Reverse(map.contains.chars().count()))
        })
}

/// The four steps of the built-in tables, in turn.
fn by_tables(decline: &Decline, merchant: Option<&Merchant>) -> Option<&'static str> {
    let of_gateway = |line: &Line| {
        merchant.is_some_and(|merchant| line.gateway.eq_ignore_ascii_case(&merchant.gateway))
    };
    let of_code = |line: &Line| {
        decline.response_code.as_ref().is_some_and(|code| folded(code) == folded(&line.code))
    };
    let of_text = |line: &Line| {
        decline
            .response_text
            .as_ref()
            .is_some_and(|text| folded_text(text) == folded_text(&line.text))
    };
    let of_network = |line: &Line| match line.network.as_str() {
        "visa" | "mastercard" => decline.brand.as_ref().is_none_or(|brand| *brand == line.network),
        _ => true,
    };

    let a: Vec<&Line> =
        DECLINE_TEXTS.iter().filter(|line| of_gateway(line) && of_code(line)).collect();
    if let Some(kind) = one_kind(&a) {
        return Some(kind);
    }
    if a.is_empty() {
        let b: Vec<&Line> =
            RESPONSE_CODES.iter().filter(|line| of_code(line) && of_network(line)).collect();
        if let Some(kind) = one_kind(&b) {
            return Some(kind);
        }
    }
    let c: Vec<&Line> =
        DECLINE_TEXTS.iter().filter(|line| of_gateway(line) && of_text(line)).collect();
    if let Some(kind) = one_kind(&c) {
        return Some(kind);
    }
    if c.is_empty() {
        let d: Vec<&Line> =
            DECLINE_TEXTS.iter().filter(|line| of_text(line) && !line.kind.is_empty()).collect();
        return one_kind(&d);
    }
    None
}

/// The kind that all lines have, if it is soft or hard.
fn one_kind(lines: &[&Line]) -> Option<&'static str> {
    let all = |kind: &str| !lines.is_empty() && lines.iter().all(|line| line.kind == kind);
    if all("soft") {
        Some("soft")
    } else if all("hard") {
        Some("hard")
    } else {
        None
    }
}

/// A line of either table; a column that the table lacks is empty.
struct Line {
    gateway: String,
    code: String,
    network: String,
    text: String,
    kind: String,
}

fn lines(table: &str) -> Vec<Line> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let headers = reader.headers().expect("a header").clone();
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.expect("a row of the table");
        let cell = |name: &str| {
            headers
                .iter()
                .position(|header| header == name)
                .map(|index| record[index].to_owned())
                .unwrap_or_default()
        };
        lines.push(Line {
            gateway: cell("gateway"),
            code: cell("code"),
            network: cell("network"),
            text: cell("text"),
            kind: cell("default_kind"),
        });
    }
    lines
}

fn folded(text: &str) -> String {
    text.trim().to_ascii_lowercase()
}

fn folded_text(text: &str) -> String {
    let text = folded(text);
    text.strip_suffix('.').unwrap_or(&text).to_owned()
}
