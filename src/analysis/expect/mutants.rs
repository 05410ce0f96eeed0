//! Changes to a configuration, one value at a time, that good cases would notice.
//!
//! Values that no route can show are left alone: waits of skipped slots, settings of merchants that no attempt goes
//! to, names and notes. Of what `check` alone looks at, a few are changed where cases expect findings.

use crate::config::{
    Accepts, Account, Assumptions, Document, GROUPS, Loaded, Profile, SLOTS, SlotRule,
};
use crate::config::{RebillTime, ReductionType};
use crate::model::{
    Brand, Change, ConfigPath, Currency, Decimal, Edit, Kind, MerchantIndex, OrderType,
    ProfileIndex, ServiceIndex, Slot, UsualBrand, Weekday, toml_string,
};

use super::play::{Play, taken};

/// A configuration with one value changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    /// The change.
    pub change: Change,
    /// What it means.
    pub what: What,
}

/// What is changed, and to what.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is what its words in the report say")]
pub enum What {
    Timezone(&'static str),
    RebillTime(RebillTime),
    RecycleNewSales(bool),
    DefaultCurrency(Currency),
    Enabled(MerchantIndex, bool),
    BlockPrepaid(MerchantIndex, bool),
    BlockDebit(MerchantIndex, bool),
    Accepts(MerchantIndex, String, Listed),
    Takes(MerchantIndex, Currency, Listed),
    AnyCurrency(MerchantIndex),
    OrdinaryMerchant(MerchantIndex, ServiceIndex),
    MinGapHours(ServiceIndex, u32),
    Minimum(ServiceIndex, OrderType, Decimal),
    DisableRecycleBilling(usize, bool),
    MapKind(usize, Kind),
    MapOrderType(usize, Option<OrderType>),
    NoMap(usize),
    ReductionType(ProfileIndex, ReductionType),
    MinimumPrice(ProfileIndex, Decimal),
    ForceWeekday(ProfileIndex, Weekday),
    NoWeekday(ProfileIndex, Weekday),
    NotServed(ProfileIndex, MerchantIndex),
    Target(ProfileIndex, Slot, Option<MerchantIndex>),
    Skip(ProfileIndex, Slot, bool),
    WaitDays(ProfileIndex, Slot, u16),
    Reduction(ProfileIndex, Slot, Decimal),
    Assumption(&'static str, &'static str),
    HoldRecyclePrice(ProfileIndex, bool),
    NotSupported(MerchantIndex),
}

/// Whether something is in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// It is added.
    Added,
    /// It is taken out.
    Removed,
}

/// What cases look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LooksAt {
    /// Routes alone.
    Routes,
    /// Findings of `check` too.
    Findings,
}

/// Every change, in the order of the model.
pub fn mutants(loaded: &Loaded, looks_at: LooksAt) -> Vec<Mutant> {
    let (account, document) = (&loaded.account, &loaded.document);
    let mut list = Mutants { account, document, play: Play::of(account), found: Vec::new() };
    list.account();
    list.merchants();
    list.services();
    list.maps();
    list.profiles();
    list.assumptions();
    if looks_at == LooksAt::Findings {
        list.for_findings();
    }
    list.found
}

struct Mutants<'a> {
    account: &'a Account,
    document: &'a Document,
    play: Play,
    found: Vec<Mutant>,
}

