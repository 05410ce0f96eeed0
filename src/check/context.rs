//! What every rule may ask, worked out once for a configuration.

use crate::config::{
    Account, Document, GROUPS, Group, Loaded, Merchant, Profile, ServiceAccount, Value, group_of,
};
use crate::engine::{Engine, LadderStep, ladder_steps};
use crate::model::{
    Code, ConfigPath, Finding, MerchantIndex, Place, ProfileIndex, ServiceIndex, Slot,
};

/// A configuration with what rules ask of it.
pub struct Context<'a> {
    /// The configuration.
    pub account: &'a Account,
    /// What is written, and where.
    pub document: &'a Document,
    /// The engine of the account.
    pub engine: Engine<'a>,
    /// The profiles, in the order of the file.
    pub profiles: Vec<ProfileView<'a>>,
}

/// A profile with its ladder and its hand-offs.
#[derive(Debug)]
pub struct ProfileView<'a> {
    /// Which one it is.
    pub index: ProfileIndex,
    /// The profile.
    pub profile: &'a Profile,
    /// Its unskipped slots, with what each adds up to under the assumptions in force.
    pub ladder: Vec<LadderStep<'a>>,
    /// Its hand-offs, in order.
    pub handoffs: Vec<Handoff>,
    /// Groups that name a service merchant and have every slot skipped.
    pub idle_groups: Vec<IdleGroup>,
}

/// An unskipped slot of a group whose target is a service merchant.
#[derive(Clone, Copy, Debug)]
pub struct Handoff {
    /// Its position on the ladder, from 0.
    pub position: usize,
    /// The slot.
    pub slot: Slot,
    /// The service merchant.
    pub target: MerchantIndex,
    /// The service that the merchant belongs to.
    pub service: ServiceIndex,
}

/// A group that names a service merchant and never sends anything there.
#[derive(Clone, Copy, Debug)]
pub struct IdleGroup {
    /// The group.
    pub group: Group,
    /// The service merchant.
    pub target: MerchantIndex,
}

