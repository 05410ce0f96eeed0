//! Which declines two configurations can treat differently at all, known without replaying any.

use crate::config::{Account, Profile};
use crate::engine::{Engine, Facts};
use crate::model::MerchantIndex;

/// Which declines two configurations can treat differently, by the merchant of the decline. Whatever a
/// route is made from is equal for all others, so that their routes are the same.
#[derive(Clone, Debug)]
pub enum Touch {
    /// Any.
    Everything,
    /// Those of the merchants at these positions.
    Merchants(Vec<bool>),
}

impl Touch {
    /// Holds two configurations against each other.
    pub fn between(one: &Engine<'_>, two: &Engine<'_>) -> Touch {
        if !one.gives_same_facts_as(two) || !are_alike(one.account(), two.account()) {
            return Touch::Everything;
        }
        let merchants = (0..one.account().merchants.len() as u32).map(MerchantIndex);
        Touch::Merchants(merchants.map(|merchant| is_touched(one, two, merchant)).collect())
    }

    /// Whether a decline of these facts can be treated differently.
    pub fn concerns(&self, facts: &Facts) -> bool {
        match (self, facts.merchant) {
            (Touch::Everything, _) => true,
            (Touch::Merchants(_), None) => false,
            (Touch::Merchants(touched), Some(merchant)) => touched[merchant.0 as usize],
        }
    }
}

/// Whether two accounts are equal in what every ladder depends on, beyond merchants and profiles.
fn are_alike(one: &Account, two: &Account) -> bool {
    one.crm == two.crm
        && one.rebill_time == two.rebill_time
        && one.recycle_new_sales == two.recycle_new_sales
        && one.assumptions == two.assumptions
        && one.services == two.services
}

fn is_touched(one: &Engine<'_>, two: &Engine<'_>, merchant: MerchantIndex) -> bool {
    let (first, second) = (one.profiles().of(merchant), two.profiles().of(merchant));
    let differs = |merchant: MerchantIndex| {
        one.account().merchant(merchant) != two.account().merchant(merchant)
    };
    if differs(merchant) || first.also.is_empty() != second.also.is_empty() {
        return true;
    }
    match (first.chosen, second.chosen) {
        (Some(first), Some(second)) => {
            let (first, second) = (one.account().profile(first), two.account().profile(second));
            let targets = first.slots.iter().filter_map(|rule| rule.target);
            ladder_rules(first) != ladder_rules(second) || targets.into_iter().any(differs)
        }
        (first, second) => first.is_some() || second.is_some(),
    }
}

/// A profile without the merchants it serves.
fn ladder_rules(profile: &Profile) -> Profile {
    Profile { apply_to: Vec::new(), ..profile.clone() }
}
