//! `reattempt replay` as people run it: outputs, streams, exit codes, bad input.

use std::process::Stdio;

use crate::support::{FEW_DECLINES, GUIDE_ACCOUNT, World};

fn world() -> World {
    World::with([("reattempt.toml", GUIDE_ACCOUNT), ("declines.csv", FEW_DECLINES)])
}

#[test]
fn a_summary_leads_with_the_answer() {
    let ran = world().run(&["replay", "declines.csv"]).expect(0);
    insta::assert_snapshot!(ran.stdout);
    assert_eq!(ran.stderr, "");
}

#[test]
fn a_folder_holds_every_output() {
    let world = world();
    let ran = world.run(&["replay", "declines.csv", "--out", "out", "--format", "json"]).expect(0);
    assert_eq!(
        world.names("out"),
        [
            "account.json",
            "rejects.csv",
            "routes.csv",
            "run.json",
            "summary.json",
            "transactions.csv"
        ]
    );
    assert_eq!(world.read("out/summary.json"), ran.stdout);
    insta::assert_snapshot!("routes.csv", world.read("out/routes.csv"));
    insta::assert_snapshot!("transactions.csv", world.read("out/transactions.csv"));
    insta::assert_snapshot!("rejects.csv", world.read("out/rejects.csv"));
    insta::assert_snapshot!("summary.json", world.read("out/summary.json"));
    insta::assert_snapshot!("account.json", world.read("out/account.json"));
    insta::assert_snapshot!("run.json", world.read("out/run.json"));
    let again = ["replay", "declines.csv", "--config", "out/account.json", "--out", "again"];
    world.run(&again).expect(0);
    assert_eq!(world.read("again/routes.csv"), world.read("out/routes.csv"));
}

#[test]
fn outputs_are_replaced_only_by_force() {
    let world = world();
    let args = ["replay", "declines.csv", "--out", "out"];
    world.run(&args).expect(0);
    let ran = world.run(&args).expect(2);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("out already holds routes.csv"), "{}", ran.stderr);
    assert!(ran.stderr.contains("--force"), "{}", ran.stderr);
    world.run(&[&args[..], &["--force"]].concat()).expect(0);
    assert_eq!(world.names("out").len(), 6);
}

#[test]
fn standard_input_compressed_files_and_limits_read_the_same_rows() {
    let world = world();
    world.run(&["replay", "declines.csv", "--out", "file"]).expect(0);
    world.run_with_input(&["replay", "-", "--out", "stdin"], FEW_DECLINES.as_bytes()).expect(0);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, FEW_DECLINES.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    world.write("declines.csv.gz", &gzip);
    world.run(&["replay", "declines.csv.gz", "--out", "gzip"]).expect(0);
    for name in ["stdin", "gzip"] {
        assert_eq!(world.read(&format!("{name}/routes.csv")), world.read("file/routes.csv"));
        assert_eq!(world.read(&format!("{name}/summary.json")), world.read("file/summary.json"));
    }
    world.run(&["replay", "declines.csv", "--limit", "2", "--out", "limited"]).expect(0);
    let lines: Vec<String> =
        world.read("file/transactions.csv").lines().take(3).map(str::to_owned).collect();
    assert_eq!(world.read("limited/transactions.csv").lines().collect::<Vec<_>>(), lines);
    world.write("cut.csv.gz", &gzip[..gzip.len() - 9]);
    let ran = world.run(&["replay", "cut.csv.gz", "--out", "cut"]).expect(2);
    assert!(ran.stderr.contains("ends too early"), "{}", ran.stderr);
    assert!(!world.path("cut").exists(), "a run that fails leaves no folder");
}

#[test]
fn first_of_replays_one_decline_of_each_payment() {
    let world = world();
    let declines = "transaction_id,declined_at,merchant_id,amount,response_type,purchase_id,cycle\n\
        later,2024-03-09 10:00,12,49.95,soft,P1,2\n\
        first,2024-03-04 10:00,12,49.95,soft,P1,2\n\
        other,2024-03-05 10:00,12,49.95,soft,P1,3\n\
        alone,2024-03-05 10:00,12,49.95,soft,,\n\
        alone2,2024-03-06 10:00,12,49.95,soft,n/a,-\n";
    let args = ["replay", "-", "--first-of", "purchase_id,billing_cycle", "--out", "out"];
    world.run_with_input(&args, declines.as_bytes()).expect(0);
    let outcomes: Vec<(String, String)> = world
        .read("out/transactions.csv")
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>())
        .map(|cells| (cells[0].to_owned(), cells[7].to_owned()))
        .collect();
    let expected = [
        ("later", "recorded_attempt"),
        ("first", "handed_off"),
        ("other", "handed_off"),
        ("alone", "handed_off"),
        ("alone2", "handed_off"),
    ];
    assert_eq!(outcomes, expected.map(|(id, outcome)| (id.to_owned(), outcome.to_owned())));
}

#[test]
fn a_timeline_shows_every_event_in_order() {
    let world = world();
    world.run(&["replay", "declines.csv", "--timeline", "timeline.csv"]).expect(0);
    insta::assert_snapshot!(world.read("timeline.csv"));
}

