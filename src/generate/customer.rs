//! Who pays: merchant, card, purchases. A customer is the same in every row.

use crate::config::Account;
use crate::model::Currency;

use super::draws::{Draws, OfCustomer, Source, Weighted};
use super::layout::{Layout, write_number};
use super::mix;
use super::site::{BrandCell, Site, sites};

/// Days between two billings of a purchase.
pub(super) const CYCLE_DAYS: u64 = 30;

/// What customers are made of.
pub(super) struct Population {
    sites: Weighted<Site>,
    campaigns: Weighted<Vec<u8>>,
    funding: Weighted<&'static [u8]>,
    prices: Weighted<u32>,
}

/// A customer.
#[derive(Clone, Copy)]
pub(super) struct Customer<'a> {
    pub(super) number: u64,
    pub(super) site: &'a Site,
    /// As a cell, as all that follow in bytes.
    pub(super) campaign: &'a [u8],
    pub(super) brand: &'a [u8],
    pub(super) funding: &'a [u8],
    pub(super) currency: Currency,
    /// Billing cycles before the first day.
    pub(super) past_cycles: u64,
    /// What a cycle of the first and of the second purchase costs, in hundredths.
    pub(super) prices: [u32; 2],
    pub(super) has_second: bool,
    /// `None` for an echeck.
    token: Option<u64>,
}

impl Population {
    pub(super) fn of(account: &Account, layout: &Layout<'_>) -> Population {
        Population {
            sites: sites(account, layout),
            campaigns: campaigns(account, layout),
            funding: Weighted::new(mix::FUNDING.map(|(name, share)| (name.as_bytes(), share))),
            prices: Weighted::new(mix::PRICES),
        }
    }

    /// The customer of a number.
    pub(super) fn customer(&self, number: u64, source: &mut Source<OfCustomer>) -> Customer<'_> {
        let draws: Draws<OfCustomer> = source.of(number);
        let Some(site) = self.sites.pick(&draws, OfCustomer::Merchant) else {
            unreachable!("there are always merchants that no configuration has")
        };
        let brand = site.brands.pick(&draws, OfCustomer::Brand);
        let is_card = brand.is_none_or(|brand| brand.is_card);
        let funding = self.funding.pick(&draws, OfCustomer::Funding);
        let token = u64::from(draws.bits(OfCustomer::TokenHigh)) << 32
            | u64::from(draws.bits(OfCustomer::TokenLow));
        let price = |purpose| self.prices.pick(&draws, purpose).copied().unwrap_or_default();
        let currency = site.currencies.pick(&draws, OfCustomer::Currency);
        Customer {
            number,
            site,
            campaign: self.campaigns.pick(&draws, OfCustomer::Campaign).map_or(b"", Vec::as_slice),
            brand: brand.map_or(b"", |BrandCell { cell, .. }| cell),
            funding: funding.filter(|_| is_card).copied().unwrap_or_default(),
            currency: currency.copied().unwrap_or(Currency::USD),
            past_cycles: 1 + draws.below(OfCustomer::Cycles, mix::OLDEST_CYCLES),
            prices: [price(OfCustomer::FirstPrice), price(OfCustomer::SecondPrice)],
            has_second: draws.happens(OfCustomer::HasSecond, mix::SECOND_PURCHASES),
            token: is_card.then_some(token),
        }
    }
}

/// The configuration's campaigns, the first ones busiest, those that disable recycle billing rare. Where it
/// names no other, there are three that it need not name.
fn campaigns(account: &Account, layout: &Layout<'_>) -> Weighted<Vec<u8>> {
    let (disabled, enabled): (Vec<_>, Vec<_>) =
        account.campaigns.iter().partition(|campaign| campaign.disable_recycle_billing);
    let mut ordinary: Vec<String> = enabled.into_iter().map(|it| it.id.clone()).collect();
    if ordinary.is_empty() {
        let ids = (1_u32..).map(|number| number.to_string());
        ordinary.extend(ids.filter(|id| account.campaign_of(id).is_none()).take(3));
    }
    let harmonic: u64 = (1..=ordinary.len() as u64).map(|rank| 1_000_000 / rank).sum();
    let each_disabled = harmonic * mix::CAMPAIGNS_DISABLED / 1000 / (disabled.len() as u64).max(1);
    let ranked = ordinary.iter().zip(1..).map(|(id, rank)| (id.as_str(), 1_000_000 / rank));
    let disabled = disabled.into_iter().map(|campaign| (campaign.id.as_str(), each_disabled));
    Weighted::new(ranked.chain(disabled).map(|(id, weight)| (layout.cell(id), weight)))
}

impl Customer<'_> {
    /// `C0000124` for customer 123.
    pub(super) fn write_id(&self, out: &mut Vec<u8>) {
        out.push(b'C');
        write_number(self.number + 1, 7, out);
    }

    /// `P0000247`; the second purchase has the next number.
    pub(super) fn write_purchase_id(&self, purchase: usize, out: &mut Vec<u8>) {
        out.push(b'P');
        write_number(2 * self.number + 1 + purchase as u64, 7, out);
    }

    /// `c_` and twelve letters or digits, too few digits to look like a card number.
    pub(super) fn write_card(&self, out: &mut Vec<u8>) {
        const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        if let Some(token) = self.token {
            out.extend(b"c_");
            out.extend((0..12).map(|at| LETTERS[(token >> (5 * at)) as usize % 32]));
        }
    }
}
