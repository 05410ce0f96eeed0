//! Where things are in the CRM and in a service's portal, as their menus say.

use crate::model::ProfileIndex;

use super::context::Context;

/// The list of merchant accounts.
pub(super) const MID_LIST: &str = "Merchants > MID List (newer: Gateways > Gateway List)";

/// The list of profiles.
pub(super) const RECYCLE_BILLING: &str =
    "Merchants > Recycle Billing (newer: Gateways > Recycle Billing)";

/// The decline maps.
pub(super) const DECLINE_MAPPING: &str = "Gateways > Decline Mapping";

/// What to do in a profile's form.
pub(super) fn in_profile(context: &Context<'_>, profile: ProfileIndex, what: &str) -> String {
    format!("{RECYCLE_BILLING}, edit {}: {what}", context.profile(profile))
}

/// What to do in a merchant's form.
pub(super) fn in_merchant(merchant: &str, what: &str) -> String {
    format!("{MID_LIST}, edit {merchant}: {what}")
}

/// What to do among the decline maps.
pub(super) fn in_maps(what: &str) -> String {
    format!("{DECLINE_MAPPING}: {what}")
}
