//! Every operation on outputs failing once, the first of its kind, the second, and so on until none fails.

use std::collections::BTreeMap;

use super::*;
use crate::cli::disk::{Operation, fail_at, was_struck};
use crate::cli::error::Exit;

const OPERATIONS: [Operation; 8] = [
    Operation::MakeFolder,
    Operation::Create,
    Operation::Write,
    Operation::Sync,
    Operation::SetPermissions,
    Operation::Remove,
    Operation::Rename,
    Operation::SyncFolder,
];

/// The outputs of a run, the mark last, and what each holds.
fn outputs(run: &str) -> [(&'static str, String); 4] {
    ["routes.csv", "rejects.csv", "summary.json", "run.json"]
        .map(|name| (name, format!("{run} {name}")))
}

/// Writes a folder of outputs, each in two pieces.
fn write_folder(path: &Path, run: &str, overwrite: Overwrite) -> Result<(), CliError> {
    let outputs = outputs(run);
    let mut dir = OutputDir::create(path, &outputs.each_ref().map(|(name, _)| *name), overwrite)?;
    for (name, text) in outputs {
        let number = dir.open(name)?;
        let (start, rest) = text.split_at(3);
        dir.file(number).write(start.as_bytes())?;
        dir.file(number).write(rest.as_bytes())?;
    }
    dir.publish("run.json")
}

/// Every file below a folder with what it holds.
fn contents(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.insert(format!("{name}/"), String::new());
            found.extend(
                contents(&path).into_iter().map(|(inner, text)| (format!("{name}/{inner}"), text)),
            );
        } else {
            found.insert(name, fs::read_to_string(path).unwrap());
        }
    }
    found
}

fn folder_of_run(run: &str) -> BTreeMap<String, String> {
    let files = outputs(run).map(|(name, text)| (format!("out/{name}"), text));
    files.into_iter().chain([("out/".to_owned(), String::new())]).collect()
}

/// Lets every operation fail in turn, from a fresh start that `prepare` makes; hands each failure to `judge`
/// and says how many there were.
fn each_fault(
    prepare: impl Fn(&Path),
    run: impl Fn(&Path) -> Result<(), CliError>,
    judge: impl Fn(&str, &BTreeMap<String, String>),
) -> usize {
    let mut faults = 0;
    for operation in OPERATIONS {
        for before in 0.. {
            let root = tempfile::tempdir().unwrap();
            prepare(root.path());
            fail_at(operation, before);
            let result = run(root.path());
            let was_struck = was_struck();
            assert_eq!(was_struck, result.is_err(), "{operation:?} {before}");
            let Err(error) = result else { break };
            let case = format!("{operation:?} after {before}: {error}");
            let left = contents(root.path());
            assert_eq!(error.exit, Exit::Failed, "{case}");
            assert!(
                error.message.contains("no space left on device")
                    || error.message.contains("no storage space"),
                "{case}"
            );
            assert!(error.message.contains("out"), "{case} names no file");
            assert!(left.keys().all(|name| !name.contains(".tmp")), "{case} left {left:?}");
            judge(&case, &left);
            faults += 1;
        }
    }
    faults
}

#[test]
fn a_fault_leaves_nothing_where_nothing_was() {
    let faults = each_fault(
        |_| {},
        |root| write_folder(&root.join("deep/er/out"), "new", Overwrite::Refuse),
        |case, left| assert!(left.is_empty(), "{case} left {left:?}"),
    );
    assert!(faults >= 25, "{faults}");
}

#[test]
fn a_fault_leaves_a_folder_that_was_empty_empty() {
    each_fault(
        |root| fs::create_dir(root.join("out")).unwrap(),
        |root| write_folder(&root.join("out"), "new", Overwrite::Refuse),
        |case, left| assert!(left.keys().eq(["out/"]), "{case} left {left:?}"),
    );
}

#[test]
fn a_fault_while_replacing_leaves_old_or_new_files_and_the_mark_only_on_a_whole_set() {
    let (old, new) = (folder_of_run("old"), folder_of_run("new"));
    let faults = each_fault(
        |root| write_folder(&root.join("out"), "old", Overwrite::Refuse).unwrap(),
        |root| write_folder(&root.join("out"), "new", Overwrite::Replace),
        |case, left| {
            for (name, text) in left {
                assert!(
                    old.get(name) == Some(text) || new.get(name) == Some(text),
                    "{case}: {name}"
                );
            }
            let is_marked = left.contains_key("out/run.json");
            assert!(!is_marked || *left == old, "{case} left {left:?}");
            assert!(left.len() >= old.len() - 1, "{case} left {left:?}");
        },
    );
    assert!(faults >= 24, "{faults}");
}

#[test]
fn a_fault_in_writing_one_file_leaves_what_was_there() {
    for old in [None, Some("old")] {
        let faults = each_fault(
            |root| old.iter().for_each(|text| fs::write(root.join("out.csv"), text).unwrap()),
            |root| write_file(&root.join("out.csv"), b"new", Overwrite::Replace),
            |case, left| {
                let is_whole = left
                    .get("out.csv")
                    .is_none_or(|text| text == "new" || Some(text.as_str()) == old);
                assert!(is_whole && (left.len() == 1 || old.is_none()), "{case} left {left:?}");
            },
        );
        assert!(faults >= 5, "{faults}");
    }
}

#[test]
fn outputs_that_appear_meanwhile_are_not_replaced_without_force() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("out");
    let mut slow =
        OutputDir::create(&path, &["routes.csv", "run.json"], Overwrite::Refuse).unwrap();
    slow.open("routes.csv").unwrap();
    write_folder(&path, "quick", Overwrite::Refuse).unwrap();
    let error = slow.publish("run.json").unwrap_err();
    assert!(error.message.contains("already holds routes.csv"), "{error}");
    assert_eq!(contents(root.path()), folder_of_run("quick"));
    let file = OutputFile::create(&root.path().join("one"), Overwrite::Refuse).unwrap();
    fs::write(root.path().join("one"), "theirs").unwrap();
    assert!(file.publish().unwrap_err().message.contains("exists already"));
    assert_eq!(fs::read_to_string(root.path().join("one")).unwrap(), "theirs");
}

#[cfg(unix)]
#[test]
fn devices_are_not_replaced() {
    let error = write_file(Path::new("/dev/null"), b"x", Overwrite::Replace).unwrap_err();
    assert!(error.message.contains("no ordinary file"), "{error}");
}
