//! `replay --shard` and `merge`: the parts of a file, joined, are the bytes of one replay.

use std::fmt::Write as _;
use std::fs;

use crate::support::{FEW_DECLINES, GUIDE_ACCOUNT, World};

/// Every output but `run.json`, which says how the folder came about.
const SAME: [&str; 5] =
    ["routes.csv", "transactions.csv", "rejects.csv", "summary.json", "account.json"];

const HEADER: &str = "transaction_id,declined_at,merchant_id,amount,response_type,response_text,\
    purchase_id,currency\n";

/// Rows of many kinds: line breaks in quotes, bad rows, blank lines, texts that repeat and texts that do not.
fn odd_rows(count: usize, line_break: &str) -> String {
    let mut text = HEADER.replace('\n', line_break);
    for row in 0..count {
        let day = 1 + row * 7 % 28;
        let text_of_row = match row % 5 {
            0 => format!("\"line one{line_break}line \"\"two\"\", {row}\""),
            1 => format!("text {row}"),
            2 => "\"\"".to_owned(),
            _ => "insufficient funds".to_owned(),
        };
        let amount = ["49.95", "\"1,234.50\"", "20", "-1", "7.01"][row % 5];
        let merchant = ["12", "13", "12", "77"][row % 4];
        let kind = ["soft", "hard", "soft", "", "SUCCESS"][row * 3 % 5];
        let currency = ["USD", "EUR", "JPY"][row % 3];
        let _ = write!(
            text,
            "T{row},2024-03-{day:02} 10:00,{merchant},{amount},{kind},{text_of_row},P{},{currency}{line_break}",
            row / 3
        );
        if row % 11 == 0 {
            text += line_break;
        }
        if row % 13 == 0 {
            let _ = write!(text, "short,row{line_break}");
        }
    }
    text
}

/// Replays `file` as a whole and in so many shards, merges, and holds the bytes to each other.
fn merged_is_whole(world: &World, file: &str, count: usize, flags: &[&str]) {
    let case = format!("{file} in {count} {flags:?}");
    let replay = |more: &[&str], out: &str| {
        let args = [&["replay", file, "--threads", "2"], flags, more, &["--out", out]].concat();
        world.run(&args).expect(0);
    };
    replay(&["--format", "json", "--force"], "whole");
    let names: Vec<String> = (1..=count).map(|number| format!("part-{number}")).collect();
    for (number, name) in (1..).zip(&names) {
        replay(&["--shard", &format!("{number}/{count}"), "--force"], name);
    }
    let mut args = vec!["merge", "--out", "joined", "--force", "--format", "json"];
    args.extend(names.iter().rev().map(String::as_str));
    let ran = world.run(&args).expect(0);
    assert!(ran.stdout == world.read("whole/summary.json"), "{case}");
    for output in SAME {
        let [whole, joined] =
            ["whole", "joined"].map(|name| world.read(&format!("{name}/{output}")));
        assert!(whole == joined, "{output} of {case}:\n{whole}\n{joined}");
    }
    assert_eq!(inputs(world, "whole"), inputs(world, "joined"), "{case}");
}

fn inputs(world: &World, folder: &str) -> serde_json::Value {
    let run: serde_json::Value =
        serde_json::from_str(&world.read(&format!("{folder}/run.json"))).unwrap();
    run["inputs"].clone()
}

#[test]
fn shards_merge_to_the_bytes_of_one_replay() {
    let world = World::with([("reattempt.toml", GUIDE_ACCOUNT)]);
    world.write("few.csv", FEW_DECLINES.as_bytes());
    world.write("header.csv", HEADER.as_bytes());
    world.write("lf.csv", odd_rows(500, "\n").as_bytes());
    world.write("crlf.csv", format!("\u{feff}{}", odd_rows(300, "\r\n")).as_bytes());
    world.write("cr.csv", odd_rows(60, "\r").trim_end().as_bytes());
    for count in [1, 2, 3, 7] {
        for file in ["lf.csv", "crlf.csv", "few.csv"] {
            merged_is_whole(&world, file, count, &[]);
        }
    }
    for file in ["header.csv", "cr.csv"] {
        merged_is_whole(&world, file, 3, &[]);
    }
    merged_is_whole(&world, "lf.csv", 3, &["--first-of", "purchase_id"]);
    merged_is_whole(&world, "lf.csv", 3, &["--limit", "100"]);
    merged_is_whole(&world, "crlf.csv", 2, &["--set", "assumptions.unknown_decline=soft"]);
}

#[test]
fn shards_of_many_blocks_and_more_texts_than_are_kept_merge_too() {
    let world = World::with([("reattempt.toml", GUIDE_ACCOUNT)]);
    let rows = odd_rows(40_000, "\n");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, rows.as_bytes()).unwrap();
    world.write("many.csv.gz", &gzip.finish().unwrap());
    merged_is_whole(&world, "many.csv.gz", 3, &[]);
    let summary: serde_json::Value =
        serde_json::from_str(&world.read("whole/summary.json")).unwrap();
    assert!(summary["not_listed"]["texts soft"].as_u64() > Some(0), "{}", summary["not_listed"]);
    world
        .run_with_input(&["replay", "-", "--shard", "2/3", "--out", "stdin"], rows.as_bytes())
        .expect(0);
    assert!(world.read("stdin/routes.csv") == world.read("part-2/routes.csv"));
}