impl Mutants<'_> {
    fn push(&mut self, path: ConfigPath, edit: Edit, what: What) {
        self.found.push(Mutant { change: Change { path, edit }, what });
    }

    fn set(&mut self, path: ConfigPath, value: impl std::fmt::Display, what: What) {
        self.push(path, Edit::Set(format!("{value}")), what);
    }

    fn account(&mut self) {
        let account = self.account;
        let path = |key| ConfigPath::of(["account", key]);
        let zone = if account.timezone.name() == "UTC" { "America/New_York" } else { "UTC" };
        self.set(path("timezone"), toml_string(zone), What::Timezone(zone));
        for time in rebill_times(account.rebill_time) {
            self.set(path("rebill_time"), rebill_text(time), What::RebillTime(time));
        }
        let on = !account.recycle_new_sales;
        self.set(path("recycle_new_sales"), on, What::RecycleNewSales(on));
        let currency = other_currency(account.default_currency);
        let text = toml_string(currency.code());
        self.set(path("default_currency"), text, What::DefaultCurrency(currency));
        for (at, campaign) in account.campaigns.iter().enumerate() {
            let on = !campaign.disable_recycle_billing;
            let path = self.document.campaign_path(at).key("disable_recycle_billing");
            self.set(path, on, What::DisableRecycleBilling(at, on));
        }
    }

    fn merchants(&mut self) {
        for index in self.play.targets.clone() {
            let merchant = self.account.merchant(index);
            let path = self.document.merchant_path(index);
            let flags = [
                ("enabled", !merchant.enabled, What::Enabled(index, !merchant.enabled)),
                (
                    "block_prepaid",
                    !merchant.block_prepaid,
                    What::BlockPrepaid(index, !merchant.block_prepaid),
                ),
                (
                    "block_debit",
                    !merchant.block_debit,
                    What::BlockDebit(index, !merchant.block_debit),
                ),
            ];
            for (key, on, what) in flags {
                // One that is closed blocks everything before the other flags are asked.
                if merchant.enabled || key == "enabled" {
                    self.set(path.key(key), on, what);
                }
            }
            if merchant.enabled {
                self.accepts(&path, index, &merchant.accepts);
                self.currencies(&path, index, merchant.currencies.as_deref());
            }
            if let Some(service) = merchant.service {
                let what = What::OrdinaryMerchant(index, service);
                self.set(path.key("gateway"), toml_string("Other"), what);
            }
        }
    }

    fn accepts(&mut self, path: &ConfigPath, index: MerchantIndex, accepts: &Accepts) {
        let path = path.key("accepts");
        for brand in accepts.iter() {
            let what = What::Accepts(index, brand.name().to_owned(), Listed::Removed);
            self.push(path.clone(), Edit::Remove(toml_string(brand.name())), what);
        }
        for brand in &UsualBrand::ALL[..5] {
            if !accepts.has(Brand::Usual(*brand)) {
                let what = What::Accepts(index, brand.name().to_owned(), Listed::Added);
                self.push(path.clone(), Edit::Add(toml_string(brand.name())), what);
            }
        }
    }

    fn currencies(&mut self, path: &ConfigPath, index: MerchantIndex, listed: Option<&[Currency]>) {
        let path = path.key("currencies");
        let Some(listed) = listed else {
            let other = other_currency(self.account.default_currency);
            let what = What::Takes(index, other, Listed::Added);
            self.set(path, format!("[{}]", toml_string(other.code())), what);
            return;
        };
        for currency in listed {
            let what = What::Takes(index, *currency, Listed::Removed);
            self.push(path.clone(), Edit::Remove(toml_string(currency.code())), what);
        }
        self.push(path, Edit::Unset, What::AnyCurrency(index));
    }

    fn services(&mut self) {
        let account = self.account;
        for (at, service) in account.services.iter().enumerate() {
            let index = ServiceIndex(at as u32);
            let is_target =
                |target: &MerchantIndex| account.merchant(*target).service == Some(index);
            // The built-in service is changed by declaring it whole, which no single value does.
            let path = self.document.service_path(index);
            if !self.play.targets.iter().any(is_target) || self.document.get(&path).is_none() {
                continue;
            }
            let hours = [service.min_gap_hours + 24, 0];
            for hours in hours.into_iter().filter(|hours| *hours != service.min_gap_hours) {
                self.set(path.key("min_gap_hours"), hours, What::MinGapHours(index, hours));
            }
            for (key, order_type) in
                [("minimum_rebill", OrderType::Rebill), ("minimum_new_sale", OrderType::NewSale)]
            {
                if order_type == OrderType::NewSale && !account.recycle_new_sales {
                    continue;
                }
                for minimum in other_amounts(service.minimum(order_type)) {
                    let what = What::Minimum(index, order_type, minimum);
                    self.set(path.key(key), toml_string(&minimum.to_string()), what);
                }
            }
        }
    }

    fn maps(&mut self) {
        for (at, map) in self.account.decline_maps.iter().enumerate() {
            let path = self.document.decline_map_path(at);
            let kind = if map.kind == Kind::Soft { Kind::Hard } else { Kind::Soft };
            self.set(path.key("kind"), toml_string(kind.name()), What::MapKind(at, kind));
            let order_type = match map.order_type {
                None => Some(OrderType::NewSale),
                Some(OrderType::NewSale) => Some(OrderType::Rebill),
                Some(OrderType::Rebill) => None,
            };
            let text = toml_string(order_type.map_or("all", OrderType::name));
            self.set(path.key("order_type"), text, What::MapOrderType(at, order_type));
            self.push(path, Edit::Unset, What::NoMap(at));
        }
    }

    fn profiles(&mut self) {
        let account = self.account;
        for (at, profile) in account.profiles.iter().enumerate() {
            let index = ProfileIndex(at as u32);
            let served = self.play.served[at].clone();
            if served.is_empty() {
                continue;
            }
            let path = self.document.profile_path(index);
            for merchant in served {
                let id = toml_string(&account.merchant(merchant).id);
                let what = What::NotServed(index, merchant);
                self.push(path.key("apply_to"), Edit::Remove(id), what);
            }
            self.weekday(&path, index, profile);
            self.prices(&path, index, profile);
            self.targets(index, profile);
            for number in 1..=SLOTS {
                self.slot(index, profile, Slot(number));
            }
        }
    }

    fn weekday(&mut self, path: &ConfigPath, index: ProfileIndex, profile: &Profile) {
        let Some(weekday) = profile.force_weekday else {
            let what = What::ForceWeekday(index, Weekday::Friday);
            self.set(path.key("bill_on_fridays"), true, what);
            return;
        };
        let what = What::NoWeekday(index, weekday);
        let is_on = |key: &str| {
            let node = self.document.get(&path.key(key));
            node.is_some_and(|node| node.value.as_written() == Some("true"))
        };
        match ["bill_on_fridays", "bill_on_saturday"].into_iter().find(|key| is_on(key)) {
            Some(key) => self.set(path.key(key), false, what),
            None => self.push(path.key("force_weekday"), Edit::Unset, what),
        }
    }

    /// The type of reductions and the minimum price, where a price is reduced at all.
    fn prices(&mut self, path: &ConfigPath, index: ProfileIndex, profile: &Profile) {
        let is_reduced = taken(profile).any(|rule| !rule.reduction.is_zero());
        if is_reduced {
            let (name, other) = match profile.reduction_type {
                ReductionType::Flat => ("percent", ReductionType::Percent),
                ReductionType::Percent => ("flat", ReductionType::Flat),
            };
            let what = What::ReductionType(index, other);
            self.set(path.key("reduction_type"), toml_string(name), what);
        }
        if is_reduced || self.account.recycle_new_sales {
            for minimum in other_amounts(profile.minimum_price) {
                let what = What::MinimumPrice(index, minimum);
                self.set(path.key("minimum_price"), toml_string(&minimum.to_string()), what);
            }
        }
    }

    /// The merchant of each group that some attempt is made in: nobody, and another one.
    fn targets(&mut self, index: ProfileIndex, profile: &Profile) {
        for group in GROUPS {
            let in_group = |rule: &&SlotRule| (group.first..=group.last).contains(&rule.slot);
            let Some(rule) = taken(profile).find(in_group) else { continue };
            let Some(path) = self.document.target_path(index, group.first) else { continue };
            if rule.target.is_some() {
                self.push(path.clone(), Edit::Unset, What::Target(index, group.first, None));
            }
            if let Some(other) = self.other_target(rule.target) {
                let id = toml_string(&self.account.merchant(other).id);
                self.set(path, id, What::Target(index, group.first, Some(other)));
            }
        }
    }

    /// Another merchant: of the same service (of any, for one that is nobody's), else the next of the file.
    fn other_target(&self, target: Option<MerchantIndex>) -> Option<MerchantIndex> {
        let merchants = &self.account.merchants;
        let service = target.and_then(|target| self.account.merchant(target).service);
        let is_other = |at: &usize| Some(MerchantIndex(*at as u32)) != target;
        let is_alike = |at: &usize| match service {
            Some(service) => merchants[*at].service == Some(service),
            None => merchants[*at].service.is_some(),
        };
        let mut others = (0..merchants.len()).filter(is_other);
        let alike = others.clone().find(is_alike);
        alike.or_else(|| others.next()).map(|at| MerchantIndex(at as u32))
    }

    fn slot(&mut self, index: ProfileIndex, profile: &Profile, slot: Slot) {
        let path = self.document.slot_path(index, slot);
        let rule = profile.slots.iter().find(|rule| rule.slot == slot);
        let Some(rule) = rule.filter(|rule| !rule.skip) else {
            self.unskip(path, index, slot, rule);
            return;
        };
        self.set(path.key("skip"), true, What::Skip(index, slot, true));
        let days = if rule.wait_days < 365 { rule.wait_days + 1 } else { rule.wait_days - 1 };
        self.set(path.key("wait_days"), days, What::WaitDays(index, slot, days));
        let more = rule.reduction.plus(Decimal::from_thousandths(5000));
        let most = profile.reduction_type == ReductionType::Percent && more > Decimal::HUNDRED;
        let reduction = if most { Decimal::ZERO } else { more };
        let what = What::Reduction(index, slot, reduction);
        self.set(path.key("price_reduction"), toml_string(&reduction.to_string()), what);
    }

    /// A skipped slot that is taken; after a day, where it says nothing of its wait.
    fn unskip(
        &mut self,
        path: ConfigPath,
        index: ProfileIndex,
        slot: Slot,
        rule: Option<&SlotRule>,
    ) {
        let what = What::Skip(index, slot, false);
        if self.document.get(&path.key("wait_days")).is_some() {
            self.set(path.key("skip"), false, what);
            return;
        }
        let reduction = rule.map(|rule| rule.reduction).filter(|reduction| !reduction.is_zero());
        let reduction = reduction.map_or_else(String::new, |reduction| {
            format!(", price_reduction = {}", toml_string(&reduction.to_string()))
        });
        self.set(path, format!("{{ wait_days = 1{reduction} }}"), what);
    }

    /// Every other value of the assumptions that routes can hang on.
    fn assumptions(&mut self) {
        for (key, in_force) in self.account.assumptions.in_force() {
            let known = Assumptions::KEYS.into_iter().find(|(name, _)| *name == key);
            let values = known.map_or(&[][..], |(_, values)| values);
            if !self.play.can_hang_on(self.account, key) {
                continue;
            }
            for value in values.iter().filter(|value| **value != in_force) {
                let path = ConfigPath::of(["assumptions", key]);
                self.set(path, toml_string(value), What::Assumption(key, value));
            }
        }
    }

    fn for_findings(&mut self) {
        for (at, profile) in self.account.profiles.iter().enumerate() {
            let index = ProfileIndex(at as u32);
            if taken(profile).all(|rule| rule.reduction.is_zero()) {
                continue;
            }
            let on = !profile.hold_recycle_price;
            let path = self.document.profile_path(index).key("hold_recycle_price");
            self.set(path, on, What::HoldRecyclePrice(index, on));
        }
        for (at, merchant) in self.account.merchants.iter().enumerate() {
            let index = MerchantIndex(at as u32);
            if merchant.supported_by.is_some() {
                let path = self.document.merchant_path(index).key("supported_by");
                self.push(path, Edit::Unset, What::NotSupported(index));
            }
        }
    }
}