#[test]
fn a_timeline_sorts_declines_that_are_not_in_time_order_and_says_so() {
    let header = "transaction_id,declined_at,merchant_id,amount,response_type\n";
    let row = |number: u32| {
        // Every tenth row is some months late; there is more than one block of rows.
        let (month, day) = (1 + number / 1_000, 1 + number / 40 % 25);
        let month = if number % 10 == 9 { 1 } else { month };
        format!("T{number},2024-{month:02}-{day:02} 10:{:02},12,49.95,soft\n", number % 60)
    };
    let mut rows: Vec<String> = (0..9_000).map(row).collect();
    let mixed = header.to_owned() + &rows.concat();
    rows.sort_by_key(|row| row.split(',').nth(1).map(str::to_owned));
    let sorted = header.to_owned() + &rows.concat();
    let files = [("reattempt.toml", GUIDE_ACCOUNT), ("mixed.csv", &mixed), ("sorted.csv", &sorted)];
    let world = World::with(files);
    let run = |name: &str| {
        let ran = world.run(&["replay", &format!("{name}.csv"), "--timeline", name]).expect(0);
        (ran.stderr.contains("not in time order"), world.read(name))
    };
    let ((says_so, mixed), (says_nothing, sorted)) = (run("mixed"), run("sorted"));
    assert!(says_so && !says_nothing);
    let lines = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let times: Vec<&str> =
            text.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
        assert!(times.is_sorted());
        lines.sort();
        lines
    };
    assert_eq!(lines(&mixed), lines(&sorted));
}

#[test]
fn too_many_rejects_are_a_finding_but_outputs_are_written() {
    let world = world();
    let args = ["replay", "declines.csv", "--out", "out", "--max-rejects"];
    world.run(&[&args[..], &["1"]].concat()).expect(0);
    let ran = world.run(&[&args[..], &["0", "--force"]].concat()).expect(1);
    assert!(
        ran.stderr.contains("1 rows were rejected") || ran.stderr.contains("1 row was rejected")
    );
    assert_eq!(world.names("out").len(), 6);
}

#[test]
fn files_that_cannot_be_used_are_refused_with_one_message() {
    let world = world();
    let header = "transaction_id,declined_at,merchant_id,amount\n";
    world.write("empty.csv", b"");
    world.write("blank.csv", b"\n\n\n");
    world.write("utf16.csv", b"\xff\xfet\0r\0a\0n\0");
    world.write("wrong.csv", b"transaction_id|declined_at|merchant_id|amount\n1|2|3|4\n");
    world.write("missing.csv", b"transaction_id,declined_at,merchant\nT1,2024-01-01,12\n");
    world.write("quote.csv", format!("{header}T1,2024-01-01,12,\"5.00\nT2,x,y,z\n").as_bytes());
    world.write("card.csv", b"transaction_id,declined_at,merchant_id,amount,card\nT1,2024-01-01,12,5,4111 1111 1111 1111\n");
    std::fs::create_dir(world.path("folder")).unwrap();
    for (file, message) in [
        ("absent.csv", "no such file"),
        ("folder", "it is a folder"),
        ("empty.csv", "the file is empty"),
        ("blank.csv", "the file is empty"),
        ("utf16.csv", "UTF-16"),
        ("wrong.csv", "are missing"),
        ("missing.csv", "amount` are missing"),
        ("quote.csv", "quote.csv:2: the file ends inside the quoted field"),
        ("card.csv", "DAT901"),
    ] {
        let ran = world.run(&["replay", file, "--out", "out"]).expect(2);
        assert!(ran.stderr.contains(message), "{file}: {}", ran.stderr);
        assert!(!ran.stderr.contains("4111"), "{file}: {}", ran.stderr);
        assert_eq!(ran.stdout, "", "{file}");
        assert!(!world.path("out").exists(), "{file} left a folder");
    }
    let ran = world.run_with_input(&["replay", "-"], header.as_bytes()).expect(0);
    assert!(ran.stdout.contains("0 rows read"), "{}", ran.stdout);
}

#[test]
fn configurations_that_cannot_be_used_show_all_their_errors() {
    let world = world();
    world.write("bad.toml", GUIDE_ACCOUNT.replace("wait_days", "wait_dayz").as_bytes());
    let args =
        ["replay", "declines.csv", "--config", "bad.toml", "--set", "merchant.12.enbled=false"];
    let ran = world.run(&args).expect(2);
    insta::assert_snapshot!(ran.stderr);
    let ran = world.run(&["replay", "declines.csv", "--config", "absent.toml"]).expect(2);
    insta::assert_snapshot!(ran.stderr, @r"
    error: cannot read absent.toml: no such file or directory
    help: `reattempt init absent.toml` writes one to start from
    ");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let world = world();
    let mut child = world
        .command(&["replay", "declines.csv", "--format", "json"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_that_leaves_nothing() {
    let world = world();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = world
        .command(&["replay", "declines.csv"])
        .stdin(Stdio::null())
        .stdout(Stdio::from(full))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("no space left on device"), "{stderr}");
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_format_that_this_build_does_not_write_is_refused() {
    let world = world();
    let args = ["replay", "declines.csv", "--out", "out", "--routes-format"];
    let ran = world.run(&[&args[..], &["parquet"]].concat()).expect(2);
    insta::assert_snapshot!(ran.stderr, @r"
    error: --routes-format parquet: this build writes CSV alone
    help: `cargo install --path . --features parquet` makes one that writes both
    help: DuckDB turns one into the other: COPY (FROM 'routes.csv') TO 'routes.parquet'
    ");
    assert!(!world.path("out").exists());
    world.run(&[&args[..], &["csv"]].concat()).expect(0);
}
