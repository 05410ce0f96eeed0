//! Rules about what re-attempts ask for.

use crate::config::{ReductionType, SlotRule};
use crate::model::{Code, Decimal, Finding};

use super::context::{Context, ProfileView, slots, some_of};
use super::profile::amount;
use super::rule::{Rule, rule};
use super::screens::in_profile;

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
fn first_reduction<'a>(view: &ProfileView<'a>) -> Option<&'a SlotRule> {
    view.ladder.iter().map(|step| step.rung.rule).find(|rule| !rule.reduction.is_zero())
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
