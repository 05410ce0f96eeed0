//! `[[decline_map]]`.

use crate::config::account::{DeclineMap, MapScope};
use crate::config::reader::{Reader, Section};
use crate::model::{Code, Finding, Kind, OrderType};

use super::references::References;

/// Reads a decline map; `None` for one that could not decide anything.
pub(super) fn read(
    reader: &mut Reader<'_>,
    section: &Section<'_>,
    references: &References<'_>,
) -> Option<DeclineMap> {
    let order_types = [
        ("all", None),
        (OrderType::NewSale.name(), Some(OrderType::NewSale)),
        (OrderType::Rebill.name(), Some(OrderType::Rebill)),
    ];
    let kinds = [Kind::Soft, Kind::Hard].map(|kind| (kind.name(), kind));
    if section.get("contains").is_none() {
        reader.missing(section, "contains", "a decline map looks for a text", None);
    }
    if section.get("kind").is_none() {
        reader.missing(section, "kind", "a decline map says `soft` or `hard`", None);
    }
    let scope = scope(reader, section, references);
    let order_type = reader.choice(section.get("order_type"), &order_types).unwrap_or(None);
    let contains = reader.filled(section.get("contains"));
    let kind = reader.choice(section.get("kind"), &kinds);
    Some(DeclineMap { scope: scope?, order_type, contains: contains?.to_owned(), kind: kind? })
}

/// One of `gateway` and `merchant`.
fn scope(
    reader: &mut Reader<'_>,
    section: &Section<'_>,
    references: &References<'_>,
) -> Option<MapScope> {
    let gateway = reader.filled(section.get("gateway")).map(str::to_owned);
    let merchant = references.merchant(reader, section.get("merchant"));
    match (section.get("gateway"), section.get("merchant")) {
        (Some(gateway), Some(merchant)) => {
            let message = "`gateway` and `merchant` are both given, expected one of them";
            let finding = Finding::new(Code::Cfg003, reader.place(&merchant.path()), message)
                .with_related(reader.place(&gateway.path()), "the gateway is given here")
                .with_help("make it two decline maps, or remove one of the keys");
            reader.push(finding);
        }
        (None, None) => {
            let why = "a decline map covers a gateway type, or one merchant";
            reader.missing(section, "gateway", why, Some("give `gateway` or `merchant`"));
        }
        _ => {}
    }
    merchant.map(MapScope::Merchant).or(gateway.map(MapScope::Gateway))
}
