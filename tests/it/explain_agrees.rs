//! An explanation says what `routes.csv` and `transactions.csv` say, cell by cell, and every repair that
//! `--why-not` names does what it promises.

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use reattempt::analysis::explain::Explanation;
use reattempt::analysis::why_not::{Question, why_not};
use reattempt::config::{Format, Loaded, load};
use reattempt::engine::{Engine, Route};
use reattempt::ingest::{Block, Blocks, FirstOf, ReadOptions, Record, Scratch};
use reattempt::model::{Change, Decline, Note, ServiceIndex, Source, Status};
use reattempt::report::csv::{CsvRows, ROUTES_HEADER, TRANSACTIONS_HEADER};
use reattempt::report::explain::{Explained, entry, text};
use reattempt::report::{Look, text::columns};
use serde_json::{Map, Value};

use crate::generate::{self, Case};

fn loaded(toml: &str, changes: &[Change]) -> Loaded {
    let source = Source { name: "a.toml".into(), text: toml.into() };
    let loaded = load(source, Format::Toml, changes);
    assert!(loaded.is_usable(), "{:?}", loaded.findings);
    loaded
}

/// Calls `look` with every decline of a file.
fn each_decline(
    loaded: &Loaded,
    declines: &str,
    first_of: &[&str],
    mut look: impl FnMut(&Decline<'_>),
) {
    let options = ReadOptions {
        first_of: first_of.iter().map(ToString::to_string).collect(),
        ..ReadOptions::default()
    };
    let open = || Blocks::open(declines.as_bytes(), &loaded.account, &options).unwrap();
    let (mut block, mut scratch) = (Block::default(), Scratch::default());
    let mut firsts = FirstOf::default();
    let (mut layout, mut blocks) = open();
    if layout.needs_gathering() {
        while blocks.next_block(&mut block).unwrap() {
            layout.gather(&block, &mut scratch, &mut firsts).unwrap();
        }
        layout = layout.with_firsts(firsts);
    }
    let (_, mut blocks) = open();
    while blocks.next_block(&mut block).unwrap() {
        let mut sink = |record: Record<'_>| {
            if let Record::Decline(decline) = record {
                look(&decline);
            }
        };
        layout.read(&block, &mut scratch, &mut sink).unwrap();
    }
}

/// CSV rows as objects of texts, the guard against formulas taken off.
fn objects(header: &str, rows: &[u8]) -> Vec<Map<String, Value>> {
    let text = [header.as_bytes(), rows].concat();
    let mut reader = csv::Reader::from_reader(text.as_slice());
    let names = reader.headers().unwrap().clone();
    let object = |row: csv::StringRecord| {
        let cell = |cell: &str| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
        names.iter().zip(&row).map(|(name, value)| (name.to_owned(), cell(value).into())).collect()
    };
    reader.records().map(|row| object(row.unwrap())).collect()
}

/// A value as a cell.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn agrees(loaded: &Loaded, engine: &Engine<'_>, csv: &CsvRows, decline: &Decline<'_>) {
    let explanation = Explanation::of(engine, decline);
    let mut route = Route::empty();
    engine.replay(decline, &mut route);
    let attempts: Vec<_> = explanation.attempts().map(|story| story.attempt).collect();
    assert_eq!(attempts, route.attempts);

    let explained = explained(loaded, decline, &explanation);
    let json = serde_json::to_value(entry(&explained)).unwrap();
    let slots = json["slots"].as_array().unwrap();
    assert!(slots.len() == 9 || (slots.is_empty() && json["profile"].is_null()));
    let (mut routes, mut transaction) = (Vec::new(), Vec::new());
    csv.routes(decline, &route, &mut routes);
    csv.transaction(decline, &route, &mut transaction);

    let rows = objects(ROUTES_HEADER, &routes);
    let told: Vec<&Value> =
        slots.iter().map(|slot| &slot["route"]).filter(|route| !route.is_null()).collect();
    assert_eq!(told.len(), rows.len());
    for (told, row) in told.iter().zip(&rows) {
        for (column, value) in row {
            match column.as_str() {
                "transaction_id" => assert_eq!(&json["decline"]["transaction_id"], value),
                "line" => assert_eq!(cell(&json["decline"]["line"]), cell(value)),
                _ => assert_eq!(cell(&told[column]), cell(value), "{column} of {told}"),
            }
        }
    }
    let row = objects(TRANSACTIONS_HEADER, &transaction).remove(0);
    for (column, value) in row {
        assert_eq!(transaction_cell(&json, &told, &column), cell(&value), "{column} of {json:#}");
    }
    gates_agree(&json, slots);
}

