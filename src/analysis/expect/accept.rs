//! What a case file should say so that its failing cases hold.

use crate::engine::Route;
use crate::model::{Change, ConfigPath, Edit, Step};

use super::case::{Case, CaseFile};
use super::expected::Test;
use super::run::{Mismatch, Subject};

/// The changes to a case file after which its cases hold.
#[derive(Clone, Debug, Default)]
pub struct Acceptance {
    /// Changes to single values, in the order of the file.
    pub changes: Vec<Change>,
    /// The cases whose declines differ in what they give, so that no one expectation holds of all: by position in
    /// the file's list.
    pub split: Vec<usize>,
}

/// Works the changes out. A file whose declines can all be read is expected.
pub fn accept(subject: &Subject<'_>, file: &CaseFile) -> Acceptance {
    let mut acceptance = Acceptance::default();
    let mut route = Route::empty();
    for (position, case) in file.cases.iter().enumerate() {
        match accept_case(subject, case, &mut route) {
            Some(changes) => acceptance.changes.extend(changes),
            None => acceptance.split.push(position),
        }
    }
    acceptance
}

/// The changes for one case; `None` if its declines need different ones.
fn accept_case(subject: &Subject<'_>, case: &Case, route: &mut Route) -> Option<Vec<Change>> {
    let mut agreed: Option<Vec<Change>> = None;
    for variant in &case.variants {
        let failed = subject.mismatches(case, variant, route).ok()?;
        let changes = changes(case, &failed, route);
        if agreed.as_ref().is_some_and(|agreed| *agreed != changes) {
            return None;
        }
        agreed = Some(changes);
    }
    agreed
}

fn changes(case: &Case, failed: &[Mismatch], route: &Route) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for Mismatch { expectation, got } in failed {
        let expectation = &case.expectations[*expectation];
        let (whole, member) = scope(&expectation.path);
        let is_there = is_there(whole, route);
        let (path, value) = match (whole, is_there) {
            ([], _) => (expectation.path.clone(), expectation.rewritten(got)),
            (_, false) => {
                let steps = expectation.path.0.len() - member.len();
                let path = ConfigPath(expectation.path.0[..steps].to_vec());
                (path, Test::Absent.to_string())
            }
            (_, true) if member.is_empty() => (expectation.path.clone(), Test::Present.to_string()),
            (_, true) => (expectation.path.clone(), expectation.rewritten(got)),
        };
        let change = Change { path, edit: Edit::Set(value) };
        if !changes.contains(&change) {
            changes.push(change);
        }
    }
    changes
}

/// The keys of the hand-off, last attempt or slot that a path below `expect` is about, and the key in its table.
fn scope(path: &ConfigPath) -> (&[Step], &[Step]) {
    const BEFORE: usize = 3;
    let keys = path.0.get(BEFORE..).unwrap_or_default();
    match keys {
        [Step::Key(group), ..] if group == "handoff" || group == "last" => keys.split_at(1),
        [Step::Key(key), _, ..] if key == "attempt" => keys.split_at(2),
        _ => (&[], keys),
    }
}

fn is_there(whole: &[Step], route: &Route) -> bool {
    match whole {
        [Step::Key(group)] if group == "handoff" => route.handoff().is_some(),
        [Step::Key(_)] => route.made().next().is_some(),
        [_, Step::Key(slot)] => {
            route.attempts.iter().any(|attempt| attempt.slot.to_string() == *slot)
        }
        _ => true,
    }
}
