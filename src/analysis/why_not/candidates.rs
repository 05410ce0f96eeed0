//! The single changes that may remove an obstacle, the least invasive first.

use crate::config::{Account, Group, Loaded, SlotRule};
use crate::engine::{AttemptFacts, Engine, Facts, Verdict};
use crate::model::{
    BlockReason, Change, ConfigPath, Decline, Edit, MerchantIndex, Outcome, ProfileIndex,
    ServiceIndex, Slot, toml_string,
};

use super::obstacles::hands_off;
use super::{Obstacle, map_candidates};

/// Alternatives of one kind that are tried: profiles to join, merchants to go to.
const MOST_ALTERNATIVES: usize = 8;

/// A configuration in which a decline does not reach a service.
pub(super) struct Candidates<'a> {
    pub(super) loaded: &'a Loaded,
    pub(super) engine: &'a Engine<'a>,
    pub(super) decline: &'a Decline<'a>,
    pub(super) facts: &'a Facts,
    pub(super) service: ServiceIndex,
}

impl Candidates<'_> {
    /// The changes that may remove an obstacle.
    pub(super) fn of(&self, obstacle: &Obstacle) -> Vec<Change> {
        match obstacle {
            Obstacle::Door(gate) => self.at_door(*gate),
            Obstacle::NoServiceMerchant => Vec::new(),
            Obstacle::Elsewhere { profile, groups } => self.elsewhere(*profile, groups),
            Obstacle::Skipped { profile, slots, .. } => {
                slots.iter().take(1).map(|&slot| self.unskip(*profile, slot)).collect()
            }
            Obstacle::Ended { profile, slot, target, reason } => {
                let mut changes: Vec<Change> = reason
                    .iter()
                    .filter_map(|&gate| self.open(*profile, *slot, *target, gate))
                    .collect();
                let path = self.loaded.document.slot_path(*profile, *slot).key("skip");
                changes.push(set(path, "true"));
                changes
            }
            Obstacle::Blocked { profile, slot, target, gate } => {
                let mut changes: Vec<Change> =
                    self.open(*profile, *slot, *target, *gate).into_iter().collect();
                changes.extend(self.other_targets(*profile, *slot, *target));
                changes
            }
        }
    }

    fn account(&self) -> &Account {
        &self.loaded.account
    }

    fn at_door(&self, gate: Outcome) -> Vec<Change> {
        let document = &self.loaded.document;
        match gate {
            Outcome::HardDecline | Outcome::Unclassified => {
                map_candidates::of(self.loaded, self.facts, self.decline)
            }
            Outcome::RecyclingDisabled => {
                let path = ConfigPath::of(["campaign", self.decline.campaign_id]);
                vec![set(path.key("disable_recycle_billing"), "false")]
            }
            Outcome::NewSaleNotRecycled => {
                vec![set(ConfigPath::of(["account", "recycle_new_sales"]), "true")]
            }
            Outcome::NoProfile => self.join_a_profile(),
            Outcome::BelowMinimum => {
                let profile = self.engine.door().profile(self.facts);
                let path = |profile| document.profile_path(profile).key("minimum_price");
                let amount = toml_string(&self.decline.amount.to_string());
                profile.map(|profile| set(path(profile), &amount)).into_iter().collect()
            }
            // Of the others none hangs on the configuration, or it is another obstacle that shows how.
            _ => Vec::new(),
        }
    }

    /// The merchant joins a profile: first those that hand off to a service's merchant of its own category, then
    /// those that hand off to the service at all.
    fn join_a_profile(&self) -> Vec<Change> {
        let account = self.account();
        let category =
            self.facts.merchant.and_then(|index| account.merchant(index).category.as_ref());
        let rank = |at: usize| {
            let profile = &account.profiles[at];
            let mut targets = profile.slots.iter().filter_map(|rule| rule.target);
            let is_own = |target| account.merchant(target).category.as_ref() == category;
            let hands_off = hands_off(self.engine, profile, self.service, self.facts.attempt);
            if hands_off { u8::from(!targets.all(is_own)) } else { 2 }
        };
        let mut order: Vec<usize> = (0..account.profiles.len()).collect();
        order.sort_by_key(|&at| rank(at));
        if order.is_empty() {
            return self.new_profile();
        }
        let join = |at: usize| {
            let profile = self.loaded.document.profile_path(ProfileIndex(at as u32));
            change(profile.key("apply_to"), Edit::Add(toml_string(self.decline.merchant_id)))
        };
        order.into_iter().take(MOST_ALTERNATIVES).map(join).collect()
    }

    /// The guide's profile, for a configuration that has none.
    fn new_profile(&self) -> Vec<Change> {
        let service = &self.account().service(self.service).name;
        let profile = |target: MerchantIndex| {
            let text = format!(
                "{{ title = {}, apply_to = [{}], targets = {{ \"4-6\" = {} }}, attempts = {{ 4 = {{ wait_days = {} }} }} }}",
                toml_string(&format!("{service} recovery")),
                toml_string(self.decline.merchant_id),
                toml_string(&self.account().merchant(target).id),
                self.gap_days(),
            );
            change(ConfigPath::of(["profile"]), Edit::Add(text))
        };
        self.service_merchants().into_iter().take(1).map(profile).collect()
    }

    /// Leave the profile for another that hands off, or send one of its groups to the service.
    fn elsewhere(
        &self,
        profile: ProfileIndex,
        groups: &[(Group, Option<MerchantIndex>)],
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        let is_other = |at: &usize| *at != profile.0 as usize;
        let others = self.account().profiles.iter().enumerate().filter(|(at, _)| is_other(at));
        let mut hand_off = others
            .filter(|(_, other)| hands_off(self.engine, other, self.service, self.facts.attempt));
        if hand_off.next().is_some() {
            let path = self.loaded.document.profile_path(profile).key("apply_to");
            changes.push(change(path, Edit::Remove(toml_string(self.decline.merchant_id))));
        }
        for (group, _) in groups {
            changes.extend(self.targets(profile, group.last, None));
        }
        changes
    }

    /// Other merchants of the service that nothing known so far keeps the decline from.
    fn other_targets(
        &self,
        profile: ProfileIndex,
        slot: Slot,
        target: MerchantIndex,
    ) -> Vec<Change> {
        self.targets(profile, slot, Some(target))
    }

    /// Send a slot's group to a merchant of the service.
    fn targets(
        &self,
        profile: ProfileIndex,
        slot: Slot,
        but_not: Option<MerchantIndex>,
    ) -> Vec<Change> {
        let Some(path) = self.loaded.document.target_path(profile, slot) else { return Vec::new() };
        let merchants = self.service_merchants().into_iter();
        merchants
            .filter(|&merchant| Some(merchant) != but_not)
            .take(MOST_ALTERNATIVES)
            .map(|merchant| set(path.clone(), &toml_string(&self.account().merchant(merchant).id)))
            .collect()
    }

    /// The service's merchants: those that would take the full price first, then by the file.
    fn service_merchants(&self) -> Vec<MerchantIndex> {
        let of_service = self.account().merchants.iter().enumerate();
        let of_service = of_service.filter(|(_, merchant)| merchant.service == Some(self.service));
        let (mut open, closed): (Vec<MerchantIndex>, Vec<MerchantIndex>) =
            of_service.map(|(at, _)| MerchantIndex(at as u32)).partition(|&merchant| {
                let asked = AttemptFacts::of(self.facts, merchant, self.facts.amount);
                let fails = |gate| self.engine.gates().verdict(gate, &asked) == Verdict::Fail;
                !BlockReason::ALL.iter().copied().any(fails)
            });
        open.extend(closed);
        open
    }

    /// Days after which the service takes a payment over, at least one.
    fn gap_days(&self) -> u32 {
        self.account().service(self.service).min_gap_hours.div_ceil(24).max(1)
    }

    /// Take a slot that is skipped, after the service's minimum gap.
    fn unskip(&self, profile: ProfileIndex, slot: Slot) -> Change {
        let document = &self.loaded.document;
        let path = document.slot_path(profile, slot);
        let mut rules = self.account().profile(profile).slots.iter();
        let rule: Option<&SlotRule> = rules.find(|rule| rule.slot == slot);
        let wait_days = rule.map_or(0, |rule| u32::from(rule.wait_days));
        let days = self.gap_days();
        if wait_days >= days {
            return set(path.key("skip"), "false");
        }
        if document.get(&path).is_none() {
            return set(path.key("wait_days"), &days.to_string());
        }
        let reduction = match rule.filter(|rule| !rule.reduction.is_zero()) {
            Some(rule) => {
                format!(", price_reduction = {}", toml_string(&rule.reduction.to_string()))
            }
            None => String::new(),
        };
        set(path, &format!("{{ wait_days = {days}{reduction} }}"))
    }

    /// Open one gate of an attempt.
    fn open(
        &self,
        profile: ProfileIndex,
        slot: Slot,
        target: MerchantIndex,
        gate: BlockReason,
    ) -> Option<Change> {
        let path = self.loaded.document.merchant_path(target);
        Some(match gate {
            BlockReason::MerchantDisabled => set(path.key("enabled"), "true"),
            BlockReason::MethodNotAccepted => {
                let brand = self.decline.brand?.name();
                change(path.key("accepts"), Edit::Add(toml_string(brand)))
            }
            BlockReason::PrepaidBlocked => set(path.key("block_prepaid"), "false"),
            BlockReason::DebitBlocked => set(path.key("block_debit"), "false"),
            BlockReason::CurrencyNotAccepted => {
                let code = self.decline.amount.currency.code();
                change(path.key("currencies"), Edit::Add(toml_string(code)))
            }
            BlockReason::BelowServiceMinimum => self.above_minimum(profile, slot)?,
        })
    }

    /// Where the reductions alone bring the price below the service's minimum, hold the price up; else the
    /// minimum itself is in the way.
    fn above_minimum(&self, profile: ProfileIndex, slot: Slot) -> Option<Change> {
        let document = &self.loaded.document;
        let rule = self.account().profile(profile).slots.iter().find(|rule| rule.slot == slot)?;
        let service = self.account().merchant(rule.target?).service?;
        let minimum = self.account().service(service).minimum(self.facts.order_type);
        if minimum.exceeds(self.facts.amount) {
            let key = format!("minimum_{}", self.facts.order_type.name());
            let amount = toml_string(&self.facts.amount.to_string());
            return Some(set(document.service_path(service).key(&key), &amount));
        }
        let path = document.profile_path(profile).key("minimum_price");
        Some(set(path, &toml_string(&minimum.to_string())))
    }
}

pub(super) fn set(path: ConfigPath, value: &str) -> Change {
    change(path, Edit::Set(value.to_owned()))
}

pub(super) fn change(path: ConfigPath, edit: Edit) -> Change {
    Change { path, edit }
}
