//! Rules about one profile's own settings.

use crate::config::ReductionType;
use crate::model::{Change, Code, Decimal, Edit, Finding, Fix, ProfileIndex, Weekday};

use super::context::{Context, ProfileView, Targets, days, slots, some_of};
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
            let switch = Switch::of(context, view.index, weekday);
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
                title: format!("turn {} off", switch.label),
                changes: vec![switch.change],
            });
            findings.push(finding);
        }
    }
}

/// The key that forces a weekday, and how to turn it off.
struct Switch {
    label: &'static str,
    change: Change,
}

impl Switch {
    fn of(context: &Context<'_>, profile: ProfileIndex, weekday: Weekday) -> Switch {
        let path = context.document.profile_path(profile);
        let boxes = [
            ("bill_on_fridays", "Bill on Fridays", Weekday::Friday),
            ("bill_on_saturday", "Bill on Saturday", Weekday::Saturday),
        ];
        for (key, label, day) in boxes {
            let path = path.key(key);
            if day == weekday && context.is_on(&path) {
                return Switch {
                    label,
                    change: Change { path, edit: Edit::Set("false".to_owned()) },
                };
            }
        }
        let change = Change { path: path.key("force_weekday"), edit: Edit::Unset };
        Switch { label: "the forced weekday", change }
    }
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
    /// Percent reductions reach 100 or more and there is no minimum price.
    ///
    /// ## What it checks
    ///
    /// What the slots of the ladder take off in all, by the assumptions in force (`reduction_mode`,
    /// `skip_reduction`), in a profile with percent reductions and no minimum price.
    ///
    /// ## Why
    ///
    /// Each percentage is of the original price and they add up: two halves are the whole. The customer is
    /// then charged nothing and gets the goods.
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
    /// reduction_type = "percent"
    /// apply_to = ["12"]
    ///
    /// [profile.attempts]
    /// 1 = { wait_days = 3, price_reduction = "50" }
    /// 2 = { wait_days = 5, price_reduction = "50" } # <-
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
    /// reduction_type = "percent"
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3, price_reduction = "10" }, 2 = { wait_days = 5, price_reduction = "10" } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Set Minimum Price, or take less off.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "PRF103"
    /// profile = "Retry"
    /// reason = "why it is meant"
    /// ```
    FreeOrder = Prf103
}

impl Rule for FreeOrder {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for view in &context.profiles {
            let profile = view.profile;
            if profile.reduction_type != ReductionType::Percent || !profile.minimum_price.is_zero()
            {
                continue;
            }
            let Some(step) = view.ladder.iter().find(|step| step.reduction >= Decimal::HUNDRED)
            else {
                continue;
            };
            let slot = step.rung.rule.slot;
            let message = format!(
                "the reductions of {} add up to {}% at re-attempt {slot} and it has no Minimum Price: the \
                 customer pays nothing; set a Minimum Price or reduce less",
                context.profile(view.index),
                step.reduction,
            );
            let place =
                context.document.place(&context.slot_key(view.index, slot, "price_reduction"));
            let help =
                in_profile(context, view.index, "set Minimum Price, or lower the Price Reductions");
            findings
                .push(context.on_profile(Code::Prf103, view.index, place, message).with_help(help));
        }
    }
}

rule! {
    /// A held recycle price together with a reduction.
    ///
    /// ## What it checks
    ///
    /// Whether `hold_recycle_price` is on while an unskipped slot has a reduction above 0.
    ///
    /// ## Why
    ///
    /// Hold Recycle Price keeps the price at which the customer was approved: a discount meant to rescue
    /// one payment is then given in every later cycle.
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
    /// reduction_type = "percent"
    /// hold_recycle_price = true # <-
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3, price_reduction = "10" } }
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
    /// reduction_type = "percent"
    /// hold_recycle_price = false
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3, price_reduction = "10" } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Untick Hold Recycle Price, or set the reductions to 0.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "PRF104"
    /// profile = "Retry"
    /// reason = "why it is meant"
    /// ```
    StickyDiscount = Prf104
}

impl Rule for StickyDiscount {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for view in context.profiles.iter().filter(|view| view.profile.hold_recycle_price) {
            let Some(step) = first_reduction(view) else { continue };
            let slot = step.slot;
            let message = format!(
                "{} holds the recycled price and re-attempt {slot} takes {} off: whoever pays then pays \
                 the lower price in every later cycle; turn Hold Recycle Price off or the reductions to 0",
                context.profile(view.index),
                amount(view, step.reduction),
            );
            let reduction =
                context.document.place(&context.slot_key(view.index, slot, "price_reduction"));
            let place = context.profile_place(view.index, "hold_recycle_price");
            let help = in_profile(
                context,
                view.index,
                "untick Hold Recycle Price, or set the Price Reductions to 0",
            );
            findings.push(
                context
                    .on_profile(Code::Prf104, view.index, place, message)
                    .with_help(help)
                    .with_related(reduction, "the discount that becomes permanent"),
            );
        }
    }
}

