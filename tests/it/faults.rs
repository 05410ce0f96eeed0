//! Runs that are stopped, killed, raced or out of space: what is left is whole, or it is nothing.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use crate::support::{GUIDE_ACCOUNT, World, measured};

const HEADER: &str = "transaction_id,declined_at,merchant_id,amount,response_type\n";

/// Longer than anything here takes, so that a hang is a failure.
const PATIENCE: Duration = Duration::from_mins(1);

fn many(rows: usize) -> String {
    let mut text = HEADER.to_owned();
    for row in 0..rows {
        let _ = writeln!(text, "T{row},2024-03-{:02} 10:00,12,4.95,soft", 1 + row % 28);
    }
    text
}

fn world(rows: usize) -> World {
    let world = World::with([("reattempt.toml", GUIDE_ACCOUNT)]);
    world.write("many.csv", many(rows).as_bytes());
    world
}

fn spawn(world: &World, args: &[&str]) -> Child {
    let mut command = world.command(args);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

fn signal(child: &Child, name: &str) {
    // A run that has ended cannot be signalled any more, which is as good.
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("kill -{name} {}", child.id())]).stderr(Stdio::null());
    let _ = shell.status().unwrap();
}

/// Waits for the end; the exit code, or `None` if it was killed.
fn end(child: &mut Child) -> Option<i32> {
    for _ in 0..PATIENCE.as_millis() / 10 {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        thread::sleep(Duration::from_millis(10));
    }
    let _ = child.kill();
    panic!("a run that was to end goes on");
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..PATIENCE.as_millis() / 10 {
        if is_so() {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("waited in vain until {what}");
}

/// Names in the world's folder other than the inputs.
fn left(world: &World) -> Vec<String> {
    let is_input = |name: &String| name == "reattempt.toml" || name == "many.csv";
    world.names("").into_iter().filter(|name| !is_input(name)).collect()
}

/// The outputs of a folder that is complete, each as its `run.json` says it is.
fn complete(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let run = fs::read(folder.join("run.json")).unwrap();
    let run: serde_json::Value = serde_json::from_slice(&run).unwrap();
    let outputs = run["outputs"].as_object().unwrap();
    assert_eq!(outputs.len(), 5);
    let checked = outputs.iter().map(|(name, digest)| {
        let bytes = fs::read(folder.join(name)).unwrap();
        let hex = Sha256::digest(&bytes).iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        assert_eq!(Some(hex.as_str()), digest.as_str(), "{name}");
        (name.clone(), bytes)
    });
    checked.collect()
}

#[test]
fn a_signal_stops_a_run_that_reads_without_end_and_one_that_waits() {
    for (name, code) in [("INT", 130), ("TERM", 143)] {
        for is_fed in [true, false] {
            let world = world(0);
            let mut child = spawn(&world, &["replay", "-", "--out", "deep/out", "--threads", "2"]);
            let mut stdin = child.stdin.take().unwrap();
            let text = many(10_000);
            stdin.write_all(text.as_bytes()).unwrap();
            let rows = text[HEADER.len()..].to_owned();
            let feeder = thread::spawn(move || {
                while is_fed && stdin.write_all(rows.as_bytes()).is_ok() {}
                // Without food the pipe stays open until the run has ended.
                stdin
            });
            wait_until("outputs are on their way", || {
                world.path("deep/out").is_dir() && !world.names("deep/out").is_empty()
            });
            signal(&child, name);
            assert_eq!(end(&mut child), Some(code), "{name} {is_fed}");
            drop(feeder.join());
            assert_eq!(left(&world), [""; 0], "{name} {is_fed}");
        }
    }
}

#[test]
fn a_signal_in_any_phase_leaves_all_or_nothing() {
    let world = world(40_000);
    let runs: [&[&str]; 3] = [
        &["replay", "many.csv", "--out", "out"],
        &["replay", "many.csv", "--timeline", "timeline.csv"],
        &["replay", "many.csv", "--first-of", "transaction_id", "--out", "out"],
    ];
    for (round, args) in (0_u64..12).zip(runs.iter().cycle()) {
        let mut child = spawn(&world, args);
        thread::sleep(Duration::from_millis(40 * round));
        signal(&child, "TERM");
        if round % 4 == 3 {
            signal(&child, "TERM");
        }
        let code = end(&mut child);
        // Before it listens, the signal simply kills it.
        assert!(matches!(code, Some(0 | 143) | None), "{round}: {code:?}");
        let finished = left(&world);
        let temporary = |name: &String| name.contains(".tmp");
        // The second signal stops at once and cleans nothing up.
        assert!(round % 4 == 3 || !finished.iter().any(temporary), "{round}: {finished:?}");
        if world.path("out/run.json").exists() {
            complete(&world.path("out"));
        } else if round % 4 != 3 {
            assert!(!world.path("out").exists(), "{round}: {:?}", world.names("out"));
        }
        let _ = fs::remove_dir_all(world.path("out"));
        for name in left(&world) {
            fs::remove_file(world.path(&name)).unwrap();
        }
    }
}

#[test]
fn a_kill_at_any_moment_leaves_old_or_new_files() {
    let kills = std::env::var("REATTEMPT_KILLS").map_or(12, |text| text.parse().unwrap());
    let world = world(3_000);
    let replay = |enabled: &str, out: &str| -> Vec<String> {
        let set = format!("merchant.99.enabled={enabled}");
        ["replay", "many.csv", "--force", "--set", &set, "--out", out].map(str::to_owned).to_vec()
    };
    let versions = ["true", "false"].map(|enabled| {
        let args = replay(enabled, enabled);
        world.run(&args.iter().map(String::as_str).collect::<Vec<_>>()).expect(0);
        complete(&world.path(enabled))
    });
    let mut random = 0x9e37_79b9_u64;
    for kill in 0..kills {
        let args = replay(["true", "false"][kill % 2], "out");
        let mut child = spawn(&world, &args.iter().map(String::as_str).collect::<Vec<_>>());
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        thread::sleep(Duration::from_micros((random >> 33) % 150_000));
        let _ = child.kill();
        let _ = child.wait();
        if world.path("out/run.json").exists() {
            let found = complete(&world.path("out"));
            assert!(versions.contains(&found), "after kill {kill}");
        }
        for name in versions[0].keys() {
            if let Ok(bytes) = fs::read(world.path(&format!("out/{name}"))) {
                let is_whole = versions.iter().any(|version| version[name] == bytes);
                assert!(is_whole, "{name} after kill {kill}");
            }
        }
    }
    // What the last kill left behind, for certain.
    world.write("out/.reattempt-killed.tmp", b"half");
    let args = replay("true", "out");
    world.run(&args.iter().map(String::as_str).collect::<Vec<_>>()).expect(0);
    assert!(complete(&world.path("out")) == versions[0]);
    assert_eq!(world.names("out").len(), versions[0].len() + 1, "{:?}", world.names("out"));
}

#[test]
fn of_runs_that_race_one_wins_as_a_whole() {
    let world = world(2_000);
    let args = |enabled: &'static str| {
        ["replay", "many.csv", "--force", "--out", "out", "--set", enabled].to_vec()
    };
    let all =
        ["merchant.99.enabled=true", "merchant.99.enabled=false", "merchant.12.block_debit=true"];
    for round in 0..6 {
        let mut children: Vec<Child> = all.iter().map(|set| spawn(&world, &args(set))).collect();
        for child in &mut children {
            assert_eq!(end(child), Some(0), "round {round}");
        }
        complete(&world.path("out"));
        assert_eq!(world.names("out").len(), 6, "round {round}");
        if round % 2 == 1 {
            fs::remove_dir_all(world.path("out")).unwrap();
        }
    }
}

#[test]
fn a_disk_that_fills_up_is_an_error_that_leaves_nothing() {
    let world = world(20_000);
    let program = env!("CARGO_BIN_EXE_reattempt");
    for (what, file) in [
        ("replay many.csv --out out", "out/"),
        ("replay many.csv --timeline out", "out"),
        ("generate --rows 20000 --seed 1 --out out", "out"),
    ] {
        // No file may grow beyond 64 blocks, and running into that is an error rather than a signal.
        let line = format!("trap '' XFSZ; ulimit -f 64; exec {program} {what}");
        let mut shell = Command::new("sh");
        shell.args(["-c", &line]).current_dir(world.path("")).env_clear().envs(measured());
        let output = shell.stdin(Stdio::null()).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{what}: {stderr}");
        assert!(stderr.contains(&format!("cannot write {file}")), "{what}: {stderr}");
        assert!(stderr.contains("file too large"), "{what}: {stderr}");
        assert_eq!(left(&world), [""; 0], "{what}");
    }
}

#[test]
fn places_where_nothing_can_be_written_are_named() {
    let world = world(3);
    for (out, message) in [
        ("many.csv", "many.csv is not a folder"),
        ("many.csv/out", "cannot make many.csv/out: not a directory"),
        ("/proc/reattempt/out", "cannot make /proc/reattempt/out: no such file"),
    ] {
        let ran = world.run(&["replay", "many.csv", "--out", out]).expect(2);
        assert!(ran.stderr.contains(message), "{out}: {}", ran.stderr);
        assert_eq!((ran.stdout.as_str(), left(&world).len()), ("", 0), "{out}");
    }
    fs::create_dir_all(world.path("out/routes.csv")).unwrap();
    let ran = world.run(&["replay", "many.csv", "--out", "out", "--force"]).expect(2);
    assert!(ran.stderr.contains("cannot write out/routes.csv: it is a folder"), "{}", ran.stderr);
}
