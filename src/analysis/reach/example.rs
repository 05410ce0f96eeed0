//! One decline that stands for a class: as plain as the class allows.

use crate::config::{Account, Merchant};
use crate::model::{
    Brand, Class, Currency, Day, Decline, Fact, Kind, Money, OrderType, Recorded, UsualBrand,
    Weekday,
};

use super::region::Region;
use super::set::{Few, Set};
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
    /// How much there is to it: how many columns it takes to type, and how many characters.
    pub(super) fn size(&self, account: &Account) -> (usize, usize) {
        let typed = self.typed(account);
        (typed.len(), typed.iter().map(|(_, value)| value.len()).sum())
    }

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

    /// A decline of a region, as plain as it allows: where it can be, of the first merchant of the account,
    /// with a card and a currency that this takes.
    pub(super) fn example(&self, account: &Account, region: &Region) -> Example {
        let own = match &region.merchants {
            Set::In(ids) => ids.iter().filter_map(|id| account.merchant_of(id)).min(),
            Set::NotIn(_) => None,
        };
        let own = own.map(|index| account.merchant(index));
        let merchant_id = match (own, &region.merchants) {
            (Some(own), _) => own.id.clone(),
            (None, Set::In(ids)) => ids[0].clone(),
            (None, Set::NotIn(ids)) => {
                fresh(&self.other_merchant, |id| ids.iter().any(|other| other == id))
            }
        };
        let class = *region.classes.of(Class::ALL).first().unwrap_or(&Class::Soft);
        let brand = self.brand(region, own);
        let is_echeck = brand.as_deref() == Some(UsualBrand::Echeck.name());
        let fact = |few: Few| {
            let mut plainest = [Fact::Unknown, Fact::No, Fact::Yes].into_iter();
            let fact = plainest.find(|fact| few.has(*fact as u8));
            if is_echeck { Fact::No } else { fact.unwrap_or(Fact::Unknown) }
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
            amount: Money {
                currency: currency(account, region, own),
                amount_minor: region.amounts.closest(PLAIN_MINOR),
            },
            brand,
            is_prepaid: fact(region.prepaid),
            is_debit: fact(region.debit),
            day: self.week.date(weekday),
            second: region.seconds.closest(PLAIN_SECOND) as u32,
            merchant_id,
        }
    }

    /// An unknown brand if the region has it, else one that the merchant takes, else any.
    fn brand(&self, region: &Region, own: Option<&Merchant>) -> Option<String> {
        if region.brands.has_unknown {
            return None;
        }
        let named = &region.brands.named;
        let no = Fact::No as u8;
        let can_be_echeck = region.prepaid.has(no) && region.debit.has(no);
        let usual = UsualBrand::ALL.iter();
        let usual = usual.filter(|brand| **brand != UsualBrand::Echeck || can_be_echeck);
        let others = match named {
            Set::In(names) => names.clone(),
            Set::NotIn(names) => {
                vec![fresh(&self.other_brand, |name| names.iter().any(|other| other == name))]
            }
        };
        let all = usual.map(|brand| brand.name().to_owned()).chain(others);
        let mut all = all.filter(|name| named.has(name)).peekable();
        let first = all.peek().cloned();
        let takes = |own: &Merchant, name: &str| own.accepts.has(Brand::read(name));
        all.find(|name| own.is_none_or(|own| takes(own, name))).or(first)
    }
}

/// The account's currency if the region has it and the merchant takes it, else one that it takes, else any.
fn currency(account: &Account, region: &Region, own: Option<&Merchant>) -> Currency {
    let all = Currency::codes().filter_map(Currency::read);
    let all = std::iter::once(account.default_currency).chain(all);
    let mut all = all.filter(|currency| region.currencies.has(currency)).peekable();
    let first = all.peek().copied();
    let listed = own.and_then(|own| own.currencies.as_ref());
    let taken = all.find(|currency| listed.is_none_or(|listed| listed.contains(currency)));
    taken.or(first).unwrap_or(account.default_currency)
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
