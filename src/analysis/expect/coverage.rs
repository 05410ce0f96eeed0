//! How much of a configuration cases exercise.

use std::collections::BTreeMap;

use crate::config::{Account, Assumptions, Document, GROUPS, Group, group_of};
use crate::engine::{ClassSource, Engine, Route};
use crate::model::{
    BlockReason, ConfigPath, Decline, MerchantIndex, Outcome, ProfileIndex, ServiceIndex, Slot,
    names,
};

use super::case::{CaseFile, Variant};
use super::play::{Play, taken};
use super::run::Subject;

names! {
    /// A kind of [`Item`].
    ItemKind {
        /// A profile that serves somebody.
        Profile = "profiles",
        /// A merchant that a profile serves.
        Merchant = "merchants",
        /// A slot that is not skipped.
        Slot = "slots",
        /// A group of slots that names a merchant.
        Group = "groups",
        /// A merchant that attempts can go to.
        Target = "targets",
        /// A setting that can end a transaction or block an attempt.
        Gate = "gates",
        /// A decline map.
        Map = "maps",
        /// An assumption that routes can hang on.
        Assumption = "assumptions",
    }
}

/// Something of a configuration that a case can exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// A decline is served by this profile.
    Profile(ProfileIndex),
    /// A decline of this merchant is served by this profile.
    Merchant(ProfileIndex, MerchantIndex),
    /// An attempt is made at this slot.
    Slot(ProfileIndex, Slot),
    /// An attempt goes where this group (by its first slot) sends it.
    Group(ProfileIndex, Slot),
    /// An attempt goes to this merchant.
    Target(MerchantIndex),
    /// An attempt is blocked at this merchant for this reason.
    Blocks(MerchantIndex, BlockReason),
    /// A new sale is not recycled.
    NewSales,
    /// A decline is not recycled for its campaign, by position.
    Campaign(usize),
    /// This decline map decides.
    Map(usize),
    /// Another value of this assumption, by position, would change a route.
    Assumption(usize),
}

impl Item {
    /// What kind of thing it is.
    pub const fn kind(self) -> ItemKind {
        match self {
            Item::Profile(_) => ItemKind::Profile,
            Item::Merchant(..) => ItemKind::Merchant,
            Item::Slot(..) => ItemKind::Slot,
            Item::Group(..) => ItemKind::Group,
            Item::Target(_) => ItemKind::Target,
            Item::Blocks(..) | Item::NewSales | Item::Campaign(_) => ItemKind::Gate,
            Item::Map(_) => ItemKind::Map,
            Item::Assumption(_) => ItemKind::Assumption,
        }
    }
}

impl Item {
    /// What it is about, in the configuration.
    pub fn path(self, document: &Document) -> ConfigPath {
        match self {
            Item::Profile(profile) => document.profile_path(profile),
            Item::Merchant(profile, merchant) => document.apply_to_path(profile, merchant),
            Item::Slot(profile, slot) => document.slot_path(profile, slot),
            Item::Group(profile, first) => document
                .target_path(profile, first)
                .unwrap_or_else(|| document.profile_path(profile)),
            Item::Target(merchant) | Item::Blocks(merchant, _) => document.merchant_path(merchant),
            Item::NewSales => ConfigPath::of(["account", "recycle_new_sales"]),
            Item::Campaign(at) => document.campaign_path(at).key("disable_recycle_billing"),
            Item::Map(at) => document.decline_map_path(at),
            Item::Assumption(at) => ConfigPath::of(["assumptions", Assumptions::KEYS[at].0]),
        }
    }
}

/// The group of a slot by its first one.
pub fn group_at(first: Slot) -> Option<Group> {
    GROUPS.into_iter().find(|group| group.first == first)
}

/// An item, and whether some case exercises it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exercised {
    /// The item.
    pub item: Item,
    /// Whether some case does.
    pub is_exercised: bool,
}

/// Everything of a configuration that cases can exercise.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    items: BTreeMap<Item, bool>,
}

