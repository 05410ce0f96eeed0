//! Rules about the slots that hand off.

use crate::model::{Change, Code, Edit, Finding, Fix};

use super::context::{Context, days};
use super::rule::{Rule, rule};
use super::screens::in_profile;

rule! {
    /// The first hand-off does not wait as long as its service asks.
    ///
    /// ## What it checks
    ///
    /// The days before the first hand-off, by the assumptions in force, against the service's
    /// `min_gap_hours` in days, rounded up, at least 1. For FlexPay that is 1 day.
    ///
    /// ## Why
    ///
    /// Step 14 of the guide sets re-attempt 4 to 1 day. The service takes a payment over 24 hours after it
    /// declined: earlier it is refused, later days of recovery are lost.
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
    ///
    /// [profile.attempts]
    /// 4 = { wait_days = 3 } # <-
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
    /// Set Wait Period of the re-attempt to that many days.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "ATT304"
    /// profile = "FlexPay recovery"
    /// reason = "why it is meant"
    /// ```
    HandoffWait = Att304, fix "sets the wait"
}

impl Rule for HandoffWait {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for view in &context.profiles {
            let Some(handoff) = view.first_handoff() else { continue };
            let service = context.account.service(handoff.service);
            let wanted_days = service.min_gap_hours.div_ceil(24).max(1);
            let step = &view.ladder[handoff.position];
            if step.wait_days == wanted_days {
                continue;
            }
            let own_days = u32::from(step.rung.rule.wait_days);
            let skipped_days = step.wait_days - own_days;
            let counted = match skipped_days {
                0 => String::new(),
                skipped => format!(", {} of skipped re-attempts among them", days(skipped)),
            };
            // Where skipped slots alone wait too long, no number here is right.
            let repair_days = wanted_days.checked_sub(skipped_days);
            let slot = handoff.slot;
            let repair = match repair_days {
                Some(wait_days) => {
                    format!("set Wait Period of re-attempt {slot} to {}", days(wait_days))
                }
                None => "set Wait Period of the skipped re-attempts to 0".to_owned(),
            };
            let name = context.service(handoff.service);
            let message = format!(
                "the hand-off to {name} at re-attempt {} of {} waits {}{counted}: {name} takes a payment \
                 over {} after it declined; {repair}",
                handoff.slot,
                context.profile(view.index),
                days(step.wait_days),
                days(wanted_days),
            );
            let path = context.slot_key(view.index, handoff.slot, "wait_days");
            let mut finding = context
                .on_profile(Code::Att304, view.index, context.document.place(&path), message)
                .with_help(in_profile(context, view.index, &repair));
            finding.fix = repair_days.map(|wait_days| Fix {
                title: format!(
                    "set the wait of re-attempt {} to {}",
                    handoff.slot,
                    days(wait_days)
                ),
                changes: vec![Change { path, edit: Edit::Set(wait_days.to_string()) }],
            });
            findings.push(finding);
        }
    }
}

rule! {
    /// A hand-off has a price reduction.
    ///
    /// ## What it checks
    ///
    /// Every slot that hands off and has a price reduction other than 0.
    ///
    /// ## Why
    ///
    /// Step 14 of the guide sets the price reduction of re-attempt 4 to 0. The service recovers the full
    /// price; a reduction gives it away before the service has tried.
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
    /// reduction_type = "percent"
    /// apply_to = ["12"]
    /// targets = { "4-6" = "99" }
    ///
    /// [profile.attempts]
    /// 4 = { wait_days = 1, price_reduction = "5" } # <-
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
    /// reduction_type = "percent"
    /// apply_to = ["12"]
    /// targets = { "4-6" = "99" }
    ///
    /// [profile.attempts]
    /// 4 = { wait_days = 1, price_reduction = "0" }
    /// ```
    ///
    /// ## Fix
    ///
    /// Set Price Reduction of the re-attempt to 0.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "ATT305"
    /// profile = "FlexPay recovery"
    /// reason = "why it is meant"
    /// ```
    HandoffReduction = Att305, fix "sets the reduction to 0"
}

impl Rule for HandoffReduction {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for view in &context.profiles {
            for handoff in &view.handoffs {
                let reduction = view.ladder[handoff.position].rung.rule.reduction;
                if reduction.is_zero() {
                    continue;
                }
                let message = format!(
                    "the hand-off to {} at re-attempt {} of {} has a price reduction of {reduction}: the \
                     service recovers the full price, so set it to 0",
                    context.service(handoff.service),
                    handoff.slot,
                    context.profile(view.index),
                );
                let path = context.slot_key(view.index, handoff.slot, "price_reduction");
                let mut finding = context
                    .on_profile(Code::Att305, view.index, context.document.place(&path), message)
                    .with_help(in_profile(
                        context,
                        view.index,
                        &format!("set Price Reduction of Re-Attempt {} to 0", handoff.slot),
                    ));
                finding.fix = Some(Fix {
                    title: format!("set the price reduction of re-attempt {} to 0", handoff.slot),
                    changes: vec![Change { path, edit: Edit::Set("\"0\"".to_owned()) }],
                });
                findings.push(finding);
            }
        }
    }
}
