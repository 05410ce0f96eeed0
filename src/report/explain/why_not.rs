//! What keeps a decline from a service, and what would bring it there, in words.

use anstyle::Style;

use crate::analysis::explain::Answer;
use crate::analysis::why_not::{MOST_CHANGES, Obstacle, Repair, Step, WhyNot};
use crate::config::{Group, SLOTS};
use crate::engine::Verdict;
use crate::model::{BlockReason, Edit, MerchantIndex, Outcome, ProfileIndex, ServiceIndex};
use crate::report::text::{escaped, shell_flag};

use super::gates::Asked;
use super::page::Page;
use super::{Explained, Says, class, door, sentence, words};

/// What an obstacle is called by programs.
pub(super) const fn name(obstacle: &Obstacle) -> &'static str {
    match obstacle {
        Obstacle::Door(gate) => gate.name(),
        Obstacle::NoServiceMerchant => "no_service_merchant",
        Obstacle::Elsewhere { .. } => "target_elsewhere",
        Obstacle::Skipped { .. } => "slots_skipped",
        Obstacle::Ended { .. } => "ladder_ended",
        Obstacle::Blocked { gate, .. } => gate.name(),
    }
}

/// What stands in the way, and where it is written.
pub(super) fn says(explained: &Explained<'_>, why_not: &WhyNot, obstacle: &Obstacle) -> Says {
    let (account, document) = (explained.account(), explained.document());
    match obstacle {
        Obstacle::Door(gate) => at_door(explained, *gate),
        Obstacle::NoServiceMerchant => {
            let service = account.service(why_not.service);
            let gateway = escaped(&service.gateway);
            let name = escaped(&service.name);
            Says::new(format!(
                "no merchant of the configuration has {name}'s gateway type, {gateway}"
            ))
        }
        Obstacle::Elsewhere { profile, groups } => {
            elsewhere(explained, why_not.service, *profile, groups)
        }
        Obstacle::Skipped { profile, slots, target } => {
            let (are, go) = if slots.len() == 1 { ("is", "goes") } else { ("are", "go") };
            let attempts = words::attempts(slots);
            let target = words::merchant(account, *target);
            let path = document.profile_path(*profile).key("attempts");
            Says::at(format!("{attempts}, which {go} to {target}, {are} skipped"), path)
        }
        Obstacle::Ended { profile, slot, target, reason } => {
            let why = match reason {
                Some(gate) => {
                    format!(
                        "it is blocked, for {}",
                        asked(explained, *target).says(*gate, Verdict::Fail).text
                    )
                }
                None => {
                    format!("{} owns the payment from there", words::merchant(account, *target))
                }
            };
            let path = document.slot_path(*profile, *slot);
            Says::at(format!("the ladder ends at attempt {slot}: {why}"), path)
        }
        Obstacle::Blocked { slot, target, gate, .. } => {
            let says = asked(explained, *target).says(*gate, Verdict::Fail);
            Says { text: format!("attempt {slot} is blocked: {}", says.text), path: says.path }
        }
    }
}

/// A gate that turns it away; for a class, what decided that.
fn at_door(explained: &Explained<'_>, gate: Outcome) -> Says {
    let says = door::says(explained, gate, Answer::Asked(Verdict::Fail));
    let says = says.unwrap_or_else(|| Says::new(gate.name()));
    if !matches!(gate, Outcome::HardDecline | Outcome::Unclassified) {
        return says;
    }
    let class = class::says(explained);
    Says { text: format!("{} ({})", says.text, class.text), path: class.path.or(says.path) }
}

fn asked<'a>(explained: &'a Explained<'a>, target: MerchantIndex) -> Asked<'a> {
    let mut attempts = explained.explanation.attempts();
    let planned = attempts.find(|story| story.plan.target == target);
    let price = planned.map_or(explained.decline.amount, |story| story.plan.price.amount);
    Asked::about(explained, target, price)
}

fn elsewhere(
    explained: &Explained<'_>,
    service: ServiceIndex,
    index: ProfileIndex,
    groups: &[(Group, Option<MerchantIndex>)],
) -> Says {
    let account = explained.account();
    let (profile, service) = (words::profile(account, index), words::service(account, service));
    let mut targets: Vec<(Option<MerchantIndex>, Vec<String>)> = Vec::new();
    for (group, target) in groups {
        match targets.last_mut() {
            Some((last, keys)) if last == target => keys.push(group.key.to_owned()),
            _ => targets.push((*target, vec![group.key.to_owned()])),
        }
    }
    let goes = |(target, keys): (Option<MerchantIndex>, Vec<String>)| {
        let target = match target {
            Some(target) => words::merchant(account, target),
            None => "the merchant of the decline".to_owned(),
        };
        format!("attempts {} go to {target}", words::listed(&keys))
    };
    let goes: Vec<String> = targets.into_iter().map(goes).collect();
    let text = if goes.is_empty() {
        format!("no attempt that could go to {service} is left")
    } else {
        format!("{profile} sends nothing to {service}: {}", words::listed(&goes))
    };
    Says::at(text, explained.document().profile_path(index).key("targets"))
}

