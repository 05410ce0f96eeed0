//! What the guide and the example of a workflow say can be run.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::World;

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The steps of the workflow that run something: name and script.
fn steps() -> Vec<(String, String)> {
    let workflow = read("ci/github.yml");
    let mut steps: Vec<(String, String)> = Vec::new();
    for part in workflow.split("\n      - ").filter_map(|step| step.strip_prefix("name: ")) {
        let (name, rest) = part.split_once('\n').expect("a step has a name");
        let (_, run) = rest.split_once("run:").expect("a step runs something");
        let script: Vec<&str> = run.trim_start_matches(" |").lines().map(str::trim).collect();
        steps.push((name.to_owned(), script.join("\n")));
    }
    steps
}

/// The exit code of a step's script in a folder, whose main branch has the sample's configuration.
fn run(world: &World, script: &str) -> i32 {
    use std::os::unix::fs::PermissionsExt as _;
    let program = Path::new(env!("CARGO_BIN_EXE_reattempt")).parent().unwrap();
    fs::create_dir_all(world.path("bin")).unwrap();
    world.write("bin/git", b"#!/bin/sh\ncat \"$(dirname \"$0\")/../main.toml\"\n");
    fs::set_permissions(world.path("bin/git"), fs::Permissions::from_mode(0o755)).unwrap();
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{}:{path}", world.path("bin").display(), program.display());
    let mut shell = Command::new("sh");
    shell.args(["-e", "-c", script]).current_dir(world.path("")).env_clear().env("PATH", path);
    for (name, value) in [
        ("CONFIG", "account.toml"),
        ("CASES", "cases.toml"),
        ("DECLINES", "declines.csv"),
        ("GITHUB_STEP_SUMMARY", "summary.md"),
    ] {
        shell.env(name, value);
    }
    let output = shell.stdin(Stdio::null()).output().unwrap();
    output.status.code().unwrap_or(-1)
}

#[test]
fn the_workflow_passes_on_the_sample_and_stops_a_mistake() {
    let steps: Vec<(String, String)> =
        steps().into_iter().filter(|(name, _)| name != "Install").collect();
    assert_eq!(steps.len(), 3, "{steps:?}");
    for (config, code) in [("account.toml", 0), ("mistakes/flexpay-mid-disabled.toml", 1)] {
        let world = World::sample();
        fs::copy(world.path("account.toml"), world.path("main.toml")).unwrap();
        world.write("account.toml", world.read(config).as_bytes());
        for (name, script) in &steps {
            assert_eq!(run(&world, script), code, "{name} on {config}");
        }
        let summary = world.read("summary.md");
        assert!(summary.contains("declines"), "{summary}");
    }
}

#[test]
fn the_commands_of_the_guide_run() {
    let guide = read("how-to/test.md");
    let blocks = guide.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let commands: Vec<&str> = blocks.flat_map(str::lines).collect();
    assert_eq!(commands.len(), 3, "{commands:?}");
    let world = World::sample();
    for command in commands {
        assert_eq!(run(&world, &command.replace("data/", "")), 0, "{command}");
    }
    let example = guide.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
    world.write("example.toml", example.expect("an example").as_bytes());
    assert_eq!(run(&world, "reattempt test example.toml --config account.toml"), 0);
}