impl<'a> Context<'a> {
    /// Works it out, in time linear in the size of the configuration.
    pub fn of(loaded: &'a Loaded) -> Context<'a> {
        let (account, document) = (&loaded.account, &loaded.document);
        let profiles = (0_u32..)
            .zip(&account.profiles)
            .map(|(index, profile)| ProfileView::of(account, ProfileIndex(index), profile))
            .collect();
        Context { account, document, engine: Engine::new(account), profiles }
    }

    /// The merchants with their indexes, in the order of the file.
    pub fn merchants(&self) -> impl Iterator<Item = (MerchantIndex, &'a Merchant)> + use<'a> {
        (0_u32..).map(MerchantIndex).zip(&self.account.merchants)
    }

    /// The merchants of a profile's `apply_to`.
    pub fn served(
        &self,
        view: &ProfileView<'a>,
    ) -> impl Iterator<Item = (MerchantIndex, &'a Merchant)> + use<'a> {
        let account = self.account;
        view.profile.apply_to.iter().map(move |&index| (index, account.merchant(index)))
    }

    /// The enabled ones among them.
    pub fn enabled(
        &self,
        view: &ProfileView<'a>,
    ) -> impl Iterator<Item = (MerchantIndex, &'a Merchant)> + use<'a> {
        self.served(view).filter(|(_, merchant)| merchant.enabled)
    }

    /// The first merchant of the same id: where two share one, what names it means the first.
    pub fn namesake(&self, index: MerchantIndex) -> MerchantIndex {
        self.account.merchant_of(&self.account.merchant(index).id).unwrap_or(index)
    }

    /// The accounts that services list, each with its service and its position there.
    pub fn service_accounts(
        &self,
    ) -> impl Iterator<Item = (ServiceIndex, usize, &'a ServiceAccount)> + use<'a> {
        (0_u32..).map(ServiceIndex).zip(&self.account.services).flat_map(|(service, listed)| {
            listed.accounts.iter().enumerate().map(move |(at, account)| (service, at, account))
        })
    }

    /// `merchant 12 "Online"`.
    pub fn merchant(&self, index: MerchantIndex) -> String {
        format!("merchant {}", self.short_merchant(index))
    }

    /// `12 "Online"`.
    pub fn short_merchant(&self, index: MerchantIndex) -> String {
        let merchant = self.account.merchant(index);
        if merchant.title == merchant.id {
            shown(&merchant.id)
        } else {
            format!("{} {}", shown(&merchant.id), quoted(&merchant.title))
        }
    }

    /// `merchant 12 "Online"`, or `merchants 12 "Online", 13 "Swipe" and 7 more`.
    pub fn merchant_list(&self, indexes: &[MerchantIndex]) -> String {
        let names = some_of(indexes.iter().map(|&index| self.short_merchant(index)));
        if indexes.len() == 1 { format!("merchant {names}") } else { format!("merchants {names}") }
    }

    /// `profile "FlexPay recovery"`.
    pub fn profile(&self, index: ProfileIndex) -> String {
        format!("profile {}", quoted(&self.account.profile(index).title))
    }

    /// The service's name.
    pub fn service(&self, index: ServiceIndex) -> String {
        shown(&self.account.service(index).name)
    }

    /// The place of a merchant's key; its header where the key is not written.
    pub fn merchant_place(&self, merchant: MerchantIndex, key: &str) -> Place {
        self.document.place(&self.document.merchant_path(merchant).key(key))
    }

    /// The place of a merchant's header.
    pub fn merchant_header(&self, merchant: MerchantIndex) -> Place {
        self.document.key_place(&self.document.merchant_path(merchant))
    }

    /// The place of a merchant's entry in a profile's `apply_to`.
    pub fn entry_place(&self, profile: ProfileIndex, merchant: MerchantIndex) -> Place {
        self.document.place(&self.document.apply_to_path(profile, merchant))
    }

    /// The path of a slot's key.
    pub fn slot_key(&self, profile: ProfileIndex, slot: Slot, key: &str) -> ConfigPath {
        self.document.slot_path(profile, slot).key(key)
    }

    /// The place of a slot: its number among the attempts.
    pub fn slot_place(&self, profile: ProfileIndex, slot: Slot) -> Place {
        self.document.key_place(&self.document.slot_path(profile, slot))
    }

    /// The place of the merchant that a slot's group goes to.
    pub fn target_place(&self, profile: ProfileIndex, slot: Slot) -> Place {
        let path = self.document.target_path(profile, slot);
        self.document.place(&path.unwrap_or_else(|| self.document.profile_path(profile)))
    }

    /// The place of a profile's key; its header where the key is not written.
    pub fn profile_place(&self, profile: ProfileIndex, key: &str) -> Place {
        self.document.place(&self.document.profile_path(profile).key(key))
    }

    /// Whether a path is written as `true`.
    pub fn is_on(&self, path: &ConfigPath) -> bool {
        self.document.get(path).is_some_and(|node| node.value == Value::Bool(true))
    }

    /// A finding about a profile.
    pub fn on_profile(
        &self,
        code: Code,
        profile: ProfileIndex,
        place: Place,
        message: String,
    ) -> Finding {
        Finding { profile: Some(profile), ..Finding::new(code, place, message) }
    }

    /// A finding about a merchant.
    pub fn on_merchant(
        &self,
        code: Code,
        merchant: MerchantIndex,
        place: Place,
        message: String,
    ) -> Finding {
        Finding { merchant: Some(merchant), ..Finding::new(code, place, message) }
    }
}

impl<'a> ProfileView<'a> {
    fn of(account: &'a Account, index: ProfileIndex, profile: &'a Profile) -> ProfileView<'a> {
        let ladder: Vec<_> = ladder_steps(account, profile).collect();
        let service_of = |target: MerchantIndex| account.merchant(target).service;
        let handoffs: Vec<_> = ladder
            .iter()
            .enumerate()
            .filter_map(|(position, step)| {
                let target = step.rung.rule.target?;
                let service = service_of(target)?;
                Some(Handoff { position, slot: step.rung.rule.slot, target, service })
            })
            .collect();
        let mut idle_groups = Vec::new();
        for group in GROUPS {
            let slots = profile.slots.iter().filter(|rule| group_of(rule.slot) == Some(group));
            let target = slots.clone().find_map(|rule| rule.target);
            if let Some(target) = target
                && service_of(target).is_some()
                && slots.clone().all(|rule| rule.skip)
            {
                idle_groups.push(IdleGroup { group, target });
            }
        }
        ProfileView { index, profile, ladder, handoffs, idle_groups }
    }

    /// Whether an unskipped slot goes to a service merchant.
    pub fn hands_off(&self) -> bool {
        !self.handoffs.is_empty()
    }

    /// The first hand-off.
    pub fn first_handoff(&self) -> Option<Handoff> {
        self.handoffs.first().copied()
    }

    /// The service merchants that it hands off to, each by its first hand-off.
    pub fn handoff_targets(&self) -> impl Iterator<Item = Handoff> {
        let seen = |at: usize| self.handoffs[..at].iter().map(|handoff| handoff.target);
        self.handoffs
            .iter()
            .enumerate()
            .filter(move |(at, handoff)| !seen(*at).any(|target| target == handoff.target))
            .map(|(_, handoff)| *handoff)
    }

    /// The unskipped slots before the first hand-off.
    pub fn before_handoff(&self) -> &[LadderStep<'a>] {
        let end = self.first_handoff().map_or(0, |handoff| handoff.position);
        &self.ladder[..end]
    }

    /// The unskipped slots after the first hand-off.
    pub fn after_handoff(&self) -> &[LadderStep<'a>] {
        let start = self.first_handoff().map_or(self.ladder.len(), |handoff| handoff.position + 1);
        &self.ladder[start..]
    }
}

impl Finding {
    /// The same about a profile.
    pub(super) fn about_profile(self, profile: ProfileIndex) -> Finding {
        Finding { profile: Some(profile), ..self }
    }

    /// The same about a merchant.
    pub(super) fn about_merchant(self, merchant: MerchantIndex) -> Finding {
        Finding { merchant: Some(merchant), ..self }
    }
}

/// A text of the file as messages show it: control characters escaped.
pub(super) fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\'' | '"' => shown.push(char),
            other => shown.extend(other.escape_debug()),
        }
    }
    shown
}

/// The same in quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", shown(text).replace('"', "\\\""))
}

