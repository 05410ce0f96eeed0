//! Soft, hard or unknown: semantics.md section 2.

use crate::config::{Account, MapScope};
use crate::model::{Class, Decline, Kind, MerchantIndex};

use super::tables::{TableVerdict, tables};

/// The verdict on a decline and where it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Classification {
    /// The verdict, before any assumption.
    pub class: Class,
    /// What decided.
    pub source: ClassSource,
}

/// What decided a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClassSource {
    /// The decline map of this position.
    Map(u32),
    /// The row's own response type.
    ResponseType,
    /// The built-in tables.
    Table(TableVerdict),
    /// Nothing: the class is unknown.
    Nothing,
}

/// The account's decline maps, those that win first first, by what they cover.
#[derive(Debug, Default)]
pub(super) struct Maps {
    /// Per merchant: its own maps.
    by_merchant: Vec<Vec<u32>>,
    /// Per merchant: which of `gateways` has its gateway's maps.
    gateway_of: Vec<Option<u32>>,
    gateways: Vec<Vec<u32>>,
    /// Each map's text in lower case.
    texts: Vec<String>,
}

impl Maps {
    pub(super) fn of(account: &Account) -> Maps {
        let mut maps = Maps {
            by_merchant: vec![Vec::new(); account.merchants.len()],
            gateway_of: vec![None; account.merchants.len()],
            gateways: Vec::new(),
            texts: account.decline_maps.iter().map(|m| m.contains.to_ascii_lowercase()).collect(),
        };
        let mut names: Vec<&str> = Vec::new();
        for (position, map) in account.decline_maps.iter().enumerate() {
            match &map.scope {
                MapScope::Merchant(index) => {
                    maps.by_merchant[index.0 as usize].push(position as u32);
                }
                MapScope::Gateway(gateway) => {
                    let found = names.iter().position(|name| name.eq_ignore_ascii_case(gateway));
                    let at = found.unwrap_or_else(|| {
                        names.push(gateway);
                        maps.gateways.push(Vec::new());
                        names.len() - 1
                    });
                    maps.gateways[at].push(position as u32);
                }
            }
        }
        for (merchant, of) in account.merchants.iter().zip(&mut maps.gateway_of) {
            let found = names.iter().position(|name| name.eq_ignore_ascii_case(&merchant.gateway));
            *of = found.map(|at| at as u32);
        }
        for list in maps.by_merchant.iter_mut().chain(&mut maps.gateways) {
            list.sort_by_key(|&position| precedence(account, position));
        }
        maps
    }

    /// The map that decides for this merchant and order type.
    fn winner(
        &self,
        account: &Account,
        merchant: MerchantIndex,
        decline: &Decline<'_>,
    ) -> Option<u32> {
        let own = &self.by_merchant[merchant.0 as usize];
        let shared = self.gateway_of[merchant.0 as usize];
        let shared = shared.map_or(&[][..], |at| &self.gateways[at as usize]);
        if own.is_empty() && shared.is_empty() {
            return None;
        }
        let text = decline.response_text.to_ascii_lowercase();
        own.iter().chain(shared).copied().find(|&position| {
            let wanted = account.decline_maps[position as usize].order_type;
            wanted.is_none_or(|order_type| order_type == decline.order_type)
                && memchr::memmem::find(text.as_bytes(), self.texts[position as usize].as_bytes())
                    .is_some()
        })
    }
}

/// Sorts maps of one scope: a specific order type first, then the longer text, then the file's order.
pub(crate) fn precedence(
    account: &Account,
    position: u32,
) -> (bool, std::cmp::Reverse<usize>, u32) {
    let map = &account.decline_maps[position as usize];
    (map.order_type.is_none(), std::cmp::Reverse(map.contains.chars().count()), position)
}

/// The verdict on a decline.
pub(super) fn classify(
    account: &Account,
    maps: &Maps,
    merchant: Option<MerchantIndex>,
    decline: &Decline<'_>,
) -> Classification {
    let decided = |kind: Kind, source| Classification { class: kind.into(), source };
    if let Some(position) = merchant.and_then(|merchant| maps.winner(account, merchant, decline)) {
        let kind = account.decline_maps[position as usize].kind;
        return decided(kind, ClassSource::Map(position));
    }
    if let Some(kind) = decline.response_type {
        return decided(kind, ClassSource::ResponseType);
    }
    let gateway = merchant.map(|merchant| account.merchant(merchant).gateway.as_str());
    let (code, text) = (decline.response_code, decline.response_text);
    match tables().verdict(gateway, decline.brand, code, text) {
        Some(verdict) => decided(verdict.kind, ClassSource::Table(verdict)),
        None => Classification { class: Class::Unknown, source: ClassSource::Nothing },
    }
}
