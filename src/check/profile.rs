//! Rules about one profile's own settings.

use crate::config::ReductionType;
use crate::model::{Change, Code, Decimal, Edit, Finding, Fix, ProfileIndex, Weekday};

use super::context::{Context, ProfileView, days, some_of};
use super::rule::{Rule, rule};
use super::screens::in_profile;

rule! {
    /// A profile that hands off forces a weekday.
    ///
    /// ## What it checks
    ///
    /// Whether a profile with an unskipped slot that goes to a service merchant has `bill_on_fridays`,
    /// `bill_on_saturday` or `force_weekday` on.
    ///
    /// ## Why
    ///
    /// Step 10 of the guide: leave Bill on Fridays off. The service plans its own days; forced to one
    /// weekday, a payment reaches it up to six days late and each later attempt misses the service's
    /// schedule.
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
    /// bill_on_fridays = true # <-
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
    /// bill_on_fridays = false
    /// apply_to = ["12"]
    /// targets = { "4-6" = "99" }
    /// attempts = { 4 = { wait_days = 1 } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Merchants > Recycle Billing, edit the profile, untick Bill on Fridays (newer: Bill on Saturday).
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "PRF101"
    /// profile = "FlexPay recovery"
    /// reason = "why it is meant"
    /// ```
    ForcedWeekday = Prf101, fix "turns the weekday off"
}

impl Rule for ForcedWeekday {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for view in &context.profiles {
            let (Some(weekday), Some(handoff)) = (view.profile.force_weekday, view.first_handoff())
            else {
                continue;
            };
            let switches = switches(context, view.index);
            let Some(switch) = switches.first() else { continue };
            let message = format!(
                "{} hands off to {} and bills on {} only: up to six days are skipped and the service's \
                 schedule is missed, so turn {} off",
                context.profile(view.index),
                context.service(handoff.service),
                plural(weekday),
                switch.label,
            );
            let mut finding = context
                .on_profile(
                    Code::Prf101,
                    view.index,
                    context.document.key_place(&switch.change.path),
                    message,
                )
                .with_help(in_profile(context, view.index, &format!("untick {}", switch.label)));
            finding.fix = Some(Fix {
                title: format!(
                    "turn {} off",
                    some_of(switches.iter().map(|switch| switch.label.to_owned()))
                ),
                changes: switches.into_iter().map(|switch| switch.change).collect(),
            });
            findings.push(finding);
        }
    }
}

/// A key that forces a weekday, and how to turn it off.
struct Switch {
    label: &'static str,
    change: Change,
}

/// The keys of a profile that force a weekday; the first is in force.
fn switches(context: &Context<'_>, profile: ProfileIndex) -> Vec<Switch> {
    let path = context.document.profile_path(profile);
    let boxes = [("bill_on_fridays", "Bill on Fridays"), ("bill_on_saturday", "Bill on Saturday")];
    let boxes = boxes.into_iter().map(|(key, label)| (path.key(key), label));
    let mut switches: Vec<Switch> = boxes
        .filter(|(path, _)| context.is_on(path))
        .map(|(path, label)| Switch {
            label,
            change: Change { path, edit: Edit::Set("false".to_owned()) },
        })
        .collect();
    let path = path.key("force_weekday");
    if context.document.get(&path).is_some() {
        switches.push(Switch {
            label: "the forced weekday",
            change: Change { path, edit: Edit::Unset },
        });
    }
    switches
}

fn plural(weekday: Weekday) -> String {
    let name = weekday.name();
    format!("{}{}s", name[..1].to_ascii_uppercase(), &name[1..])
}

rule! {
    /// A profile that serves no merchant.
    ///
    /// ## What it checks
    ///
    /// Whether `apply_to` is empty or missing.
    ///
    /// ## Why
    ///
    /// Step 11 of the guide selects the merchants under Apply to Merchants. A profile without any
    /// re-attempts nothing; usually its merchants were meant to be selected and the Ctrl key was not held.
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
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    ///
    /// [[profile]]
    /// title = "New"
    /// apply_to = [] # <-
    /// attempts = { 1 = { wait_days = 3 } }
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
    /// Ctrl-click its merchants under Apply to Merchants, or delete the profile.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "PRF102"
    /// profile = "New"
    /// reason = "why it is meant"
    /// ```
    NoMerchants = Prf102, needs WholeFile
}

impl Rule for NoMerchants {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for view in context.profiles.iter().filter(|view| view.profile.apply_to.is_empty()) {
            let message = format!(
                "{} serves no merchant: nothing is ever re-attempted by it; select its merchants or \
                 delete it",
                context.profile(view.index)
            );
            let place = context.profile_place(view.index, "apply_to");
            let help = in_profile(
                context,
                view.index,
                "Ctrl-click its merchants under Apply to Merchants",
            );
            findings
                .push(context.on_profile(Code::Prf102, view.index, place, message).with_help(help));
        }
    }
}

