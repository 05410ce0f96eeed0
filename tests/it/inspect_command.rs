//! `reattempt inspect`: what is in a file, and what to paste.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::support::{FEW_DECLINES, GUIDE_ACCOUNT, World};

fn file(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

fn inspected(world: &World, args: &[&str]) -> String {
    let ran = world.run(&[&["inspect"][..], args].concat()).expect(0);
    assert_eq!(ran.stderr, "");
    ran.stdout
}

#[test]
fn the_sample_held_against_its_account() {
    let (declines, account) = (file("data/declines.csv"), file("data/account.toml"));
    let world = World::with([("declines.csv", &declines), ("account.toml", &account)]);
    let text = inspected(&world, &["declines.csv", "--config", "account.toml"]);
    insta::assert_snapshot!("sample.txt", text);
    assert_eq!(world.names(""), ["account.toml", "declines.csv"]);
}

#[test]
fn an_export_of_somebody_else_without_any_configuration() {
    let declines = file("tests/data/card_declines_2002_2020.csv");
    let world = World::with([("card_declines.csv", &declines)]);
    insta::assert_snapshot!("card_declines.txt", inspected(&world, &["card_declines.csv"]));
}

/// Semicolons, CR alone, a byte order mark, near misses, two names of a column, American dates, an id and a
/// payment that come again, an id as long as a card number.
const ODD: &str = "\u{feff}id;Date;Trans Amount;billerId;price;Card Brnd;purchase_id;response_text\r\
    4000000000000000002;03/04/2024 10:00;1;12;5.00;visa;P1;Do not honor\r\
    A;2024-03-04 10:00;1;13;5.00;visa;P1;\u{1b}[31mEr 1021\r\
    A;2024-03-05 10:00;1;77;5.00;visa;P1;Er \"1021\"\r\
    B;2024-03-06 10:00;1;12;-;visa;P2;x\r\
    C;2024-03-06 10:00;1;12\r";

#[test]
fn a_file_with_everything_out_of_the_ordinary() {
    let world = World::with([("odd.csv", ODD), ("reattempt.toml", GUIDE_ACCOUNT)]);
    insta::assert_snapshot!("odd.txt", inspected(&world, &["odd.csv"]));
    let json = inspected(&world, &["odd.csv", "--format", "json"]);
    insta::assert_snapshot!("odd.json", json);
    // What it says to paste does what it says.
    let flags = ["--date-format", "%m/%d/%Y %H:%M", "--column", "card_brand=Card Brnd"];
    let more = inspected(&world, &[&["odd.csv", "--format", "json"][..], &flags].concat());
    let more: Value = serde_json::from_str(&more).unwrap();
    assert_eq!(more["rows"]["declines"], 3);
    assert_eq!(more["brands"]["visa"], 3);
    assert_eq!(more["dates"]["date_format"], "%m/%d/%Y %H:%M");
    let first = inspected(&world, &["odd.csv", "--first-of", "purchase_id"]);
    assert!(first.contains("1 decline is later in the group of --first-of"), "{first}");
}

#[test]
fn compressed_and_standard_input_are_read_too() {
    let world = World::new();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(FEW_DECLINES.as_bytes()).unwrap();
    world.write("few.csv.gz", &gz.finish().unwrap());
    let text = inspected(&world, &["few.csv.gz"]);
    assert!(
        text.contains("few.csv.gz: 6 rows, 4 declines, 1 of something else, 1 rejected."),
        "{text}"
    );
    assert!(text.contains("compression gzip"), "{text}");
    let ran = world.run_with_input(&["inspect", "-"], FEW_DECLINES.as_bytes()).expect(0);
    assert!(ran.stdout.contains("6 rows, 4 declines"), "{}", ran.stdout);
}

#[test]
fn what_cannot_be_inspected_says_why() {
    let card =
        "transaction_id,declined_at,merchant_id,amount,card\nT,2024-03-04,12,5,4111111111111111\n";
    let world = World::with([
        ("card.csv", card),
        ("short.csv", "transaction_id,declined_at,amuont\n"),
        ("bad.toml", "x = 1\n"),
        ("empty.csv", ""),
    ]);
    for (args, error) in [
        (&["card.csv"][..], "DAT901"),
        (&["short.csv"], "--column amount=\"amuont\""),
        (&["empty.csv"], "the file is empty"),
        (&["nowhere.csv"], "cannot read"),
        (&["card.csv", "--config", "bad.toml"], "CFG002"),
    ] {
        let ran = world.run(&[&["inspect"][..], args].concat()).expect(2);
        assert_eq!(ran.stdout, "");
        assert!(ran.stderr.contains(error), "{}", ran.stderr);
        assert!(!ran.stderr.contains("41111111"), "{}", ran.stderr);
    }
}
