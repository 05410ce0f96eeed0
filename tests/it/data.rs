//! The sample in `data/`: it is what its README says, and shows all that a replay can say.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use reattempt::check::{Options, check};
use reattempt::config::{Format, load};
use reattempt::model::{BlockReason, Note, Outcome, Source};

use crate::support::World;

/// Each mistake: its file, the line of the account that it changes, and what that becomes.
const MISTAKES: [(&str, &str, &str); 5] = [
    ("fridays-on", "bill_on_fridays = false", "bill_on_fridays = true"),
    ("overlapping-profiles", r#"apply_to = ["15", "16"]"#, r#"apply_to = ["15", "16", "12"]"#),
    ("flexpay-mid-disabled", "enabled = true", "enabled = false"),
    ("attempt-5-not-skipped", "5 = { skip = true }", "5 = { wait_days = 3 }"),
    (
        "wait-3-days",
        r#"4 = { wait_days = 1, price_reduction = "0" }"#,
        r#"4 = { wait_days = 3, price_reduction = "0" }"#,
    ),
];

/// What each of them is found as, in the order of the findings.
const FOUND: [&[&str]; 5] =
    [&["PRF101"], &["OVL201", "OVL206"], &["HND402"], &["ATT302"], &["ATT304"]];

/// The columns of a decline that group the attempts of one payment.
const GROUPS: &str = "purchase_id,billing_cycle";

fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(data(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every value of some columns of the outputs of a replay of the sample.
struct Seen {
    outcomes: BTreeSet<String>,
    reasons: BTreeSet<String>,
    notes: BTreeSet<String>,
    rejects: usize,
}

fn replay(config: &str, flags: &[&str]) -> Seen {
    let world = World::new();
    let (declines, config) = (data("declines.csv"), data(config));
    let mut args = vec!["replay", declines.to_str().unwrap(), "--first-of", GROUPS, "--out", "out"];
    args.extend(["--config", config.to_str().unwrap()]);
    args.extend(flags);
    let _ = world.run(&args).expect(0);
    let values = |file: &str, name: &str| -> BTreeSet<String> {
        let text = world.read(&format!("out/{file}"));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let at = reader.headers().unwrap().iter().position(|header| header == name).unwrap();
        let cells = reader.records().map(|row| row.unwrap()[at].to_owned());
        let cells = cells.flat_map(|cell| cell.split(';').map(str::to_owned).collect::<Vec<_>>());
        cells.filter(|value| !value.is_empty()).collect()
    };
    Seen {
        outcomes: values("transactions.csv", "outcome"),
        reasons: values("routes.csv", "reason"),
        notes: values("transactions.csv", "notes"),
        rejects: world.read("out/rejects.csv").lines().count() - 1,
    }
}

/// The names that do not occur.
fn missing(all: impl Iterator<Item = &'static str>, seen: &BTreeSet<String>) -> Vec<&'static str> {
    all.filter(|name| !seen.contains(*name)).collect()
}

fn missing_notes(seen: &Seen) -> Vec<&'static str> {
    missing(Note::ALL.iter().map(|note| note.name()), &seen.notes)
}

fn missing_outcomes(seen: &Seen) -> Vec<&'static str> {
    missing(Outcome::ALL.iter().map(|outcome| outcome.name()), &seen.outcomes)
}

#[test]
fn the_sample_reaches_every_outcome_and_reason() {
    let seen = replay("account.toml", &[]);
    assert_eq!(missing_outcomes(&seen), ["below_minimum"]);
    assert!(missing(BlockReason::ALL.iter().map(|it| it.name()), &seen.reasons).is_empty());
    assert_eq!(missing_notes(&seen), ["ambiguous_profile", "dst_shifted"]);
    assert_eq!(seen.rejects, 5);

    assert_eq!(missing_outcomes(&replay("new-sales.toml", &[])), ["new_sale_not_recycled"]);
    assert_eq!(missing_notes(&replay("mistakes/overlapping-profiles.toml", &[])), ["dst_shifted"]);
    let at_half_past_two = replay("account.toml", &["--set", "account.rebill_time=02:30"]);
    assert_eq!(missing_notes(&at_half_past_two), ["ambiguous_profile"]);
}

#[test]
fn every_mistake_is_one_line() {
    let account = read("account.toml");
    let changes = |name: &str| -> Vec<(String, String)> {
        let variant = read(name);
        assert_eq!(account.lines().count(), variant.lines().count(), "{name}");
        let lines = account.lines().zip(variant.lines()).filter(|(old, new)| old != new);
        lines.map(|(old, new)| (old.to_owned(), new.to_owned())).collect()
    };
    for (name, old, new) in MISTAKES {
        let expected = [(old.to_owned(), new.to_owned())];
        assert_eq!(changes(&format!("mistakes/{name}.toml")), expected);
    }
    assert_eq!(fs::read_dir(data("mistakes")).unwrap().count(), MISTAKES.len());
    let [(_, new)] = &changes("new-sales.toml")[..] else { panic!("one line") };
    assert!(new.starts_with("recycle_new_sales = true"));
}

fn findings(name: &str) -> Vec<&'static str> {
    let source = Source { name: name.to_owned(), text: read(name) };
    let loaded = load(source, Format::Toml, &[]);
    check(&loaded, &Options::default()).iter().map(|finding| finding.code.name()).collect()
}

#[test]
fn the_account_is_clean_and_each_mistake_is_found() {
    assert!(findings("account.toml").is_empty());
    assert!(findings("new-sales.toml").is_empty());
    for ((name, ..), codes) in MISTAKES.iter().zip(FOUND) {
        assert_eq!(findings(&format!("mistakes/{name}.toml")), codes, "{name}");
    }
}

#[test]
fn the_generated_rows_are_what_generate_writes() {
    let world = World::new();
    let config = data("account.toml");
    let args = ["generate", "--rows", "3000", "--seed", "7", "--config", config.to_str().unwrap()];
    let generated = world.run(&args).expect(0).stdout;
    let sample = read("declines.csv");
    assert_eq!(sample.lines().count(), 1 + 3000 + 30);
    for (position, (generated, line)) in generated.lines().zip(sample.lines()).enumerate() {
        let attempt = if position == 0 { "attempt" } else { "" };
        assert_eq!(line, format!("{generated},{attempt}"));
    }
}
