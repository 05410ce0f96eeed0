//! Rules about the gateways as set up in a service's own portal.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::config::{ServiceAccount, ServiceAccountStatus};
use crate::model::{Code, Finding, MerchantIndex, Place, ServiceIndex};

use super::context::{Context, quoted, shown};
use super::rule::{Rule, rule};

rule! {
    /// A service account's reference id is missing or not that of a service merchant.
    ///
    /// ## What it checks
    ///
    /// Whether `reference_id` is the id of a merchant of that service in the CRM.
    ///
    /// ## Why
    ///
    /// The guide's note on manual gateways: Merchant Account Reference Id is the id of the FlexPay version
    /// of the MID. By it the service knows which gateway a payment came through.
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
    /// targets = { "4-6" = "99" }
    /// attempts = { 4 = { wait_days = 1 } }
    ///
    /// [[service]]
    /// name = "FlexPay"
    ///
    /// [[service.account]]
    /// name = "NMI Main"
    /// merchant = "12"
    /// reference_id = "12" # <-
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
    ///
    /// [[service]]
    /// name = "FlexPay"
    ///
    /// [[service.account]]
    /// name = "NMI Main"
    /// merchant = "12"
    /// reference_id = "99"
    /// ```
    ///
    /// ## Fix
    ///
    /// Set Merchant Account Reference Id in the portal to the id of the service merchant in the CRM.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "HND407"
    /// merchant = "12"
    /// reason = "why it is meant"
    /// ```
    ReferenceId = Hnd407, needs WholeFile
}

impl Rule for ReferenceId {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for (service, at, account) in context.service_accounts() {
            let name = context.service(service);
            let wanted = format!("it has to be the id of the {name} MID in the CRM");
            let problem = match &account.reference_id {
                None => format!("has no reference id: {wanted}"),
                Some(id) => match context.account.merchant_of(id) {
                    None => format!(
                        "has the reference id {}, which no merchant has: {wanted}",
                        quoted(id)
                    ),
                    Some(merchant)
                        if context.account.merchant(merchant).service != Some(service) =>
                    {
                        let merchant = context.merchant(merchant);
                        format!(
                            "has the reference id of {merchant}, which is not {name}'s: {wanted}"
                        )
                    }
                    Some(_) => continue,
                },
            };
            let message = format!("{} {problem}", account_name(context, service, account));
            findings.push(
                on_account(context, Code::Hnd407, (service, at, account), "reference_id", message)
                    .with_help(format!(
                        "{}: set Merchant Account Reference Id",
                        in_portal(&name, account)
                    )),
            );
        }
    }
}

/// `FlexPay gateway "NMI Main"`.
fn account_name(context: &Context<'_>, service: ServiceIndex, account: &ServiceAccount) -> String {
    let name =
        if account.name.is_empty() { "without a name".to_owned() } else { quoted(&account.name) };
    format!("the {} gateway {name}", context.service(service))
}

fn in_portal(service: &str, account: &ServiceAccount) -> String {
    format!("{service}'s portal, gateways, edit {}", shown(&account.name))
}

fn account_place(context: &Context<'_>, service: ServiceIndex, at: usize, key: &str) -> Place {
    context.document.place(&context.document.service_account_path(service, at).key(key))
}

fn on_account(
    context: &Context<'_>,
    code: Code,
    (service, at, account): (ServiceIndex, usize, &ServiceAccount),
    key: &str,
    message: String,
) -> Finding {
    let place = account_place(context, service, at, key);
    Finding { merchant: account.merchant, ..Finding::new(code, place, message) }
}

rule! {
    /// Two service accounts of different companies share a reference id.
    ///
    /// ## What it checks
    ///
    /// Service accounts with the same `reference_id` whose companies are given and differ.
    ///
    /// ## Why
    ///
    /// The service finds the gateway by this id. Shared between companies, payments of one can be charged
    /// on the gateway of the other.
    ///
    /// ## Wrong
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
    ///
    /// [[service]]
    /// name = "FlexPay"
    ///
    /// [[service.account]]
    /// name = "NMI Main"
    /// merchant = "12"
    /// reference_id = "99"
    /// company = "northwind-us"
    ///
    /// [[service.account]]
    /// name = "NMI Second"
    /// merchant = "13"
    /// reference_id = "99" # <-
    /// company = "northwind-eu"
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "13", title = "Second", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", customer_service_phone = "+1 800 555 0100" },
    ///   { id = "98", title = "FlexPay MID EU", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY_EU", customer_service_phone = "+1 800 555 0100" },
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// apply_to = ["12", "13"]
    /// targets = { "4-6" = "99" }
    /// attempts = { 4 = { wait_days = 1 } }
    ///
    /// [[service]]
    /// name = "FlexPay"
    ///
    /// [[service.account]]
    /// name = "NMI Main"
    /// merchant = "12"
    /// reference_id = "99"
    /// company = "northwind-us"
    ///
    /// [[service.account]]
    /// name = "NMI Second"
    /// merchant = "13"
    /// reference_id = "98"
    /// company = "northwind-eu"
    /// ```
    ///
    /// ## Fix
    ///
    /// Give the gateways of each company the id of that company's own service merchant.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "HND408"
    /// merchant = "13"
    /// reason = "why it is meant"
    /// ```
    DuplicateReferenceId = Hnd408
}

