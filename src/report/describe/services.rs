//! The recovery services: what each asks for, and through what it charges.

use crate::config::{Account, Service, ServiceAccount, ServiceAccountStatus};
use crate::model::{Decimal, MerchantIndex, ServiceIndex};
use crate::report::explain::words;
use crate::report::text::escaped;

use super::{About, days, merchant, merchants_of, quoted};

/// Each service that the configuration has to do with. The built-in one is left out where nothing names it.
pub(super) fn of_services(account: &Account) -> Vec<About> {
    let services = (0_u32..).map(ServiceIndex).zip(&account.services);
    services
        .filter(|(index, service)| {
            let names = |merchant: &crate::config::Merchant| {
                merchant.service == Some(*index) || merchant.supported_by == Some(*index)
            };
            !service.accounts.is_empty() || account.merchants.iter().any(names)
        })
        .map(|(index, service)| About {
            name: service.name.clone(),
            sentences: of_service(account, index, service),
        })
        .collect()
}

fn of_service(account: &Account, index: ServiceIndex, service: &Service) -> Vec<String> {
    let name = words::service(account, index);
    let mut sentences = vec![
        format!(
            "{name} takes a payment over {} after it declined and tries up to {} within {}.",
            words::count(service.min_gap_hours.into(), "hour"),
            words::count(service.max_retries.into(), "time"),
            days(service.window_days)
        ),
        minimums(&name, service),
        own(account, index, &name),
    ];
    sentences.extend(service.accounts.iter().map(|gateway| of_gateway(account, &name, gateway)));
    sentences
}

fn minimums(name: &str, service: &Service) -> String {
    let of = |minimum: Decimal, orders: &str| match minimum.is_zero() {
        true => format!("{orders} of any amount"),
        false => format!("{orders} of {minimum} or more"),
    };
    if service.minimum_rebill == service.minimum_new_sale {
        return format!("{name} takes {}.", of(service.minimum_rebill, "payments"));
    }
    format!(
        "{name} takes {} and {}.",
        of(service.minimum_rebill, "rebills"),
        of(service.minimum_new_sale, "new sales")
    )
}

fn own(account: &Account, index: ServiceIndex, name: &str) -> String {
    let all = (0..account.merchants.len()).map(|at| MerchantIndex(at as u32));
    let own: Vec<MerchantIndex> =
        all.filter(|&merchant| account.merchant(merchant).service == Some(index)).collect();
    match own.as_slice() {
        [] => format!("No merchant leads to {name}: nothing can be handed off to it."),
        own => format!("Hand-offs to {name} go to {}.", merchants_of(account, own)),
    }
}

/// `At FlexPay, gateway "NMI Main" charges for merchant 12 (NMI Main), reference id 99, of northwind-us.`
fn of_gateway(account: &Account, name: &str, gateway: &ServiceAccount) -> String {
    let whose = match gateway.merchant {
        Some(index) => format!("charges for merchant {}", merchant(account, index)),
        None => "charges for no merchant that is named".to_owned(),
    };
    let reference = match &gateway.reference_id {
        Some(id) => format!("reference id {}", escaped(id)),
        None => "no reference id".to_owned(),
    };
    let company = gateway.company.as_ref().map(|company| format!(", of {}", escaped(company)));
    let status = match gateway.status {
        ServiceAccountStatus::Enabled => None,
        ServiceAccountStatus::Disabled => Some("it is disabled"),
        ServiceAccountStatus::RefundOnly => Some("it only refunds"),
    };
    let retries = (!gateway.accept_retries).then_some("it accepts no retries");
    let cvv = gateway.cvv_required.then_some("it wants a CVV, which stored cards do not have");
    let faults: Vec<String> =
        [status, retries, cvv].into_iter().flatten().map(str::to_owned).collect();
    let faults = match faults.as_slice() {
        [] => String::new(),
        faults => format!("; {}", words::listed(faults)),
    };
    format!(
        "At {name}, gateway {} {whose}, {reference}{}{faults}.",
        quoted(&gateway.name),
        company.unwrap_or_default()
    )
}
