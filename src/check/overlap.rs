//! Rules about which profile serves which merchant.

use crate::model::{Change, Code, Edit, Finding, Fix, MerchantIndex};

use super::context::{Context, quoted, some_of};
use super::rule::{Rule, rule};
use super::screens::{RECYCLE_BILLING, in_profile};

rule! {
    /// A merchant is in more than one profile.
    ///
    /// ## What it checks
    ///
    /// The `apply_to` of all profiles; one finding per merchant, with its place in each.
    ///
    /// ## Why
    ///
    /// Step 16 of the guide: look through the other profiles. The CRM allows a merchant in one profile
    /// only, and which of two it takes is not known; the replay takes the first of the file.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI" },
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12"] # <-
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    ///
    /// [[profile]]
    /// title = "Old"
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 7 } }
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI" },
    ///   { id = "13", title = "Second", gateway = "NMI" },
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    ///
    /// [[profile]]
    /// title = "Old"
    /// apply_to = ["13"]
    /// attempts = { 1 = { wait_days = 7 } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Ctrl-click the merchant off under Apply to Merchants in all profiles but one.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "OVL201"
    /// merchant = "12"
    /// reason = "why it is meant"
    /// ```
    OverlappingProfiles = Ovl201
}

impl Rule for OverlappingProfiles {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for (merchant, _) in context.merchants() {
            let choice = context.engine.profiles().of(merchant);
            let (Some(first), false) = (choice.chosen, choice.also.is_empty()) else { continue };
            let titles = std::iter::once(&first)
                .chain(&choice.also)
                .map(|&profile| quoted(&context.account.profile(profile).title));
            let message = format!(
                "{} is in {} profiles, {}: a merchant can be in one only, so take it out of the others",
                context.merchant(merchant),
                choice.also.len() + 1,
                some_of(titles),
            );
            let help = format!(
                "{RECYCLE_BILLING}: in all but one of these profiles, Ctrl-click the merchant off under Apply \
                 to Merchants"
            );
            let mut finding = context
                .on_profile(Code::Ovl201, first, context.entry_place(first, merchant), message)
                .about_merchant(merchant)
                .with_help(help);
            for &profile in &choice.also {
                let also = format!("also in {}", context.profile(profile));
                finding = finding.with_related(context.entry_place(profile, merchant), also);
            }
            findings.push(finding);
        }
    }
}

rule! {
    /// An enabled merchant is in no profile.
    ///
    /// ## What it checks
    ///
    /// Enabled merchants that are neither supported by a recovery service nor a service's own.
    ///
    /// ## Why
    ///
    /// Declines of a merchant that no profile serves fail at once. A merchant that is added after a profile
    /// is not added to it.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI" },
    ///   { id = "13", title = "Second", gateway = "NMI" }, # <-
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI" },
    ///   { id = "13", title = "Second", gateway = "NMI" },
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12", "13"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Ctrl-click the merchant under Apply to Merchants of a profile, or disable it.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "OVL202"
    /// merchant = "13"
    /// reason = "why it is meant"
    /// ```
    UncoveredMerchant = Ovl202, needs WholeFile
}

impl Rule for UncoveredMerchant {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for (index, merchant) in context.merchants() {
            let is_ordinary = merchant.supported_by.is_none() && merchant.service.is_none();
            if !merchant.enabled || !is_ordinary || is_covered(context, index) {
                continue;
            }
            let message = format!(
                "{} is in no profile: its soft declines fail at once; add it to a profile",
                context.merchant(index)
            );
            findings.push(
                context
                    .on_merchant(Code::Ovl202, index, context.merchant_header(index), message)
                    .with_help(add_to_a_profile()),
            );
        }
    }
}

/// Whether some profile names the merchant.
fn is_covered(context: &Context<'_>, merchant: MerchantIndex) -> bool {
    context.engine.profiles().of(context.namesake(merchant)).chosen.is_some()
}

