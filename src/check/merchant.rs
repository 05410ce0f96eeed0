//! Rules about merchant accounts.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::model::{Code, Finding, MerchantIndex};

use super::context::{Context, quoted, shown};
use super::rule::{Rule, rule};
use super::screens::{MID_LIST, in_merchant};

rule! {
    /// Merchants are supported by a service that has no merchant in the CRM.
    ///
    /// ## What it checks
    ///
    /// For each service that merchants name in `supported_by`: whether some merchant has its gateway.
    ///
    /// ## Why
    ///
    /// Steps 2 to 4 of the guide add the FlexPay MID. Without it there is nothing that a profile could hand
    /// off to.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" }, # <-
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// apply_to = ["12"]
    /// attempts = { 4 = { wait_days = 1 } }
    ///
    /// [[allow]]
    /// code = "OVL206"
    /// reason = "the MID is being set up"
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
    /// Merchants > MID List: add a MID whose Gateway is the service, and paste its key into apikey.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "MID501"
    /// merchant = "12"
    /// reason = "why it is meant"
    /// ```
    NoServiceMerchant = Mid501, needs WholeFile
}

impl Rule for NoServiceMerchant {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        let mut supported: Vec<Vec<MerchantIndex>> =
            vec![Vec::new(); context.account.services.len()];
        let mut has_merchant = vec![false; context.account.services.len()];
        for (index, merchant) in context.merchants() {
            if let Some(service) = merchant.supported_by {
                supported[service.0 as usize].push(index);
            }
            if let Some(service) = merchant.service {
                has_merchant[service.0 as usize] = true;
            }
        }
        for (position, service) in context.account.services.iter().enumerate() {
            let Some(&first) = supported[position].first().filter(|_| !has_merchant[position])
            else {
                continue;
            };
            let (name, gateway) = (shown(&service.name), shown(&service.gateway));
            let message = format!(
                "{} {} supported by {name} and no merchant has the gateway {gateway}: nothing can be handed \
                 off; add a {name} MID",
                context.merchant_list(&supported[position]),
                if supported[position].len() == 1 { "is" } else { "are" },
            );
            let help = format!("{MID_LIST}: add a MID with Gateway {gateway} and its apikey");
            findings.push(
                context
                    .on_merchant(
                        Code::Mid501,
                        first,
                        context.merchant_place(first, "supported_by"),
                        message,
                    )
                    .with_help(help),
            );
        }
    }
}

rule! {
    /// A service merchant has no API key.
    ///
    /// ## What it checks
    ///
    /// Merchants whose gateway is a recovery service's and that have no `api_key`.
    ///
    /// ## Why
    ///
    /// Step 4 of the guide pastes the key into apikey. Without it the service refuses whatever is sent.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", customer_service_phone = "+1 800 555 0100" }, # <-
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
    /// Paste the key into apikey of the MID, and write here where it is kept: `api_key = "env:NAME"`.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "MID502"
    /// merchant = "99"
    /// reason = "why it is meant"
    /// ```
    MissingApiKey = Mid502, needs WholeFile
}

impl Rule for MissingApiKey {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for (index, merchant) in context.merchants() {
            let Some(service) = merchant.service.filter(|_| merchant.api_key.is_none()) else {
                continue;
            };
            let name = context.service(service);
            let message = format!(
                "{} is a {name} merchant and has no api_key: {name} refuses what it does not know; paste the \
                 key into its apikey field and name where it is kept, such as api_key = \"env:FLEXPAY_KEY\"",
                context.merchant(index),
            );
            let place = context.merchant_place(index, "api_key");
            findings.push(context.on_merchant(Code::Mid502, index, place, message).with_help(
                in_merchant(&context.merchant(index), "paste the key of its company into apikey"),
            ));
        }
    }
}

rule! {
    /// Service merchants of different categories share an API key.
    ///
    /// ## What it checks
    ///
    /// The `api_key` of service merchants whose categories are given and differ.
    ///
    /// ## Why
    ///
    /// Step 1 of the guide makes a key for each company. With the key of another, payments are recovered in
    /// the name of that company.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", category = "us", customer_service_phone = "+1 800 555 0100" },
    ///   { id = "98", title = "FlexPay MID EU", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", category = "eu", customer_service_phone = "+1 800 555 0100" }, # <-
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
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", category = "us", customer_service_phone = "+1 800 555 0100" },
    ///   { id = "98", title = "FlexPay MID EU", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY_EU", category = "eu", customer_service_phone = "+1 800 555 0100" },
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
    /// Paste the key of its own company into apikey of each MID.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "MID503"
    /// merchant = "98"
    /// reason = "why it is meant"
    /// ```
    SharedApiKey = Mid503
}

