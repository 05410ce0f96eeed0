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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Format, load};
    use crate::model::Source;

    fn account(text: &str) -> Account {
        let loaded = load(Source { name: String::new(), text: text.into() }, Format::Toml, &[]);
        assert_eq!(loaded.findings, [], "{text}");
        loaded.account
    }

    #[test]
    fn each_merchant_accepts_what_it_lists_of_however_many_brands() {
        let brands: Vec<String> = (0..150).map(|number| format!("Brand {number}")).collect();
        let lists = |merchant: usize, brand: usize| brand.is_multiple_of(merchant + 2);
        let mut merchants = String::new();
        for merchant in 0..4 {
            let listed: Vec<String> = (0..150)
                .filter(|&brand| lists(merchant, brand))
                .map(|brand| brands[brand].to_uppercase())
                .collect();
            merchants += &format!("[[merchant]]\nid = \"{merchant}\"\naccepts = {listed:?}\n");
        }
        let account = account(&merchants);
        let methods = Methods::of(&account);
        for merchant in 0..4 {
            let index = MerchantIndex(merchant as u32);
            for (brand, name) in brands.iter().enumerate() {
                let method = methods.method(Some(Brand::Other(name)));
                assert_eq!(
                    methods.accepts(index, method),
                    lists(merchant, brand),
                    "{merchant} {name}"
                );
            }
            assert!(
                !methods.accepts(index, methods.method(Some(Brand::Usual(UsualBrand::ALL[0]))))
            );
            assert!(!methods.accepts(index, methods.method(Some(Brand::Other("Brand 150")))));
        }
        assert_eq!(methods.method(Some(Brand::Other("Brand 150"))), Method::Unlisted);
        assert_eq!(methods.method(None), Method::Unknown);
    }

    #[test]
    fn facts_are_the_same_unless_something_they_are_made_of_differs() {
        let base = "[account]\ntimezone = \"UTC\"\n\
            [[merchant]]\nid = \"1\"\ngateway = \"NMI\"\naccepts = [\"visa\", \"Oddity\"]\n\
            [[decline_map]]\ngateway = \"NMI\"\ncontains = \"funds\"\nkind = \"soft\"\n\
            [[campaign]]\nid = \"5\"\ndisable_recycle_billing = true\n";
        for (from, to, same) in [
            ("\"UTC\"", "\"Europe/Paris\"", false),
            ("id = \"1\"", "id = \"2\"", false),
            ("id = \"1\"\ngateway = \"NMI\"", "id = \"1\"\ngateway = \"Stripe\"", false),
            ("funds", "fund", false),
            ("billing = true", "billing = false", false),
            ("Oddity", "Rarity", false),
            ("[\"visa\", ", "[\"amex\", ", true),
            ("accepts", "enabled = false\naccepts", true),
            ("UTC", "UTC", true),
        ] {
            assert!(base.contains(from), "{from}");
            let (one, two) = (account(base), account(&base.replace(from, to)));
            let (one, two) = (Engine::new(&one), Engine::new(&two));
            assert_eq!(one.gives_same_facts_as(&two), same, "{from} -> {to}");
            assert_eq!(two.gives_same_facts_as(&one), same, "{to} -> {from}");
        }
    }
}
