//! Every worked example of the contract (semantics.md section 7), and corners of its other sections worked out by hand, as tables that any
//! implementation of `replay` can be held against.

use crate::oracle::{self, RouteRow, TransactionRow};
use crate::product;

/// An implementation of `replay`: configuration (TOML) and declines (CSV) in, the rows of the two files out.
type Replay = fn(&str, &str) -> (Vec<RouteRow>, Vec<TransactionRow>);

struct Example {
    name: &'static str,
    config: String,
    /// `declined_at,merchant_id,amount,response_type`
    decline: &'static str,
    /// `attempt merchant_id due_at amount status[:reason] notes`, notes `-` where there are none
    attempts: &'static [&'static str],
    outcome: &'static str,
}

const MERCHANTS: &str = r#"
[[merchant]]
id = "A"
title = "A"
gateway = "NMI"

[[merchant]]
id = "B"
title = "B"
gateway = "NMI"

[[merchant]]
id = "F"
title = "F"
gateway = "FlexPay"
"#;

const FP: &str = r#"
[[profile]]
title = "FP"
apply_to = ["A"]
targets = { "4-6" = "F" }
attempts = { 4 = { wait_days = 1, price_reduction = "0" } }
"#;

/// A profile of merchant A alone with the given keys, nothing handed off.
fn plain(profile_keys: &str) -> String {
    format!("{MERCHANTS}\n[[profile]]\ntitle = \"plain\"\napply_to = [\"A\"]\n{profile_keys}\n")
}

fn worked_examples() -> Vec<Example> {
    let fp = format!("{MERCHANTS}{FP}");
    let fp_on_fridays = format!("{fp}bill_on_fridays = true\n");
    let skipped_wait = plain(
        "attempts = { 1 = { wait_days = 1 }, 2 = { skip = true, wait_days = 5 }, 3 = { wait_days = 2 } }",
    );
    vec![
        Example {
            name: "a soft decline is handed off on the next day",
            config: fp.clone(),
            decline: "2024-03-04 10:00,A,49.95,SOFT_DECLINE",
            attempts: &["4 F 2024-03-05T03:00:00-05:00 49.95 handed_off under_min_gap"],
            outcome: "handed_off",
        },
        Example {
            name: "Fridays forced move the hand-off",
            config: fp_on_fridays.clone(),
            decline: "2024-03-04 10:00,A,49.95,SOFT_DECLINE",
            attempts: &["4 F 2024-03-08T03:00:00-05:00 49.95 handed_off weekday_forced"],
            outcome: "handed_off",
        },
        Example {
            name: "Fridays forced move nothing that is due on a Friday",
            config: fp_on_fridays,
            decline: "2024-03-07 10:00,A,49.95,SOFT_DECLINE",
            attempts: &["4 F 2024-03-08T03:00:00-05:00 49.95 handed_off under_min_gap"],
            outcome: "handed_off",
        },
        Example {
            name: "a hard decline is never recycled",
            config: fp.clone(),
            decline: "2024-03-04 10:00,A,49.95,HARD_DECLINE",
            attempts: &[],
            outcome: "hard_decline",
        },
        Example {
            name: "a merchant in no profile",
            config: fp.clone(),
            decline: "2024-03-04 10:00,B,49.95,SOFT_DECLINE",
            attempts: &[],
            outcome: "no_profile",
        },
        Example {
            name: "a disabled hand-off target blocks",
            config: format!(
                "{}{FP}",
                MERCHANTS.replace("\"FlexPay\"", "\"FlexPay\"\nenabled = false")
            ),
            decline: "2024-03-04 10:00,A,49.95,SOFT_DECLINE",
            attempts: &["4 F 2024-03-05T03:00:00-05:00 49.95 blocked:merchant_disabled -"],
            outcome: "blocked",
        },
        Example {
            name: "waits count from the previous attempt",
            config: plain(
                "attempts = { 1 = { wait_days = 2 }, 2 = { wait_days = 3 }, 3 = { wait_days = 4 } }",
            ),
            decline: "2024-03-04 10:00,A,49.95,SOFT_DECLINE",
            attempts: &[
                "1 A 2024-03-06T03:00:00-05:00 49.95 submitted -",
                "2 A 2024-03-09T03:00:00-05:00 49.95 submitted -",
                "3 A 2024-03-13T03:00:00-04:00 49.95 submitted -",
            ],
            outcome: "exhausted",
        },
        Example {
            name: "percent reductions add up, round half up and stop at the minimum price",
            config: plain(
                r#"reduction_type = "percent"
                minimum_price = "35.00"
                attempts = { 1 = { wait_days = 1, price_reduction = 10 }, 2 = { wait_days = 1, price_reduction = 10 }, 3 = { wait_days = 1, price_reduction = 20 } }"#,
            ),
            decline: "2024-03-04 10:00,A,49.95,SOFT_DECLINE",
            attempts: &[
                "1 A 2024-03-05T03:00:00-05:00 44.96 submitted -",
                "2 A 2024-03-06T03:00:00-05:00 39.96 submitted -",
                "3 A 2024-03-07T03:00:00-05:00 35.00 submitted price_floored",
            ],
            outcome: "exhausted",
        },
        Example {
            name: "an amount below the minimum price stays",
            config: plain(
                "minimum_price = \"35.00\"\nattempts = { 1 = { wait_days = 1, price_reduction = \"5.00\" } }",
            ),
            decline: "2024-03-04 10:00,A,20.00,SOFT_DECLINE",
            attempts: &["1 A 2024-03-05T03:00:00-05:00 20.00 submitted price_floored"],
            outcome: "exhausted",
        },
        Example {
            name: "a skipped slot's wait does not pass",
            config: skipped_wait.clone(),
            decline: "2024-03-04 10:00,A,49.95,SOFT_DECLINE",
            attempts: &[
                "1 A 2024-03-05T03:00:00-05:00 49.95 submitted -",
                "3 A 2024-03-07T03:00:00-05:00 49.95 submitted -",
            ],
            outcome: "exhausted",
        },
        Example {
            name: "a skipped slot's wait passes where that is assumed",
            config: format!("{skipped_wait}[assumptions]\nskip_wait = \"elapses\"\n"),
            decline: "2024-03-04 10:00,A,49.95,SOFT_DECLINE",
            attempts: &[
                "1 A 2024-03-05T03:00:00-05:00 49.95 submitted -",
                "3 A 2024-03-12T03:00:00-04:00 49.95 submitted -",
            ],
            outcome: "exhausted",
        },
        Example {
            name: "a day of 23 hours is under the minimum gap of a hand-off",
            config: fp,
            decline: "2024-03-09 03:00,A,49.95,SOFT_DECLINE",
            attempts: &["4 F 2024-03-10T03:00:00-04:00 49.95 handed_off under_min_gap"],
            outcome: "handed_off",
        },
        Example {
            name: "a day of 23 hours is one day to an ordinary attempt",
            config: plain("attempts = { 1 = { wait_days = 1 } }"),
            decline: "2024-03-09 03:00,A,49.95,SOFT_DECLINE",
            attempts: &["1 A 2024-03-10T03:00:00-04:00 49.95 submitted -"],
            outcome: "exhausted",
        },
    ]
}

