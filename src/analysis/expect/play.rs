//! What of a configuration can show in a route at all: profiles that serve somebody, their slots, where those go.

use std::collections::BTreeSet;

use crate::config::{Account, Profile, SlotRule};
use crate::engine::Profiles;
use crate::model::{MerchantIndex, ProfileIndex};

/// What of a configuration can show in a route.
#[derive(Clone, Debug)]
pub struct Play {
    /// Per profile: the merchants whose declines it takes.
    pub served: Vec<Vec<MerchantIndex>>,
    /// The merchants that attempts can go to.
    pub targets: BTreeSet<MerchantIndex>,
}

impl Play {
    /// Looks at a whole account.
    pub fn of(account: &Account) -> Play {
        let choices = Profiles::of_account(account);
        let is_served = |profile, merchant: &MerchantIndex| {
            choices.of(*merchant).chosen == Some(profile)
                && account.merchant(*merchant).service.is_none()
        };
        let served: Vec<Vec<MerchantIndex>> = account
            .profiles
            .iter()
            .zip((0..).map(ProfileIndex))
            .map(|(profile, index)| {
                profile.apply_to.iter().copied().filter(|it| is_served(index, it)).collect()
            })
            .collect();
        let mut targets = BTreeSet::new();
        for (profile, served) in account.profiles.iter().zip(&served) {
            targets.extend(taken(profile).flat_map(|rule| goes_to(rule, served)));
        }
        Play { served, targets }
    }

    /// The profiles that serve somebody.
    pub fn profiles<'a>(
        &'a self,
        account: &'a Account,
    ) -> impl Iterator<Item = (ProfileIndex, &'a Profile, &'a [MerchantIndex])> {
        let all = account.profiles.iter().zip(&self.served).zip((0..).map(ProfileIndex));
        all.map(|((profile, served), index)| (index, profile, served.as_slice()))
            .filter(|(_, _, served)| !served.is_empty())
    }

    /// Whether any route can hang on an assumption.
    pub fn can_hang_on(&self, account: &Account, key: &str) -> bool {
        let of_any = |test: &dyn Fn(&Profile) -> bool| {
            self.profiles(account).any(|(_, profile, _)| test(profile))
        };
        let skipped_before = |profile: &Profile, test: &dyn Fn(&SlotRule) -> bool| {
            let last = taken(profile).last().map(|rule| rule.slot);
            let before = profile.slots.iter().take_while(|rule| Some(rule.slot) != last);
            before.into_iter().any(|rule| rule.skip && test(rule))
        };
        match key {
            "skip_wait" => of_any(&|profile| skipped_before(profile, &|rule| rule.wait_days > 0)),
            "skip_reduction" => {
                of_any(&|profile| skipped_before(profile, &|rule| !rule.reduction.is_zero()))
            }
            "reduction_mode" => of_any(&|profile| {
                let mut rules = taken(profile).skip_while(|rule| rule.reduction.is_zero());
                rules.nth(1).is_some()
            }),
            "wait_from" => of_any(&|profile| taken(profile).nth(1).is_some()),
            "weekday_rule" => of_any(&|profile| profile.force_weekday.is_some()),
            "blocked_slot" => of_any(&|profile| taken(profile).nth(1).is_some()),
            "after_handoff" => of_any(&|profile| {
                let to_service = |rule: &SlotRule| {
                    rule.target.is_some_and(|target| account.merchant(target).service.is_some())
                };
                taken(profile).skip_while(|rule| !to_service(rule)).nth(1).is_some()
            }),
            _ => true,
        }
    }
}

/// The slots of a profile that are not skipped.
pub(super) fn taken(profile: &Profile) -> impl Iterator<Item = &SlotRule> {
    profile.slots.iter().filter(|rule| !rule.skip)
}

/// Where a slot's attempts go: the merchant that the profile names, else those of the declines.
fn goes_to<'a>(
    rule: &SlotRule,
    served: &'a [MerchantIndex],
) -> impl Iterator<Item = MerchantIndex> + use<'a> {
    let named = rule.target;
    let own = if named.is_none() && !rule.skip { served } else { &[] };
    named.into_iter().chain(own.iter().copied())
}
