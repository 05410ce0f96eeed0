//! Values that are expected, and values that came out.

use std::cmp::Ordering;
use std::fmt;

use crate::analysis::Cell;
use crate::config::Account;
use crate::ingest::Stamp;
use crate::model::{Decimal, Moment, Money, toml_string};

/// A value that is expected, as a case file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text, or a word of the contract.
    Text(String),
    /// A whole number.
    Number(u64),
    /// An amount in the decline's currency.
    Amount(Decimal),
    /// A local date; any time of it will do.
    Day(crate::model::Day),
    /// An instant, or a date and time on the account's clock.
    At {
        /// Which.
        stamp: Stamp,
        /// As it is written.
        written: String,
    },
}

/// What came out of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Got {
    /// Nothing: the cell is empty.
    Nothing,
    /// One value.
    One(Value),
    /// The values of a list.
    List(Vec<Value>),
}

impl Value {
    /// How what came out compares to this; `None` where the two cannot be compared.
    pub(super) fn compare(&self, cell: &Cell<'_>, account: &Account) -> Option<Ordering> {
        match (self, cell) {
            (Value::Number(expected), Cell::Number(number)) => Some(number.cmp(expected)),
            (Value::Amount(expected), Cell::Amount(money)) => {
                Some(compare_money(*money, *expected))
            }
            (Value::Day(day), Cell::At(moment)) => Some(moment.day.cmp(day)),
            (Value::At { stamp, .. }, Cell::At(moment)) => Some(compare_moment(*moment, *stamp)),
            (Value::Text(text), cell) => Some(cell.text(account).as_str().cmp(text)),
            _ => None,
        }
    }

    /// The value of a cell; `None` for an empty one.
    pub(super) fn of(cell: &Cell<'_>, account: &Account) -> Option<Value> {
        match cell {
            Cell::Empty => None,
            Cell::Number(number) => Some(Value::Number(*number)),
            cell => Some(Value::Text(cell.text(account))),
        }
    }
}

fn compare_money(money: Money, expected: Decimal) -> Ordering {
    let per_unit = i128::from(10_i64.pow(money.currency.decimals()));
    let expected = i128::from(expected.thousandths()) * per_unit;
    (i128::from(money.amount_minor) * 1000).cmp(&expected)
}

fn compare_moment(moment: Moment, stamp: Stamp) -> Ordering {
    match stamp {
        Stamp::At(instant) => moment.instant.cmp(&instant),
        Stamp::Local(day, second) => (moment.day, moment.second).cmp(&(day, second)),
    }
}

impl fmt::Display for Value {
    /// As TOML.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) | Value::At { written: text, .. } => f.write_str(&toml_string(text)),
            Value::Number(number) => number.fmt(f),
            Value::Amount(amount) => write!(f, "\"{amount}\""),
            Value::Day(day) => write!(f, "\"{day}\""),
        }
    }
}

impl fmt::Display for Got {
    /// As TOML; `nothing` where there is none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Got::Nothing => f.write_str("nothing"),
            Got::One(value) => value.fmt(f),
            Got::List(values) => f.write_str(&list(values)),
        }
    }
}

/// Values as a TOML array.
pub(super) fn list(values: &[Value]) -> String {
    let values: Vec<String> = values.iter().map(ToString::to_string).collect();
    format!("[{}]", values.join(", "))
}