/// What sections 4, 5 and 8 say where section 7 has no example.
fn corners() -> Vec<Example> {
    let account = |keys: &str, rest: &str| format!("[account]\n{keys}\n{rest}");
    let one_wait = |days: u32| plain(&format!("attempts = {{ 1 = {{ wait_days = {days} }} }}"));
    let on_fridays = |days: u32, rule: &str| {
        let keys = format!("bill_on_fridays = true\nattempts = {{ 1 = {{ wait_days = {days} }} }}");
        format!("{}[assumptions]\nweekday_rule = \"{rule}\"\n", plain(&keys))
    };
    let skip_then_hand_off = r#"
        targets = { "4-6" = "F" }
        attempts = { 1 = { skip = true, wait_days = 2, price_reduction = "1" }, 4 = { wait_days = 1, price_reduction = "2" }, 7 = { wait_days = 1, price_reduction = "3" } }
    "#;
    let disabled = plain(skip_then_hand_off).replace("\"FlexPay\"", "\"FlexPay\"\nenabled = false");
    vec![
        Example {
            name: "a time that the clock change skips becomes the first instant after the gap",
            config: account("rebill_time = \"02:30\"", &one_wait(1)),
            decline: "2024-03-09 10:00,A,49.95,SOFT_DECLINE",
            attempts: &["1 A 2024-03-10T03:00:00-04:00 49.95 submitted dst_shifted"],
            outcome: "exhausted",
        },
        Example {
            name: "a gap of half an hour",
            config: account(
                "timezone = \"Australia/Lord_Howe\"\nrebill_time = \"02:15\"",
                &one_wait(1),
            ),
            decline: "2024-10-05 10:00,A,49.95,SOFT_DECLINE",
            attempts: &["1 A 2024-10-06T02:30:00+11:00 49.95 submitted dst_shifted"],
            outcome: "exhausted",
        },
        Example {
            name: "a skipped day moves the attempt past midnight, and the next wait counts from there",
            config: account(
                "timezone = \"Pacific/Apia\"",
                &plain("attempts = { 1 = { wait_days = 1 }, 2 = { wait_days = 1 } }"),
            ),
            decline: "2011-12-29 10:00,A,49.95,SOFT_DECLINE",
            attempts: &[
                "1 A 2011-12-31T00:00:00+14:00 49.95 submitted dst_shifted",
                "2 A 2012-01-01T03:00:00+14:00 49.95 submitted -",
            ],
            outcome: "exhausted",
        },
        Example {
            name: "of a time that occurs twice, the earlier",
            config: account("rebill_time = \"01:30\"", &one_wait(1)),
            decline: "2024-11-02 10:00,A,49.95,SOFT_DECLINE",
            attempts: &["1 A 2024-11-03T01:30:00-04:00 49.95 submitted -"],
            outcome: "exhausted",
        },
        Example {
            name: "an instant that is the decline's own is not after it",
            config: one_wait(0),
            decline: "2024-03-04 03:00:00,A,49.95,SOFT_DECLINE",
            attempts: &["1 A 2024-03-05T03:00:00-05:00 49.95 submitted -"],
            outcome: "exhausted",
        },
        Example {
            name: "a second later is after it",
            config: one_wait(0),
            decline: "2024-03-04 02:59:59,A,49.95,SOFT_DECLINE",
            attempts: &["1 A 2024-03-04T03:00:00-05:00 49.95 submitted -"],
            outcome: "exhausted",
        },
        Example {
            name: "the nearest Friday may come before the date",
            config: on_fridays(6, "nearest"),
            decline: "2024-03-04 10:00,A,49.95,SOFT_DECLINE",
            attempts: &["1 A 2024-03-08T03:00:00-05:00 49.95 submitted weekday_forced"],
            outcome: "exhausted",
        },
        Example {
            name: "the nearest Friday never comes before the previous event",
            config: on_fridays(0, "nearest"),
            decline: "2024-03-09 10:00,A,49.95,SOFT_DECLINE",
            attempts: &["1 A 2024-03-15T03:00:00-04:00 49.95 submitted weekday_forced"],
            outcome: "exhausted",
        },
        Example {
            name: "the nearest Friday is today but its time is past: the next Friday",
            config: on_fridays(0, "nearest"),
            decline: "2024-03-08 10:00,A,49.95,SOFT_DECLINE",
            attempts: &["1 A 2024-03-15T03:00:00-04:00 49.95 submitted weekday_forced"],
            outcome: "exhausted",
        },
        Example {
            name: "strictly after a Friday is the next Friday",
            config: on_fridays(1, "strictly_after"),
            decline: "2024-03-07 10:00,A,49.95,SOFT_DECLINE",
            attempts: &["1 A 2024-03-15T03:00:00-04:00 49.95 submitted weekday_forced"],
            outcome: "exhausted",
        },
        Example {
            name: "waits from the first decline never go back before the previous event",
            config: format!(
                "{}[assumptions]\nwait_from = \"first_decline\"\n",
                plain(
                    "attempts = { 1 = { wait_days = 5 }, 2 = { wait_days = 2 }, 3 = { wait_days = 9 } }"
                )
            ),
            decline: "2024-03-04 10:00,A,49.95,SOFT_DECLINE",
            attempts: &[
                "1 A 2024-03-09T03:00:00-05:00 49.95 submitted -",
                "2 A 2024-03-10T03:00:00-04:00 49.95 submitted -",
                "3 A 2024-03-13T03:00:00-04:00 49.95 submitted -",
            ],
            outcome: "exhausted",
        },
        Example {
            name: "absolute reductions state their own total",
            config: format!(
                "{}[assumptions]\nreduction_mode = \"absolute\"\n",
                plain(
                    "reduction_type = \"percent\"\nattempts = { 1 = { wait_days = 1, price_reduction = 50 }, 2 = { wait_days = 1, price_reduction = 10 } }"
                )
            ),
            decline: "2024-03-04 10:00,A,49.95,SOFT_DECLINE",
            attempts: &[
                "1 A 2024-03-05T03:00:00-05:00 24.98 submitted -",
                "2 A 2024-03-06T03:00:00-05:00 44.96 submitted -",
            ],
            outcome: "exhausted",
        },
        Example {
            name: "an ordinary attempt after a hand-off contests it",
            config: plain(skip_then_hand_off),
            decline: "2024-03-04 10:00,A,49.95,SOFT_DECLINE",
            attempts: &[
                "4 F 2024-03-05T03:00:00-05:00 47.95 handed_off under_min_gap",
                "7 A 2024-03-06T03:00:00-05:00 44.95 submitted after_handoff",
            ],
            outcome: "contested",
        },
        Example {
            name: "the service owns the payment from the first hand-off on",
            config: format!(
                "{}[assumptions]\nafter_handoff = \"service_owns\"\n",
                plain(skip_then_hand_off)
            ),
            decline: "2024-03-04 10:00,A,49.95,SOFT_DECLINE",
            attempts: &["4 F 2024-03-05T03:00:00-05:00 47.95 handed_off under_min_gap"],
            outcome: "handed_off",
        },
        Example {
            name: "a blocked slot took place: its wait and its reduction count",
            config: disabled.clone(),
            decline: "2024-03-04 10:00,A,49.95,SOFT_DECLINE",
            attempts: &[
                "4 F 2024-03-05T03:00:00-05:00 47.95 blocked:merchant_disabled -",
                "7 A 2024-03-06T03:00:00-05:00 44.95 submitted -",
            ],
            outcome: "exhausted",
        },
        Example {
            name: "a blocked slot is passed over: what skipped slots gathered stays gathered",
            config: format!(
                "{disabled}[assumptions]\nblocked_slot = \"pass_over\"\nskip_wait = \"elapses\"\nskip_reduction = \"accrues\"\n"
            ),
            decline: "2024-03-04 10:00,A,49.95,SOFT_DECLINE",
            attempts: &[
                "4 F 2024-03-07T03:00:00-05:00 46.95 blocked:merchant_disabled -",
                "7 A 2024-03-07T03:00:00-05:00 45.95 submitted -",
            ],
            outcome: "exhausted",
        },
        Example {
            name: "a blocked slot fails the purchase",
            config: format!("{disabled}[assumptions]\nblocked_slot = \"fail_purchase\"\n"),
            decline: "2024-03-04 10:00,A,49.95,SOFT_DECLINE",
            attempts: &["4 F 2024-03-05T03:00:00-05:00 47.95 blocked:merchant_disabled -"],
            outcome: "blocked",
        },
    ]
}

