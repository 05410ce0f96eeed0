//! The assumptions about the CRM that are not the default, or on which this configuration depends.

use crate::config::{Account, Assumptions};
use crate::engine::{ladder, ladder_steps};

/// A sentence for each, in the order in which they are documented.
pub(super) fn of_assumptions(account: &Account) -> Vec<String> {
    let in_force = account.assumptions.in_force();
    in_force
        .into_iter()
        .zip(Assumptions::KEYS)
        .filter(|((key, value), (_, values))| *value != values[0] || matters(account, key, values))
        .map(|((key, value), _)| format!("{key} = {value}: {}.", meaning(key, value)))
        .collect()
}

/// Whether another value could change what this configuration does.
fn matters(account: &Account, key: &str, values: &[&str]) -> bool {
    let mut profiles = account.profiles.iter();
    match key {
        "skip_wait" | "skip_reduction" | "reduction_mode" | "wait_from" => {
            let mut other = account.clone();
            values.iter().filter_map(|value| account.assumptions.with(key, value)).any(|with| {
                other.assumptions = with;
                account.profiles.iter().any(|profile| {
                    !ladder_steps(account, profile).eq(ladder_steps(&other, profile))
                })
            })
        }
        "weekday_rule" => profiles
            .any(|profile| profile.force_weekday.is_some() && ladder(profile, 0).next().is_some()),
        "blocked_slot" => profiles.any(|profile| ladder(profile, 0).nth(1).is_some()),
        "after_handoff" => profiles.any(|profile| {
            let mut rungs = ladder(profile, 0);
            let is_handoff = |target| account.merchant(target).service.is_some();
            rungs.any(|rung| rung.rule.target.is_some_and(is_handoff)) && rungs.next().is_some()
        }),
        _ => false,
    }
}

/// What a value of an assumption says.
fn meaning(key: &str, value: &str) -> &'static str {
    match (key, value) {
        ("skip_wait", "omit") => "the wait of a skipped re-attempt does not pass",
        ("skip_wait", _) => "the wait of a skipped re-attempt passes all the same",
        ("skip_reduction", "omit") => "the reduction of a skipped re-attempt does not count",
        ("skip_reduction", _) => "the reduction of a skipped re-attempt counts all the same",
        ("reduction_mode", "cumulative") => "reductions add up from one re-attempt to the next",
        ("reduction_mode", _) => "each re-attempt states all that is taken off",
        ("wait_from", "previous_attempt") => "a wait counts from the re-attempt before",
        ("wait_from", _) => "every wait counts from the decline",
        ("weekday_rule", "on_or_after") => "a forced weekday is the first on or after the date",
        ("weekday_rule", "strictly_after") => "a forced weekday is the first after the date",
        ("weekday_rule", _) => "a forced weekday is the closest to the date",
        ("blocked_slot", "count_as_decline") => "a blocked re-attempt counts as one that declined",
        ("blocked_slot", "pass_over") => "a blocked re-attempt takes no time and no discount",
        ("blocked_slot", _) => "a blocked re-attempt ends everything",
        ("after_handoff", "continue") => "the CRM goes on after a hand-off",
        ("after_handoff", _) => "the CRM stops at a hand-off",
        (_, "soft") => "a decline that nothing classes is taken to be soft",
        (_, "hard") => "a decline that nothing classes is taken to be hard",
        _ => "a decline that nothing classes is not tried again",
    }
}