#[test]
fn shards_hold_like_numbers_of_rows() {
    let world = World::with([("reattempt.toml", GUIDE_ACCOUNT), ("few.csv", FEW_DECLINES)]);
    let rows = |shard: &str| {
        let ran = world.run(&["replay", "few.csv", "--shard", shard, "--format", "json"]).expect(0);
        let summary: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        summary["rows"]["read"].as_u64().unwrap()
    };
    assert_eq!(["1/4", "2/4", "3/4", "4/4"].map(rows), [1, 2, 1, 2]);
    assert_eq!(rows("7/9"), 0);
}

/// A document with every SHA-256 as `...`.
fn without_digests(text: &str) -> String {
    let is_digest =
        |part: &str| part.len() == 64 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let parts = text.split('"').map(|part| if is_digest(part) { "..." } else { part });
    parts.collect::<Vec<_>>().join("\"")
}

#[test]
fn what_a_shard_and_a_merge_say_of_themselves() {
    let world = World::with([("reattempt.toml", GUIDE_ACCOUNT), ("few.csv", FEW_DECLINES)]);
    for number in ["1", "2"] {
        let shard = format!("{number}/2");
        world.run(&["replay", "few.csv", "--shard", &shard, "--out", number]).expect(0);
    }
    let ran = world.run(&["merge", "1", "2", "--out", "whole"]).expect(0);
    insta::assert_snapshot!("merge summary", ran.stdout);
    insta::assert_snapshot!("shard run.json", without_digests(&world.read("2/run.json")));
    insta::assert_snapshot!("merged run.json", without_digests(&world.read("whole/run.json")));
    let ran = world.run(&["merge", "1", "2", "--out", "more", "--max-rejects", "0"]).expect(1);
    assert!(ran.stderr.contains("1 row was rejected, more than --max-rejects 0"), "{}", ran.stderr);
}

#[test]
fn shards_that_do_not_belong_together_are_refused() {
    let world = World::with([("reattempt.toml", GUIDE_ACCOUNT), ("few.csv", FEW_DECLINES)]);
    let replay = |args: &[&str], out: &str| {
        world.run(&[&["replay"], args, &["--out", out]].concat()).expect(0);
    };
    replay(&["few.csv", "--shard", "1/3"], "a1");
    replay(&["few.csv", "--shard", "2/3"], "a2");
    replay(&["few.csv", "--shard", "3/3"], "a3");
    replay(&["few.csv", "--shard", "3/3"], "again");
    replay(&["few.csv", "--shard", "2/4"], "of-four");
    replay(&["few.csv"], "whole");
    replay(&["few.csv", "--shard", "3/3", "--limit", "4"], "limited");
    replay(&["few.csv", "--shard", "3/3", "--set", "merchant.12.enabled=false"], "configured");
    replay(&["few.csv", "--shard", "3/3", "--first-of", "transaction_id"], "grouped");
    world.write("few.csv", FEW_DECLINES.replace("49.95", "49.96").as_bytes());
    replay(&["few.csv", "--shard", "3/3"], "foreign");
    fs::create_dir(world.path("empty")).unwrap();
    let mut said = String::new();
    for shards in [
        &["a1", "a2"][..],
        &["a2"],
        &["a1", "a2", "a3", "again"],
        &["a1", "a2", "of-four"],
        &["a1", "a2", "whole"],
        &["a1", "a2", "limited"],
        &["a1", "a2", "configured"],
        &["a1", "a2", "grouped"],
        &["a1", "a2", "foreign"],
        &["a1", "a2", "empty"],
        &["a1", "a2", "few.csv"],
        &["a1", "a2", "a3", "--out", "a3", "--force"],
        &["a1", "a2", "a3", "--out", "whole"],
    ] {
        let mut args = [&["merge"], shards].concat();
        if !args.contains(&"--out") {
            args.extend(["--out", "joined"]);
        }
        let ran = world.run(&args).expect(2);
        let _ = writeln!(said, "$ reattempt {}\n{}", args.join(" "), ran.stderr);
        assert!(!world.path("joined").exists(), "{shards:?}");
    }
    insta::assert_snapshot!(said);
    world.write("a3/routes.csv", (world.read("a3/routes.csv") + "x\n").as_bytes());
    let ran = world.run(&["merge", "a1", "a2", "a3", "--out", "joined"]).expect(2);
    assert!(ran.stderr.contains("a3/routes.csv is not what its run wrote"), "{}", ran.stderr);
    assert!(!world.path("joined").exists());
}

#[test]
fn shard_numbers_are_checked() {
    let world = World::with([("reattempt.toml", GUIDE_ACCOUNT), ("few.csv", FEW_DECLINES)]);
    for shard in ["0/3", "4/3", "3", "a/b"] {
        let ran = world.run(&["replay", "few.csv", "--shard", shard]).expect(2);
        assert!(ran.stderr.contains("with I from 1 to N"), "{}", ran.stderr);
    }
    let ran = world.run(&["replay", "few.csv", "--shard", "1/2", "--timeline", "t.csv"]).expect(2);
    assert!(ran.stderr.contains("--timeline"), "{}", ran.stderr);
}