/// The first unskipped slot that takes something off.
fn first_reduction<'a>(view: &ProfileView<'a>) -> Option<&'a crate::config::SlotRule> {
    view.ladder.iter().map(|step| step.rung.rule).find(|rule| !rule.reduction.is_zero())
}

/// A reduction as people write it: `10%`, or `4.95`.
fn amount(view: &ProfileView<'_>, reduction: Decimal) -> String {
    match view.profile.reduction_type {
        ReductionType::Flat => reduction.to_string(),
        ReductionType::Percent => format!("{reduction}%"),
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
            if view.hands_off() || view.targets == Targets::Unresolved {
                continue;
            }
            let switch = Switch::of(context, view.index, weekday);
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

rule! {
    /// Flat reductions without a minimum price.
    ///
    /// ## What it checks
    ///
    /// Whether a profile with flat reductions takes something off at an unskipped slot and has no minimum
    /// price.
    ///
    /// ## Why
    ///
    /// A flat amount that is small for most orders is all of a small one.
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
    /// 1 = { wait_days = 3 }
    /// 2 = { wait_days = 5, price_reduction = "5" } # <-
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
    /// minimum_price = "20"
    /// apply_to = ["12"]
    ///
    /// [profile.attempts]
    /// 1 = { wait_days = 3 }
    /// 2 = { wait_days = 5, price_reduction = "5" }
    /// ```
    ///
    /// ## Fix
    ///
    /// Set Minimum Price.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "PRF108"
    /// profile = "Retry"
    /// reason = "why it is meant"
    /// ```
    ReductionBelowMinimum = Prf108, needs WholeFile
}

impl Rule for ReductionBelowMinimum {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for view in &context.profiles {
            let profile = view.profile;
            if profile.reduction_type != ReductionType::Flat || !profile.minimum_price.is_zero() {
                continue;
            }
            let reducing: Vec<_> = view
                .ladder
                .iter()
                .map(|step| step.rung.rule)
                .filter(|rule| !rule.reduction.is_zero())
                .collect();
            let Some(first) = reducing.first() else { continue };
            let numbers: Vec<_> = reducing.iter().map(|rule| rule.slot).collect();
            let message = format!(
                "{} takes flat amounts off at {} and has no Minimum Price: a small order can fall to \
                 nothing; set a Minimum Price",
                context.profile(view.index),
                slots(&numbers),
            );
            let place = context.document.place(&context.slot_key(
                view.index,
                first.slot,
                "price_reduction",
            ));
            let help = in_profile(context, view.index, "set Minimum Price");
            findings
                .push(context.on_profile(Code::Prf108, view.index, place, message).with_help(help));
        }
    }
}

rule! {
    /// One amount for merchants of several currencies.
    ///
    /// ## What it checks
    ///
    /// Whether a profile has flat reductions or a minimum price above 0 while its merchants list more than
    /// one currency.
    ///
    /// ## Why
    ///
    /// The amount is a plain number in the currency of each order: 5 is a discount in dollars and nothing
    /// in yen.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", currencies = ["USD"] },
    ///   { id = "13", title = "Tokyo", gateway = "NMI", currencies = ["JPY"] },
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// minimum_price = "20" # <-
    /// apply_to = ["12", "13"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", currencies = ["USD"] },
    ///   { id = "13", title = "Tokyo", gateway = "NMI", currencies = ["JPY"] },
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// minimum_price = "0"
    /// apply_to = ["12", "13"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Make a profile per currency, or use percent reductions and no minimum price.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "PRF109"
    /// profile = "Retry"
    /// reason = "why it is meant"
    /// ```
    MixedCurrencies = Prf109
}

impl Rule for MixedCurrencies {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for view in &context.profiles {
            let profile = view.profile;
            let flat = match profile.reduction_type {
                ReductionType::Flat => first_reduction(view),
                ReductionType::Percent => None,
            };
            let (path, what) = match flat {
                _ if !profile.minimum_price.is_zero() => (
                    context.document.profile_path(view.index).key("minimum_price"),
                    format!("Minimum Price {}", profile.minimum_price),
                ),
                Some(rule) => (
                    context.slot_key(view.index, rule.slot, "price_reduction"),
                    format!("reduction of {} at re-attempt {}", rule.reduction, rule.slot),
                ),
                None => continue,
            };
            let listed =
                context.served(view).filter_map(|(_, merchant)| merchant.currencies.as_ref());
            let currencies: std::collections::BTreeSet<_> = listed.flatten().collect();
            if currencies.len() < 2 {
                continue;
            }
            let message = format!(
                "the {what} of {} is one number for merchants that list {}: the same number is a \
                 different price in each currency; make a profile per currency",
                context.profile(view.index),
                some_of(currencies.iter().map(ToString::to_string)),
            );
            let place = context.document.place(&path);
            let help = in_profile(
                context,
                view.index,
                "keep merchants of one currency under Apply to Merchants",
            );
            findings
                .push(context.on_profile(Code::Prf109, view.index, place, message).with_help(help));
        }
    }
}
