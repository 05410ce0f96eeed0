//! `reattempt test`: what can be expected, what is said when it does not hold, what is recorded, accepted, covered
//! and noticed.

mod command;
#[cfg(unix)]
mod docs;
mod forms;
mod properties;

use reattempt::analysis::expect::{CaseFile, Field, Run, Subject, read_cases};
use reattempt::check::{Options, check};
use reattempt::config::{Format, Loaded, load};
use reattempt::engine::Engine;
use reattempt::model::{Change, Code, Source};

/// A configuration that loads.
fn loaded(text: &str, changes: &[Change]) -> Loaded {
    let loaded = load(source("account.toml", text), Format::Toml, changes);
    assert!(loaded.is_usable(), "{:?}", loaded.findings);
    loaded
}

/// Cases that can be read.
fn cases(text: &str) -> CaseFile {
    let (file, findings) = read_cases(source("cases.toml", text));
    assert_eq!(findings, [], "{text}");
    file
}

fn source(name: &str, text: &str) -> Source {
    Source { name: name.to_owned(), text: text.to_owned() }
}

fn codes(loaded: &Loaded) -> Vec<Code> {
    let found = check(loaded, &Options { today: None, of_declines: None });
    let mut codes: Vec<Code> = found.iter().map(|finding| finding.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// `name: expected, got` of everything that does not hold.
fn failures(loaded: &Loaded, file: &CaseFile) -> Vec<String> {
    let mut expectations = file.cases.iter().flat_map(|case| &case.expectations);
    let asks_for_findings = expectations.any(|it| it.field == Field::Findings);
    let codes = if asks_for_findings { codes(loaded) } else { Vec::new() };
    let engine = Engine::new(&loaded.account);
    let run = Run::of(&Subject { engine: &engine, codes: &codes }, file);
    let mut lines = Vec::new();
    for failed in &run.failed {
        for mismatch in &failed.mismatches {
            let expectation = &file.cases[failed.case].expectations[mismatch.expectation];
            lines.push(format!("{}: {}, {}", expectation.name, expectation.test, mismatch.got));
        }
    }
    lines
}
