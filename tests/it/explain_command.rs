//! `reattempt explain` as people run it: telling cases, errors, several rows with one id.

use serde_json::Value;

use crate::support::{FEW_DECLINES, GUIDE_ACCOUNT, World};

/// The guide's account, and a second profile with everything that the guide warns of.
fn account() -> String {
    let more = r#"
[[merchant]]
id = "17"
title = "Tom's shop"
gateway = "NMI"
currencies = ["USD"]

[[profile]]
title = "Tom's own"
reduction_type = "percent"
minimum_price = "35"
bill_on_fridays = true
apply_to = []
[profile.attempts]
1 = { wait_days = 2, price_reduction = 10 }
2 = { wait_days = 3, price_reduction = 30 }
"#;
    format!("{GUIDE_ACCOUNT}{more}")
}

fn world() -> World {
    World::with([("reattempt.toml", &account()), ("declines.csv", FEW_DECLINES)])
}

fn explain(decline: &str, flags: &[&str]) -> String {
    let args = [&["explain", "--decline", decline][..], flags].concat();
    let ran = world().run(&args).expect(0);
    assert_eq!(ran.stderr, "");
    ran.stdout
}

const MONDAY: &str = "merchant=12 amount=49.95 brand=visa declined_at=2024-03-04T10:00";
const IN_TOMS_OWN: &str = r#"profile."Tom's own".apply_to=["17"]"#;

#[test]
fn a_hand_off_as_the_guide_has_it() {
    let world = world();
    let args = ["explain", "declines.csv", "--id", "T1"];
    insta::assert_snapshot!("guide.txt", world.run(&args).expect(0).stdout);
    let json = world.run(&[&args[..], &["--format", "json"]].concat()).expect(0).stdout;
    insta::assert_snapshot!("guide.json", json);
}

#[test]
fn a_forced_weekday_and_a_floored_price() {
    let text = explain(
        "merchant=17 amount=49.95 brand=mc declined_at=2024-03-04T10:00",
        &["--set", IN_TOMS_OWN],
    );
    insta::assert_snapshot!("weekday_and_floor.txt", text);
}

#[test]
fn a_time_that_a_clock_change_skips() {
    let flags = ["--set", "account.rebill_time=02:30", "--attempt", "4"];
    let decline = "merchant=12 amount=49.95 brand=visa declined_at=2024-03-09T10:00";
    insta::assert_snapshot!("clock_change.txt", explain(decline, &flags));
}

#[test]
fn a_blocked_attempt_and_facts_that_nobody_knows() {
    let decline = "merchant=12 amount=49.95 declined_at=2024-03-04T10:00 currency=EUR";
    let flags = [
        "--set",
        "merchant.99.block_prepaid=true",
        "--set",
        "merchant.99.currencies=[\"USD\"]",
        "--set",
        "merchant.99.enabled=false",
        "--why-not",
        "flexpay",
    ];
    insta::assert_snapshot!("blocked.txt", explain(decline, &flags));
    let json = explain(decline, &[&flags[..], &["--format", "json"]].concat());
    insta::assert_snapshot!("blocked.json", json);
}

#[test]
fn a_collision_is_told_in_the_first_sentence() {
    let text = explain(MONDAY, &["--set", "profile.\"FlexPay recovery\".attempts.7.wait_days=3"]);
    let sentence: String = text.lines().take(3).collect::<Vec<_>>().join(" ");
    assert!(
        sentence.contains(
            "at attempt 4 on Tue 2024-03-05 at 03:00, 17 hours after it declined, for the full USD 49.95, \
             but the CRM then charges it as well, on merchant 12 at attempt 7 on Fri 2024-03-08 at 03:00."
        ),
        "{sentence}"
    );
    assert!(text.contains("note       after_handoff"), "{text}");
    assert!(text.contains("the CRM goes on all the same: attempt 7 is next"), "{text}");
}

/// What stands after the heading of the answer to `--why-not`.
fn why_not(decline: &str, flags: &[&str]) -> String {
    let text = explain(decline, &[flags, &["--why-not", "FlexPay"]].concat());
    text[text.find("\nWhy not").unwrap_or_else(|| panic!("{text}")) + 1..].to_owned()
}

#[test]
fn why_not_names_the_obstacles_and_the_smallest_repair() {
    let decline = "merchant=17 amount=49.95 brand=visa declined_at=2024-03-04T10:00";
    insta::assert_snapshot!("no_profile.txt", explain(decline, &["--why-not", "FlexPay"]));
    insta::assert_snapshot!("elsewhere.txt", why_not(decline, &["--set", IN_TOMS_OWN]));
    let minimums = [
        "--set",
        "service.FlexPay.minimum_rebill=40",
        "--set",
        r#"profile."FlexPay recovery".attempts.4.price_reduction=15"#,
    ];
    insta::assert_snapshot!("below_minimum.txt", why_not(MONDAY, &minimums));
}

