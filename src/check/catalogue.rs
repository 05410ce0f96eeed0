//! The catalogue: every rule, in the order of its codes.

use crate::model::Code;

use super::attempt::{
    AttemptsAfterHandoff, AttemptsBeforeHandoff, HandoffSlot, LongLadder, ZeroWait,
};
use super::campaign::RecyclingDisabled;
use super::config_rules::{
    DuplicateName, InvalidValue, LiteralSecret, Syntax, UnknownKey, UnknownReference, UnusedAllow,
};
use super::data_rules::{
    AmbiguousDate, CardNumber, DuplicateTransaction, RecordedAttempts, Unclassified,
    UnknownMerchant,
};
use super::decline_map::{ContradictingMaps, FragmentTrap, NeverRetryMadeSoft, ShadowedMap};
use super::handoff::{CrossCategory, HandoffSkipped, WrongService};
use super::handoff_attempt::{HandoffReduction, HandoffWait};
use super::handoff_gate::{
    BelowServiceMinimum, HandoffCurrency, HandoffDisabled, HandoffFunding, HandoffMethod,
};
use super::merchant::{
    AcceptsNothing, DisabledInProfile, MissingApiKey, NoServiceMerchant, NoServicePhone,
    SharedApiKey,
};
use super::network::TooManyRetries;
use super::overlap::{
    OverlappingProfiles, ServiceMerchantCovered, SupportedNeverHandedOff, SupportedUncovered,
    UncoveredMerchant, UnsupportedInServiceProfile,
};
use super::price::{FreeOrder, MixedCurrencies, ReductionBelowMinimum, StickyDiscount};
use super::profile::{AllSkipped, ForcedWeekday, NoMerchants, SkippedSlotValues, WeekdayBunching};
use super::rule::Rule;
use super::service_account::{
    DuplicateReferenceId, ReferenceId, ServiceAccountMissing, ServiceAccountUnable,
};

/// Every rule, one for each of [`Code::ALL`] and in its order.
pub const CATALOGUE: &[&'static dyn Rule] = &[
    &Syntax,
    &UnknownKey,
    &InvalidValue,
    &DuplicateName,
    &UnknownReference,
    &LiteralSecret,
    &UnusedAllow,
    &ForcedWeekday,
    &NoMerchants,
    &FreeOrder,
    &StickyDiscount,
    &SkippedSlotValues,
    &AllSkipped,
    &WeekdayBunching,
    &ReductionBelowMinimum,
    &MixedCurrencies,
    &OverlappingProfiles,
    &UncoveredMerchant,
    &SupportedUncovered,
    &ServiceMerchantCovered,
    &UnsupportedInServiceProfile,
    &SupportedNeverHandedOff,
    &AttemptsBeforeHandoff,
    &AttemptsAfterHandoff,
    &HandoffSlot,
    &HandoffWait,
    &HandoffReduction,
    &ZeroWait,
    &LongLadder,
    &HandoffSkipped,
    &HandoffDisabled,
    &HandoffMethod,
    &HandoffFunding,
    &HandoffCurrency,
    &BelowServiceMinimum,
    &ReferenceId,
    &DuplicateReferenceId,
    &ServiceAccountUnable,
    &CrossCategory,
    &WrongService,
    &ServiceAccountMissing,
    &NoServiceMerchant,
    &MissingApiKey,
    &SharedApiKey,
    &AcceptsNothing,
    &NoServicePhone,
    &DisabledInProfile,
    &RecyclingDisabled,
    &ShadowedMap,
    &NeverRetryMadeSoft,
    &FragmentTrap,
    &ContradictingMaps,
    &TooManyRetries,
    &CardNumber,
    &AmbiguousDate,
    &DuplicateTransaction,
    &UnknownMerchant,
    &Unclassified,
    &RecordedAttempts,
];

/// The rule of a code.
pub fn rule_of(code: Code) -> &'static dyn Rule {
    CATALOGUE[code as usize]
}
