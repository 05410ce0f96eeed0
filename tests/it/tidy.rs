//! The shape of the code: who may import whom, how long files may be, which words do not occur.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules in the order of the pipeline; each may import those before it.
const PIPELINE: [&str; 9] =
    ["model", "config", "ingest", "engine", "generate", "analysis", "check", "report", "cli"];

/// Crates of others that the package may ask for itself, those for tests included.
const MOST_DEPENDENCIES: usize = 30;

/// Lines that a source file may have, tests included.
const MOST_LINES: usize = 600;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

fn all() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        (path.strip_prefix(&root).unwrap().to_owned(), text)
    };
    paths.into_iter().map(read).collect()
}

#[test]
fn imports_run_one_way() {
    for (path, text) in all() {
        let module = path.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        let Some(rank) = PIPELINE.iter().position(|name| *name == module) else { continue };
        for later in &PIPELINE[rank + 1..] {
            let import = format!("crate::{later}");
            let found = text
                .lines()
                .position(|line| line.contains(&import) && !line.trim().starts_with("//"));
            assert_eq!(found, None, "{} imports {later}, which comes after it", path.display());
        }
    }
}

#[test]
fn files_are_short_and_say_what_they_are() {
    for (path, text) in all() {
        let lines = text.lines().count();
        assert!(lines <= MOST_LINES, "{} has {lines} lines", path.display());
        let is_test = path.iter().any(|part| part == "tests" || part == "tests.rs");
        assert!(is_test || text.starts_with("//!"), "{} does not say what it is", path.display());
    }
}

#[test]
fn dependencies_are_few_and_each_says_why() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"));
    let mut table = "";
    let mut count = 0;
    let manifest = manifest.unwrap();
    for line in manifest.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if line.starts_with('[') {
            table = line;
        } else if table.ends_with("dependencies]") {
            count += usize::from(!line.contains("path = "));
            assert!(line.contains(" # "), "no reason is given for `{line}`");
        }
    }
    assert!((1..=MOST_DEPENDENCIES).contains(&count), "{count} direct dependencies");
}

#[test]
fn only_the_command_line_touches_the_machine() {
    for (path, text) in all() {
        if path.starts_with("cli") || path.ends_with("main.rs") {
            continue;
        }
        for word in ["std::env", "std::fs", "SystemTime", "Instant::now", "println!", "eprintln!"] {
            let found =
                text.lines().find(|line| line.contains(word) && !line.trim().starts_with("//"));
            assert_eq!(found, None, "{} uses {word}", path.display());
        }
    }
}