fn add_to_a_profile() -> String {
    format!("{RECYCLE_BILLING}, edit a profile: Ctrl-click the merchant under Apply to Merchants")
}

rule! {
    /// An enabled supported merchant is in no profile.
    ///
    /// ## What it checks
    ///
    /// Enabled merchants with `supported_by`.
    ///
    /// ## Why
    ///
    /// Step 11 of the guide applies the profile to every merchant that the service supports. One that was
    /// left out fails at once and never reaches the service.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "13", title = "Second", gateway = "NMI", supported_by = "FlexPay" }, # <-
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
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "13", title = "Second", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", customer_service_phone = "+1 800 555 0100" },
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// apply_to = ["12", "13"]
    /// targets = { "4-6" = "99" }
    /// attempts = { 4 = { wait_days = 1 } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Ctrl-click the merchant under Apply to Merchants of the profile that hands off.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "OVL203"
    /// merchant = "13"
    /// reason = "why it is meant"
    /// ```
    SupportedUncovered = Ovl203, needs WholeFile
}

impl Rule for SupportedUncovered {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for (index, merchant) in context.merchants() {
            let Some(service) = merchant.supported_by else { continue };
            if !merchant.enabled || is_covered(context, index) {
                continue;
            }
            let name = context.service(service);
            let message = format!(
                "{} is supported by {name} and in no profile: its soft declines fail at once and never \
                 reach {name}; add it to the profile that hands off to {name}",
                context.merchant(index),
            );
            findings.push(
                context
                    .on_merchant(Code::Ovl203, index, context.merchant_header(index), message)
                    .with_help(add_to_a_profile()),
            );
        }
    }
}

rule! {
    /// A service's own merchant is in a profile.
    ///
    /// ## What it checks
    ///
    /// Whether an `apply_to` names a merchant whose gateway is a recovery service's.
    ///
    /// ## Why
    ///
    /// Step 11 of the guide applies the profile to all merchants but the FlexPay MID. What declines there
    /// is already with the service; the CRM would re-attempt it on top.
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
    /// apply_to = ["12", "99"] # <-
    /// targets = { "4-6" = "99" }
    /// attempts = { 4 = { wait_days = 1 } }
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
    /// Ctrl-click the service merchant off under Apply to Merchants.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "OVL204"
    /// profile = "FlexPay recovery"
    /// reason = "why it is meant"
    /// ```
    ServiceMerchantCovered = Ovl204, fix "takes the merchant out of `apply_to`"
}

impl Rule for ServiceMerchantCovered {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for view in &context.profiles {
            for (index, merchant) in context.served(view) {
                let Some(service) = merchant.service else { continue };
                let message = format!(
                    "{} belongs to {} and is served by {}: the CRM would re-attempt what the service \
                     already works on; take it out of Apply to Merchants",
                    context.merchant(index),
                    context.service(service),
                    context.profile(view.index),
                );
                let change = Change {
                    path: context.document.profile_path(view.index).key("apply_to"),
                    edit: Edit::Remove(toml_string(&merchant.id)),
                };
                let mut finding = context
                    .on_profile(
                        Code::Ovl204,
                        view.index,
                        context.entry_place(view.index, index),
                        message,
                    )
                    .about_merchant(index)
                    .with_help(in_profile(
                        context,
                        view.index,
                        &format!(
                            "Ctrl-click {} off under Apply to Merchants",
                            context.merchant(index)
                        ),
                    ));
                finding.fix = Some(Fix {
                    title: format!(
                        "take {} out of {}",
                        context.merchant(index),
                        context.profile(view.index)
                    ),
                    changes: vec![change],
                });
                findings.push(finding);
            }
        }
    }
}

