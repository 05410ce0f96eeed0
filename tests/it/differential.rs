//! Product and oracle agree on every cell, over random accounts and declines.
//!
//! `REATTEMPT_ORACLE_CASES` sets how many cases (default 256), `REATTEMPT_ORACLE_SEED` which ones (a number, default 0).

use std::env;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use crate::generate::{self, Case};
use crate::oracle::{self, Expected};
use crate::product;

fn from_environment(name: &str, default: u32) -> u32 {
    env::var(name).map_or(default, |value| {
        value.parse().unwrap_or_else(|_| panic!("{name} must be a number"))
    })
}

#[test]
fn product_and_oracle_agree_on_every_cell() {
    let config = Config {
        cases: from_environment("REATTEMPT_ORACLE_CASES", 256),
        failure_persistence: None,
        ..Config::default()
    };
    let mut seed = [0; 32];
    seed[..4].copy_from_slice(&from_environment("REATTEMPT_ORACLE_SEED", 0).to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let outcome = TestRunner::new_with_rng(config, rng)
        .run(&generate::cases(), |case| compare(&case).map_err(TestCaseError::fail));
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

fn compare(case: &Case) -> Result<(), String> {
    let Case { config, declines, first_of } = case;
    let expected = oracle::replay(config, declines, first_of);
    let got = product::replay(config, declines, first_of)?;
    let differences = differences(&expected, &got);
    if differences.is_empty() { Ok(()) } else { Err(differences.join("\n")) }
}

/// The first rows that differ in each file, as the oracle and the product have them.
fn differences(expected: &Expected, got: &Expected) -> Vec<String> {
    let mut differences = Vec::new();
    differences.extend(first_difference("routes.csv", &expected.routes, &got.routes));
    differences.extend(first_difference(
        "transactions.csv",
        &expected.transactions,
        &got.transactions,
    ));
    differences
}

fn first_difference<Row: PartialEq + std::fmt::Debug>(
    file: &str,
    expected: &[Row],
    got: &[Row],
) -> Option<String> {
    let longer = expected.len().max(got.len());
    let index = (0..longer).find(|&index| expected.get(index) != got.get(index))?;
    let (expected, got) = (format!("{:#?}", expected.get(index)), format!("{:#?}", got.get(index)));
    let lines: Vec<String> = if expected.lines().count() == got.lines().count() {
        let pairs = expected.lines().zip(got.lines()).filter(|(expected, got)| expected != got);
        pairs
            .map(|(expected, got)| format!("  oracle {} product {}", expected.trim(), got.trim()))
            .collect()
    } else {
        vec![format!("oracle {expected}\nproduct {got}")]
    };
    Some(format!("{file} row {}:\n{}", index + 1, lines.join("\n")))
}
