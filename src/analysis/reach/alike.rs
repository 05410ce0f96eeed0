//! Merchants whose declines the engine treats alike.

use std::collections::BTreeSet;

use crate::config::Merchant;
use crate::engine::{Engine, ladder};
use crate::model::{Currency, MerchantIndex, ProfileIndex, ServiceIndex};

use super::region::brand_name;

/// What the engine looks at of a merchant on which payments decline.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Alike {
    profile: Option<ProfileIndex>,
    is_ambiguous: bool,
    service: Option<ServiceIndex>,
    /// What its gates look at, where some attempt goes back to it.
    gates: Option<Gates>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Gates {
    is_enabled: bool,
    blocks: [bool; 2],
    accepts: BTreeSet<String>,
    currencies: Option<BTreeSet<Currency>>,
}

impl Alike {
    pub(super) fn of(engine: &Engine<'_>, index: MerchantIndex) -> Alike {
        let account = engine.account();
        let merchant = account.merchant(index);
        let choice = engine.profiles().of(index);
        let profile = choice.chosen.map(|profile| account.profile(profile));
        let goes_back = profile
            .is_some_and(|profile| ladder(profile, 0).any(|rung| rung.rule.target.is_none()));
        Alike {
            profile: choice.chosen,
            is_ambiguous: !choice.also.is_empty(),
            service: merchant.service,
            gates: goes_back.then(|| Gates::of(merchant)),
        }
    }
}

impl Gates {
    fn of(merchant: &Merchant) -> Gates {
        Gates {
            is_enabled: merchant.enabled,
            blocks: [merchant.block_prepaid, merchant.block_debit],
            accepts: merchant.accepts.iter().map(brand_name).collect(),
            currencies: merchant.currencies.as_ref().map(|listed| listed.iter().copied().collect()),
        }
    }
}
