//! `init` and `generate`, the commands that write something to start from.

use std::fs;
use std::path::Path;

use crate::support::{FEW_DECLINES, GUIDE_ACCOUNT, World};

#[test]
fn init_writes_a_configuration_that_replays_and_never_overwrites() {
    let world = World::with([("declines.csv", FEW_DECLINES)]);
    let ran = world.run(&["init"]).expect(0);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("reattempt check reattempt.toml"), "{}", ran.stderr);
    let _ = world.run(&["replay", "declines.csv"]).expect(0);

    world.write("reattempt.toml", b"mine");
    let ran = world.run(&["init"]).expect(2);
    assert!(ran.stderr.contains("reattempt.toml exists already"), "{}", ran.stderr);
    assert_eq!(world.read("reattempt.toml"), "mine");
    let _ = world.run(&["init", "--force"]).expect(0);
    assert!(world.read("reattempt.toml").contains("FlexPay recovery"));
}

#[test]
fn init_lists_what_the_declines_show() {
    let declines = "id;Trans Date;price;merchant_id;card_type;currency\n\
        1;03/04/2024 10:00;5.00;12;MC;EUR\n\
        2;03/05/2024 10:00;5.00;13;Elo;USD\n\
        3;03/06/2024 10:00;5.00;13;visa;USD\n\
        4;not a date;5.00;14;visa;USD\n";
    let world = World::with([("declines.csv", declines)]);
    let read = ["--column", "declined_at=Trans Date", "--date-format", "%m/%d/%Y %H:%M"];
    let args = ["init", "mine.toml", "--declines", "declines.csv"];
    let ran = world.run(&[&args[..], &read].concat()).expect(0);
    assert!(ran.stderr.contains("1 row cannot be read"), "{}", ran.stderr);
    let text = world.read("mine.toml");
    for expected in [
        "id = \"13\"   # 2 declines",
        "accepts = [\"visa\", \"Elo\"]",
        "currencies = [\"EUR\"]",
        "apply_to = [\"13\", \"12\"]",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    // It remembers how the file reads.
    let replay = ["replay", "declines.csv", "--config", "mine.toml", "--format", "json"];
    let ran = world.run(&replay).expect(0);
    assert!(ran.stdout.contains("\"handed_off\""), "{}", ran.stdout);

    let world = World::with([("none.csv", "id,date,merchant_id,price\n")]);
    let ran = world.run(&["init", "--declines", "none.csv"]).expect(2);
    assert!(ran.stderr.contains("there is no decline to learn from"), "{}", ran.stderr);
}

#[test]
fn generate_writes_the_same_to_a_file_and_to_standard_output() {
    let world = World::with([("reattempt.toml", GUIDE_ACCOUNT)]);
    let printed = world.run(&["generate", "--rows", "300", "--seed", "5"]).expect(0).stdout;
    let args = ["generate", "--rows", "300", "--seed", "5", "--out", "declines.csv"];
    let ran = world.run(&args).expect(0);
    assert_eq!((ran.stdout.as_str(), world.read("declines.csv")), ("", printed));
    let ran = world.run(&args).expect(2);
    assert!(ran.stderr.contains("exists already"), "{}", ran.stderr);
    let other = world.run(&["generate", "--rows", "300", "--seed", "6"]).expect(0).stdout;
    assert_ne!(other, world.read("declines.csv"));
    let ran = world.run(&["replay", "declines.csv", "--out", "out"]).expect(0);
    assert!(!ran.stdout.is_empty());
    let rejects = fs::read_to_string(world.path("out").join(Path::new("rejects.csv"))).unwrap();
    assert_eq!(rejects.lines().count(), 1);
}
