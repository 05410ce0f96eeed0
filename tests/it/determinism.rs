//! The same bytes out, whatever the machine: threads, sizes of blocks, zone and language of the environment.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use reattempt::analysis::{Sink, Summary, replay};
use reattempt::config::{Format, load};
use reattempt::engine::{Engine, Route};
use reattempt::generate::{Generator, Recipe};
use reattempt::ingest::{Blocks, ReadOptions, Reject};
use reattempt::model::{Decline, Source};
use reattempt::report::csv::{CsvRows, reject_row};

use crate::support::{GUIDE_ACCOUNT, World};

/// Generated declines, and among them rows of every kind that is hard to cut: quoted line breaks, rejects,
/// blank lines, any line end.
fn declines(rows: u64) -> Vec<u8> {
    let source = Source { name: "account.toml".into(), text: GUIDE_ACCOUNT.into() };
    let account = load(source, Format::Toml, &[]).account;
    let (mut bytes, mut row) = (Vec::new(), 0);
    let generator = Generator::new(&account, Recipe::new(rows, 7));
    bytes.extend(generator.header());
    while row < rows {
        generator.append_rows(row..row + 10, &mut bytes);
        row += 10;
        match row / 10 % 5 {
            0 => bytes.extend(b"\"a\nb\",2024-03-04,12,5\r\n"),
            1 => bytes.extend(b"\r\n\n\r"),
            2 => bytes.extend(b"\"x\"y,\xff,\"\r\n\"\"\",5\r"),
            3 => bytes.extend("é".repeat(50).as_bytes()),
            _ => {}
        }
    }
    bytes
}

/// Every file below a folder but the record of the run, which names flags and threads.
fn outputs(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let files = entries.filter(|path| name(path) != "run.json");
    files.map(|path| (name(&path), fs::read(&path).unwrap())).collect()
}

#[test]
fn neither_threads_nor_the_environment_show() {
    let world = World::with([("reattempt.toml", GUIDE_ACCOUNT)]);
    world.write("declines.csv", &declines(12_000));
    let run = |threads: &str, zone: &str, language: &str| {
        let out = format!("out-{threads}-{}", zone.replace('/', "-"));
        let timeline = format!("{out}/timeline.csv");
        let args = [
            "replay",
            "declines.csv",
            "--out",
            &out,
            "--threads",
            threads,
            "--timeline",
            &timeline,
            "--format",
            "json",
        ];
        fs::create_dir(world.path(&out)).unwrap();
        let mut command = world.command(&args);
        command.env("TZ", zone).env("LANG", language).env("LC_ALL", language);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut outputs = outputs(&world.path(&out));
        outputs.insert("standard output".into(), output.stdout);
        outputs
    };
    let first = run("1", "UTC", "C");
    assert!(first.len() >= 6 && first.values().all(|bytes| !bytes.is_empty()));
    for (threads, zone, language) in [
        ("2", "Asia/Kathmandu", "tr_TR.UTF-8"),
        ("3", "America/St_Johns", "de_DE.UTF-8"),
        ("8", "Pacific/Apia", "ar_EG.UTF-8"),
        ("64", "Nowhere/Land", "xx"),
    ] {
        for (name, bytes) in run(threads, zone, language) {
            assert!(first[&name] == bytes, "{name} with {threads} threads in {zone}");
        }
    }
}

/// All rows of all outputs.
struct Rows {
    csv: CsvRows,
    out: Vec<u8>,
}

impl Sink for Rows {
    fn routed(&mut self, decline: &Decline<'_>, route: &Route) {
        self.csv.routes(decline, route, &mut self.out);
        self.csv.transaction(decline, route, &mut self.out);
    }

    fn rejected(&mut self, reject: &Reject<'_>) {
        let (id, problem) = (reject.transaction_id, reject.problem.name());
        reject_row(reject.line, id, reject.column, problem, &reject.value, &mut self.out);
    }
}

#[test]
fn the_size_of_blocks_does_not_show() {
    let source = Source { name: "account.toml".into(), text: GUIDE_ACCOUNT.into() };
    let account = load(source, Format::Toml, &[]).account;
    let engine = Engine::new(&account);
    let bytes = declines(3_000);
    let run = |block_bytes: usize| {
        let opened = Blocks::open(&bytes[..], &account, &ReadOptions::default());
        let (layout, blocks) = opened.unwrap();
        let mut rows = Rows { csv: CsvRows::of(&account), out: Vec::new() };
        let blocks = blocks.in_blocks_of(block_bytes);
        let tally = replay(&engine, &layout, blocks, &mut rows).unwrap();
        (format!("{:?}", Summary::of(&account, engine.profiles(), &tally).unwrap()), rows.out)
    };
    let whole = run(bytes.len());
    assert!(whole.1.len() > bytes.len() / 2);
    for block_bytes in [1, 64, 1000, 4096, 65_536] {
        let (summary, rows) = run(block_bytes);
        assert!(rows == whole.1, "rows in blocks of {block_bytes}");
        assert_eq!(summary, whole.0, "in blocks of {block_bytes}");
    }
}