#[test]
fn a_configuration_without_profiles_gets_the_one_of_the_guide() {
    let without = GUIDE_ACCOUNT.split("[[profile]]").next().unwrap();
    let world = World::with([("reattempt.toml", without)]);
    let args = ["explain", "--decline", MONDAY, "--why-not", "FlexPay", "--format", "json"];
    let json: Value = serde_json::from_str(&world.run(&args).expect(0).stdout).unwrap();
    let repair = &json["explanations"][0]["why_not"]["repair"];
    let profile = "--set 'profile+={ title = \"FlexPay recovery\", apply_to = [\"12\"], \
        targets = { \"4-6\" = \"99\" }, attempts = { 4 = { wait_days = 1 } } }'";
    assert_eq!(repair["flags"], serde_json::json!([profile]));
    assert_eq!(repair["handoff"]["due_at"], "2024-03-05T03:00:00-05:00");
}

#[test]
fn what_no_change_helps_is_said_plainly() {
    for (decline, why) in [
        ("merchant=77 amount=5 declined_at=2024-03-04", "its merchant is missing"),
        ("merchant=99 amount=5 declined_at=2024-03-04", "it is at a recovery service already"),
        ("merchant=12 amount=5 declined_at=2024-03-04 response_type=hard", "it is hard"),
        (
            "merchant=12 amount=5 declined_at=2024-03-04 response_type=hard response_text='STOLEN card'",
            "it is hard",
        ),
        ("merchant=12 amount=5 declined_at=2024-03-04 response_code=zz", "no decline map"),
        ("merchant=12 amount=5 declined_at=2024-03-04 attempt=9", "the last attempt itself"),
    ] {
        let text = why_not(decline, &[]);
        assert!(text.contains("No change of the configuration"), "{decline}: {text}");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(why), "{decline}: {text}");
    }
}

#[test]
fn flags_can_be_pasted_into_a_shell() {
    let decline = "merchant=17 amount=5 declined_at=2024-03-04 order_type=new_sale \
         response_text=\"Tom's own $HOME \"\"reason\"\"\"";
    let world = world();
    let args = ["explain", "--decline", decline, "--why-not", "FlexPay", "--format", "json"];
    let json: Value = serde_json::from_str(&world.run(&args).expect(0).stdout).unwrap();
    let repair = &json["explanations"][0]["why_not"]["repair"];
    let flags: Vec<&str> =
        repair["flags"].as_array().unwrap().iter().map(|flag| flag.as_str().unwrap()).collect();
    assert_eq!(flags.len(), 3, "{flags:?}");
    world.write("decline.txt", decline.as_bytes());
    let script = format!(
        "'{}' explain --decline \"$(cat decline.txt)\" --format json {}",
        env!("CARGO_BIN_EXE_reattempt"),
        flags.join(" ")
    );
    let mut shell = std::process::Command::new("sh");
    let output = shell.args(["-c", &script]).current_dir(world.path("")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let again: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(again["explanations"][0]["outcome"], "handed_off");
    assert_eq!(repair["outcome"], "handed_off");
}

#[test]
fn an_id_that_is_not_there_is_an_error_with_near_ones() {
    let world = world();
    for (args, message) in [
        (&["--id", "T11"][..], "declines.csv: no row has the id T11\nhelp: did you mean T1"),
        (&["--id", "T5"], "no decline has the id T5\nhelp: the row on line 6 is rejected: amount"),
        (&["--id", "T6"], "the row on line 7 is no decline but refund"),
        (
            &["--id", "T1", "--line", "3"],
            "no decline with the id T1 begins on line 3\nhelp: it is on line 2",
        ),
        (
            &["--id", "T1", "--why-not", "FlexPya"],
            "there is no such recovery service\nhelp: did you mean FlexPay?",
        ),
        (&["--id", "T1", "--attempt", "10"], "10 is not in 1..=9"),
        (&[], "--id"),
    ] {
        let ran = world.run(&[&["explain", "declines.csv"], args].concat()).expect(2);
        assert!(ran.stderr.contains(message), "{args:?}: {}", ran.stderr);
        assert_eq!(ran.stdout, "");
    }
    let ran = world.run(&["explain", "--decline", "merchant=12 amuont=5"]).expect(2);
    assert!(ran.stderr.contains("did you mean amount?"), "{}", ran.stderr);
}

#[test]
fn every_row_of_an_id_is_explained() {
    let world = world();
    let twice = format!("{FEW_DECLINES}T1,2024-03-07 10:00,13,5.00,visa,SOFT_DECLINE,SALE\n");
    world.write("twice.csv", twice.as_bytes());
    let args = ["explain", "twice.csv", "--id", "T1"];
    let ran = world.run(&args).expect(0);
    assert_eq!(ran.stdout.matches("T1 is handed off").count(), 2);
    assert!(ran.stderr.contains("2 rows have the id T1, on lines 2, 8"), "{}", ran.stderr);
    let ran = world.run(&[&args[..], &["--line", "8", "--format", "json"]].concat()).expect(0);
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(json["schema"], "reattempt/explain/1");
    assert_eq!(json["explanations"].as_array().unwrap().len(), 1);
    assert_eq!(json["explanations"][0]["decline"]["line"], 8);
}