/// What an explanation says of a column of `transactions.csv`.
fn transaction_cell(json: &Value, told: &[&Value], column: &str) -> String {
    let made = |route: &&&Value| route["status"] != "blocked";
    let of = |route: Option<&&Value>, key: &str| route.map_or(String::new(), |r| cell(&r[key]));
    let handoff = told.iter().find(|route| route["status"] == "handed_off");
    let last = told.iter().rfind(made);
    let day =
        |stamp: &Value| chrono::NaiveDate::parse_from_str(&cell(stamp)[..10], "%Y-%m-%d").unwrap();
    match column {
        "class" => cell(&json["class"]["class"]),
        "profile" => cell(&json["profile"]["title"]),
        "outcome" => cell(&json["outcome"]),
        "attempts_made" => told.iter().filter(made).count().to_string(),
        "attempts_blocked" => told.iter().filter(|route| !made(route)).count().to_string(),
        "handoff_wait_days" => handoff.map_or(String::new(), |route| {
            (day(&route["due_at"]) - day(&json["decline"]["declined_at"])).num_days().to_string()
        }),
        "handoff_attempt" => of(handoff, "attempt"),
        "handoff_at" => of(handoff, "due_at"),
        "handoff_merchant_id" => of(handoff, "merchant_id"),
        "handoff_service" => of(handoff, "service"),
        "handoff_amount" => of(handoff, "amount"),
        "first_block_reason" => of(told.iter().find(|route| !made(route)), "reason"),
        "last_attempt" => of(last, "attempt"),
        "last_at" => of(last, "due_at"),
        "last_merchant_id" => of(last, "merchant_id"),
        "last_amount" => of(last, "amount"),
        "notes" => {
            let notes = json["notes"].as_array().unwrap();
            notes.iter().map(cell).collect::<Vec<_>>().join(";")
        }
        column => cell(&json["decline"][column]),
    }
}

/// The gate that fails is the one that decides; nothing unknown is shown as a pass.
fn gates_agree(json: &Value, slots: &[Value]) {
    let verdicts: Vec<&str> = json["door"]
        .as_array()
        .unwrap()
        .iter()
        .map(|gate| gate["verdict"].as_str().unwrap())
        .collect();
    match verdicts.iter().position(|verdict| *verdict == "fail") {
        Some(at) => {
            assert_eq!(json["door"][at]["gate"], json["outcome"]);
            assert!(verdicts[at + 1..].iter().all(|verdict| *verdict == "not_asked"));
        }
        None => assert!(!verdicts.contains(&"not_asked") && !json["profile"].is_null()),
    }
    for slot in slots.iter().filter(|slot| slot["state"] == "attempted") {
        let gates = slot["gates"].as_array().unwrap();
        let first = gates.iter().find(|gate| gate["verdict"] == "fail");
        assert_eq!(slot["route"]["reason"], first.map_or(Value::Null, |gate| gate["gate"].clone()));
        let notes = cell(&slot["route"]["notes"]);
        let is_unknown = |at: usize| gates[at]["verdict"] == "unknown";
        assert_eq!(notes.contains("method_unknown"), is_unknown(1));
        assert_eq!(notes.contains("funding_unknown"), is_unknown(2) || is_unknown(3));
    }
}

fn explained<'a>(
    loaded: &'a Loaded,
    decline: &'a Decline<'a>,
    explanation: &'a Explanation,
) -> Explained<'a> {
    Explained {
        loaded,
        flags: &[],
        decline,
        declines_name: Some("d.csv"),
        explanation,
        why_not: None,
        only: None,
    }
}

fn all_agree(toml: &str, declines: &str, first_of: &[&str]) -> usize {
    let loaded = loaded(toml, &[]);
    let engine = Engine::new(&loaded.account);
    let csv = CsvRows::of(&loaded.account);
    let mut rows = 0;
    each_decline(&loaded, declines, first_of, |decline| {
        agrees(&loaded, &engine, &csv, decline);
        rows += 1;
    });
    rows
}

