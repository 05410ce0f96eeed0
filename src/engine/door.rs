//! Whether a decline starts a ladder at all: semantics.md section 3.

use crate::config::{Account, UnknownDecline};
use crate::model::{Class, OrderType, Outcome, ProfileIndex, Recorded};

use super::facts::{Facts, Recycling};
use super::ladder;
use super::profiles::Profiles;

/// The gates at the door, in the order in which they are asked; each ends the transaction with the outcome
/// of its name.
pub const DOOR: [Outcome; 10] = [
    Outcome::RecordedAttempt,
    Outcome::UnknownMerchant,
    Outcome::AtService,
    Outcome::HardDecline,
    Outcome::Unclassified,
    Outcome::RecyclingDisabled,
    Outcome::NewSaleNotRecycled,
    Outcome::NoProfile,
    Outcome::BelowMinimum,
    Outcome::NoAttempts,
];

/// The gates at the door of one account.
#[derive(Clone, Copy, Debug)]
pub struct Door<'a> {
    pub(super) account: &'a Account,
    pub(super) profiles: &'a Profiles,
}

impl Door<'_> {
    /// The profile that serves the decline's merchant.
    pub fn profile(&self, facts: &Facts) -> Option<ProfileIndex> {
        facts.merchant.and_then(|merchant| self.profiles.of(merchant).chosen)
    }

    /// Whether one gate turns a decline away.
    pub fn refuses(&self, gate: Outcome, facts: &Facts) -> bool {
        let profile = self.profile(facts);
        let is_new_sale = facts.order_type == OrderType::NewSale;
        match gate {
            Outcome::RecordedAttempt => facts.recorded == Recorded::Later,
            Outcome::UnknownMerchant => facts.merchant.is_none(),
            Outcome::AtService => {
                facts.merchant.is_some_and(|index| self.account.merchant(index).service.is_some())
            }
            Outcome::HardDecline => self.assumed_class(facts) == Class::Hard,
            Outcome::Unclassified => self.assumed_class(facts) == Class::Unknown,
            Outcome::RecyclingDisabled => facts.recycling == Recycling::Disabled,
            Outcome::NewSaleNotRecycled => is_new_sale && !self.account.recycle_new_sales,
            Outcome::NoProfile => profile.is_none(),
            Outcome::BelowMinimum => profile.is_some_and(|index| {
                is_new_sale && self.account.profile(index).minimum_price.exceeds(facts.amount)
            }),
            Outcome::NoAttempts => profile.is_some_and(|index| {
                ladder::ladder(self.account.profile(index), facts.attempt).next().is_none()
            }),
            Outcome::Contested | Outcome::HandedOff | Outcome::Exhausted | Outcome::Blocked => {
                false
            }
        }
    }

    /// The class once the assumption on unknown declines is applied.
    pub fn assumed_class(&self, facts: &Facts) -> Class {
        match (facts.classification.class, self.account.assumptions.unknown_decline) {
            (Class::Unknown, UnknownDecline::Soft) => Class::Soft,
            (Class::Unknown, UnknownDecline::Hard) => Class::Hard,
            (class, _) => class,
        }
    }
}
