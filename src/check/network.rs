//! Rules of the card networks.

use crate::config::RebillTime;
use crate::engine::Schedule;
use crate::model::{Brand, Code, Day, Finding, ServiceIndex, UsualBrand};

use super::context::{Context, ProfileView, some_of};
use super::rule::{Rule, rule};
use super::screens::in_profile;

rule! {
    /// A card can be retried more often than a network lets pass.
    ///
    /// ## What it checks
    ///
    /// The unskipped slots due within 30 days, plus the service's `max_retries` where the profile hands
    /// off: more than 20 where a merchant of the profile accepts Visa, more than 34 where one accepts
    /// Mastercard.
    ///
    /// ## Why
    ///
    /// Visa charges for the 21st retry in 30 days and each later one, Mastercard from the 36th decline on,
    /// the first among them.
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
    /// max_retries = 25 # <-
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
    /// max_retries = 15
    /// ```
    ///
    /// ## Fix
    ///
    /// Skip re-attempts, or lower the service's maximum in its portal.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "NET801"
    /// profile = "FlexPay recovery"
    /// reason = "why it is meant"
    /// ```
    TooManyRetries = Net801
}

/// The days in which networks count retries.
const WINDOW_DAYS: i32 = 30;

/// How many retries a network lets pass within [`WINDOW_DAYS`]; Mastercard counts 35 declines, the first
/// among them.
const LIMITS: [(UsualBrand, &str, u32); 2] =
    [(UsualBrand::Visa, "Visa", 20), (UsualBrand::Mastercard, "Mastercard", 34)];

impl Rule for TooManyRetries {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for view in &context.profiles {
            let services = services(view);
            let service_retries: u32 =
                services.iter().map(|&service| context.account.service(service).max_retries).sum();
            let most = view.ladder.len() as u32 + service_retries;
            if most <= LIMITS[0].2 {
                continue;
            }
            let slots = slots_in_window(context, view);
            let retries = slots + service_retries;
            let exceeded: Vec<_> = LIMITS
                .into_iter()
                .filter(|&(brand, _, limit)| {
                    let accepts = |(_, merchant): (_, &crate::config::Merchant)| {
                        merchant.accepts.has(Brand::Usual(brand))
                    };
                    retries > limit && context.served(view).any(accepts)
                })
                .map(|(_, network, limit)| format!("{network}'s {limit}"))
                .collect();
            if exceeded.is_empty() {
                continue;
            }
            // More than any limit is more than its own slots: there is a service.
            let by = format!(
                " ({slots} of its own and up to {service_retries} of {})",
                some_of(services.iter().map(|&service| context.service(service))),
            );
            let message = format!(
                "a card can be retried {retries} times in {WINDOW_DAYS} days by {}{by}, more than {}: networks \
                 charge for the rest; skip re-attempts or lower the service's maximum",
                context.profile(view.index),
                some_of(exceeded),
            );
            let attempts = context.document.profile_path(view.index).key("attempts");
            let attempts = context.document.key_place(&attempts);
            let help = in_profile(context, view.index, "tick Skip on all but the hand-off");
            let declared = services
                .iter()
                .map(|&service| context.document.service_path(service).key("max_retries"));
            let declared = declared.filter(|path| context.document.get(path).is_some());
            let mut declared = declared.map(|path| context.document.place(&path));
            // One slot is the least there can be: what is then too much is the service's maximum.
            let finding = match declared.next() {
                Some(maximum) if slots <= 1 => Finding::new(Code::Net801, maximum, message)
                    .with_related(attempts, "the profile's own re-attempts"),
                Some(maximum) => Finding::new(Code::Net801, attempts, message)
                    .with_related(maximum, "the service's own retries"),
                None => Finding::new(Code::Net801, attempts, message),
            };
            findings.push(finding.about_profile(view.index).with_help(help));
        }
    }
}

/// The services that a profile hands off to, each once.
fn services(view: &ProfileView<'_>) -> Vec<ServiceIndex> {
    let mut services: Vec<ServiceIndex> = Vec::new();
    for handoff in &view.handoffs {
        if !services.contains(&handoff.service) {
            services.push(handoff.service);
        }
    }
    services
}

/// The most unskipped slots that are due within the window, for a decline of any weekday.
fn slots_in_window(context: &Context<'_>, view: &ProfileView<'_>) -> u32 {
    // Any week without a clock change will do; a decline right before the rebill time leaves the most room.
    let monday = Day(19_723);
    let weekdays = if view.profile.force_weekday.is_some() { 7 } else { 1 };
    let second = match context.account.rebill_time {
        RebillTime::At(second) => second.saturating_sub(1),
        RebillTime::Original => 0,
    };
    let counts = (0..weekdays).map(|day| {
        let declined = context.account.timezone.resolve(monday.plus(day), second).moment;
        let schedule = Schedule::of(context.account, view.profile, declined);
        let mut previous = declined;
        let due = view.ladder.iter().map(|step| {
            previous = schedule.due(previous, step.wait_days, 0).at.moment;
            previous.day.since(declined.day)
        });
        due.take_while(|&days| days <= WINDOW_DAYS).count()
    });
    counts.max().unwrap_or_default() as u32
}