impl Coverage {
    /// What the cases of some files exercise.
    pub fn of(engine: &Engine<'_>, files: &[CaseFile]) -> Coverage {
        let account = engine.account();
        let items = items(account).into_iter().map(|item| (item, false)).collect();
        let mut coverage = Coverage { items };
        let others: Vec<(usize, Account)> = coverage.other_assumptions(account);
        let engines: Vec<(usize, Engine<'_>)> =
            others.iter().map(|(at, other)| (*at, Engine::new(other))).collect();
        let (mut route, mut other) = (Route::empty(), Route::empty());
        let cases = files.iter().flat_map(|file| &file.cases);
        for variant in cases.flat_map(|case| &case.variants) {
            let subject = Subject { engine, codes: &[] };
            let Ok(Some(decline)) = subject.replay(variant, &mut route) else { continue };
            coverage.see(account, &decline, &route);
            for (at, engine) in &engines {
                if !coverage.items[&Item::Assumption(*at)]
                    && differs(engine, variant, &route, &mut other)
                {
                    coverage.mark(Item::Assumption(*at));
                }
            }
        }
        coverage
    }

    /// The account under every other value of the assumptions that routes can hang on.
    fn other_assumptions(&self, account: &Account) -> Vec<(usize, Account)> {
        let mut others = Vec::new();
        for (at, (key, values)) in Assumptions::KEYS.into_iter().enumerate() {
            let is_item = self.items.contains_key(&Item::Assumption(at));
            for value in values.iter().filter(|_| is_item) {
                let other = account.assumptions.with(key, value);
                if let Some(assumptions) = other.filter(|other| *other != account.assumptions) {
                    let mut account = account.clone();
                    account.assumptions = assumptions;
                    others.push((at, account));
                }
            }
        }
        others
    }

    fn mark(&mut self, item: Item) {
        if let Some(is_exercised) = self.items.get_mut(&item) {
            *is_exercised = true;
        }
    }

    /// Marks what one decline's route exercises.
    fn see(&mut self, account: &Account, decline: &Decline<'_>, route: &Route) {
        if let ClassSource::Map(position) = route.classification.source {
            self.mark(Item::Map(position as usize));
        }
        match route.outcome {
            Outcome::NewSaleNotRecycled => self.mark(Item::NewSales),
            Outcome::RecyclingDisabled => {
                let of_decline = |id: &str| id == decline.campaign_id;
                let found = account.campaigns.iter().position(|it| of_decline(&it.id));
                found.into_iter().for_each(|at| self.mark(Item::Campaign(at)));
            }
            _ => {}
        }
        let Some(profile) = route.profile else { return };
        self.mark(Item::Profile(profile));
        if let Some(merchant) = account.merchant_of(decline.merchant_id) {
            self.mark(Item::Merchant(profile, merchant));
        }
        for attempt in &route.attempts {
            self.mark(Item::Slot(profile, attempt.slot));
            self.mark(Item::Target(attempt.target));
            if let Some(group) = group_of(attempt.slot) {
                self.mark(Item::Group(profile, group.first));
            }
            if let Some(reason) = attempt.reason {
                self.mark(Item::Blocks(attempt.target, reason));
            }
        }
    }

    /// Every item, by kind and then in the order of the configuration.
    pub fn items(&self) -> impl Iterator<Item = Exercised> {
        self.items.iter().map(|(&item, &is_exercised)| Exercised { item, is_exercised })
    }

    /// How many items of a kind (of all kinds without one) are exercised, and how many there are.
    pub fn count(&self, kind: Option<ItemKind>) -> (u64, u64) {
        let of_kind = self.items().filter(|it| kind.is_none_or(|kind| it.item.kind() == kind));
        of_kind.fold((0, 0), |(done, all), it| (done + u64::from(it.is_exercised), all + 1))
    }
}

/// Whether a decline goes another way under another engine.
fn differs(engine: &Engine<'_>, variant: &Variant, route: &Route, other: &mut Route) -> bool {
    let subject = Subject { engine, codes: &[] };
    !matches!(subject.replay(variant, other), Ok(Some(_))) || route != other
}

fn items(account: &Account) -> Vec<Item> {
    let play = Play::of(account);
    let mut items = Vec::new();
    for (index, profile, served) in play.profiles(account) {
        items.push(Item::Profile(index));
        items.extend(served.iter().map(|&merchant| Item::Merchant(index, merchant)));
        for rule in taken(profile) {
            items.push(Item::Slot(index, rule.slot));
            if let (Some(group), Some(_)) = (group_of(rule.slot), rule.target) {
                items.push(Item::Group(index, group.first));
            }
        }
    }
    for &target in &play.targets {
        items.push(Item::Target(target));
        items.extend(gates(account, target).map(|reason| Item::Blocks(target, reason)));
    }
    if !account.recycle_new_sales {
        items.push(Item::NewSales);
    }
    let campaigns = account.campaigns.iter().enumerate();
    let disabled = campaigns.filter(|(_, campaign)| campaign.disable_recycle_billing);
    items.extend(disabled.map(|(at, _)| Item::Campaign(at)));
    items.extend((0..account.decline_maps.len()).map(Item::Map));
    let assumptions = Assumptions::KEYS.into_iter().enumerate();
    let matter = assumptions.filter(|(_, (key, _))| play.can_hang_on(account, key));
    items.extend(matter.map(|(at, _)| Item::Assumption(at)));
    items
}

/// The gates that a merchant's settings close to some attempts. One that accepts the CRM's five boxes is taken to
/// accept what comes; one that is not enabled has no other gate.
fn gates(account: &Account, target: MerchantIndex) -> impl Iterator<Item = BlockReason> {
    let merchant = account.merchant(target);
    let has_minimum = |service: ServiceIndex| {
        let service = account.service(service);
        !(service.minimum_rebill.is_zero() && service.minimum_new_sale.is_zero())
    };
    let is_open = merchant.enabled;
    [
        (BlockReason::MerchantDisabled, !is_open),
        (
            BlockReason::MethodNotAccepted,
            is_open && merchant.accepts != crate::config::Accepts::crm_default(),
        ),
        (BlockReason::PrepaidBlocked, is_open && merchant.block_prepaid),
        (BlockReason::DebitBlocked, is_open && merchant.block_debit),
        (BlockReason::CurrencyNotAccepted, is_open && merchant.currencies.is_some()),
        (BlockReason::BelowServiceMinimum, is_open && merchant.service.is_some_and(has_minimum)),
    ]
    .into_iter()
    .filter_map(|(reason, can_close)| can_close.then_some(reason))
}
