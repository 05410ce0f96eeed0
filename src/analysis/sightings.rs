//! What declines show of the merchant accounts they ran on, before there is any configuration.

use std::collections::BTreeMap;

use crate::model::{Brand, Currency, Decline, UsualBrand};

/// One merchant account as declines show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The CRM's gateway id.
    pub merchant_id: String,
    /// Declines on it.
    pub declines: u64,
    /// Brands: usual ones in their own order, then others by name.
    pub brands: Vec<String>,
    /// Currencies, those with the most declines first.
    pub currencies: Vec<Currency>,
}

/// Merchants seen so far.
#[derive(Debug, Default)]
pub struct Sightings {
    merchants: BTreeMap<String, Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    declines: u64,
    usual: [bool; UsualBrand::ALL.len()],
    /// As first written, by lower-case name.
    other: BTreeMap<String, String>,
    currencies: BTreeMap<Currency, u64>,
}

impl Sightings {
    /// Takes a decline into account.
    pub fn add(&mut self, decline: &Decline<'_>) {
        if !self.merchants.contains_key(decline.merchant_id) {
            self.merchants.insert(decline.merchant_id.to_owned(), Seen::default());
        }
        let Some(seen) = self.merchants.get_mut(decline.merchant_id) else { return };
        seen.declines += 1;
        *seen.currencies.entry(decline.amount.currency).or_default() += 1;
        match decline.brand {
            Some(Brand::Usual(usual)) => seen.usual[usual as usize] = true,
            Some(Brand::Other(name)) => {
                seen.other.entry(name.to_ascii_lowercase()).or_insert_with(|| name.to_owned());
            }
            None => {}
        }
    }

    /// The merchants, those with the most declines first.
    pub fn into_merchants(self) -> Vec<Sighting> {
        let mut merchants: Vec<Sighting> = self.merchants.into_iter().map(sighting).collect();
        merchants.sort_by_key(|merchant| std::cmp::Reverse(merchant.declines));
        merchants
    }
}

fn sighting((merchant_id, seen): (String, Seen)) -> Sighting {
    let usual = UsualBrand::ALL.iter().filter(|brand| seen.usual[**brand as usize]);
    let brands = usual.map(|brand| brand.name().to_owned()).chain(seen.other.into_values());
    let mut currencies: Vec<(Currency, u64)> = seen.currencies.into_iter().collect();
    currencies.sort_by_key(|(_, declines)| std::cmp::Reverse(*declines));
    Sighting {
        merchant_id,
        declines: seen.declines,
        brands: brands.collect(),
        currencies: currencies.into_iter().map(|(currency, _)| currency).collect(),
    }
}
