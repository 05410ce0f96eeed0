//! One decline that stands for a class: as plain as the class allows.

use crate::config::Account;
use crate::engine::{AttemptFacts, Engine, ladder};
use crate::model::{
    Brand, Class, Currency, Day, Decline, Fact, Kind, MerchantIndex, Money, OrderType, Recorded,
    UsualBrand, Weekday,
};

use super::region::{FACTS, Region};
use super::set::Set;
use super::week::Week;

/// What stands for all amounts, in minor units, where it is as good as any: `49.95`.
const PLAIN_MINOR: i64 = 4995;
/// What stands for all times of day: ten in the morning.
const PLAIN_SECOND: i64 = 10 * 3600;

/// A decline of an ordinary week, in words and owned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The merchant's id.
    pub merchant_id: String,
    /// The verdict on it.
    pub class: Class,
    /// A text that nothing classes; empty unless the class is unknown.
    pub response_text: String,
    /// The campaign's id; empty for none.
    pub campaign_id: String,
    /// New sale or rebill.
    pub order_type: OrderType,
    /// The row's own attempt number.
    pub attempt: u8,
    /// What was to be paid.
    pub amount: Money,
    /// The brand; `None` if unknown.
    pub brand: Option<String>,
    /// Whether the card is prepaid.
    pub is_prepaid: Fact,
    /// Whether it is a debit card.
    pub is_debit: Fact,
    /// The local date.
    pub day: Day,
    /// The local time of day, in seconds since midnight.
    pub second: u32,
}

impl Example {
    /// As a decline on the account's clock.
    pub fn decline<'a>(&'a self, account: &Account) -> Decline<'a> {
        Decline {
            line: 1,
            transaction_id: "example",
            declined_at: account.timezone.resolve(self.day, self.second).moment,
            merchant_id: &self.merchant_id,
            amount: self.amount,
            brand: self.brand.as_deref().map(Brand::read),
            is_prepaid: self.is_prepaid,
            is_debit: self.is_debit,
            response_type: match self.class {
                Class::Soft => Some(Kind::Soft),
                Class::Hard => Some(Kind::Hard),
                Class::Unknown => None,
            },
            response_code: "",
            response_text: &self.response_text,
            order_type: self.order_type,
            attempt: self.attempt,
            billing_cycle: "",
            campaign_id: &self.campaign_id,
            customer_id: "",
            purchase_id: "",
            order_id: "",
            card: "",
            recorded: Recorded::First,
        }
    }

    /// The columns of a decline typed by hand that reads back to it, those left out that default to it.
    pub fn typed(&self, account: &Account) -> Vec<(&'static str, String)> {
        let time = match (self.second / 3600, self.second / 60 % 60, self.second % 60) {
            (hour, minute, 0) => format!("{hour:02}:{minute:02}"),
            (hour, minute, second) => format!("{hour:02}:{minute:02}:{second:02}"),
        };
        let fact = |fact: Fact| (fact != Fact::Unknown).then(|| yes_or_no(fact));
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let is_echeck = self.brand.as_deref() == Some(UsualBrand::Echeck.name());
        let currency = self.amount.currency;
        [
            ("merchant", Some(self.merchant_id.clone())),
            ("amount", Some(self.amount.to_string())),
            ("currency", (currency != account.default_currency).then(|| currency.to_string())),
            ("declined_at", Some(format!("{}T{time}", self.day))),
            ("brand", self.brand.clone()),
            ("is_prepaid", fact(self.is_prepaid).filter(|_| !is_echeck)),
            ("is_debit", fact(self.is_debit).filter(|_| !is_echeck)),
            ("response_type", (self.class == Class::Hard).then(|| "hard".to_owned())),
            ("response_text", text(&self.response_text)),
            (
                "order_type",
                (self.order_type == OrderType::NewSale).then(|| self.order_type.name().to_owned()),
            ),
            ("attempt", (self.attempt > 0).then(|| self.attempt.to_string())),
            ("campaign_id", text(&self.campaign_id)),
        ]
        .into_iter()
        .filter_map(|(column, value)| Some((column, value?)))
        .collect()
    }
}

fn yes_or_no(fact: Fact) -> String {
    if fact == Fact::Yes { "yes" } else { "no" }.to_owned()
}

/// Picks examples out of regions.
#[derive(Debug)]
pub(super) struct Picker {
    week: Week,
    /// A merchant id that no configuration in sight has.
    other_merchant: String,
    other_brand: String,
    /// A text that no decline map contains and no table knows.
    unclassed_text: String,
}

impl Picker {
    pub(super) fn of(account: &Account, week: Week) -> Picker {
        let accepted = |name: &str| {
            account.merchants.iter().any(|merchant| merchant.accepts.has(Brand::read(name)))
        };
        let mapped = |text: &str| {
            let maps = &account.decline_maps;
            maps.iter().any(|map| text.contains(&map.contains.to_ascii_lowercase()))
        };
        let has_merchant = |id: &str| account.merchant_of(id).is_some();
        Picker {
            week,
            other_merchant: fresh("not-configured", has_merchant),
            other_brand: fresh("otherbrand", accepted),
            unclassed_text: fresh("?", mapped),
        }
    }