impl Rule for SharedApiKey {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        let mut by_key: HashMap<&str, Vec<(MerchantIndex, &str)>, FixedState> = HashMap::default();
        for (index, merchant) in
            context.merchants().filter(|(_, merchant)| merchant.service.is_some())
        {
            let (Some(key), Some(category)) = (&merchant.api_key, &merchant.category) else {
                continue;
            };
            // One entry per category is enough to differ from.
            let known = by_key.entry(key).or_default();
            if known.iter().any(|(_, other)| other == category) {
                continue;
            }
            if let Some(&(first, other)) = known.first() {
                let message = format!(
                    "{} of category {} uses the api_key of {} of category {}: each company has a key of its \
                     own; paste its own",
                    context.merchant(index),
                    quoted(category),
                    context.merchant(first),
                    quoted(other),
                );
                findings.push(
                    context
                        .on_merchant(Code::Mid503, index, context.merchant_place(index, "api_key"), message)
                        .with_help(in_merchant(
                            &context.merchant(index),
                            "paste the key of its own company into apikey (FlexPay: Admin > Account settings > \
                             Integrations)",
                        ))
                        .with_related(context.merchant_place(first, "api_key"), "the same key"),
                );
            }
            known.push((index, category));
        }
    }
}

rule! {
    /// A merchant accepts no payment at all.
    ///
    /// ## What it checks
    ///
    /// Whether `accepts` is empty.
    ///
    /// ## Why
    ///
    /// Step 6 of the guide ticks the accepted payments. With none ticked, every attempt is blocked.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", accepts = [] }, # <-
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
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Tick the brands under Accepted Payment.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "MID504"
    /// merchant = "12"
    /// reason = "why it is meant"
    /// ```
    AcceptsNothing = Mid504
}

impl Rule for AcceptsNothing {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for (index, _) in context.merchants().filter(|(_, merchant)| merchant.accepts.is_empty()) {
            let name = context.merchant(index);
            let message = format!(
                "{name} accepts no payment at all: every attempt on it is blocked; tick its brands"
            );
            let place = context.merchant_place(index, "accepts");
            let help = in_merchant(&name, "tick the brands under Accepted Payment");
            findings.push(context.on_merchant(Code::Mid504, index, place, message).with_help(help));
        }
    }
}

rule! {
    /// A service merchant has no customer service phone.
    ///
    /// ## What it checks
    ///
    /// Merchants whose gateway is a recovery service's and that have no `customer_service_phone`.
    ///
    /// ## Why
    ///
    /// Step 5 of the guide enters it: confirmation e-mails about the merchant show it.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY" }, # <-
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
    /// Enter Phone # under Customer Service of the MID.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "MID505"
    /// merchant = "99"
    /// reason = "why it is meant"
    /// ```
    NoServicePhone = Mid505, needs WholeFile
}

impl Rule for NoServicePhone {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for (index, merchant) in context.merchants() {
            if merchant.service.is_none() || merchant.customer_service_phone.is_some() {
                continue;
            }
            let name = context.merchant(index);
            let message = format!(
                "{name} has no customer service phone: confirmation e-mails of recovered orders show none; \
                 enter it"
            );
            let place = context.merchant_place(index, "customer_service_phone");
            let help = in_merchant(&name, "enter Phone # under Customer Service");
            findings.push(context.on_merchant(Code::Mid505, index, place, message).with_help(help));
        }
    }
}

rule! {
    /// A merchant that is not enabled is in a profile.
    ///
    /// ## What it checks
    ///
    /// Merchants with `enabled = false` in an `apply_to`.
    ///
    /// ## Why
    ///
    /// Step 6 of the guide explains Enabled: with it off, no sale runs on the merchant, re-attempts of its
    /// profile included.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", enabled = false }, # <-
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
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Tick Enabled under Additional Options, or take the merchant out of the profile.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "MID506"
    /// merchant = "12"
    /// reason = "why it is meant"
    /// ```
    DisabledInProfile = Mid506
}

impl Rule for DisabledInProfile {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for (index, _) in context.merchants().filter(|(_, merchant)| !merchant.enabled) {
            let choice = context.engine.profiles().of(index);
            let Some(profile) = choice.chosen else { continue };
            let name = context.merchant(index);
            let message = format!(
                "{name} is not enabled and is in {}: nothing processes on it; enable it, or take it out of \
                 the profile",
                context.profile(profile),
            );
            let mut finding = context
                .on_profile(
                    Code::Mid506,
                    profile,
                    context.merchant_place(index, "enabled"),
                    message,
                )
                .about_merchant(index)
                .with_help(in_merchant(&name, "tick Enabled under Additional Options"));
            for &profile in std::iter::once(&profile).chain(&choice.also) {
                let place = context.entry_place(profile, index);
                finding = finding.with_related(place, format!("in {}", context.profile(profile)));
            }
            findings.push(finding);
        }
    }
}