rule! {
    /// A skipped slot holds a wait or a reduction.
    ///
    /// ## What it checks
    ///
    /// Whether a slot with `skip = true` has a wait or a reduction other than 0.
    ///
    /// ## Why
    ///
    /// The CRM's documents do not say whether a skipped slot's wait passes and its reduction counts. The
    /// assumptions `skip_wait` and `skip_reduction` choose; with zeros there is nothing to choose.
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
    /// apply_to = ["12"]
    ///
    /// [profile.attempts]
    /// 1 = { skip = true, wait_days = 2 } # <-
    /// 2 = { wait_days = 5 }
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
    ///
    /// [profile.attempts]
    /// 1 = { skip = true }
    /// 2 = { wait_days = 5 }
    /// ```
    ///
    /// ## Fix
    ///
    /// Set Wait Period and Price Reduction of the skipped re-attempt to 0.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "PRF105"
    /// profile = "Retry"
    /// reason = "why it is meant"
    /// ```
    SkippedSlotValues = Prf105
}

impl Rule for SkippedSlotValues {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for view in &context.profiles {
            for rule in view.profile.slots.iter().filter(|rule| rule.skip) {
                let slot = rule.slot;
                let wait = (rule.wait_days > 0)
                    .then(|| format!("wait of {}", days(rule.wait_days.into())));
                let reduction = (!rule.reduction.is_zero())
                    .then(|| format!("reduction of {}", amount(view, rule.reduction)));
                let key = match (&wait, &reduction) {
                    (None, None) => continue,
                    (Some(_), _) => "wait_days",
                    (None, Some(_)) => "price_reduction",
                };
                let values = some_of(wait.into_iter().chain(reduction));
                let message = format!(
                    "re-attempt {slot} of {} is skipped and holds a {values}: what the CRM does with that is \
                     undocumented; set it to 0",
                    context.profile(view.index),
                );
                let place = context.document.place(&context.slot_key(view.index, slot, key));
                let help = in_profile(
                    context,
                    view.index,
                    &format!("set Wait Period and Price Reduction of Re-Attempt {slot} to 0"),
                );
                findings.push(
                    context.on_profile(Code::Prf105, view.index, place, message).with_help(help),
                );
            }
        }
    }
}

/// A reduction as people write it: `10%`, or `4.95`.
pub(super) fn amount(view: &ProfileView<'_>, reduction: Decimal) -> String {
    match view.profile.reduction_type {
        ReductionType::Flat => reduction.to_string(),
        ReductionType::Percent => format!("{reduction}%"),
    }
}

rule! {
    /// A profile in which every slot is skipped.
    ///
    /// ## What it checks
    ///
    /// Whether no slot is unskipped; a slot that is not listed is skipped.
    ///
    /// ## Why
    ///
    /// Step 12 of the guide skips re-attempts 1-3 and 5-9 and leaves 4 open. With all nine skipped, soft
    /// declines fail without one try.
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
    /// apply_to = ["12"]
    /// attempts = { 1 = { skip = true } } # <-
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
    /// Untick Skip on the re-attempts that are to run.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "PRF106"
    /// profile = "Retry"
    /// reason = "why it is meant"
    /// ```
    AllSkipped = Prf106, needs WholeFile
}

impl Rule for AllSkipped {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for view in context.profiles.iter().filter(|view| view.ladder.is_empty()) {
            let message = format!(
                "every re-attempt of {} is skipped: declines of its merchants fail without one try; open \
                 re-attempt 4 to hand off, or others to try again",
                context.profile(view.index)
            );
            let path = context.document.profile_path(view.index).key("attempts");
            let place = context.document.key_place(&path);
            let help =
                in_profile(context, view.index, "untick Skip on the re-attempts that are to run");
            findings
                .push(context.on_profile(Code::Prf106, view.index, place, message).with_help(help));
        }
    }
}

rule! {
    /// A weekday is forced in a profile that does not hand off.
    ///
    /// ## What it checks
    ///
    /// Whether a profile without a hand-off has a weekday forced.
    ///
    /// ## Why
    ///
    /// Every attempt of a week lands on one day: waits become multiples of a week, caps and issuers see all
    /// retries at once, and what approves on other days is never tried.
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
    /// bill_on_saturday = true # <-
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
    /// bill_on_saturday = false
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Untick Bill on Saturday (older: Bill on Fridays), unless the weekday is meant.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "PRF107"
    /// profile = "Retry"
    /// reason = "why it is meant"
    /// ```
    WeekdayBunching = Prf107, needs WholeFile
}

impl Rule for WeekdayBunching {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for view in &context.profiles {
            let Some(weekday) = view.profile.force_weekday else { continue };
            if view.hands_off() {
                continue;
            }
            let switches = switches(context, view.index);
            let Some(switch) = switches.first() else { continue };
            let message = format!(
                "{} bills on {} only: a week's re-attempts land on one day; turn {} off to spread them",
                context.profile(view.index),
                plural(weekday),
                switch.label,
            );
            let place = context.document.key_place(&switch.change.path);
            let help = in_profile(context, view.index, &format!("untick {}", switch.label));
            findings
                .push(context.on_profile(Code::Prf107, view.index, place, message).with_help(help));
        }
    }
}
