//! A decline as the engine sees it: names resolved, texts gone, small enough to keep while it is in flight.

use crate::config::Account;
use crate::model::{
    Brand, Decline, Fact, MerchantIndex, Moment, Money, OrderType, Recorded, UsualBrand,
};

use super::Engine;
use super::classify::Classification;

/// What the engine knows of one decline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Facts {
    /// The row's first line in the input; orders rows.
    pub line: u64,
    /// When it declined.
    pub declined: Moment,
    /// What was to be paid.
    pub amount: Money,
    /// The merchant; `None` if the configuration does not have it.
    pub merchant: Option<MerchantIndex>,
    /// Soft, hard or unknown, and why.
    pub classification: Classification,
    /// How the customer pays.
    pub method: Method,
    /// Whether the card is prepaid.
    pub is_prepaid: Fact,
    /// Whether it is a debit card.
    pub is_debit: Fact,
    /// New sale or rebill.
    pub order_type: OrderType,
    /// The slot that the row itself was.
    pub attempt: u8,
    /// Whether the campaign lets its declines be recycled.
    pub recycling: Recycling,
    /// Whether the row is the one of its group to replay.
    pub recorded: Recorded,
}

/// Whether a campaign's declines are recycled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Recycling {
    /// They are.
    Enabled,
    /// The campaign has *Disable Recycle Billing*.
    Disabled,
}

/// How the customer pays, as a position among the brands that the configuration names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// Nobody said.
    Unknown,
    /// A brand by its number: usual brands first, then others that some merchant accepts.
    Known(u16),
    /// A brand that no merchant accepts.
    Unlisted,
}

/// The brands of a configuration, numbered, and who accepts them.
#[derive(Debug)]
pub struct Methods {
    /// Names other than the usual ones, as first written.
    other: Vec<String>,
    /// 64-bit words per merchant.
    words: usize,
    /// Which brands each merchant accepts, `words` per merchant.
    accepted: Vec<u64>,
}

impl Methods {
    pub(super) fn of(account: &Account) -> Methods {
        let mut other: Vec<String> = Vec::new();
        for merchant in &account.merchants {
            for brand in merchant.accepts.iter() {
                if let Brand::Other(name) = brand
                    && !other.iter().any(|known| known.eq_ignore_ascii_case(name))
                {
                    other.push(name.to_owned());
                }
            }
        }
        let words = (UsualBrand::ALL.len() + other.len()).div_ceil(64);
        let mut methods = Methods { other, words, accepted: Vec::new() };
        for merchant in &account.merchants {
            let mut bits = vec![0_u64; words];
            for brand in merchant.accepts.iter() {
                if let Method::Known(number) = methods.method(Some(brand)) {
                    bits[usize::from(number) / 64] |= 1 << (number % 64);
                }
            }
            methods.accepted.extend(bits);
        }
        methods
    }

    /// The number of a brand.
    pub fn method(&self, brand: Option<Brand<'_>>) -> Method {
        match brand {
            None => Method::Unknown,
            Some(Brand::Usual(usual)) => Method::Known(usual as u16),
            Some(Brand::Other(name)) => {
                let found = self.other.iter().position(|known| known.eq_ignore_ascii_case(name));
                found.map_or(Method::Unlisted, |at| {
                    Method::Known((UsualBrand::ALL.len() + at) as u16)
                })
            }
        }
    }

    /// Whether a merchant accepts a known method.
    pub(super) fn accepts(&self, merchant: MerchantIndex, method: Method) -> bool {
        let Method::Known(number) = method else { return false };
        let word = merchant.0 as usize * self.words + usize::from(number) / 64;
        self.accepted[word] & (1 << (number % 64)) != 0
    }
}

impl Engine<'_> {
    /// Whether every decline has the same facts here as under `other`: whatever facts are made from is
    /// equal in both accounts.
    pub fn gives_same_facts_as(&self, other: &Engine<'_>) -> bool {
        let (one, two) = (self.account, other.account);
        let names = |account: &Account| -> Vec<(String, String)> {
            let merchants = account.merchants.iter();
            merchants.map(|merchant| (merchant.id.clone(), merchant.gateway.clone())).collect()
        };
        one.timezone == two.timezone
            && names(one) == names(two)
            && one.decline_maps == two.decline_maps
            && one.campaigns == two.campaigns
            && self.methods.other == other.methods.other
    }
}

impl Facts {
    pub(super) fn of(
        account: &Account,
        method: Method,
        merchant: Option<MerchantIndex>,
        classification: Classification,
        decline: &Decline<'_>,
    ) -> Facts {
        let campaign = match decline.campaign_id {
            "" => None,
            id => account.campaign_of(id),
        };
        let is_disabled = campaign.is_some_and(|campaign| campaign.disable_recycle_billing);
        Facts {
            line: decline.line,
            declined: decline.declined_at,
            amount: decline.amount,
            merchant,
            classification,
            method,
            is_prepaid: decline.is_prepaid,
            is_debit: decline.is_debit,
            order_type: decline.order_type,
            attempt: decline.attempt,
            recycling: if is_disabled { Recycling::Disabled } else { Recycling::Enabled },
            recorded: decline.recorded,
        }
    }
}
