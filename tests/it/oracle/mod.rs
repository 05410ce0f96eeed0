//! A second, naive reading of the contract, sharing no code with the product: what `replay` must write, cell by cell.
//!
//! It takes valid configurations and clean declines only. Everything is done one row at a time, in the order of the contract's sections.

mod classify;
mod config;
mod declines;
mod ladder;
mod output;
mod time;

use std::collections::HashMap;

use config::Config;
use declines::Decline;
use serde::Deserialize;

/// One row of `routes.csv`, each cell as the file holds it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct RouteRow {
    pub(crate) transaction_id: String,
    pub(crate) attempt: String,
    pub(crate) recycle_number: String,
    pub(crate) status: String,
    pub(crate) reason: String,
    pub(crate) due_at: String,
    pub(crate) wait_days: String,
    pub(crate) merchant_id: String,
    pub(crate) service: String,
    pub(crate) amount: String,
    pub(crate) currency: String,
    pub(crate) notes: String,
    pub(crate) line: String,
}

/// One row of `transactions.csv`, each cell as the file holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct TransactionRow {
    pub(crate) transaction_id: String,
    pub(crate) declined_at: String,
    pub(crate) merchant_id: String,
    pub(crate) amount: String,
    pub(crate) currency: String,
    pub(crate) class: String,
    pub(crate) profile: String,
    pub(crate) outcome: String,
    pub(crate) attempts_made: String,
    pub(crate) attempts_blocked: String,
    pub(crate) handoff_attempt: String,
    pub(crate) handoff_at: String,
    pub(crate) handoff_wait_days: String,
    pub(crate) handoff_merchant_id: String,
    pub(crate) handoff_service: String,
    pub(crate) handoff_amount: String,
    pub(crate) first_block_reason: String,
    pub(crate) last_attempt: String,
    pub(crate) last_at: String,
    pub(crate) last_merchant_id: String,
    pub(crate) last_amount: String,
    pub(crate) notes: String,
    pub(crate) line: String,
}

/// What the two files of a replay must hold, header aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expected {
    pub(crate) routes: Vec<RouteRow>,
    pub(crate) transactions: Vec<TransactionRow>,
}

/// Replays the declines through the configuration; `first_of` names the columns of `--first-of`, none without the flag.
pub(crate) fn replay(config_toml: &str, declines_csv: &str, first_of: &[&str]) -> Expected {
    let config = Config::parse(config_toml);
    let declines = declines::parse(declines_csv, &config);
    let recorded = recorded_attempts(&declines, first_of);

    let mut expected = Expected { routes: Vec::new(), transactions: Vec::new() };
    for (index, decline) in declines.iter().enumerate() {
        let class = classify::class(&config, decline);
        let result = if recorded[index] {
            ladder::Climb::ended_at_the_door("recorded_attempt")
        } else {
            ladder::climb(&config, decline, class)
        };
        for attempt in &result.attempts {
            expected.routes.push(output::route_row(&config, decline, attempt));
        }
        expected.transactions.push(output::transaction_row(&config, decline, class, &result));
    }
    expected
}

/// For each decline, whether `--first-of` takes it for a later attempt of a decline that is replayed.
fn recorded_attempts(declines: &[Decline], first_of: &[&str]) -> Vec<bool> {
    let mut recorded = vec![false; declines.len()];
    let mut first_of_group: HashMap<Vec<String>, usize> = HashMap::new();
    for (index, decline) in declines.iter().enumerate() {
        let key: Vec<String> =
            first_of.iter().map(|column| decline.optional_cell(column)).collect();
        if key.iter().all(String::is_empty) {
            continue;
        }
        let Some(&first) = first_of_group.get(&key) else {
            first_of_group.insert(key, index);
            continue;
        };
        // Declines come in the order of their lines, so of two at one time the one seen first stays first.
        if decline.declined_at < declines[first].declined_at {
            recorded[first] = true;
            first_of_group.insert(key, index);
        } else {
            recorded[index] = true;
        }
    }
    recorded
}
