//! What the documentation says is what the program does.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::World;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_rule_pages_are_those_of_the_program() {
    let pages = World::new().run(&["rule", "--all"]).expect(0).stdout;
    assert!(
        pages == read("docs/rules.md"),
        "docs/rules.md has drifted: cargo run -- rule --all > docs/rules.md"
    );
}

#[test]
fn the_reference_is_that_of_the_program() {
    let reference = World::new().run(&["man", "--format", "markdown"]).expect(0).stdout;
    assert!(
        reference == read("docs/cli.md"),
        "docs/cli.md has drifted: cargo run -- man --format markdown > docs/cli.md"
    );
}

#[test]
fn the_readme_shows_what_the_sample_prints() {
    let output = Command::new(env!("CARGO_BIN_EXE_reattempt"))
        .args(["replay", "data/declines.csv", "--config", "data/account.toml"])
        .current_dir(root())
        .env_clear()
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(read("README.md").contains(&printed), "README.md does not show:\n{printed}");
}

#[test]
fn the_readmes_commands_run() {
    let readme = read("README.md");
    let blocks = readme.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let commands: Vec<&str> =
        blocks.flat_map(str::lines).filter_map(|line| line.strip_prefix("reattempt ")).collect();
    assert!(commands.len() >= 3, "{commands:?}");
    for command in commands {
        let output = Command::new(env!("CARGO_BIN_EXE_reattempt"))
            .args(command.split(' '))
            .current_dir(root())
            .env_clear()
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        // A check that finds something ends with 1, as the README says.
        assert!(matches!(output.status.code(), Some(0 | 1)), "{command}: {stderr}");
        assert!(!output.stdout.is_empty(), "{command} prints nothing");
    }
}