/// A text as a TOML value.
fn toml_string(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

rule! {
    /// A merchant that no service supports is in a profile that hands off.
    ///
    /// ## What it checks
    ///
    /// Where some merchant has `supported_by`: merchants of a profile that hands off which have none and
    /// are no service's.
    ///
    /// ## Why
    ///
    /// Step 11 of the guide selects the supported merchants. The service charges through a gateway of its
    /// own set-up; for this merchant there may be none.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "13", title = "Second", gateway = "NMI" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", customer_service_phone = "+1 800 555 0100" },
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// apply_to = ["12", "13"] # <-
    /// targets = { "4-6" = "99" }
    /// attempts = { 4 = { wait_days = 1 } }
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "13", title = "Second", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", customer_service_phone = "+1 800 555 0100" },
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// apply_to = ["12", "13"]
    /// targets = { "4-6" = "99" }
    /// attempts = { 4 = { wait_days = 1 } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Take the merchant out of the profile, or have it set up at the service and write `supported_by`.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "OVL205"
    /// merchant = "13"
    /// reason = "why it is meant"
    /// ```
    UnsupportedInServiceProfile = Ovl205, needs WholeFile
}

impl Rule for UnsupportedInServiceProfile {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        if context.account.merchants.iter().all(|merchant| merchant.supported_by.is_none()) {
            return;
        }
        for view in &context.profiles {
            let Some(handoff) = view.first_handoff() else { continue };
            for (index, merchant) in context.served(view) {
                if merchant.supported_by.is_some() || merchant.service.is_some() {
                    continue;
                }
                let service = context.service(handoff.service);
                let message = format!(
                    "{} is not supported by a recovery service and is in {}, which hands off to {service}: \
                     {service} may have no gateway to charge it on; take it out, or have it set up at \
                     {service} and write supported_by",
                    context.merchant(index),
                    context.profile(view.index),
                );
                findings.push(
                    context
                        .on_profile(
                            Code::Ovl205,
                            view.index,
                            context.entry_place(view.index, index),
                            message,
                        )
                        .about_merchant(index)
                        .with_help(in_profile(
                            context,
                            view.index,
                            &format!(
                                "Ctrl-click {} off under Apply to Merchants",
                                context.merchant(index)
                            ),
                        )),
                );
            }
        }
    }
}

rule! {
    /// A supported merchant is in a profile that never hands off to its service.
    ///
    /// ## What it checks
    ///
    /// Whether an unskipped slot of the profile goes to a merchant of the service. Where a group names one
    /// and is skipped HND401 says so, where another service is chosen HND411.
    ///
    /// ## Why
    ///
    /// Steps 12 and 13 of the guide: leave re-attempt 4 open and choose the FlexPay MID for re-attempts
    /// 4-6. Without both, the service that is paid for never sees a payment.
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
    /// apply_to = ["12"] # <-
    /// attempts = { 4 = { wait_days = 1 } }
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
    /// Untick Skip on re-attempt 4 and choose the service merchant for re-attempts 4-6.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "OVL206"
    /// merchant = "12"
    /// reason = "why it is meant"
    /// ```
    SupportedNeverHandedOff = Ovl206, needs WholeFile
}

impl Rule for SupportedNeverHandedOff {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for view in &context.profiles {
            // With a hand-off to another service HND411 fires, with an idle group HND401.
            if view.hands_off() || !view.idle_groups.is_empty() {
                continue;
            }
            for (index, merchant) in context.served(view) {
                let Some(service) = merchant.supported_by else { continue };
                let name = context.service(service);
                let message = format!(
                    "{} is supported by {name} and {} never hands off to {name}: open re-attempt 4 and \
                     choose the {name} merchant for re-attempts 4-6",
                    context.merchant(index),
                    context.profile(view.index),
                );
                findings.push(
                    context
                        .on_profile(Code::Ovl206, view.index, context.entry_place(view.index, index), message)
                        .about_merchant(index)
                        .with_help(in_profile(
                            context,
                            view.index,
                            &format!("untick Skip on Re-Attempt 4 and set Merchant of Re-Attempts 4-6 to the {name} MID"),
                        )),
                );
            }
        }
    }
}
