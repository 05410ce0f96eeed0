//! What makes a decline soft or hard, and which are exempt.

use crate::config::{Account, DeclineMap, MapScope, UnknownDecline};
use crate::model::{Kind, OrderType};
use crate::report::text::escaped;

use super::{merchant, quoted};

/// Maps in the order of the file, then what decides where none matches, then campaigns.
pub(super) fn of_declines(account: &Account) -> Vec<String> {
    let mut sentences: Vec<String> =
        account.decline_maps.iter().map(|map| of_map(account, map)).collect();
    if account.decline_maps.len() > 1 {
        sentences.push(
            "Where several of these match, that of a merchant comes before that of a gateway, then that of one \
             order type, then the longer text, then the first."
                .to_owned(),
        );
    }
    let any = if account.decline_maps.is_empty() { "A" } else { "Any other" };
    sentences.push(format!(
        "{any} decline is soft or hard as its response type says, or else as the built-in tables of codes and \
         texts say."
    ));
    sentences.push(match account.assumptions.unknown_decline {
        UnknownDecline::Unclassified => "What they do not tell is not tried again.".to_owned(),
        UnknownDecline::Soft => "What they do not tell is taken to be soft.".to_owned(),
        UnknownDecline::Hard => "What they do not tell is taken to be hard.".to_owned(),
    });
    sentences.push("Hard declines are never tried again.".to_owned());
    sentences.extend(
        account.campaigns.iter().filter(|campaign| campaign.disable_recycle_billing).map(
            |campaign| {
                let id = escaped(&campaign.id);
                format!(
                    "Declines of campaign {id} are never tried again (Disable Recycle Billing)."
                )
            },
        ),
    );
    sentences
}

fn of_map(account: &Account, map: &DeclineMap) -> String {
    let scope = match &map.scope {
        MapScope::Merchant(index) => format!("merchant {}", merchant(account, *index)),
        MapScope::Gateway(gateway) => format!("any {} merchant", escaped(gateway)),
    };
    let orders = match map.order_type {
        None => "A decline",
        Some(OrderType::NewSale) => "A declined new sale",
        Some(OrderType::Rebill) => "A declined rebill",
    };
    let kind = match map.kind {
        Kind::Soft => "soft",
        Kind::Hard => "hard",
    };
    format!("{orders} on {scope} whose text holds {} is {kind}.", quoted(&map.contains))
}
