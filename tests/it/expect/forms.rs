//! Each form of expectation, holding and not, and everything that can be wrong with a case file.

use reattempt::analysis::{RouteColumn, TransactionColumn};

use super::{cases, failures, loaded};
use crate::support::{GUIDE_ACCOUNT, World};

/// A Monday's decline that FlexPay gets on Tuesday; the CRM tries twice more.
const DECLINE: &str =
    r#"decline = { merchant = "12", amount = "49.95", declined_at = "2024-03-04 10:00" }"#;
const MORE_ATTEMPTS: &str =
    r#"{ 4 = { wait_days = 1 }, 8 = { wait_days = 7, price_reduction = 5 } }"#;

fn account() -> String {
    GUIDE_ACCOUNT.replace("{ 4 = { wait_days = 1 } }", MORE_ATTEMPTS)
}

/// What does not hold of the decline.
fn not_held(expect: &str) -> Vec<String> {
    let text = format!("[[case]]\nname = \"x\"\n{DECLINE}\n[case.expect]\n{expect}\n");
    failures(&loaded(&account(), &[]), &cases(&text))
}

#[test]
fn expectations_that_hold() {
    for expect in [
        // Exactly, in every spelling of the value.
        r#"outcome = "contested""#,
        r#"amount = "49.95""#,
        "amount = 49.950",
        "attempts_made = 2",
        r#"declined_at = "2024-03-04T15:00:00Z""#,
        "declined_at = 2024-03-04 10:00:00",
        r#"declined_at = "2024-03-04""#,
        r#"merchant = "12""#,
        r#"merchant_id = "12""#,
        "line = 1",
        // One of several, a range, nothing, anything.
        r#"outcome = { one_of = ["handed_off", "contested"] }"#,
        "handoff_attempt = { one_of = [4, 5, 6] }",
        r#"amount = { from = 49.95, to = 49.95 }"#,
        r#"last_at = { from = "2024-03-12" }"#,
        r#"last_at = { to = "2024-03-12" }"#,
        r#"last_at = { from = "2024-03-12T03:00:00-04:00", to = "2024-03-12 03:00" }"#,
        "first_block_reason = { absent = true }",
        r#"first_block_reason = """#,
        "handoff_at = { absent = false }",
        // Tables of columns.
        r#"handoff = { attempt = 4, merchant = "99", service = "FlexPay", wait_days = 1, amount = "49.95" }"#,
        r#"last = { attempt = 8, merchant_id = "12", amount = 44.95, at = "2024-03-12" }"#,
        r#"attempt.4 = { status = "handed_off", recycle_number = 1, notes = ["method_unknown", "under_min_gap"] }"#,
        r#"attempt.8 = { at = "2024-03-12", wait_days = 7, notes_include = ["after_handoff"], notes_absent = ["price_floored"] }"#,
        "attempt.5 = { absent = true }",
        "attempt.8.absent = false",
        // Lists.
        "attempts = [8, 4]",
        "attempts_include = [4]",
        "attempts_absent = [5, 6]",
        r#"notes = ["after_handoff", "method_unknown", "under_min_gap"]"#,
        r#"notes_include = ["under_min_gap"]"#,
        r#"notes_absent = ["weekday_forced"]"#,
        r#"findings = ["ATT302", "PRF108"]"#,
        r#"findings_include = ["ATT302"]"#,
        r#"findings_absent = ["PRF101"]"#,
    ] {
        assert_eq!(not_held(expect), [""; 0], "{expect}");
    }
}

