//! `compare`, `sweep` and `assume` as people run them: outputs, exit codes, bad input.

use std::fmt::Write as _;

use crate::support::{FEW_DECLINES, GUIDE_ACCOUNT, World};

const WEEKDAY: &str = r#"profile."FlexPay recovery".bill_on_fridays=true"#;
const WAIT: &str = r#"profile."FlexPay recovery".attempts.4.wait_days=2"#;

fn world() -> World {
    let world = World::with([("reattempt.toml", GUIDE_ACCOUNT), ("declines.csv", FEW_DECLINES)]);
    // The guide's account with three changes: one does nothing here, one is in force for merchant 13 alone.
    let changed = GUIDE_ACCOUNT
        .replace("id = \"13\"", "id = \"13\"\nenabled = false")
        .replace("\"12\", \"13\"", "\"12\"")
        .replace("wait_days = 1", "wait_days = 3");
    world.write("changed.toml", changed.as_bytes());
    world
}

#[test]
fn a_comparison_leads_with_what_changes() {
    let args =
        ["compare", "declines.csv", "--base", "reattempt.toml", "--candidate", "changed.toml"];
    let ran = world().run(&args).expect(0);
    insta::assert_snapshot!(ran.stdout);
    assert_eq!(ran.stderr, "");
}

#[test]
fn a_folder_holds_the_changes_and_the_comparison() {
    let world = world();
    let args = ["compare", "declines.csv", "--candidate", "changed.toml", "--out", "out"];
    let ran = world.run(&[&args[..], &["--format", "json"]].concat()).expect(0);
    assert_eq!(world.names("out"), ["changes.csv", "compare.json"]);
    assert_eq!(world.read("out/compare.json"), ran.stdout);
    insta::assert_snapshot!("changes.csv", world.read("out/changes.csv"));
    insta::assert_snapshot!("compare.json", world.read("out/compare.json"));
    let ran = world.run(&args).expect(2);
    assert!(ran.stderr.contains("out already holds changes.csv"), "{}", ran.stderr);
}

#[test]
fn a_comparison_is_a_comment_too() {
    let args = ["compare", "declines.csv", "--candidate", "changed.toml", "--format", "markdown"];
    insta::assert_snapshot!(world().run(&args).expect(0).stdout);
}

