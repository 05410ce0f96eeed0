//! Rules about the slots of a ladder.

use crate::engine::LadderStep;
use crate::model::{Change, Code, Edit, Finding, Fix, Slot};

use super::context::{Context, ProfileView, slots};
use super::rule::{Rule, rule};
use super::screens::in_profile;

rule! {
    /// Slots before the first hand-off are not skipped.
    ///
    /// ## What it checks
    ///
    /// The unskipped slots before the first hand-off, in one finding.
    ///
    /// ## Why
    ///
    /// Step 12 of the guide skips re-attempts 1-3. Each uses up a try on a card that has just declined, and
    /// the service gets the payment days late.
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
    /// 2 = { wait_days = 2 } # <-
    /// 4 = { wait_days = 1 }
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
    ///
    /// [profile.attempts]
    /// 2 = { skip = true }
    /// 4 = { wait_days = 1 }
    /// ```
    ///
    /// ## Fix
    ///
    /// Tick Skip on those re-attempts.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "ATT301"
    /// profile = "FlexPay recovery"
    /// reason = "why it is meant"
    /// ```
    AttemptsBeforeHandoff = Att301, fix "skips them, their waits and reductions 0"
}

impl Rule for AttemptsBeforeHandoff {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for view in &context.profiles {
            findings.extend(stray_slots(context, view, view.before_handoff(), Code::Att301));
        }
    }
}

rule! {
    /// Slots after the first hand-off are not skipped.
    ///
    /// ## What it checks
    ///
    /// The unskipped slots after the first hand-off, in one finding.
    ///
    /// ## Why
    ///
    /// Step 12 of the guide skips re-attempts 5-9. After the hand-off the service owns the payment;
    /// whatever the CRM still tries collides with its schedule and can charge twice.
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
    /// 4 = { wait_days = 1 }
    /// 7 = { wait_days = 5 } # <-
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
    ///
    /// [profile.attempts]
    /// 4 = { wait_days = 1 }
    /// 7 = { skip = true }
    /// ```
    ///
    /// ## Fix
    ///
    /// Tick Skip on those re-attempts.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "ATT302"
    /// profile = "FlexPay recovery"
    /// reason = "why it is meant"
    /// ```
    AttemptsAfterHandoff = Att302, fix "skips them, their waits and reductions 0"
}

impl Rule for AttemptsAfterHandoff {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for view in &context.profiles {
            findings.extend(stray_slots(context, view, view.after_handoff(), Code::Att302));
        }
    }
}

/// One finding that names the slots which should be skipped around the first hand-off.
fn stray_slots(
    context: &Context<'_>,
    view: &ProfileView<'_>,
    steps: &[LadderStep<'_>],
    code: Code,
) -> Option<Finding> {
    let handoff = view.first_handoff()?;
    let stray: Vec<Slot> = steps.iter().map(|step| step.rung.rule.slot).collect();
    let first = *stray.first()?;
    let service = context.service(handoff.service);
    let (side, consequence) = match code {
        Code::Att301 => {
            ("before", format!("{service} gets the payment late and with tries used up"))
        }
        _ => ("after", format!("the CRM goes on charging while {service} works on the payment")),
    };
    let message = format!(
        "{} of {} {run} {side} the hand-off to {service} at re-attempt {}: {consequence}; skip {}",
        slots(&stray),
        context.profile(view.index),
        handoff.slot,
        if stray.len() == 1 { "it" } else { "them" },
        run = if stray.len() == 1 { "runs" } else { "run" },
    );
    let mut finding = context
        .on_profile(code, view.index, context.slot_place(view.index, first), message)
        .with_help(in_profile(context, view.index, &format!("tick Skip on {}", slots(&stray))));
    finding.fix = Some(Fix {
        title: format!("skip {} of {}", slots(&stray), context.profile(view.index)),
        changes: steps.iter().flat_map(|step| skip(context, view, step)).collect(),
    });
    Some(finding)
}

/// Skips a slot. What it waits and takes off becomes 0: on a skipped slot it means nothing certain, and
/// under some assumptions it would move the hand-off.
fn skip(context: &Context<'_>, view: &ProfileView<'_>, step: &LadderStep<'_>) -> Vec<Change> {
    let rule = step.rung.rule;
    let set = |key, value: &str| Change {
        path: context.slot_key(view.index, rule.slot, key),
        edit: Edit::Set(value.to_owned()),
    };
    let wait = (rule.wait_days > 0).then(|| set("wait_days", "0"));
    let reduction = (!rule.reduction.is_zero()).then(|| set("price_reduction", "\"0\""));
    [Some(set("skip", "true")), wait, reduction].into_iter().flatten().collect()
}

rule! {
    /// The first hand-off is not re-attempt 4.
    ///
    /// ## What it checks
    ///
    /// The slot of the first hand-off.
    ///
    /// ## Why
    ///
    /// Step 12 of the guide leaves re-attempt 4 open. At another slot the set-up works, but it is not the
    /// one that the service and its support know.
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
    /// 5 = { wait_days = 1 } # <-
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
    /// Untick Skip on re-attempt 4, tick it on the other.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "ATT303"
    /// profile = "FlexPay recovery"
    /// reason = "why it is meant"
    /// ```
    HandoffSlot = Att303
}

impl Rule for HandoffSlot {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for view in &context.profiles {
            let Some(handoff) = view.first_handoff().filter(|handoff| handoff.slot != Slot(4))
            else {
                continue;
            };
            let message = format!(
                "{} hands off to {} at re-attempt {}, the guide has it at re-attempt 4: skip all but \
                 re-attempt 4 and choose the service's merchant for re-attempts 4-6",
                context.profile(view.index),
                context.service(handoff.service),
                handoff.slot,
            );
            let place = context.slot_place(view.index, handoff.slot);
            let help = in_profile(
                context,
                view.index,
                &format!("untick Skip on Re-Attempt 4 and tick it on Re-Attempt {}", handoff.slot),
            );
            findings
                .push(context.on_profile(Code::Att303, view.index, place, message).with_help(help));
        }
    }
}