/// Runs the examples and reports all that differ at once.
fn assert_each(examples: Vec<Example>, replay: Replay) {
    let mut wrong = Vec::new();
    for example in examples {
        let csv = format!(
            "transaction_id,card_brand,declined_at,merchant_id,amount,response_type\nT1,visa,{}\n",
            example.decline
        );
        let (routes, transactions) = replay(&example.config, &csv);
        let attempts: Vec<String> = routes.iter().map(in_short).collect();
        let outcomes: Vec<&str> = transactions.iter().map(|row| row.outcome.as_str()).collect();
        if attempts != example.attempts || outcomes != [example.outcome] {
            wrong.push(format!("{}: got {attempts:#?} {outcomes:?}", example.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn in_short(row: &RouteRow) -> String {
    let RouteRow { attempt, merchant_id, due_at, amount, status, reason, notes, .. } = row;
    let colon = if reason.is_empty() { "" } else { ":" };
    let notes = if notes.is_empty() { "-" } else { notes };
    format!("{attempt} {merchant_id} {due_at} {amount} {status}{colon}{reason} {notes}")
}

fn replay_with_oracle(config: &str, csv: &str) -> (Vec<RouteRow>, Vec<TransactionRow>) {
    let expected = oracle::replay(config, csv, &[]);
    (expected.routes, expected.transactions)
}

fn replay_with_product(config: &str, csv: &str) -> (Vec<RouteRow>, Vec<TransactionRow>) {
    let got = product::replay(config, csv, &[]).expect("a valid configuration and a clean decline");
    (got.routes, got.transactions)
}

#[test]
fn the_oracle_gives_every_worked_example() {
    assert_each(worked_examples(), replay_with_oracle);
}

#[test]
fn the_oracle_gives_every_corner() {
    assert_each(corners(), replay_with_oracle);
}

#[test]
fn the_product_gives_every_worked_example() {
    assert_each(worked_examples(), replay_with_product);
}

#[test]
fn the_product_gives_every_corner() {
    assert_each(corners(), replay_with_product);
}