fn over_cases(count: u32, check: impl Fn(&Case)) {
    let config = Config { cases: count, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let outcome = TestRunner::new_with_rng(config, rng).run(&generate::cases(), |case| {
        check(&case);
        Ok::<(), TestCaseError>(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

#[test]
fn every_row_of_the_sample_is_explained_as_it_is_routed() {
    let declines = include_str!("../../data/declines.csv");
    let groups = &["purchase_id", "billing_cycle"][..];
    for (account, first_of) in [
        (include_str!("../../data/account.toml"), groups),
        (include_str!("../../data/new-sales.toml"), &[]),
        (include_str!("../../data/mistakes/overlapping-profiles.toml"), &[]),
        (include_str!("../../data/mistakes/attempt-5-not-skipped.toml"), groups),
    ] {
        assert!(all_agree(account, declines, first_of) > 2900);
    }
}

#[test]
fn explanations_agree_with_routes_cell_by_cell() {
    over_cases(192, |case| {
        all_agree(&case.config, &case.declines, &case.first_of);
    });
}

/// A decline's path with changes made to its account.
fn routed(toml: &str, changes: &[Change], decline: &Decline<'_>) -> Route {
    let loaded = loaded(toml, changes);
    let mut route = Route::empty();
    Engine::new(&loaded.account).replay(decline, &mut route);
    route
}

fn reaches(route: &Route, service: ServiceIndex) -> bool {
    let mut attempts = route.attempts.iter();
    attempts.any(|a| a.status == Status::HandedOff && a.service == Some(service))
}

/// The change that a flag makes when it is typed.
fn typed(change: &Change) -> Change {
    let flag = change.as_flag();
    Change::read(flag.strip_prefix("--set ").unwrap()).unwrap()
}

#[test]
fn repairs_reach_the_service_and_none_of_their_changes_is_idle() {
    let mut seen = [0; 3];
    let counts = std::cell::RefCell::new(&mut seen);
    over_cases(48, |case| {
        let loaded = loaded(&case.config, &[]);
        let engine = Engine::new(&loaded.account);
        let mut rows = 0;
        each_decline(&loaded, &case.declines, &case.first_of, |decline| {
            rows += 1;
            if rows > 4 {
                return;
            }
            let explanation = Explanation::of(&engine, decline);
            for service in (0..loaded.account.services.len()).map(|at| ServiceIndex(at as u32)) {
                let (format, loaded) = (Format::Toml, &loaded);
                let question = Question { loaded, format, changes: &[], decline, service };
                let answer = why_not(&question, &explanation);
                let is_there = reaches(&routed(&case.config, &[], decline), service);
                assert_eq!(answer.handoff.is_some(), is_there);
                assert_eq!(answer.obstacles.is_empty(), is_there, "{:?}", explanation.outcome);
                let Some(repair) = answer.repair else {
                    counts.borrow_mut()[usize::from(is_there)] += 1;
                    continue;
                };
                counts.borrow_mut()[2] += 1;
                let changes: Vec<Change> =
                    repair.steps.iter().map(|step| typed(&step.change)).collect();
                let repaired = routed(&case.config, &changes, decline);
                assert!(reaches(&repaired, service), "{changes:?}");
                let is_ambiguous = |route: &Route| route.own_notes.has(Note::AmbiguousProfile);
                for at in 0..changes.len() {
                    let mut fewer = changes.clone();
                    fewer.remove(at);
                    let source = loaded.document.source().clone();
                    if load(source, format, &fewer).is_usable() {
                        let route = routed(&case.config, &fewer, decline);
                        let overlaps = is_ambiguous(&route) && !is_ambiguous(&repaired);
                        assert!(!reaches(&route, service) || overlaps, "{changes:?}");
                    }
                }
            }
        });
    });
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
}

#[test]
fn lines_keep_to_their_width() {
    over_cases(24, |case| {
        let loaded = loaded(&case.config, &[]);
        let engine = Engine::new(&loaded.account);
        each_decline(&loaded, &case.declines, &case.first_of, |decline| {
            let explanation = Explanation::of(&engine, decline);
            let explained = explained(&loaded, decline, &explanation);
            for width in [60, 87, 200] {
                let text = text(&explained, Look::plain(width));
                // Places are never broken, so that they can be opened from a terminal.
                let is_place = |line: &&str| line.trim_start().starts_with("a.toml");
                for line in text.lines().filter(|line| !is_place(line)) {
                    assert!(columns(line) <= width, "at {width}: {line}");
                }
            }
        });
    });
}
