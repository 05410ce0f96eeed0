//! The help: examples first, and every one of them runs.

use std::collections::BTreeSet;

use crate::support::World;

/// The commands that the program lists.
fn commands() -> Vec<String> {
    let help = World::new().run(&["--help"]).expect(0).stdout;
    let list = help.split("Commands:\n").nth(1).unwrap();
    let lines = list.lines().take_while(|line| !line.is_empty());
    let is_name = |line: &&str| line.starts_with("  ") && !line.starts_with("   ");
    let names = lines.filter(is_name).filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

/// The command lines among the examples of a help page.
fn examples(help: &str) -> Vec<&str> {
    let part = help.split("\nUsage:").next().unwrap_or_default();
    part.lines().filter_map(|line| line.strip_prefix("    ")).collect()
}

#[test]
fn every_command_has_examples_first_and_they_are_whole_at_any_width() {
    let world = World::new();
    for command in commands() {
        let at = |columns: &str| {
            let output = world.command(&[&command, "--help"]).env("COLUMNS", columns).output();
            String::from_utf8(output.unwrap().stdout).unwrap()
        };
        let (narrow, wide) = (at("60"), at("200"));
        assert!(wide.starts_with("Examples:\n"), "{command} --help does not begin with examples");
        assert!(!examples(&wide).is_empty(), "{command}");
        assert_eq!(examples(&narrow), examples(&wide), "{command}");
        for line in examples(&wide) {
            assert!(line.contains(&format!("reattempt {command}")), "{command}: {line}");
        }
        let short = world.run(&[&command, "-h"]).expect(0).stdout;
        assert!(!short.contains("Examples:"), "{command} -h is not short");
    }
}

#[cfg(unix)]
#[test]
fn every_example_runs_on_the_sample() {
    use std::path::Path;
    use std::process::{Command, Stdio};

    let program = Path::new(env!("CARGO_BIN_EXE_reattempt")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    for command in commands() {
        let world = World::sample();
        if command == "init" {
            std::fs::remove_file(world.path("reattempt.toml")).unwrap();
        }
        let help = world.run(&[&command, "--help"]).expect(0).stdout;
        for line in examples(&help) {
            let mut shell = Command::new("sh");
            shell
                .args(["-c", line])
                .current_dir(world.path(""))
                .env_clear()
                .env("PATH", &path)
                .env("HOME", world.path(""));
            let output = shell.stdin(Stdio::null()).output().unwrap();
            let stderr = String::from_utf8_lossy(&output.stderr);
            // What finds something ends with 1.
            assert!(matches!(output.status.code(), Some(0 | 1)), "{line}\n{stderr}");
            assert!(!stderr.contains("error"), "{line}\n{stderr}");
        }
    }
}

#[test]
fn completions_and_manual_pages_hold_every_command_and_option() {
    let world = World::new();
    let scripts =
        ["bash", "zsh", "fish"].map(|shell| world.run(&["completions", shell]).expect(0).stdout);
    let _ = world.run(&["man", "--out", "man1"]).expect(0);
    for command in commands() {
        let page = world.read(&format!("man1/reattempt-{command}.1")).replace("\\-", "-");
        let help = world.run(&[&command, "-h"]).expect(0).stdout;
        let listed = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
        let typed = listed.filter_map(|line| line.split("  ").next());
        let words = typed.flat_map(|typed| typed.split([' ', ',']));
        let options: BTreeSet<&str> =
            words.filter(|word| word.starts_with("--") && !word.ends_with(']')).collect();
        assert!(options.len() >= 6, "{command}: {options:?}");
        for option in options {
            assert!(page.contains(option), "{option} is not on the page of {command}");
            let name = option.trim_start_matches('-');
            assert!(scripts.iter().all(|script| script.contains(name)), "{command} {option}");
        }
        assert!(page.contains(".SH EXAMPLES"), "{command}");
        assert!(scripts.iter().all(|script| script.contains(&command)), "{command}");
    }
    let ran = world.run(&["man", "replya"]).expect(2);
    assert!(ran.stderr.contains("did you mean replay?"), "{}", ran.stderr);
}
