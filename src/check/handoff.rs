//! Rules about where hand-offs go.

use crate::config::group_of;
use crate::model::{Code, Finding, Severity};

use super::context::{Context, Handoff, ProfileView, quoted};
use super::rule::{Rule, rule};
use super::screens::in_profile;

rule! {
    /// A group that goes to a service merchant has every slot skipped.
    ///
    /// ## What it checks
    ///
    /// The groups 4-6 and 7-9 whose target is a service merchant. It is a note where another group of the
    /// profile hands off.
    ///
    /// ## Why
    ///
    /// Steps 12 and 13 of the guide: the FlexPay MID is chosen for re-attempts 4-6, and re-attempt 4 is
    /// left open. With the group skipped nothing ever goes there.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", customer_service_phone = "+1 800 555 0100" },
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// apply_to = ["12"]
    /// targets = { "4-6" = "99" } # <-
    /// attempts = { 1 = { wait_days = 3 } }
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", customer_service_phone = "+1 800 555 0100" },
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// apply_to = ["12"]
    /// targets = { "4-6" = "99" }
    /// attempts = { 4 = { wait_days = 1 } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Untick Skip on re-attempt 4 (or 7), or take the merchant off the group.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "HND401"
    /// profile = "FlexPay recovery"
    /// reason = "why it is meant"
    /// ```
    HandoffSkipped = Hnd401, needs WholeFile
}

impl Rule for HandoffSkipped {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for view in &context.profiles {
            for idle in &view.idle_groups {
                let key = idle.group.key;
                let message = format!(
                    "{} sends re-attempts {key} to {} and skips every one of them: nothing is handed off \
                     there; open re-attempt {} or take the merchant off the group",
                    context.profile(view.index),
                    context.merchant(idle.target),
                    idle.group.first,
                );
                let place = context.target_place(view.index, idle.group.first);
                let help = in_profile(
                    context,
                    view.index,
                    &format!("untick Skip on Re-Attempt {}", idle.group.first),
                );
                let mut finding =
                    context.on_profile(Code::Hnd401, view.index, place, message).with_help(help);
                if view.hands_off() {
                    finding.severity = Severity::Note;
                }
                findings.push(finding);
            }
        }
    }
}

rule! {
    /// A profile hands off to a merchant of another category.
    ///
    /// ## What it checks
    ///
    /// The category of the hand-off target against those of the profile's merchants, where both are given.
    ///
    /// ## Why
    ///
    /// Categories keep the merchants of each owning company apart. Across them, one company's customers are
    /// charged in the name of another.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay", category = "us" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", category = "eu", customer_service_phone = "+1 800 555 0100" },
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// apply_to = ["12"]
    /// targets = { "4-6" = "99" } # <-
    /// attempts = { 4 = { wait_days = 1 } }
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay", category = "us" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", category = "us", customer_service_phone = "+1 800 555 0100" },
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// apply_to = ["12"]
    /// targets = { "4-6" = "99" }
    /// attempts = { 4 = { wait_days = 1 } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Choose the service merchant of the same category, with a profile for each category.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "HND410"
    /// profile = "FlexPay recovery"
    /// reason = "why it is meant"
    /// ```
    CrossCategory = Hnd410
}

impl Rule for CrossCategory {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for (view, handoff) in handoffs(context) {
            let Some(own) = &context.account.merchant(handoff.target).category else { continue };
            let others: Vec<_> = context
                .served(view)
                .filter(|(_, merchant)| {
                    merchant.category.as_ref().is_some_and(|other| other != own)
                })
                .map(|(index, _)| index)
                .collect();
            let Some(&first) = others.first() else { continue };
            let other = context.account.merchant(first).category.as_deref().unwrap_or_default();
            let name = context.merchant(handoff.target);
            let message = format!(
                "{} hands off to {name} of category {}, while {} {belong} to {}: one company's customers \
                 are charged by another's merchant; choose a merchant of the same category",
                context.profile(view.index),
                quoted(own),
                context.merchant_list(&others),
                quoted(other),
                belong = if others.len() == 1 { "belongs" } else { "belong" },
            );
            let help = in_profile(
                context,
                view.index,
                &format!(
                    "choose a service MID of category {} for the group, or move the merchants to a profile of their own",
                    quoted(other)
                ),
            );
            findings.push(
                context
                    .on_profile(
                        Code::Hnd410,
                        view.index,
                        context.target_place(view.index, handoff.slot),
                        message,
                    )
                    .about_merchant(handoff.target)
                    .with_help(help)
                    .with_related(
                        context.merchant_place(handoff.target, "category"),
                        "the category that it hands off to",
                    )
                    .with_related(
                        context.merchant_place(first, "category"),
                        "the category that it serves",
                    ),
            );
        }
    }
}