    /// A decline of a region, as plain as it allows. Where `merchant` is given it is the merchant, which
    /// must be in the region, and the card is one that it takes, if there is one.
    pub(super) fn example(
        &self,
        engine: &Engine<'_>,
        region: &Region,
        merchant: Option<MerchantIndex>,
    ) -> Example {
        let account = engine.account();
        let merchant_id = match (merchant, &region.merchants) {
            (Some(merchant), _) => account.merchant(merchant).id.clone(),
            (None, Set::In(ids)) => ids[0].clone(),
            (None, Set::NotIn(ids)) => {
                fresh(&self.other_merchant, |id| ids.iter().any(|other| other == id))
            }
        };
        let own = account.merchant_of(&merchant_id);
        let currency = currency_of(account, region, own);
        let class = *region.classes.of(Class::ALL).first().unwrap_or(&Class::Soft);
        let brand = self.brand(account, region, own);
        let is_echeck = brand.as_deref() == Some(UsualBrand::Echeck.name());
        let fact = |few: super::set::Few| {
            let plainest: &[Fact] =
                if is_echeck { &[Fact::No] } else { &[Fact::Unknown, Fact::No, Fact::Yes] };
            *plainest.iter().find(|fact| few.has(**fact as u8)).unwrap_or(&FACTS[0])
        };
        let rebill = Some(OrderType::Rebill);
        let order_type = rebill
            .filter(|rebill| region.order_types.has(*rebill as u8))
            .unwrap_or(OrderType::NewSale);
        let weekday = *region.weekdays.of(&Weekday::ALL).first().unwrap_or(&Weekday::Monday);
        Example {
            class,
            response_text: match class {
                Class::Unknown => self.unclassed_text.clone(),
                Class::Soft | Class::Hard => String::new(),
            },
            campaign_id: match &region.campaigns {
                Set::In(ids) => ids[0].clone(),
                Set::NotIn(_) => String::new(),
            },
            order_type,
            attempt: region.attempts.iter().next().unwrap_or(0),
            amount: Money { currency, amount_minor: region.amounts.closest(PLAIN_MINOR) },
            brand,
            is_prepaid: fact(region.prepaid),
            is_debit: fact(region.debit),
            day: self.week.date(weekday),
            second: region.seconds.closest(PLAIN_SECOND) as u32,
            merchant_id,
        }
    }

    /// An unknown brand if the region has it, else one that the merchant takes, else any.
    fn brand(
        &self,
        account: &Account,
        region: &Region,
        own: Option<MerchantIndex>,
    ) -> Option<String> {
        if region.brands.has_unknown {
            return None;
        }
        let accepts =
            |name: &str| own.is_none_or(|own| account.merchant(own).accepts.has(Brand::read(name)));
        let named = &region.brands.named;
        let usual = UsualBrand::ALL.iter().map(|brand| brand.name().to_owned());
        let others = match named {
            Set::In(names) => names.clone(),
            Set::NotIn(names) => {
                vec![fresh(&self.other_brand, |name| names.iter().any(|other| other == name))]
            }
        };
        // The names of an own merchant that no usual name and no list shows.
        let of_own: Vec<String> = own.map_or_else(Vec::new, |own| {
            let brands = account.merchant(own).accepts.iter();
            brands.map(super::region::brand_name).collect()
        });
        let candidates: Vec<String> =
            usual.chain(of_own).chain(others).filter(|name| named.has(name)).collect();
        let taken = candidates.iter().find(|name| accepts(name));
        taken.or(candidates.first()).cloned()
    }
}

fn currency_of(account: &Account, region: &Region, own: Option<MerchantIndex>) -> Currency {
    let default = account.default_currency;
    let takes = |currency: &Currency| {
        let listed = own.and_then(|own| account.merchant(own).currencies.as_ref());
        listed.is_none_or(|listed| listed.contains(currency))
    };
    let own_listed = own.and_then(|own| account.merchant(own).currencies.clone());
    let all = Currency::codes().filter_map(Currency::read);
    let candidates: Vec<Currency> = std::iter::once(default)
        .chain(own_listed.into_iter().flatten())
        .chain(all)
        .filter(|currency| region.currencies.has(currency))
        .collect();
    let taken = candidates.iter().find(|currency| takes(currency));
    *taken.or(candidates.first()).unwrap_or(&default)
}

/// A name that `is_taken` denies: the plain one, or the plain one with more of its last letter.
fn fresh(plain: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut name = plain.to_owned();
    let mut letters = "?!~#%0123456789abcdefghijklmnopqrstuvwxyz".chars().cycle();
    while is_taken(&name) {
        if plain.len() == 1 {
            name = letters.next().map(String::from).unwrap_or_default();
        } else {
            name.push('x');
        }
    }
    name
}

/// Whether a decline can happen: its merchant is enabled and takes such a card, in such a currency, and the
/// row's own attempt, if it is one, runs on that merchant.
pub(super) fn can_happen(engine: &Engine<'_>, example: &Example) -> bool {
    let account = engine.account();
    let facts = engine.facts(&example.decline(account));
    let Some(merchant) = facts.merchant else { return false };
    let itself = AttemptFacts {
        target: merchant,
        method: facts.method,
        is_prepaid: facts.is_prepaid,
        is_debit: facts.is_debit,
        order_type: facts.order_type,
        price: facts.amount,
    };
    let is_taken = engine.gates().judge(&itself).0.is_none();
    let profile = engine.door().profile(&facts).map(|profile| account.profile(profile));
    let is_attempt = |attempt: u8| {
        profile.is_some_and(|profile| {
            ladder(profile, 0).any(|rung| {
                let target = rung.rule.target.unwrap_or(merchant);
                rung.rule.slot.0 == attempt && target == merchant
            })
        })
    };
    is_taken && (example.attempt == 0 || is_attempt(example.attempt))
}
