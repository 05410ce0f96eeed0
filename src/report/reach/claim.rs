//! What is wrong with a claim, and what refutes one.

use crate::analysis::reach::{ClaimError, Missed, Unmet};
use crate::config::Account;
use crate::report::text::{and_list, escaped};

use super::words::{days, reason};

/// What is wrong with a claim.
pub fn claim_error(error: &ClaimError) -> String {
    match error {
        ClaimError::NotAPair(word) => {
            format!("`{}` is not NAME=VALUE", escaped(word))
        }
        ClaimError::UnknownKey(name, Some(other)) => {
            format!("there is no `{}` to expect, did you mean `{other}`?", escaped(name))
        }
        ClaimError::UnknownKey(name, None) => format!(
            "there is no `{}` to expect, only attempt, handoff_wait_days and outcome",
            escaped(name)
        ),
        ClaimError::Twice(key) => format!("`{key}` is given twice"),
        ClaimError::BadValue(key, value, expected) => {
            format!("`{key}` is `{}`, expected {expected}", escaped(value))
        }
        ClaimError::Empty => {
            "nothing is expected, write `attempt=4 handoff_wait_days=1`".to_owned()
        }
    }
}

/// What is otherwise than claimed.
pub(super) fn unmet(unmet: &Unmet, account: &Account) -> String {
    match unmet {
        Unmet::Attempt(slot) => format!("handed off at attempt {slot}"),
        Unmet::Days(number) => format!("handed off after {}", days(*number)),
        Unmet::Outcome(other) => format!("ends as {}", other.name()),
        Unmet::NotReached(missed) => why(missed, account),
    }
}

fn why(missed: &Missed, account: &Account) -> String {
    let blocked = missed.blocked.iter().map(|(slot, why, target)| {
        let id = escaped(&account.merchant(*target).id);
        format!("attempt {slot} on {id} is blocked by {} ({})", why.name(), reason(*why))
    });
    let other = missed.other.map(|service| {
        format!("handed off to {} instead", escaped(&account.service(service).name))
    });
    let reasons: Vec<String> = blocked.chain(other).collect();
    if reasons.is_empty() { super::words::outcome(missed.outcome) } else { and_list(&reasons) }
}
