//! Declines of cases that cannot be read, as findings about the case file.

use crate::analysis::expect::{CaseFile, Unreadable};
use crate::ingest::{Column, TypedProblem};
use crate::model::{Code, Finding, Place};
use crate::report::typed::typed_problem;

/// What is wrong with the declines of a file, as findings at the values.
pub fn problems(file: &CaseFile, unreadable: &[Unreadable]) -> Vec<Finding> {
    let finding = |it: &Unreadable| {
        let case = &file.cases[it.case];
        let column = match &it.problem {
            TypedProblem::Value { column, .. } => Some(*column),
            TypedProblem::CardNumber => Some(Column::Card),
            _ => None,
        };
        let spot = column.map_or(&case.spot, |column| case.spot_of(column));
        let path = case.path().key("decline");
        let path = column.map_or(path.clone(), |column| path.key(column.name()));
        let place = Place { spot: spot.clone(), path: path.to_string() };
        Finding::new(Code::Cfg003, place, typed_problem(&it.problem))
    };
    unreadable.iter().map(finding).collect()
}