impl Rule for DuplicateReferenceId {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        let mut by_id: HashMap<&str, Vec<(ServiceIndex, usize, &ServiceAccount)>, FixedState> =
            HashMap::default();
        for (service, at, account) in context.service_accounts() {
            let (Some(id), Some(company)) = (&account.reference_id, &account.company) else {
                continue;
            };
            // One entry per company is enough to differ from.
            let known = by_id.entry(id).or_default();
            if known.iter().any(|(_, _, other)| other.company.as_ref() == Some(company)) {
                continue;
            }
            if let Some(&(first_service, first_at, first)) = known.first() {
                let message = format!(
                    "{} of company {} shares the reference id {} with the one of company {}: their payments \
                     cannot be told apart; give each company's gateways the id of its own MID",
                    account_name(context, service, account),
                    quoted(company),
                    quoted(id),
                    quoted(first.company.as_deref().unwrap_or_default()),
                );
                let help = format!(
                    "{}: set Merchant Account Reference Id",
                    in_portal(&context.service(service), account)
                );
                findings.push(
                    on_account(
                        context,
                        Code::Hnd408,
                        (service, at, account),
                        "reference_id",
                        message,
                    )
                    .with_help(help)
                    .with_related(
                        account_place(context, first_service, first_at, "reference_id"),
                        "the same id",
                    ),
                );
            }
            known.push((service, at, account));
        }
    }
}

rule! {
    /// A service account cannot recover anything.
    ///
    /// ## What it checks
    ///
    /// Service accounts that are not enabled, do not accept retries, or require a CVV.
    ///
    /// ## Why
    ///
    /// On such a gateway the service cannot charge again: it is off, retries are refused, or a code is
    /// asked for that is not kept with a stored card.
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
    /// targets = { "4-6" = "99" }
    /// attempts = { 4 = { wait_days = 1 } }
    ///
    /// [[service]]
    /// name = "FlexPay"
    ///
    /// [[service.account]]
    /// name = "NMI Main"
    /// merchant = "12"
    /// reference_id = "99"
    /// cvv_required = true # <-
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
    ///
    /// [[service]]
    /// name = "FlexPay"
    ///
    /// [[service.account]]
    /// name = "NMI Main"
    /// merchant = "12"
    /// reference_id = "99"
    /// ```
    ///
    /// ## Fix
    ///
    /// In the service's portal, edit the gateway: enable it, let it accept retries, turn CVV required off.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "HND409"
    /// merchant = "12"
    /// reason = "why it is meant"
    /// ```
    ServiceAccountUnable = Hnd409
}

impl Rule for ServiceAccountUnable {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for (service, at, account) in context.service_accounts() {
            let status = match account.status {
                ServiceAccountStatus::Enabled => None,
                ServiceAccountStatus::Disabled => {
                    Some(("status", "is disabled", "set it to Enabled"))
                }
                ServiceAccountStatus::RefundOnly => {
                    Some(("status", "only refunds", "set it to Enabled"))
                }
            };
            let retries = (!account.accept_retries).then_some((
                "accept_retries",
                "does not accept retries",
                "let it accept retries",
            ));
            let cvv = account.cvv_required.then_some((
                "cvv_required",
                "requires a CVV, which stored cards do not have",
                "turn CVV required off",
            ));
            for (key, problem, repair) in [status, retries, cvv].into_iter().flatten() {
                let message = format!(
                    "{} {problem}: nothing is recovered on it; {repair}",
                    account_name(context, service, account),
                );
                let help = format!("{}: {repair}", in_portal(&context.service(service), account));
                findings.push(
                    on_account(context, Code::Hnd409, (service, at, account), key, message)
                        .with_help(help),
                );
            }
        }
    }
}

rule! {
    /// A supported merchant has no account at its service.
    ///
    /// ## What it checks
    ///
    /// Where the configuration lists service accounts: supported merchants that none of them names.
    ///
    /// ## Why
    ///
    /// The guide's note on manual gateways: each merchant's gateway is added at the service, which charges
    /// through it. Without one there is nothing to charge through.
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
    /// apply_to = ["12", "13"]
    /// targets = { "4-6" = "99" }
    /// attempts = { 4 = { wait_days = 1 } }
    ///
    /// [[service]]
    /// name = "FlexPay"
    ///
    /// [[service.account]]
    /// name = "NMI Main"
    /// merchant = "12"
    /// reference_id = "99"
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
    ///
    /// [[service]]
    /// name = "FlexPay"
    ///
    /// [[service.account]]
    /// name = "NMI Main"
    /// merchant = "12"
    /// reference_id = "99"
    ///
    /// [[service.account]]
    /// name = "NMI Second"
    /// merchant = "13"
    /// reference_id = "99"
    /// ```
    ///
    /// ## Fix
    ///
    /// Add the gateway in the service's portal.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "HND412"
    /// merchant = "13"
    /// reason = "why it is meant"
    /// ```
    ServiceAccountMissing = Hnd412, needs WholeFile
}

impl Rule for ServiceAccountMissing {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        let mut is_listed = vec![false; context.account.merchants.len()];
        let mut are_accounts_listed = false;
        for (service, _, account) in context.service_accounts() {
            are_accounts_listed = true;
            let Some(MerchantIndex(merchant)) = account.merchant else { continue };
            let supporter = context.account.merchants[merchant as usize].supported_by;
            is_listed[merchant as usize] |= supporter == Some(service);
        }
        if !are_accounts_listed {
            return;
        }
        for (index, merchant) in context.merchants() {
            let Some(service) =
                merchant.supported_by.filter(|_| !is_listed[context.namesake(index).0 as usize])
            else {
                continue;
            };
            let name = context.service(service);
            let message = format!(
                "{} is supported by {name} and has no gateway there: {name} has nothing to charge its \
                 customers on; add the gateway in {name}'s portal",
                context.merchant(index),
            );
            let help = format!(
                "{name}'s portal, gateways: add one for {}, Merchant Account Reference Id the id of the {name} MID",
                context.merchant(index),
            );
            findings.push(
                context
                    .on_merchant(Code::Hnd412, index, context.merchant_header(index), message)
                    .with_help(help),
            );
        }
    }
}
