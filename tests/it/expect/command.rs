//! `reattempt test` as people run it: formats, exit codes, recording, accepting, thresholds.

use std::path::PathBuf;

use crate::support::{FEW_DECLINES, GUIDE_ACCOUNT, World};

/// Two declines as expected, two that are not.
const CASES: &str = r#"# What must not change.
[[case]]
name = "a soft decline reaches FlexPay"      # the next day
decline = { amount = "49.95", brand = "visa", declined_at = "2024-03-04 10:00" }
for_each = { merchant = ["12", "13"] }
expect = { outcome = "handed_off" }

[[case]]
name = "Tom's <decline> is \"odd\""
decline = { merchant = "12", amount = "49.95", brand = "visa", declined_at = "2024-03-04 10:00", response_text = "it's odd" }
[case.expect]
outcome = "handed_off"                       # unclassified, in truth
notes_absent = ["under_min_gap"]
handoff = { attempt = 4, at = "2024-03-06" } # a day late

[[case]]
name = "check objects to nothing"
expect = { findings_include = ["PRF101"] }
"#;

fn world() -> World {
    World::with([
        ("reattempt.toml", GUIDE_ACCOUNT),
        ("cases.toml", CASES),
        ("declines.csv", FEW_DECLINES),
    ])
}

#[test]
fn failures_in_every_format() {
    let world = world();
    for format in ["text", "json", "junit", "github"] {
        let ran = world.run(&["test", "cases.toml", "--format", format]).expect(1);
        assert_eq!(ran.stderr, "");
        insta::assert_snapshot!(format!("failures.{format}"), ran.stdout);
    }
}

#[test]
fn coverage_and_mutation_in_every_format() {
    let world = world();
    let flags =
        ["test", "cases.toml", "--coverage", "--mutate", "--set", "merchant.13.enabled=false"];
    for format in ["text", "json", "github"] {
        let ran = world.run(&[&flags[..], &["--format", format]].concat()).expect(1);
        insta::assert_snapshot!(format!("coverage_and_mutation.{format}"), ran.stdout);
    }
}

#[test]
fn the_number_of_threads_does_not_show() {
    let world = world();
    let run = |threads| {
        let args = ["test", "cases.toml", "--mutate", "--format", "json", "--threads", threads];
        world.run(&args).expect(1).stdout
    };
    assert_eq!(run("1"), run("3"));
}

#[test]
fn failing_cases_are_rewritten_when_they_are_accepted() {
    let world = world();
    let ran = world.run(&["test", "cases.toml", "--accept"]).expect(0);
    insta::assert_snapshot!("accepted.diff", ran.stderr);
    assert_eq!(ran.stdout, "4 declines of 3 cases: all as expected.\n");
    let accepted = world.read("cases.toml");
    let ran = world.run(&["test", "cases.toml", "--accept"]).expect(0);
    assert_eq!((ran.stderr.as_str(), world.read("cases.toml")), ("", accepted));
}

#[test]
fn a_case_whose_declines_differ_is_not_accepted() {
    let world = world();
    let flags =
        ["test", "cases.toml", "--accept", "--set", "profile.\"FlexPay recovery\".apply_to-=13"];
    let ran = world.run(&flags).expect(1);
    let told = "note: a soft decline reaches FlexPay: its declines come to different ends, so no one expectation holds \
                of all; split the case";
    assert!(ran.stderr.starts_with(told), "{}", ran.stderr);
    assert!(world.read("cases.toml").contains("expect = { outcome = \"handed_off\" }"));
}

#[test]
fn recorded_cases_hold_and_are_not_overwritten() {
    let world = world();
    let record = ["test", "--record", "recorded.toml", "--declines", "declines.csv"];
    let ran = world.run(&record).expect(0);
    assert_eq!(
        ran.stdout,
        "3 declines of 4 recorded in recorded.toml: they show all of 3 combinations.\n"
    );
    insta::assert_snapshot!("recorded.toml", world.read("recorded.toml"));
    let ran = world.run(&["test", "recorded.toml"]).expect(0);
    assert_eq!(ran.stdout, "3 cases: all as expected.\n");
    let ran = world.run(&record).expect(2);
    assert!(ran.stderr.contains("recorded.toml exists already"), "{}", ran.stderr);
    let _ = world.run(&[&record[..], &["--force"]].concat()).expect(0);
}

#[test]
fn thresholds_decide_the_exit_code() {
    let world = world();
    let (first, _) = CASES.split_once("[[case]]\nname = \"Tom's").unwrap();
    world.write("holds.toml", first.as_bytes());
    let run = |flags: &[&str]| world.run(&[&["test", "holds.toml", "-q"][..], flags].concat());
    let _ = run(&[]).expect(0);
    let _ = run(&["--coverage", "--fail-under", "40"]).expect(0);
    let _ = run(&["--fail-under", "99.9"]).expect(1);
    let _ = run(&["--mutate", "--fail-under-mutation", "10"]).expect(0);
    let _ = run(&["--fail-under-mutation", "100"]).expect(1);
    let ran = world.run(&["test", "holds.toml", "--fail-under", "99.9"]).expect(1);
    assert!(ran.stderr.ends_with("less than --fail-under 99.9\n"), "{}", ran.stderr);
    for wrong in ["101", "-1", "x"] {
        let _ = run(&["--fail-under", wrong]).expect(2);
    }
}

#[test]
fn what_cannot_be_done_ends_with_2() {
    let world = world();
    for args in [
        &["test"][..],
        &["test", "nosuch.toml"],
        &["test", "cases.toml", "--config", "nosuch.toml"],
        &["test", "cases.toml", "--set", "profile.\"FlexPay recovery\".attempts.4.wait_days=999"],
        &["test", "cases.toml", "--record", "x.toml", "--declines", "declines.csv"],
        &["test", "--record", "x.toml"],
        &["test", "reattempt.toml"],
    ] {
        let ran = world.run(args).expect(2);
        assert!(ran.stdout.is_empty() && !ran.stderr.is_empty(), "{args:?}");
    }
}

#[test]
fn the_sample_fails_under_each_of_its_mistakes() {
    let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data");
    let path = |name: &str| data.join(name).to_string_lossy().into_owned();
    let world = World::new();
    let _ = world.run(&["test", &path("cases.toml"), "--config", &path("account.toml")]).expect(0);
    for mistake in std::fs::read_dir(data.join("mistakes")).unwrap() {
        let mistake = mistake.unwrap().path().to_string_lossy().into_owned();
        let _ = world.run(&["test", &path("cases.toml"), "--config", &mistake]).expect(1);
    }
}