#[test]
fn several_candidates_are_compared_at_once() {
    let world = world();
    let args = ["compare", "declines.csv", "--candidate", "changed.toml", "changed.toml"];
    let own = ["--candidate-set", WEEKDAY, "--out", "out", "--format", "json"];
    let ran = world.run(&[&args[..], &own].concat()).expect(0);
    assert_eq!(world.names("out"), ["candidate-set", "changed", "changed-2"]);
    let document: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(document["schema"], "reattempt/comparisons/1");
    for (at, name) in ["changed", "changed-2", "candidate-set"].iter().enumerate() {
        let own: serde_json::Value =
            serde_json::from_str(&world.read(&format!("out/{name}/compare.json"))).unwrap();
        assert_eq!(document["comparisons"][at], own);
    }
    let [first, _, last] = [0, 1, 2].map(|at| &document["comparisons"][at]["causes"]);
    assert_ne!(first, last);
    // T1 declines on a Monday and T2 too: both would wait for Friday.
    assert_eq!(last[0]["path"], r#"profile."FlexPay recovery".bill_on_fridays"#);
    assert_eq!((&last[0]["old"], &last[0]["new"]), (&false.into(), &true.into()));
    assert_eq!(last[0]["candidate"]["flag"], format!("--candidate-set {WEEKDAY}"));
    assert_eq!(last[0]["count"], 2);
}

#[test]
fn a_configuration_is_no_different_from_itself() {
    let world = world();
    let args = ["compare", "declines.csv", "--candidate", "reattempt.toml", "--exit-code"];
    let ran = world.run(&[&args[..], &["--max-changed", "0", "--out", "out"]].concat()).expect(0);
    assert!(ran.stdout.contains("Nothing changes for 4 declines."), "{}", ran.stdout);
    assert_eq!(world.read("out/changes.csv").lines().count(), 1);
}

#[test]
fn gates_end_with_one_and_say_which() {
    let world = world();
    let args = ["compare", "declines.csv", "--candidate-set", WAIT];
    let _ = world
        .run(&[&args[..], &["--max-changed", "50", "--max-lost-handoffs", "0"]].concat())
        .expect(0);
    let _ = world.run(&[&args[..], &["--exit-code"]].concat()).expect(1);
    let ran = world.run(&[&args[..], &["--max-changed", "49.9"]].concat()).expect(1);
    assert!(
        ran.stderr.contains("2 of 4 declines changed (50.0 %), more than --max-changed 49.9"),
        "{}",
        ran.stderr
    );
    let args =
        ["compare", "declines.csv", "--candidate", "changed.toml", "--max-lost-handoffs", "0"];
    let ran = world.run(&args).expect(1);
    assert!(
        ran.stderr.contains("1 hand-off is lost, more than --max-lost-handoffs 0"),
        "{}",
        ran.stderr
    );
    let ran =
        world.run(&["compare", "declines.csv", "--candidate-set", WAIT, "--max-changed", "x"]);
    assert!(ran.expect(2).stderr.contains("expected a percentage"));
}

#[test]
fn every_configuration_that_does_not_load_is_shown() {
    let world = world();
    world.write("bad.toml", b"[account]\ntimezone = \"Nowhere\"\n");
    world.write("worse.toml", b"[acount]\n");
    let args =
        ["compare", "declines.csv", "--base", "bad.toml", "--candidate", "worse.toml", "none.toml"];
    let ran = world.run(&args).expect(2);
    assert_eq!(ran.stdout, "");
    for text in
        ["bad.toml:2:12", "worse.toml:1:2", "did you mean \"account\"", "cannot read none.toml"]
    {
        assert!(ran.stderr.contains(text), "{text}: {}", ran.stderr);
    }
    let ran = world.run(&["compare", "declines.csv"]).expect(2);
    assert!(ran.stderr.contains("there is nothing to compare with"), "{}", ran.stderr);
    let args = ["compare", "declines.csv", "--candidate-set", "merchant.12.enabld=false"];
    let ran = world.run(&args).expect(2);
    assert!(ran.stderr.contains("--candidate-set merchant.12.enabld=false"), "{}", ran.stderr);
}

#[test]
fn another_zone_and_other_merchants_are_compared_and_said_plainly() {
    let world = world();
    let renamed = GUIDE_ACCOUNT
        .replace("[account]", "[account]\ntimezone = \"Asia/Tokyo\"")
        .replace("\"13\"", "\"14\"");
    world.write("renamed.toml", renamed.as_bytes());
    let args = ["compare", "declines.csv", "--candidate", "renamed.toml", "--out", "out"];
    let ran = world.run(&args).expect(0);
    assert!(ran.stderr.contains("renamed.toml reads declines differently (the account's zone)"));
    assert!(
        ran.stdout.contains("only in the base: 13; only in the candidate: 14"),
        "{}",
        ran.stdout
    );
    insta::assert_snapshot!("changes_elsewhere.csv", world.read("out/changes.csv"));
}

#[test]
fn bytes_do_not_depend_on_threads() {
    let world = world();
    let mut declines = FEW_DECLINES.to_owned();
    for number in 0..20_000 {
        let (day, merchant) = (1 + number % 28, 12 + number % 2);
        writeln!(
            declines,
            "N{number},2024-02-{day:02} 10:00,{merchant},{}.00,visa,soft,SALE",
            1 + number % 97
        )
        .unwrap();
    }
    world.write("many.csv", declines.as_bytes());
    let own = ["many.csv", "--candidate", "changed.toml", "--candidate-set", WEEKDAY];
    let sweep =
        ["sweep", "many.csv", "--vary", "merchant.99.enabled=true,false", "--format", "json"];
    let mut expected: Option<(Vec<String>, String)> = None;
    for threads in ["1", "2", "3", "64"] {
        let args =
            [&["compare"], &own[..], &["--threads", threads, "--out", "out", "--force"]].concat();
        let compared = world.run(&args).expect(0).stdout;
        let files = [
            "out/changed/changes.csv",
            "out/changed/compare.json",
            "out/candidate-set/changes.csv",
        ];
        let mut texts: Vec<String> = files.iter().map(|name| world.read(name)).collect();
        texts.push(compared);
        let swept = world.run(&[&sweep[..], &["--threads", threads]].concat()).expect(0).stdout;
        match &expected {
            None => expected = Some((texts, swept)),
            Some(expected) => assert!(*expected == (texts, swept), "{threads} threads"),
        }
    }
}

#[test]
fn a_sweep_has_a_row_per_combination() {
    let world = world();
    let vary = [
        "--vary",
        r#"profile."FlexPay recovery".attempts.4.wait_days=1,2"#,
        "--vary",
        "merchant.99.enabled=true,false",
    ];
    let args = [&["sweep", "declines.csv"], &vary[..]].concat();
    insta::assert_snapshot!("sweep.txt", world.run(&args).expect(0).stdout);
    let csv = world.run(&[&args[..], &["--format", "csv"]].concat()).expect(0).stdout;
    insta::assert_snapshot!("sweep.csv", csv);
    let json = world.run(&[&args[..], &["--format", "json"]].concat()).expect(0).stdout;
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(document["schema"], "reattempt/sweep/1");
    assert_eq!(document["combinations"].as_array().map(Vec::len), Some(4));
    assert_eq!(document["combinations"][2]["days_to_handoff"]["mean"], "2.000");
    assert_eq!(document["combinations"][1]["days_to_handoff"], serde_json::Value::Null);
}

#[test]
fn a_sweep_that_cannot_be_made_says_why() {
    let world = world();
    for (vary, message) in [
        (
            &["account.name=a,b", "account.rebill_time=01:00,02:00"][..],
            "2 x 2 = 4 combinations, more than --max-combinations 3",
        ),
        (&["account.name=a,a"], "the value a occurs twice"),
        (&["account.name"], "expected PATH=V1,V2,..."),
        (&["account.name=a", "account.name=b"], "the path is varied twice"),
        (&["account.timezone=UTC,Nowhere"], "\"Nowhere\""),
    ] {
        let mut args = vec!["sweep", "declines.csv", "--max-combinations", "3"];
        args.extend(vary.iter().flat_map(|vary| ["--vary", vary]));
        let ran = world.run(&args).expect(2);
        assert_eq!(ran.stdout, "");
        assert!(ran.stderr.contains(message), "{vary:?}: {}", ran.stderr);
    }
}

#[test]
fn assumptions_that_matter_are_asked_about() {
    let world = world();
    let account = GUIDE_ACCOUNT.replace(
        "attempts = { 4 = { wait_days = 1 } }",
        "attempts = { 2 = { skip = true, wait_days = 2 }, 4 = { wait_days = 1 }, 5 = { wait_days = 1, price_reduction = 5 } }",
    );
    world.write("reattempt.toml", account.as_bytes());
    insta::assert_snapshot!(world.run(&["assume", "declines.csv"]).expect(0).stdout);
    let json = world.run(&["assume", "declines.csv", "--format", "json"]).expect(0).stdout;
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(document["schema"], "reattempt/assume/1");
    assert_eq!(document["assumptions"][0]["others"][0]["handoffs_moved"], 2);
    let replayed = world.run(&["replay", "declines.csv"]).expect(0).stdout;
    assert!(replayed.contains("reattempt assume declines.csv"), "{replayed}");
}
