//! What each gate at the door looked at.

use crate::analysis::explain::Answer;
use crate::engine::Verdict;
use crate::model::{Class, ConfigPath, OrderType, Outcome, Slot};
use crate::report::text::escaped;

use super::{Explained, Says, words};

/// What a gate looked at and found; `None` for one that was not asked.
pub(super) fn says(explained: &Explained<'_>, gate: Outcome, answer: Answer) -> Option<Says> {
    let Answer::Asked(verdict) = answer else { return None };
    let says = match gate {
        Outcome::RecordedAttempt => recorded(verdict),
        Outcome::UnknownMerchant => known_merchant(explained),
        Outcome::AtService => at_service(explained, verdict),
        Outcome::HardDecline | Outcome::Unclassified => class(explained, gate, verdict),
        Outcome::RecyclingDisabled => recycling(explained, verdict),
        Outcome::NewSaleNotRecycled => new_sale(explained, verdict),
        Outcome::NoProfile => in_profile(explained),
        Outcome::BelowMinimum => minimum(explained, verdict),
        Outcome::NoAttempts => attempts_left(explained, verdict),
        Outcome::Contested | Outcome::HandedOff | Outcome::Exhausted | Outcome::Blocked => {
            return None;
        }
    };
    Some(says)
}

fn recorded(verdict: Verdict) -> Says {
    Says::new(match verdict {
        Verdict::Fail => "it is a later attempt of a payment whose first decline is replayed",
        _ => "it is the decline to replay, not a later attempt of its payment",
    })
}

/// The merchant of the decline, as the row names it.
fn merchant(explained: &Explained<'_>) -> String {
    match explained.explanation.facts.merchant {
        Some(index) => words::merchant(explained.account(), index),
        None => format!("merchant {}", escaped(explained.decline.merchant_id)),
    }
}

fn known_merchant(explained: &Explained<'_>) -> Says {
    match explained.explanation.facts.merchant {
        Some(index) => {
            let path = explained.document().merchant_path(index);
            Says::at(format!("{} is in the configuration", merchant(explained)), path)
        }
        None => Says::new(format!("the configuration has no {}", merchant(explained))),
    }
}

fn at_service(explained: &Explained<'_>, verdict: Verdict) -> Says {
    let account = explained.account();
    let Some(index) = explained.explanation.facts.merchant else { return Says::new("") };
    let row_merchant = account.merchant(index);
    let text = match (verdict, row_merchant.service) {
        (Verdict::Fail, Some(service)) => {
            let service = words::service(account, service);
            let merchant = merchant(explained);
            format!("it declined at {service}, on {merchant}: {service} owns the payment already")
        }
        _ if row_merchant.gateway.is_empty() => "its merchant is no recovery service's".to_owned(),
        _ => {
            let gateway = escaped(&row_merchant.gateway);
            format!("its merchant is no recovery service's: the gateway is {gateway}")
        }
    };
    Says::at(text, explained.document().merchant_path(index).key("gateway"))
}

fn class(explained: &Explained<'_>, gate: Outcome, verdict: Verdict) -> Says {
    let assumed = explained.explanation.assumed_class;
    let is_assumed = explained.explanation.facts.classification.class == Class::Unknown;
    let text = match (gate, verdict) {
        (Outcome::HardDecline, Verdict::Unknown) => "nobody says whether it is a hard decline",
        (Outcome::HardDecline, Verdict::Fail) if is_assumed => {
            "its class is unknown and taken to be hard, and hard declines are never recycled"
        }
        (Outcome::HardDecline, Verdict::Fail) => "it is a hard decline, which is never recycled",
        (_, Verdict::Fail) => "nothing says whether it declined softly or hard",
        (_, _) if is_assumed => "its class is unknown and taken to be soft",
        (Outcome::HardDecline, _) => "it is not a hard decline",
        _ => "its class is known",
    };
    match (verdict, is_assumed) {
        (Verdict::Pass, false) => Says::new(format!("{text}: {}", assumed.name())),
        (_, false) => Says::new(text),
        (_, true) => Says::at(text, ConfigPath::of(["assumptions", "unknown_decline"])),
    }
}

fn recycling(explained: &Explained<'_>, verdict: Verdict) -> Says {
    let id = explained.decline.campaign_id;
    let shown = escaped(id);
    match verdict {
        Verdict::Unknown => Says::at(
            "the row names no campaign, and some campaigns disable recycle billing",
            ConfigPath::of(["campaign"]),
        ),
        _ if id.is_empty() => Says::new("no campaign disables recycle billing"),
        _ if explained.account().campaign_of(id).is_none() => {
            Says::new(format!("campaign {shown} is not in the configuration: nothing disables it"))
        }
        _ => {
            let path = ConfigPath::of(["campaign", id]).key("disable_recycle_billing");
            let what = if verdict == Verdict::Fail { "disables" } else { "does not disable" };
            Says::at(format!("campaign {shown} {what} recycle billing"), path)
        }
    }
}

fn new_sale(explained: &Explained<'_>, verdict: Verdict) -> Says {
    if explained.explanation.facts.order_type == OrderType::Rebill {
        return Says::new("it is a rebill");
    }
    let what = if verdict == Verdict::Fail { "are not recycled" } else { "are recycled" };
    let path = ConfigPath::of(["account", "recycle_new_sales"]);
    Says::at(format!("it is a new sale, and new sales {what}"), path)
}

fn in_profile(explained: &Explained<'_>) -> Says {
    let account = explained.account();
    match (explained.explanation.would_serve, explained.explanation.facts.merchant) {
        (Some(profile), Some(index)) => {
            let path = explained.document().apply_to_path(profile, index);
            let profile = words::profile(account, profile);
            Says::at(format!("{profile} names {}", words::merchant_id(account, index)), path)
        }
        _ => Says::new(format!("{} is in no profile", merchant(explained))),
    }
}

fn minimum(explained: &Explained<'_>, verdict: Verdict) -> Says {
    let facts = &explained.explanation.facts;
    let Some(index) = explained.explanation.would_serve else { return Says::new("") };
    let minimum = explained.account().profile(index).minimum_price;
    let (minimum, amount) = (words::minimum(minimum, facts.amount), words::amount(facts.amount));
    let text = match (facts.order_type, verdict) {
        (OrderType::Rebill, _) => "it is a rebill: the minimum price is only a floor".to_owned(),
        (_, Verdict::Fail) => {
            format!("it is a new sale of {amount}, below the profile's minimum price of {minimum}")
        }
        _ => format!("{amount} is not below the profile's minimum price of {minimum}"),
    };
    Says::at(text, explained.document().profile_path(index).key("minimum_price"))
}

fn attempts_left(explained: &Explained<'_>, verdict: Verdict) -> Says {
    let after = explained.explanation.facts.attempt;
    let Some(index) = explained.explanation.would_serve else { return Says::new("") };
    let rules = explained.account().profile(index).slots.iter();
    let left = rules.filter(|rule| rule.slot.0 > after && !rule.skip);
    let left: Vec<Slot> = left.map(|rule| rule.slot).collect();
    let after = if after == 0 { String::new() } else { format!(" after attempt {after}") };
    let text = if verdict == Verdict::Fail {
        let profile = words::profile(explained.account(), index);
        format!("{profile} has no attempt{after} that is not skipped")
    } else {
        let are = if left.len() == 1 { "is" } else { "are" };
        format!("{} {are} not skipped{after}", words::attempts(&left))
    };
    Says::at(text, explained.document().profile_path(index).key("attempts"))
}
