//! A case held against a configuration.

use crate::analysis::{Cell, attempt_cells, transaction_cells};
use crate::engine::{Engine, Route};
use crate::ingest::TypedProblem;
use crate::model::{Code, Decline, Slot};

use super::case::{Case, CaseFile, Variant};
use super::expected::Expectation;
use super::field::Field;
use super::value::{Got, Value};

/// What cases are held against.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The configuration.
    pub engine: &'a Engine<'a>,
    /// The codes that `check` finds in it, each once.
    pub codes: &'a [Code],
}

/// An expectation that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Its position among the case's expectations.
    pub expectation: usize,
    /// What came out instead.
    pub got: Got,
}

/// A decline of a case that cannot be read.
#[derive(Clone, Debug)]
pub struct Unreadable {
    /// The position of the case in the file's list of cases.
    pub case: usize,
    /// What is wrong.
    pub problem: TypedProblem,
}

/// A decline of a case of which something does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// The position of the case in the file's list of cases.
    pub case: usize,
    /// The position of the decline among the case's.
    pub variant: usize,
    /// What does not hold, in the order of the file; empty for a decline that cannot be read.
    pub mismatches: Vec<Mismatch>,
}

/// A file's cases, held against a configuration.
#[derive(Clone, Debug)]
pub struct Run<'f> {
    /// The file.
    pub file: &'f CaseFile,
    /// How many declines its cases stand for.
    pub declines: u64,
    /// Those of which something does not hold, in the order of the file.
    pub failed: Vec<Failed>,
}

impl<'f> Run<'f> {
    /// Holds every case of a file against a configuration.
    pub fn of(subject: &Subject<'_>, file: &'f CaseFile) -> Run<'f> {
        let mut run = Run { file, declines: 0, failed: Vec::new() };
        let mut route = Route::empty();
        for (at, case) in file.cases.iter().enumerate() {
            for (position, variant) in case.variants.iter().enumerate() {
                run.declines += 1;
                match subject.mismatches(case, variant, &mut route) {
                    Ok(mismatches) if mismatches.is_empty() => {}
                    result => {
                        let mismatches = result.unwrap_or_default();
                        run.failed.push(Failed { case: at, variant: position, mismatches });
                    }
                }
            }
        }
        run
    }
}

impl Subject<'_> {
    /// What does not hold of one decline of a case, in the order of the file; `Err` if the decline cannot be read.
    /// The route is left in `route`.
    pub fn mismatches(
        &self,
        case: &Case,
        variant: &Variant,
        route: &mut Route,
    ) -> Result<Vec<Mismatch>, Vec<TypedProblem>> {
        let facts = self.replay(variant, route)?;
        let failed = case.expectations.iter().enumerate().filter_map(|(position, expectation)| {
            let result = self.ask(expectation, facts.as_ref(), route);
            result.err().map(|got| Mismatch { expectation: position, got })
        });
        Ok(failed.collect())
    }

    /// Whether everything holds of one decline of a case; not if it cannot be read.
    pub fn holds(&self, case: &Case, variant: &Variant, route: &mut Route) -> bool {
        let Ok(decline) = self.replay(variant, route) else { return false };
        let mut expectations = case.expectations.iter();
        expectations.all(|expectation| self.ask(expectation, decline.as_ref(), route).is_ok())
    }

    /// Replays a decline; `None` for a case about the configuration alone.
    pub fn replay<'v>(
        &self,
        variant: &'v Variant,
        route: &mut Route,
    ) -> Result<Option<Decline<'v>>, Vec<TypedProblem>> {
        let Some(fields) = &variant.fields else { return Ok(None) };
        let decline = fields.decline(self.engine.account())?;
        self.engine.replay(&decline, route);
        Ok(Some(decline))
    }

    /// Whether an expectation holds, else what came out.
    fn ask(
        &self,
        expectation: &Expectation,
        decline: Option<&Decline<'_>>,
        route: &Route,
    ) -> Result<(), Got> {
        let account = self.engine.account();
        let test = &expectation.test;
        if expectation.field.is_list() {
            let got = self.list(expectation.field, route);
            return if test.holds_of_list(&got) { Ok(()) } else { Err(Got::List(got)) };
        }
        let cell = decline.map_or(Cell::Empty, |decline| cell(expectation.field, decline, route));
        if test.holds(&cell, account) {
            return Ok(());
        }
        Err(Value::of(&cell, account).map_or(Got::Nothing, Got::One))
    }

    fn list(&self, field: Field, route: &Route) -> Vec<Value> {
        let text = |name: &str| Value::Text(name.to_owned());
        match field {
            Field::Attempts => {
                let slots = route.attempts.iter().map(|attempt| attempt.slot.0.into());
                slots.map(Value::Number).collect()
            }
            Field::Notes => route.notes().iter().map(|note| text(note.name())).collect(),
            Field::AttemptNotes(slot) => {
                let attempt = attempt_at(route, slot);
                let notes = attempt.map(|attempt| attempt.notes).unwrap_or_default();
                notes.iter().map(|note| text(note.name())).collect()
            }
            Field::Findings => self.codes.iter().map(|code| text(code.name())).collect(),
            Field::Transaction(_) | Field::Attempt(..) => Vec::new(),
        }
    }
}

fn attempt_at(route: &Route, slot: Slot) -> Option<&crate::engine::Attempt> {
    route.attempts.iter().find(|attempt| attempt.slot == slot)
}

fn cell<'a>(field: Field, decline: &Decline<'a>, route: &Route) -> Cell<'a> {
    match field {
        Field::Transaction(column) => transaction_cells(decline, route)[column as usize],
        Field::Attempt(slot, column) => match attempt_at(route, slot) {
            Some(attempt) => attempt_cells(decline, attempt)[column as usize],
            None => Cell::Empty,
        },
        Field::Attempts | Field::Notes | Field::AttemptNotes(_) | Field::Findings => Cell::Empty,
    }
}

impl CaseFile {
    /// Every decline that cannot be read under an account.
    pub fn unreadable(&self, account: &crate::config::Account) -> Vec<Unreadable> {
        let mut found: Vec<Unreadable> = Vec::new();
        for (position, case) in self.cases.iter().enumerate() {
            for fields in case.variants.iter().filter_map(|variant| variant.fields.as_ref()) {
                for problem in fields.decline(account).err().unwrap_or_default() {
                    let is_known = found.iter().rev().take_while(|it| it.case == position);
                    if !is_known.into_iter().any(|known| known.problem == problem) {
                        found.push(Unreadable { case: position, problem });
                    }
                }
            }
        }
        found
    }
}
