//! How cases went, as JSON: counts, everything that does not hold, coverage and mutation.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analysis::expect::{Coverage, Failed, Fate, ItemKind, Mutation, Run};
use crate::report::json::document;

use super::words::{exercise, unnoticed};
use super::{Tested, failed_case, position};

/// The document's schema.
const SCHEMA: &str = "reattempt/test/1";

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Document<'a> {
    schema: &'static str,
    /// The configuration's name as it was given.
    config: &'a str,
    /// Cases of all files.
    cases: u64,
    /// Declines that the cases stand for.
    declines: u64,
    /// Declines of which something does not hold.
    failed: u64,
    /// What does not hold, in the order of the files.
    failures: Vec<Failure<'a>>,
    /// What the cases exercise; `null` unless asked for.
    coverage: Option<CoverageDocument>,
    /// Which changes the cases notice; `null` unless asked for.
    mutation: Option<MutationDocument>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Failure<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    name: &'a str,
    /// What `for_each` gave the decline; empty without.
    variant: &'a str,
    mismatches: Vec<MismatchDocument<'a>>,
    explain: String,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct MismatchDocument<'a> {
    field: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    /// As TOML.
    expected: String,
    /// As TOML; `null` for nothing.
    got: Option<String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CoverageDocument {
    exercised: u64,
    all: u64,
    kinds: BTreeMap<&'static str, Counts>,
    missed: Vec<Missed>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Counts {
    exercised: u64,
    all: u64,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Missed {
    kind: &'static str,
    path: String,
    line: Option<usize>,
    text: String,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct MutationDocument {
    noticed: u64,
    all: u64,
    invalid: u64,
    same: u64,
    unnoticed: Vec<Unnoticed>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Unnoticed {
    path: String,
    line: Option<usize>,
    flag: String,
    text: String,
}

/// The whole document.
pub fn json(tested: &Tested<'_>) -> String {
    let (declines, failed) = tested.counts();
    let failures = tested
        .runs
        .iter()
        .flat_map(|run| run.failed.iter().map(move |failed| failure(tested, run, failed)));
    document(&Document {
        schema: SCHEMA,
        config: &tested.loaded.document.source().name,
        cases: tested.cases(),
        declines,
        failed,
        failures: failures.collect(),
        coverage: tested.coverage.map(|coverage| coverage_document(tested, coverage)),
        mutation: tested.mutation.map(|mutation| mutation_document(tested, mutation)),
    })
}

fn failure<'a>(tested: &Tested<'_>, run: &'a Run<'_>, failed: &Failed) -> Failure<'a> {
    let (case, variant) = failed_case(run, failed);
    let at = position(&run.file.source, &case.spot);
    let mismatches = failed.mismatches.iter().map(|mismatch| {
        let expectation = &case.expectations[mismatch.expectation];
        let at = position(&run.file.source, &expectation.spot);
        let got = match &mismatch.got {
            crate::analysis::expect::Got::Nothing => None,
            got => Some(got.to_string()),
        };
        MismatchDocument {
            field: &expectation.name,
            line: at.map(|at| at.line),
            column: at.map(|at| at.column),
            expected: expectation.test.to_string(),
            got,
        }
    });
    Failure {
        file: &run.file.source.name,
        line: at.map_or(1, |at| at.line),
        column: at.map_or(1, |at| at.column),
        name: &case.name,
        variant: &variant.label,
        mismatches: mismatches.collect(),
        explain: tested.command(variant),
    }
}

fn coverage_document(tested: &Tested<'_>, coverage: &Coverage) -> CoverageDocument {
    let (exercised, all) = coverage.count(None);
    let kinds = ItemKind::ALL.iter().map(|&kind| {
        let (exercised, all) = coverage.count(Some(kind));
        (kind.name(), Counts { exercised, all })
    });
    let missed = coverage.items().filter(|it| !it.is_exercised).map(|it| {
        let path = it.item.path(&tested.loaded.document);
        Missed {
            kind: it.item.kind().name(),
            line: tested.position(&path).map(|at| at.line),
            path: path.to_string(),
            text: exercise(&tested.loaded.account, it.item),
        }
    });
    CoverageDocument { exercised, all, kinds: kinds.collect(), missed: missed.collect() }
}

fn mutation_document(tested: &Tested<'_>, mutation: &Mutation) -> MutationDocument {
    let (noticed, all) = mutation.noticed();
    let unnoticed = mutation.unnoticed().map(|mutant| Unnoticed {
        path: mutant.change.path.to_string(),
        line: tested.position(&mutant.change.path).map(|at| at.line),
        flag: mutant.change.as_flag(),
        text: unnoticed(&tested.loaded.account, &mutant.what),
    });
    MutationDocument {
        noticed,
        all,
        invalid: mutation.count(Fate::Invalid),
        same: mutation.count(Fate::Same),
        unnoticed: unnoticed.collect(),
    }
}

/// The schema of the document.
#[cfg(test)]
pub(crate) fn schema() -> serde_json::Value {
    crate::report::json::schema_of::<Document<'_>>()
}
