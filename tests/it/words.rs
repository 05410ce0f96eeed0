//! Every word of the contract is produced by some test: rule codes here and in `catalogue`, outcomes, reasons, notes
//! and classes in `reached`, exit codes here.

use reattempt::check::example;
use reattempt::model::Code;

use crate::support::{GUIDE_ACCOUNT, World};

/// The findings of some declines, or the error that ends the check.
fn checked(declines: &str) -> String {
    let world = World::with([("reattempt.toml", GUIDE_ACCOUNT), ("declines.csv", declines)]);
    let flags = ["check", "--declines", "declines.csv", "--format", "concise"];
    let ran = world.run(&flags);
    ran.stdout + &ran.stderr
}

/// The codes about configurations are found in their own examples, which `catalogue` holds them to.
#[test]
fn every_code_about_declines_is_found_in_its_example() {
    let codes: Vec<Code> =
        Code::ALL.iter().copied().filter(|code| code.is_about_declines()).collect();
    assert!(!codes.is_empty());
    for code in codes {
        let example = |heading| example(code, heading).expect("an example");
        let (wrong, right) = (checked(&example("Wrong")), checked(&example("Right")));
        assert!(wrong.contains(code.name()), "{}\n{wrong}", code.name());
        assert!(!right.contains(code.name()), "{}\n{right}", code.name());
    }
}

/// Whether anything is said of the rows that may be the same payment again.
#[test]
fn payments_without_a_purchase_are_not_the_same_payment() {
    let header = "transaction_id,declined_at,merchant_id,amount,purchase_id,billing_cycle\n";
    let rows = |purchases: [&str; 2]| {
        let row =
            |at: usize| format!("T{at},2024-03-0{} 10:00,12,5.00,{},1\n", at + 4, purchases[at]);
        [header.to_owned(), row(0), row(1)].concat()
    };
    assert!(checked(&rows(["P1", "P1"])).contains("DAT906"));
    assert!(!checked(&rows(["P1", "P2"])).contains("DAT906"));
    assert!(!checked(&rows(["", ""])).contains("DAT906"));
}

#[test]
fn a_run_ends_with_0_1_or_2() {
    let world = World::with([("reattempt.toml", GUIDE_ACCOUNT)]);
    let _ = world.run(&["check"]).expect(0);
    let turned_off = ["check", "--set", "merchant.99.enabled=false"];
    let _ = world.run(&turned_off).expect(1);
    let _ = world.run(&["check", "nosuch.toml"]).expect(2);
}

#[cfg(unix)]
#[test]
fn a_signal_ends_a_run_with_its_number() {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    let header = "transaction_id,declined_at,merchant_id,amount\n";
    // More than a pipe holds: once it is written, the run is under way.
    let rows = header.to_owned() + &"T,2024-03-04 10:00,12,5.00\n".repeat(100_000);
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let world = World::with([("reattempt.toml", GUIDE_ACCOUNT)]);
        let mut child = world
            .command(&["replay", "-", "--out", "out"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(rows.as_bytes()).unwrap();
        let kill = format!("kill -{signal} {}", child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        drop(input);
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*stderr), (Some(code), ""), "{signal}");
        assert!(!world.path("out").exists(), "a stopped run leaves nothing behind");
    }
}