#[test]
fn expectations_that_do_not_hold() {
    for (expect, failure) in [
        (r#"outcome = "handed_off""#, r#"outcome: "handed_off", "contested""#),
        ("amount = 49.94", r#"amount: "49.94", "49.95""#),
        ("attempts_made = 3", "attempts_made: 3, 2"),
        (
            r#"handoff_at = "2024-03-05T03:00:00Z""#,
            r#"handoff_at: "2024-03-05T03:00:00Z", "2024-03-05T03:00:00-05:00""#,
        ),
        (
            r#"handoff_at = "2024-03-06""#,
            r#"handoff_at: "2024-03-06", "2024-03-05T03:00:00-05:00""#,
        ),
        (
            r#"outcome = { one_of = ["handed_off", "blocked"] }"#,
            r#"outcome: { one_of = ["handed_off", "blocked"] }, "contested""#,
        ),
        ("amount = { from = 49.96 }", r#"amount: { from = "49.96" }, "49.95""#),
        ("amount = { from = 1, to = 49.94 }", r#"amount: { from = "1", to = "49.94" }, "49.95""#),
        (
            r#"first_block_reason = { to = "prepaid_blocked" }"#,
            r#"first_block_reason: { to = "prepaid_blocked" }, nothing"#,
        ),
        ("handoff = { absent = true }", "handoff: { absent = true }, 4"),
        ("handoff.amount = 5", r#"handoff.amount: "5", "49.95""#),
        (
            "first_block_reason = { absent = false }",
            "first_block_reason: { absent = false }, nothing",
        ),
        (r#"attempt.5 = { status = "blocked" }"#, r#"attempt.5.status: "blocked", nothing"#),
        ("attempt.4 = { absent = true }", "attempt.4: { absent = true }, 4"),
        ("attempt.4.notes = []", r#"attempt.4.notes: [], ["method_unknown", "under_min_gap"]"#),
        ("attempts = [4]", "attempts: [4], [4, 8]"),
        ("attempts_include = [4, 5]", "attempts_include: [4, 5], [4, 8]"),
        (
            r#"notes_absent = ["under_min_gap"]"#,
            r#"notes_absent: ["under_min_gap"], ["after_handoff", "method_unknown", "under_min_gap"]"#,
        ),
        ("findings = []", r#"findings: [], ["PRF108", "ATT302"]"#),
    ] {
        assert_eq!(not_held(expect), [failure], "{expect}");
    }
}

/// Whatever comes out of a column can be expected of it, and something else cannot.
#[test]
fn every_column_can_be_expected() {
    let columns = TransactionColumn::ALL.iter().map(|column| column.name().to_owned());
    let of_attempt = RouteColumn::ALL.iter().map(|column| format!("attempt.4.{}", column.name()));
    for name in columns.chain(of_attempt).filter(|name| !name.ends_with("notes")) {
        let is_there = not_held(&format!("{name} = {{ absent = false }}")).is_empty();
        let is_absent = not_held(&format!("{name} = {{ absent = true }}")).is_empty();
        assert!(is_there != is_absent, "{name}");
        if is_there {
            let got = not_held(&format!("{name} = {{ absent = true }}")).remove(0);
            let got = got.split_once(", ").expect("expected and got").1.to_owned();
            assert_eq!(not_held(&format!("{name} = {got}")), [""; 0], "{name}");
        }
    }
}

#[test]
fn for_each_makes_a_decline_of_every_combination() {
    let text = r#"
[[case]]
name = "x"
decline = { merchant = "12", amount = 5 }
for_each = { brand = ["visa", "mc", "amex"], declined_at = [2024-03-04, "2024-03-05"] }
expect.outcome = "contested"
"#;
    let file = cases(text);
    let labels: Vec<&str> = file.cases[0].variants.iter().map(|it| it.label.as_str()).collect();
    assert_eq!(
        labels,
        [
            "card_brand=visa, declined_at=2024-03-04",
            "card_brand=visa, declined_at=2024-03-05",
            "card_brand=mc, declined_at=2024-03-04",
            "card_brand=mc, declined_at=2024-03-05",
            "card_brand=amex, declined_at=2024-03-04",
            "card_brand=amex, declined_at=2024-03-05",
        ]
    );
    assert_eq!(failures(&loaded(&account(), &[]), &file), [""; 0]);
}

#[test]
fn everything_wrong_with_a_case_file_is_told_at_once() {
    let bad = r#"
title = "x"
[[case]]
name = "a"
decline = { merchnt = "12", amount = "0", brand = "visa", card_brand = "mc" }
for_each = { funding = ["creditt"], amount = ["5"], order_type = [] }
[case.expect]
outcom = "handed_off"
notes = "x"
attempts = [4, "five"]
class = "sotf"
attempt.4 = { status = ["submitted"], foo = 1 }
attempt.12 = { absent = true }
handoff = { at = "soon", mount = "1" }
amount = { from = "5", absent = true }
currency = {}
findings = ["ATT999"]
profile = { oneof = ["x"] }
last = 4
[[case]]
decline = { merchant = "12", amount = "5", declined_at = "03/04/2024" }
[[case]]
name = "no decline"
expect = { outcome = "handed_off", last_at = { absent = "yes" } }
[[case]]
name = "a card"
decline = { merchant = "12", amount = "5", declined_at = "2024-03-04", card = "4111 1111 1111 1111" }
expect = {}
"#;
    let world = World::with([("reattempt.toml", GUIDE_ACCOUNT), ("cases.toml", bad)]);
    let ran = world.run(&["test", "cases.toml"]).expect(2);
    assert_eq!(ran.stdout, "");
    assert!(!ran.stderr.contains("4111"), "{}", ran.stderr);
    insta::assert_snapshot!("bad_case_file", ran.stderr);
}
