//! The random cases reach every corner that the differential test is meant to compare.

use std::collections::BTreeMap;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use reattempt::model::{BlockReason, Class, Note, Outcome, Status};

use crate::generate;
use crate::oracle;

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
    let wanted = Outcome::ALL.iter().map(|outcome| format!("outcome {}", outcome.name()));
    let wanted =
        wanted.chain(BlockReason::ALL.iter().map(|reason| format!("reason {}", reason.name())));
    let wanted = wanted.chain(Note::ALL.iter().map(|note| format!("note {}", note.name())));
    let wanted = wanted.chain(Class::ALL.iter().map(|class| format!("class {}", class.name())));
    let wanted = wanted.chain(Status::ALL.iter().map(|status| format!("status {}", status.name())));
    let wanted = wanted.chain((1..=9).map(|attempt| format!("attempt {attempt}")));
    let rare: Vec<String> =
        wanted.filter(|what| seen.get(what).copied().unwrap_or_default() < 10).collect();
    assert!(rare.is_empty(), "seldom or never reached: {rare:?}\n{seen:#?}");
}