rule! {
    /// A re-attempt waits 0 days.
    ///
    /// ## What it checks
    ///
    /// Unskipped slots with `wait_days = 0`, but for the first hand-off (ATT304).
    ///
    /// ## Why
    ///
    /// The same card is charged again within the same run or a day of it, before anything about it can have
    /// changed, and it counts toward the limits of the networks.
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
    /// 2 = { wait_days = 0 } # <-
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
    /// Set Wait Period to 1 day or more.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "ATT306"
    /// profile = "Retry"
    /// reason = "why it is meant"
    /// ```
    ZeroWait = Att306
}

impl Rule for ZeroWait {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for view in &context.profiles {
            let handoff = view.first_handoff().map(|handoff| handoff.slot);
            for rule in view.ladder.iter().map(|step| step.rung.rule) {
                if rule.wait_days > 0 || Some(rule.slot) == handoff {
                    continue;
                }
                let message = format!(
                    "re-attempt {} of {} waits 0 days: it runs right after the decline before it, with the \
                     same answer to expect; let it wait 1 day or more",
                    rule.slot,
                    context.profile(view.index),
                );
                let place =
                    context.document.place(&context.slot_key(view.index, rule.slot, "wait_days"));
                let help = in_profile(
                    context,
                    view.index,
                    &format!("set Wait Period of Re-Attempt {} to 1 or more days", rule.slot),
                );
                findings.push(
                    context.on_profile(Code::Att306, view.index, place, message).with_help(help),
                );
            }
        }
    }
}

rule! {
    /// The waits of a ladder add up to more than 30 days.
    ///
    /// ## What it checks
    ///
    /// The waits of the unskipped slots, by the assumptions in force (`skip_wait`, `wait_from`).
    ///
    /// ## Why
    ///
    /// A monthly cycle falls due again before the ladder ends, and a service's window is 30 days.
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
    /// 1 = { wait_days = 20 }
    /// 2 = { wait_days = 15 } # <-
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
    /// Shorten the waits, or skip the later re-attempts.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "ATT307"
    /// profile = "Retry"
    /// reason = "why it is meant"
    /// ```
    LongLadder = Att307
}

/// A billing cycle, and the window in which services and networks count.
const LONG_LADDER_DAYS: u32 = 30;

impl Rule for LongLadder {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for view in &context.profiles {
            let Some(over) = view.ladder.iter().find(|step| step.due_days > LONG_LADDER_DAYS)
            else {
                continue;
            };
            let total_days = view.ladder.last().map_or(0, |step| step.due_days);
            let message = format!(
                "the waits of {} add up to {total_days} days, more than {LONG_LADDER_DAYS} from re-attempt {} \
                 on: the next cycle may fall due first; shorten the waits or skip later re-attempts",
                context.profile(view.index),
                over.rung.rule.slot,
            );
            let path = context.slot_key(view.index, over.rung.rule.slot, "wait_days");
            let help = in_profile(
                context,
                view.index,
                "shorten the Wait Periods, or tick Skip on later re-attempts",
            );
            findings.push(
                context
                    .on_profile(Code::Att307, view.index, context.document.place(&path), message)
                    .with_help(help),
            );
        }
    }
}