/// What a change does.
pub(super) fn action(step: &Step) -> &'static str {
    match (&step.obstacle, &step.change.edit) {
        (Obstacle::Door(Outcome::NoProfile), Edit::Add(_)) if step.change.path.0.len() == 1 => {
            "adds a profile that hands the merchant's declines off"
        }
        (Obstacle::Door(Outcome::NoProfile), _) => "puts the merchant in the profile",
        (Obstacle::Door(Outcome::BelowMinimum), _) => "lowers the minimum price to this sale",
        (Obstacle::Door(Outcome::RecyclingDisabled), _) => {
            "lets the campaign's declines be recycled"
        }
        (Obstacle::Door(Outcome::NewSaleNotRecycled), _) => "recycles new sales too",
        (Obstacle::Door(_), Edit::Set(_)) => "makes the decline map say soft: be sure that it is",
        (Obstacle::Door(_), _) => "maps this text to a soft decline: be sure that it is one",
        (Obstacle::Elsewhere { .. }, Edit::Remove(_)) => {
            "takes the merchant out of the profile that sends nothing there"
        }
        (Obstacle::Elsewhere { .. }, _) => "sends these attempts to the service's merchant",
        (Obstacle::Skipped { .. }, _) => "takes the attempt that is skipped",
        (Obstacle::Ended { .. }, _) if ends_with(step, "skip") => {
            "skips the attempt that ends the ladder"
        }
        (Obstacle::Blocked { .. }, _) if is_target(step) => {
            "sends these attempts to another merchant of the service"
        }
        (Obstacle::Blocked { gate, .. } | Obstacle::Ended { reason: Some(gate), .. }, _) => {
            opening(*gate, step)
        }
        (Obstacle::NoServiceMerchant | Obstacle::Ended { reason: None, .. }, _) => "",
    }
}

fn ends_with(step: &Step, key: &str) -> bool {
    matches!(step.change.path.0.last(), Some(crate::model::Step::Key(last)) if last == key)
}

fn is_target(step: &Step) -> bool {
    let steps = &step.change.path.0;
    let parent = steps.len().checked_sub(2).map(|at| &steps[at]);
    matches!(parent, Some(crate::model::Step::Key(key)) if key == "targets")
}

fn opening(gate: BlockReason, step: &Step) -> &'static str {
    match gate {
        BlockReason::MerchantDisabled => "enables the merchant",
        BlockReason::MethodNotAccepted => "lets the merchant accept the brand",
        BlockReason::PrepaidBlocked => "lets prepaid cards through",
        BlockReason::DebitBlocked => "lets debit cards through",
        BlockReason::CurrencyNotAccepted => "lets the merchant accept the currency",
        BlockReason::BelowServiceMinimum if ends_with(step, "minimum_price") => {
            "keeps reductions from going below the service's minimum"
        }
        BlockReason::BelowServiceMinimum => {
            "lowers the service's minimum: only if the service does"
        }
    }
}

/// Why no change helps.
pub(super) fn no_repair(explained: &Explained<'_>, why_not: &WhyNot) -> String {
    let service = words::service(explained.account(), why_not.service);
    let has = |gate| why_not.obstacles.contains(&Obstacle::Door(gate));
    let why = if has(Outcome::RecordedAttempt) {
        "the first decline of its payment is the one that is replayed".to_owned()
    } else if has(Outcome::UnknownMerchant) {
        "its merchant is missing, so add it as it is in the CRM first".to_owned()
    } else if has(Outcome::AtService) {
        "it is at a recovery service already".to_owned()
    } else if has(Outcome::HardDecline) {
        "it is hard, and no decline map may or can make it soft".to_owned()
    } else if has(Outcome::Unclassified) {
        "no decline map may or can make it soft".to_owned()
    } else if why_not.obstacles.contains(&Obstacle::NoServiceMerchant) {
        format!("{service}'s merchant is missing, so set it up in the CRM and here first")
    } else if explained.explanation.facts.attempt >= SLOTS {
        "it was the last attempt itself".to_owned()
    } else {
        format!("none of up to {MOST_CHANGES} values was found")
    };
    format!("No change of the configuration brings it to {service}: {why}.")
}

/// What happens with the repair.
pub(super) fn with_repair(explained: &Explained<'_>, repair: &Repair) -> String {
    let handoff = &repair.handoff;
    let merchant = words::merchant_id(explained.account(), handoff.target);
    let (place, amount) = (sentence::place(handoff), words::amount(handoff.amount));
    let more = match repair.route.outcome {
        Outcome::Contested => ", though the CRM then goes on charging it as well (contested)",
        _ => "",
    };
    format!("it is handed off on {merchant} {place} for {amount}{more}")
}

/// The section of the text.
pub(super) fn section(page: &mut Page, explained: &Explained<'_>, why_not: &WhyNot) {
    let service = words::service(explained.account(), why_not.service);
    page.gap();
    if let Some(handoff) = &why_not.handoff {
        let merchant = words::merchant_id(explained.account(), handoff.target);
        let place = sentence::place(handoff);
        page.heading(&format!("It does reach {service}: on {merchant} {place}."), None);
        return;
    }
    page.heading(&format!("Why not {service}"), None);
    for (at, obstacle) in why_not.obstacles.iter().enumerate() {
        let label = if at == 0 { "first" } else { "also" };
        let style = page.look().palette.error;
        page.told(explained, label, style, &says(explained, why_not, obstacle));
    }
    page.gap();
    let Some(repair) = &why_not.repair else {
        page.plain(&no_repair(explained, why_not));
        return;
    };
    page.heading("The smallest change that brings it there", None);
    for (at, step) in repair.steps.iter().enumerate() {
        let flag = escaped(&shell_flag(&step.change)).into_owned();
        let more = if at + 1 < repair.steps.len() { r" \" } else { "" };
        page.command(&format!("{flag}{more}"));
    }
    for step in &repair.steps {
        page.told(explained, "does", Style::new(), &Says::new(action(step)));
    }
    let style = page.look().palette.strong;
    page.told(explained, "replayed", style, &Says::new(with_repair(explained, repair)));
}