/// Every service merchant that a profile hands off to.
pub(super) fn handoffs<'c, 'a>(
    context: &'c Context<'a>,
) -> impl Iterator<Item = (&'c ProfileView<'a>, Handoff)> {
    context
        .profiles
        .iter()
        .flat_map(|view| view.handoff_targets().map(move |handoff| (view, handoff)))
}

rule! {
    /// A profile hands off to another service than the one that supports its merchant.
    ///
    /// ## What it checks
    ///
    /// Whether a hand-off of a supported merchant's profile goes to its own service.
    ///
    /// ## Why
    ///
    /// Step 13 of the guide chooses the FlexPay MID. With the MID of another service chosen, the service
    /// that supports the merchant never sees its payments.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", customer_service_phone = "+1 800 555 0100" },
    ///   { id = "98", title = "Rescue MID", gateway = "Rescue", api_key = "env:RESCUE_KEY", customer_service_phone = "+1 800 555 0100" },
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// apply_to = ["12"]
    /// targets = { "4-6" = "98" } # <-
    /// attempts = { 4 = { wait_days = 1 } }
    ///
    /// [[service]]
    /// name = "Rescue"
    /// gateway = "Rescue"
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", customer_service_phone = "+1 800 555 0100" },
    ///   { id = "98", title = "Rescue MID", gateway = "Rescue", api_key = "env:RESCUE_KEY", customer_service_phone = "+1 800 555 0100" },
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// apply_to = ["12"]
    /// targets = { "4-6" = "99" }
    /// attempts = { 4 = { wait_days = 1 } }
    ///
    /// [[service]]
    /// name = "Rescue"
    /// gateway = "Rescue"
    /// ```
    ///
    /// ## Fix
    ///
    /// Choose the merchant of its own service for the group, or move the merchant to a profile of its own.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "HND411"
    /// profile = "FlexPay recovery"
    /// reason = "why it is meant"
    /// ```
    WrongService = Hnd411
}

impl Rule for WrongService {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for view in &context.profiles {
            let is_reached =
                |service| view.handoffs.iter().any(|handoff| handoff.service == service);
            let Some(handoff) = view.first_handoff() else { continue };
            let astray: Vec<_> = context
                .served(view)
                .filter(|(_, merchant)| merchant.supported_by.is_some_and(|own| !is_reached(own)))
                .map(|(index, _)| index)
                .collect();
            let Some(&first) = astray.first() else { continue };
            let Some(own) = context.account.merchant(first).supported_by else { continue };
            let own = context.service(own);
            let message = format!(
                "{} hands off to {} and {} {} supported by {own}: those payments never reach {own}; choose \
                 the {own} merchant for re-attempts {}",
                context.profile(view.index),
                context.service(handoff.service),
                context.merchant_list(&astray),
                if astray.len() == 1 { "is" } else { "are" },
                group_of(handoff.slot).map_or("4-6", |group| group.key),
            );
            let help = in_profile(
                context,
                view.index,
                &format!(
                    "set Merchant of the group to the {own} MID, or move the merchants to a profile of their own"
                ),
            );
            let place = context.target_place(view.index, handoff.slot);
            let mut finding = context
                .on_profile(Code::Hnd411, view.index, place, message)
                .with_help(help)
                .with_related(
                    context.merchant_place(first, "supported_by"),
                    "the service it is meant for",
                );
            if let [only] = astray[..] {
                finding = finding.about_merchant(only);
            }
            findings.push(finding);
        }
    }
}
