//! One expectation: what is said of one field.

use std::cmp::Ordering;
use std::fmt;

use crate::analysis::Cell;
use crate::config::Account;
use crate::model::{ConfigPath, Spot};

use super::field::Field;
use super::value::{Got, Value, list};

/// What is said of one field of a route.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// The field.
    pub field: Field,
    /// What is said of it.
    pub test: Test,
    /// Where it stands in the file: `case[0].expect.handoff.amount`.
    pub path: ConfigPath,
    /// The part of the path that messages show: `handoff.amount`.
    pub name: String,
    /// Its value in the file.
    pub spot: Spot,
}

/// What can be said of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// Exactly this value.
    Is(Value),
    /// One of these.
    OneOf(Vec<Value>),
    /// From the first to the second, both included; either may be left out.
    Within(Option<Value>, Option<Value>),
    /// There is none.
    Absent,
    /// There is one, whichever.
    Present,
    /// Exactly these values of a list.
    List(Vec<Value>),
    /// These and perhaps more.
    Include(Vec<Value>),
    /// None of these.
    Without(Vec<Value>),
}

impl Test {
    /// Whether it holds of a single value.
    pub(super) fn holds(&self, cell: &Cell<'_>, account: &Account) -> bool {
        let is_at = |value: &Value, wanted: &[Ordering]| {
            value.compare(cell, account).is_some_and(|order| wanted.contains(&order))
        };
        match self {
            Test::Is(value) => is_at(value, &[Ordering::Equal]),
            Test::OneOf(values) => values.iter().any(|value| is_at(value, &[Ordering::Equal])),
            Test::Within(from, to) => {
                let above = |from| is_at(from, &[Ordering::Greater, Ordering::Equal]);
                let below = |to| is_at(to, &[Ordering::Less, Ordering::Equal]);
                *cell != Cell::Empty
                    && from.as_ref().is_none_or(above)
                    && to.as_ref().is_none_or(below)
            }
            Test::Absent => *cell == Cell::Empty,
            Test::Present => *cell != Cell::Empty,
            Test::List(_) | Test::Include(_) | Test::Without(_) => false,
        }
    }

    /// Whether it holds of a list.
    pub(super) fn holds_of_list(&self, got: &[Value]) -> bool {
        match self {
            Test::List(values) => {
                values.len() == got.len() && values.iter().all(|value| got.contains(value))
            }
            Test::Include(values) => values.iter().all(|value| got.contains(value)),
            Test::Without(values) => !values.iter().any(|value| got.contains(value)),
            _ => false,
        }
    }
}

impl Expectation {
    /// What the file should say instead, as TOML, so that `got` is what it expects. Of a list only what does not
    /// hold changes.
    pub(super) fn rewritten(&self, got: &Got) -> String {
        match (&self.test, got) {
            (Test::Include(values), Got::List(got)) => list(
                &values.iter().filter(|value| got.contains(value)).cloned().collect::<Vec<_>>(),
            ),
            (Test::Without(values), Got::List(got)) => list(
                &values.iter().filter(|value| !got.contains(value)).cloned().collect::<Vec<_>>(),
            ),
            (_, Got::Nothing) => Test::Absent.to_string(),
            (_, got) => got.to_string(),
        }
    }
}

impl fmt::Display for Test {
    /// As TOML.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Test::Is(value) => value.fmt(f),
            Test::OneOf(values) => write!(f, "{{ one_of = {} }}", list(values)),
            Test::Within(Some(from), Some(to)) => write!(f, "{{ from = {from}, to = {to} }}"),
            Test::Within(Some(from), None) => write!(f, "{{ from = {from} }}"),
            Test::Within(None, Some(to)) => write!(f, "{{ to = {to} }}"),
            Test::Within(None, None) | Test::Present => f.write_str("{ absent = false }"),
            Test::Absent => f.write_str("{ absent = true }"),
            Test::List(values) | Test::Include(values) | Test::Without(values) => {
                f.write_str(&list(values))
            }
        }
    }
}
