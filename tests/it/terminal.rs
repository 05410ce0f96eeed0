//! What people see: every width, colours, plain characters, more and less talk.

use std::process::Command;

use crate::support::World;

/// What is shown at several widths: a name for each, and what is typed.
const SHOWN: [(&str, &[&str]); 4] = [
    ("replay", &["replay", "declines.csv"]),
    ("check", &["check", "mistakes/attempt-5-not-skipped.toml", "--declines", "declines.csv"]),
    ("compare", &["compare", "declines.csv", "--candidate", "mistakes/fridays-on.toml"]),
    (
        "sweep",
        &[
            "sweep",
            "declines.csv",
            "--vary",
            "profile.\"FlexPay US\".attempts.4.wait_days=1,3",
            "--vary",
            "merchant.99.enabled=true,false",
        ],
    ),
];

/// More that keeps to its width.
const ALSO: [&[&str]; 8] = [
    &["inspect", "declines.csv"],
    &["reach"],
    &["test", "cases.toml"],
    &["assume", "declines.csv"],
    &["checklist", "mistakes/fridays-on.toml"],
    &["check", "mistakes/overlapping-profiles.toml"],
    &["explain", "declines.csv", "--id", "T00000009", "--why-not", "FlexPay"],
    &[
        "replay",
        "declines.csv",
        "--config",
        "mistakes/fridays-on.toml",
        "--first-of",
        "purchase_id",
    ],
];

fn printed(command: &mut Command) -> String {
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

fn at_width(world: &World, args: &[&str], columns: usize) -> String {
    printed(world.command(args).env("COLUMNS", columns.to_string()))
}

#[test]
fn summaries_at_every_width() {
    let world = World::sample();
    for (name, args) in SHOWN {
        for columns in [60, 80, 200] {
            let printed = at_width(&world, args, columns);
            insta::assert_snapshot!(format!("{name}_{columns}"), printed);
        }
    }
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let world = World::sample();
    for args in SHOWN.map(|(_, args)| args).iter().chain(&ALSO) {
        for columns in [20, 60, 67, 90, 130, 400] {
            let width = columns.clamp(60, 200);
            for line in at_width(&world, args, columns).lines() {
                // A command is there to be pasted, and a word is there to be read.
                let is_whole =
                    line.trim_start().starts_with("reattempt ") || !line.trim().contains(' ');
                assert!(line.chars().count() <= width || is_whole, "{args:?} at {columns}: {line}");
                assert_eq!(line, line.trim_end(), "{args:?} at {columns}");
            }
        }
    }
}

#[test]
fn plain_characters_alone_are_enough() {
    let world = World::sample();
    for args in SHOWN.map(|(_, args)| args).iter().chain(&ALSO) {
        let ascii = printed(&mut world.command(&[args, &["--ascii"][..]].concat()));
        assert!(ascii.is_ascii(), "{args:?}:\n{ascii}");
        assert!(!ascii.is_empty(), "{args:?}");
    }
}

#[test]
fn colours_come_when_they_are_wanted() {
    let world = World::sample();
    let check = ["check", "mistakes/fridays-on.toml"];
    let plain = printed(&mut world.command(&check));
    for (flags, variables, is_coloured) in [
        (&[][..], &[][..], false),
        (&["--color", "always"], &[], true),
        (&["--color", "always"], &[("NO_COLOR", "1"), ("TERM", "dumb")], true),
        (&[], &[("CLICOLOR_FORCE", "1")], true),
        (&[], &[("CLICOLOR_FORCE", "0")], false),
        (&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
        (&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "")], true),
        (&["--color", "never"], &[("CLICOLOR_FORCE", "1")], false),
    ] {
        let mut command = world.command(&[&check[..], flags].concat());
        let shown = printed(command.envs(variables.iter().copied()));
        assert_eq!(shown.contains('\u{1b}'), is_coloured, "{flags:?} {variables:?}");
        assert_eq!(is_coloured, shown != plain, "{flags:?} {variables:?}");
    }
}

#[test]
fn quiet_and_verbose_change_only_what_is_not_the_result() {
    let world = World::sample();
    let declines = world.read("declines.csv").replacen("campaign_id", "mystery", 1);
    world.write("odd.csv", declines.as_bytes());
    let replay = ["replay", "odd.csv"];
    let usual = world.run(&replay).expect(0);
    assert_eq!(usual.stderr, "note: columns that are not read: `mystery`\n");
    let quiet = world.run(&[&replay[..], &["--quiet"]].concat()).expect(0);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), (usual.stdout.as_str(), ""));
    let verbose = world.run(&[&replay[..], &["--verbose"]].concat()).expect(0);
    assert_eq!(verbose.stdout, usual.stdout);
    for detail in ["info: reattempt.toml: 11 merchants", "separated by `,`", "info: 3,030 rows in "]
    {
        assert!(verbose.stderr.contains(detail), "{}", verbose.stderr);
    }
    let failed = world.run(&["replay", "absent.csv", "--quiet"]).expect(2);
    assert!(failed.stderr.starts_with("error: "), "{}", failed.stderr);
}
