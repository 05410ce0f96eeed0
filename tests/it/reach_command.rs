//! `reattempt reach` as people run it: classes checked by hand, claims, errors.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{GUIDE_ACCOUNT, Ran, World};

fn reach(args: &[&str]) -> Ran {
    let world = World::with([("reattempt.toml", GUIDE_ACCOUNT)]);
    world.run(&[&["reach"], args].concat())
}

fn document(args: &[&str]) -> Value {
    let ran = reach(&[args, &["--format", "json"]].concat());
    serde_json::from_str(&ran.expect(0).stdout).unwrap()
}

/// What reaches the service: who, at which attempt, after how many days from each weekday.
fn reached(args: &[&str]) -> Vec<Value> {
    let document = document(args);
    let reached = document["services"][0]["reached"].as_array().unwrap();
    reached
        .iter()
        .map(|line| {
            let days = &line["handoff_wait_days"];
            let from =
                ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
            let days: Vec<&Value> = from.iter().map(|weekday| &days[weekday]).collect();
            json!([line["declines"], line["attempt"], days])
        })
        .collect()
}

fn sample(args: &[&str], columns: &str) -> String {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let mut command = World::new().command(&[&["reach"], args].concat());
    let output = command.current_dir(data).env("COLUMNS", columns).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_sample_in_few_lines() {
    insta::assert_snapshot!("sample.txt", sample(&["account.toml"], "100"));
    let args = ["mistakes/overlapping-profiles.toml", "--service", "FlexPay"];
    insta::assert_snapshot!("overlap.txt", sample(&args, "100"));
    let args = ["mistakes/flexpay-mid-disabled.toml", "--service", "flexpay"];
    insta::assert_snapshot!("disabled.txt", sample(&args, "60"));
}

#[test]
fn every_class_as_json() {
    let ran = reach(&["--expect", "attempt=4 handoff_wait_days=1", "--format", "json"]);
    insta::assert_snapshot!("guide.json", ran.expect(0).stdout);
}

#[test]
fn the_guides_account_hands_everything_off_the_next_day() {
    let both = json!({"merchant_id": {"in": ["12", "13"]}});
    let [one, days] = [json!([1]), json!([2])];
    let every_day = |days: &Value| json!([days, days, days, days, days, days, days]);
    assert_eq!(reached(&[]), [json!([both, 4, every_day(&one)])]);
    let wait = ["--set", "profile.\"FlexPay recovery\".attempts.4.wait_days=2"];
    assert_eq!(reached(&wait), [json!([both, 4, every_day(&days)])]);
    // From Friday the next day is Saturday, so the hand-off waits for the Friday after.
    let fridays = ["--set", "profile.\"FlexPay recovery\".bill_on_fridays=true"];
    let from = json!([[4], [3], [2], [1], [7], [6], [5]]);
    assert_eq!(reached(&fridays), [json!([both, 4, from])]);
    // Without a wait, a decline after 03:00 goes the next day.
    let at_once = ["--set", "profile.\"FlexPay recovery\".attempts.4.wait_days=0"];
    assert_eq!(reached(&at_once), [json!([both, 4, every_day(&json!([0, 1]))])]);
}

#[test]
fn a_disabled_service_merchant_takes_nothing() {
    let document = document(&["--set", "merchant.99.enabled=false"]);
    let service = &document["services"][0];
    assert_eq!(service["reached"], json!([]));
    assert_eq!(service["holds"], json!(false));
    let found = &service["counterexamples"];
    assert_eq!(found.as_array().unwrap().len(), 1);
    assert_eq!(found[0]["declines"], json!({"merchant_id": {"in": ["12", "13"]}}));
    assert_eq!(
        found[0]["blocked"],
        json!([{"attempt": 4, "merchant_id": "99", "reason": "merchant_disabled"}])
    );
}

#[test]
fn amounts_fall_into_bands_that_hold_in_every_currency() {
    // 4.995 is between two cents, four yen and five, and exactly 4,995 fils.
    let minimum = "service+={name=\"FlexPay\", gateway=\"FlexPay\", minimum_rebill=\"4.995\"}";
    let document = document(&["--set", minimum]);
    let found = document["services"][0]["counterexamples"].as_array().unwrap();
    let mut bands: Vec<(String, String)> = found
        .iter()
        .map(|found| {
            let example = found["example"].as_str().unwrap();
            let currency = example.split_once("currency=").map_or("USD", |(_, rest)| &rest[..3]);
            let to = found["declines"]["amount"]["to"].as_str().unwrap();
            (to.to_owned(), currency.to_owned())
        })
        .collect();
    bands.sort();
    let bands: Vec<(&str, &str)> = bands.iter().map(|(to, code)| (&**to, &**code)).collect();
    assert_eq!(bands, [("4", "BIF"), ("4.99", "USD"), ("4.994", "BHD"), ("4.9949", "CLF")]);
}

#[test]
fn a_claim_is_proved_or_refuted() {
    let proved = reach(&["--expect", "attempt=4 handoff_wait_days=1"]).expect(0).stdout;
    assert!(proved.starts_with("attempt=4 handoff_wait_days=1: holds for every soft decline"));
    let fridays = ["--set", "profile.\"FlexPay recovery\".bill_on_fridays=true"];
    let refuted = reach(&[&["--expect", "attempt=4 handoff_wait_days=1"], &fridays[..]].concat());
    insta::assert_snapshot!("refuted.txt", refuted.expect(1).stdout);
    for (claim, code) in [
        ("outcome=handed_off", 0),
        ("attempt=4", 0),
        ("attempt=5", 1),
        ("handoff_wait_days=2", 1),
        ("outcome=contested attempt=4", 1),
    ] {
        let _ = reach(&["--expect", claim]).expect(code);
    }
}

#[test]
fn the_commands_that_it_prints_run() {
    let world = World::with([("reattempt.toml", GUIDE_ACCOUNT)]);
    let args = ["reach", "--set", "merchant.99.block_prepaid=true", "--format", "json"];
    let document: Value = serde_json::from_str(&world.run(&args).expect(0).stdout).unwrap();
    let found = &document["services"][0]["counterexamples"][0];
    let example = found["example"].as_str().unwrap();
    assert_eq!(example, "merchant=12 amount=49.95 declined_at=2026-01-05T10:00 is_prepaid=yes");
    let explained = world.run(&[&["explain", "--decline", example], &args[1..3]].concat());
    assert!(explained.expect(0).stdout.contains("prepaid_blocked"));
}

#[test]
fn what_cannot_be_answered_is_an_error() {
    let errors = |args: &[&str]| reach(args).expect(2).stderr;
    insta::assert_snapshot!(
        "errors.txt",
        [
            errors(&["--service", "FlexPlay"]),
            errors(&["--service", "Nobody"]),
            errors(&["--expect", "atempt=4 handoff_wait_days=x soon attempt=4 attempt=4"]),
            errors(&["--expect", " "]),
            errors(&[
                "--expect",
                "attempt=4",
                "--unset",
                "merchant.12.supported_by",
                "--unset",
                "merchant.13.supported_by"
            ]),
            errors(&["nothing.toml"]),
        ]
        .join("\n")
    );
}