/// `a`, `a and b`, `a, b and c`, or the first of many and how many more there are.
pub(super) fn some_of(names: impl IntoIterator<Item = String>) -> String {
    const SHOWN: usize = 5;
    let mut names: Vec<String> = names.into_iter().collect();
    if names.len() > SHOWN + 1 {
        let more = names.len() - SHOWN;
        names.truncate(SHOWN);
        names.push(format!("{more} more"));
    }
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// `re-attempt 4`, or `re-attempts 1, 2 and 3`.
pub(super) fn slots(slots: &[Slot]) -> String {
    let names = some_of(slots.iter().map(ToString::to_string));
    if slots.len() == 1 { format!("re-attempt {names}") } else { format!("re-attempts {names}") }
}

/// `1 day`, `2 days`.
pub(super) fn days(count: u32) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_names_the_first_are_shown() {
        let of = |count: usize| some_of((1..=count).map(|number| number.to_string()));
        assert_eq!([of(0), of(1), of(2), of(3)], ["", "1", "1 and 2", "1, 2 and 3"]);
        assert_eq!(of(6), "1, 2, 3, 4, 5 and 6");
        assert_eq!(of(7), "1, 2, 3, 4, 5 and 2 more");
        assert_eq!(of(105), "1, 2, 3, 4, 5 and 100 more");
    }
}
