//! The random cases reach every corner that the differential test is meant to compare.

use std::collections::BTreeMap;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::generate;
use crate::oracle;

const OUTCOMES: [&str; 14] = [
    "at_service",
    "below_minimum",
    "blocked",
    "contested",
    "exhausted",
    "handed_off",
    "hard_decline",
    "new_sale_not_recycled",
    "no_attempts",
    "no_profile",
    "recorded_attempt",
    "recycling_disabled",
    "unclassified",
    "unknown_merchant",
];

const REASONS: [&str; 6] = [
    "below_service_minimum",
    "currency_not_accepted",
    "debit_blocked",
    "merchant_disabled",
    "method_not_accepted",
    "prepaid_blocked",
];

const NOTES: [&str; 8] = [
    "after_handoff",
    "ambiguous_profile",
    "dst_shifted",
    "funding_unknown",
    "method_unknown",
    "price_floored",
    "under_min_gap",
    "weekday_forced",
];

#[test]
fn random_cases_reach_every_outcome_reason_and_note() {
    let mut runner = TestRunner::deterministic();
    let cases = generate::cases();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..400 {
        let case = cases.new_tree(&mut runner).expect("a case").current();
        let expected = oracle::replay(&case.config, &case.declines, &case.first_of);
        let mut count = |what: String| *seen.entry(what).or_default() += 1;
        for row in &expected.transactions {
            count(format!("outcome {}", row.outcome));
            count(format!("class {}", row.class));
            row.notes.split(';').for_each(|note| count(format!("note {note}")));
        }
        for row in &expected.routes {
            count(format!("status {}", row.status));
            count(format!("reason {}", row.reason));
            count(format!("attempt {}", row.attempt));
        }
    }
    let wanted = OUTCOMES.iter().map(|outcome| format!("outcome {outcome}"));
    let wanted = wanted.chain(REASONS.iter().map(|reason| format!("reason {reason}")));
    let wanted = wanted.chain(NOTES.iter().map(|note| format!("note {note}")));
    let wanted =
        wanted.chain(["soft", "hard", "unknown"].iter().map(|class| format!("class {class}")));
    let wanted = wanted.chain((1..=9).map(|attempt| format!("attempt {attempt}")));
    let rare: Vec<String> =
        wanted.filter(|what| seen.get(what).copied().unwrap_or_default() < 10).collect();
    assert!(rare.is_empty(), "seldom or never reached: {rare:?}\n{seen:#?}");
}
