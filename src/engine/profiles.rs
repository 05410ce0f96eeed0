//! Which profile serves a merchant.

use crate::config::Account;
use crate::model::{MerchantIndex, ProfileIndex};

/// The profile of each merchant, and those that also name it.
#[derive(Debug)]
pub struct Profiles {
    by_merchant: Vec<Choice>,
}

/// The profile that serves a merchant: the first of the file (semantics.md section 3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The first profile that names the merchant.
    pub chosen: Option<ProfileIndex>,
    /// Further ones that also name it, in the order of the file.
    pub also: Vec<ProfileIndex>,
}

impl Profiles {
    /// Chooses for every merchant.
    pub fn of_account(account: &Account) -> Profiles {
        let mut by_merchant = vec![Choice::default(); account.merchants.len()];
        for (position, profile) in account.profiles.iter().enumerate() {
            let index = ProfileIndex(position as u32);
            for merchant in &profile.apply_to {
                let choice = &mut by_merchant[merchant.0 as usize];
                match choice.chosen {
                    None => choice.chosen = Some(index),
                    Some(_) => choice.also.push(index),
                }
            }
        }
        Profiles { by_merchant }
    }

    /// The choice for a merchant.
    pub fn of(&self, merchant: MerchantIndex) -> &Choice {
        &self.by_merchant[merchant.0 as usize]
    }
}
