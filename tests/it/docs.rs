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

/// A block of a document between fences: its language and its text.
fn blocks(document: &str) -> Vec<(&str, &str)> {
    let parts: Vec<&str> = document.split("```").collect();
    let fenced = parts.iter().skip(1).step_by(2);
    fenced.filter_map(|block| block.split_once('\n')).collect()
}

/// Blocks that need more than the program: they are for people.
fn needs_more(block: &str) -> bool {
    ["cargo ", "parallel ", "docker ", "pip ", "git ", "curl "]
        .iter()
        .any(|tool| block.contains(tool))
}

/// Every page but those that the program makes and holds to itself.
fn pages() -> Vec<String> {
    let how_to = fs::read_dir(root().join("docs/how-to")).unwrap();
    let names = how_to.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut pages: Vec<String> = names.map(|name| format!("docs/how-to/{name}")).collect();
    pages.extend(["README.md", "docs/tutorial.md"].map(str::to_owned));
    pages.sort();
    pages
}

#[cfg(unix)]
#[test]
fn what_the_pages_say_runs_and_prints_what_they_show() {
    let program = Path::new(env!("CARGO_BIN_EXE_reattempt")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    for page in pages() {
        // The sample is there as in a clone, and as a folder of one's own.
        let world = World::sample();
        std::os::unix::fs::symlink(root().join("data"), world.path("data")).unwrap();
        let (mut printed, mut ran) = (String::new(), 0);
        for (language, block) in blocks(&read(&page)) {
            match language {
                "sh" if !needs_more(block) => {
                    let mut shell = Command::new("sh");
                    shell.args(["-c", block]).current_dir(world.path("")).env_clear();
                    let output = shell.env("PATH", &path).env("COLUMNS", "80").output().unwrap();
                    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                    let stderr = text(&output.stderr);
                    // What finds something ends with 1.
                    let is_fine = match output.status.code() {
                        Some(0) => !stderr.contains("error: "),
                        code => code == Some(1),
                    };
                    assert!(is_fine, "{page}:\n{block}\n{stderr}");
                    printed = text(&output.stdout) + &stderr;
                    ran += 1;
                }
                "text" if page == "docs/tutorial.md" => {
                    for line in block.lines() {
                        assert!(printed.contains(line), "{page}: `{line}` is not in\n{printed}");
                    }
                }
                _ => {}
            }
        }
        assert!(ran > 0, "{page} has nothing to type");
    }
}

#[test]
fn links_between_pages_lead_somewhere() {
    for page in pages() {
        let folder = root().join(&page).parent().unwrap().to_owned();
        let text = read(&page);
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap_or_default();
            let is_local = !file.is_empty() && !file.contains("://");
            assert!(!is_local || folder.join(file).exists(), "{page}: {target}");
        }
    }
}
