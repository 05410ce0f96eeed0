//! `reattempt describe`: sentences that a client understands, and that can be compared line by line.

use std::fs;
use std::path::Path;

use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use reattempt::check::unified_diff;
use reattempt::config::{Format, load};
use reattempt::engine::Engine;
use reattempt::model::{ProfileIndex, Source};
use reattempt::report::Look;
use reattempt::report::describe::{describe, markdown, of_profile, text};

use crate::generate;
use crate::support::{GUIDE_ACCOUNT, World};

fn data(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)).unwrap()
}

fn described(config: &str, flags: &[&str]) -> String {
    let world = World::with([("a.toml", config)]);
    let ran = world.run(&[&["describe", "a.toml"][..], flags].concat()).expect(0);
    assert_eq!(ran.stderr, "");
    ran.stdout
}

#[test]
fn the_sample_in_plain_sentences() {
    insta::assert_snapshot!("sample.txt", described(&data("account.toml"), &[]));
}

#[test]
fn each_mistake_shows_in_the_lines_that_it_is_about() {
    let sample = described(&data("account.toml"), &[]);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/mistakes");
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let mut differences = String::new();
    for name in &names {
        let mistaken = described(&data(&format!("mistakes/{name}")), &[]);
        let diff = unified_diff(name, &sample, &mistaken);
        let lines = diff.lines().skip(2).filter(|line| line.starts_with(['+', '-']));
        let lines: Vec<&str> = lines.collect();
        assert!(!lines.is_empty(), "{name} does not show");
        differences += &format!("{name}\n{}\n\n", lines.join("\n"));
    }
    insta::assert_snapshot!("mistakes.txt", differences);
}

/// Everything out of the ordinary at once.
const STRANGE: &str = r#"
[account]
name = "Oddbins \u001b[31m"
rebill_time = "original"
timezone = "Pacific/Apia"
recycle_new_sales = true
default_currency = "JPY"

[[merchant]]
id = "a|b"
gateway = "NMI"
accepts = []
currencies = ["EUR", "KWD", "JPY"]

[[merchant]]
id = "2"
title = "<b>Two</b>"
gateway = "Elo"
accepts = ["visa", "Elo"]

[[merchant]]
id = "3"
title = "Rescue"
gateway = "Rescue"
enabled = false
customer_service_phone = "+1 800 555 0100"

[[service]]
name = "Rescue"
gateway = "rescue"
min_gap_hours = 49
max_retries = 1
window_days = 1
minimum_rebill = "3.005"
minimum_new_sale = "1"
[[service.account]]
status = "refund_only"
accept_retries = false
cvv_required = true

[[profile]]
title = "All nine"
reduction_type = "percent"
force_weekday = "sunday"
hold_recycle_price = true
apply_to = ["2", "a|b"]
targets = { "4-6" = "3", "7-9" = "2" }
[profile.attempts]
1 = { wait_days = 0, price_reduction = "33.333" }
2 = { skip = true, wait_days = 2, price_reduction = "1" }
3 = { wait_days = 0 }
4 = { wait_days = 1, price_reduction = "100" }
5 = { wait_days = 365 }
6 = { wait_days = 1 }
7 = { wait_days = 1 }
8 = { wait_days = 1 }
9 = { wait_days = 1 }

[[profile]]
title = "Second"
minimum_price = "500"
apply_to = ["2"]
targets = { "7-9" = "3" }

[[profile]]
title = "Third"
minimum_price = "20"
attempts = { 8 = { wait_days = 0, price_reduction = "5.5" }, 9 = { wait_days = 0 } }

[[decline_map]]
merchant = "2"
order_type = "new_sale"
contains = "\u0000 say \"no\""
kind = "hard"

[assumptions]
skip_wait = "elapses"
skip_reduction = "accrues"
weekday_rule = "nearest"
after_handoff = "service_owns"
unknown_decline = "soft"

[[allow]]
code = "ATT303"
profile = "Second"
merchant = "2"
reason = "it is\nmeant"
until = 2027-01-31
"#;

#[test]
fn an_account_with_everything_out_of_the_ordinary() {
    insta::assert_snapshot!("strange.txt", described(STRANGE, &[]));
    insta::assert_snapshot!("strange.md", described(STRANGE, &["--format", "markdown"]));
}

#[test]
fn the_document_starts_with_its_schema_and_has_the_sentences_of_each_profile() {
    let json = described(GUIDE_ACCOUNT, &["--format", "json"]);
    assert!(json.starts_with("{\n  \"schema\": \"reattempt/describe/1\""), "{json}");
    let document: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(document["profiles"][0]["name"], "FlexPay recovery");
    let sentences = document["profiles"][0]["sentences"].as_array().unwrap();
    assert_eq!(
        sentences[1],
        "Soft-declined rebills on merchants 12 and 13: nothing is tried for 1 day, then the full price goes \
         to FlexPay (99)."
    );
    assert_eq!(
        sentences[2],
        "Nothing else is tried: attempts 1-3 and 5-9 are skipped. Attempt 4 is open."
    );
}

#[test]
fn a_configuration_that_cannot_be_used_is_refused() {
    let world = World::with([("a.toml", "[account]\nnam = \"x\"\n")]);
    let ran = world.run(&["describe", "a.toml"]).expect(2);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("CFG002"), "{}", ran.stderr);
}

#[test]
fn any_account_can_be_described() {
    let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&generate::cases(), |case| {
        let source = Source { name: "case.toml".into(), text: case.config.clone() };
        let loaded = load(source, Format::Toml, &[]);
        let engine = Engine::new(&loaded.account);
        let description = describe(&engine);
        let plain = text(&description, Look::plain(80));
        assert!(!plain.contains(|char: char| char != '\n' && char.is_control()), "{plain}");
        assert!(plain.lines().all(|line| line.trim_end() == line), "{plain}");
        assert!(!markdown(&description).contains("\n\n\n"));
        for (at, about) in description.profiles.iter().enumerate() {
            assert_eq!(about.sentences, of_profile(&engine, ProfileIndex(at as u32)));
            assert!(about.sentences.iter().all(|sentence| sentence.ends_with('.')));
        }
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}