/// An hour later (earlier, late in the evening), and the other way to set it.
fn rebill_times(time: RebillTime) -> [RebillTime; 2] {
    const HOUR: u32 = 3600;
    match time {
        RebillTime::At(second) if second < 23 * HOUR => {
            [RebillTime::At(second + HOUR), RebillTime::Original]
        }
        RebillTime::At(second) => [RebillTime::At(second - HOUR), RebillTime::Original],
        RebillTime::Original => [RebillTime::At(3 * HOUR), RebillTime::At(15 * HOUR)],
    }
}

/// As the configuration has it, in quotes.
pub fn rebill_text(time: RebillTime) -> String {
    match time {
        RebillTime::At(second) => {
            format!("\"{:02}:{:02}\"", second / 3600, second / 60 % 60)
        }
        RebillTime::Original => "\"original\"".to_owned(),
    }
}

fn other_currency(currency: Currency) -> Currency {
    let other = if currency == Currency::USD { "EUR" } else { "USD" };
    Currency::read(other).unwrap_or(Currency::USD)
}

/// Zero and twice as much; where it is zero, more than any usual price.
fn other_amounts(amount: Decimal) -> Vec<Decimal> {
    if amount.is_zero() {
        vec![Decimal::from_thousandths(100_000_000)]
    } else {
        vec![Decimal::ZERO, amount.plus(amount)]
    }
}
