//! A decline typed by hand: on the command line, or as a test case.

use crate::config::Account;
use crate::model::Decline;

use super::card_number::is_card_number;
use super::choices::{NotADecline, Says};
use super::column::{Column, closest, same_name};
use super::date::Clock;
use super::options::Values;
use super::problem::{Flaw, Problem, shown};
use super::record::Memory;

/// The columns of a decline in words, owned; declines borrow from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeclineFields {
    values: [String; Column::COUNT],
}

/// What is wrong with a decline typed by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypedProblem {
    /// A word that is not `NAME=VALUE`, such as the second half of a value with a blank that is not quoted.
    NotAPair(String),
    /// A quote that is never closed.
    UnclosedQuote(String),
    /// A name that is no column, with the one that may be meant.
    UnknownName {
        /// The name.
        name: String,
        /// The one that may be meant.
        suggestion: Option<&'static str>,
    },
    /// A column is given twice.
    Twice(Column),
    /// A value that cannot be read, or a needed one that is not there.
    Value {
        /// The column.
        column: Column,
        /// What is wrong.
        problem: Problem,
        /// The value as [`shown`].
        value: String,
    },
    /// It is said to be no decline.
    NotADecline(NotADecline),
    /// A full card number.
    CardNumber,
}

/// Names that only a typed decline may use.
const SHORT_NAMES: [(&str, Column); 3] = [
    ("merchant", Column::MerchantId),
    ("brand", Column::CardBrand),
    ("funding", Column::CardFunding),
];

/// The id of a decline that is given none.
const DEFAULT_ID: &str = "typed";

impl DeclineFields {
    /// Reads `merchant=12 amount=49.95 declined_at=2024-03-04T10:00`: pairs between blanks, values with
    /// blanks in `"` or `'`, where a doubled quote is a quote.
    pub fn from_text(text: &str) -> Result<DeclineFields, Vec<TypedProblem>> {
        let mut pairs = Vec::new();
        let mut problems = Vec::new();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            match read_pair(rest) {
                Ok((name, value, after)) => {
                    pairs.push((name, value));
                    rest = after.trim_start();
                }
                Err((problem, after)) => {
                    problems.push(problem);
                    rest = after.trim_start();
                }
            }
        }
        let pairs = pairs.iter().map(|(name, value)| (*name, value.as_str()));
        match DeclineFields::from_pairs(pairs) {
            Ok(fields) if problems.is_empty() => Ok(fields),
            Ok(_) => Err(problems),
            Err(further) => Err(problems.into_iter().chain(further).collect()),
        }
    }

    /// Takes pairs of a column's name, in any of its forms, and a value.
    pub fn from_pairs<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<DeclineFields, Vec<TypedProblem>> {
        let mut values: [Option<&str>; Column::COUNT] = [None; Column::COUNT];
        let mut problems = Vec::new();
        for (name, value) in pairs {
            match typed_column(name) {
                Ok(column) if values[column as usize].is_some() => {
                    problems.push(TypedProblem::Twice(column));
                }
                Ok(column) => values[column as usize] = Some(value.trim_ascii()),
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() {
            Ok(DeclineFields { values: values.map(|value| value.unwrap_or_default().to_owned()) })
        } else {
            Err(problems)
        }
    }

    /// Gives a column a value.
    pub fn give(&mut self, column: Column, value: &str) {
        value.trim_ascii().clone_into(&mut self.values[column as usize]);
    }

    /// The columns that have a value, by the name that a person would type, in the order of the contract.
    pub fn given(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let given = Column::ALL.iter().zip(&self.values).filter(|(_, value)| !value.is_empty());
        given.map(|(column, value)| {
            let short = SHORT_NAMES.iter().find(|(_, long)| long == column);
            (short.map_or(column.name(), |(short, _)| *short), value.as_str())
        })
    }

    /// The decline, or everything that is wrong with it. Stamps without an offset are on the account's
    /// clock, and without a currency it is in the account's. Where neither `response_type` nor a code or text
    /// says how it declined, it declined softly.
    pub fn decline(&self, account: &Account) -> Result<Decline<'_>, Vec<TypedProblem>> {
        self.read(&Values {
            clock: Clock::new(&account.timezone, None, None),
            default_currency: account.default_currency,
        })
    }

    pub(super) fn read(&self, values: &Values) -> Result<Decline<'_>, Vec<TypedProblem>> {
        let mut cells: [&str; Column::COUNT] = std::array::from_fn(|at| self.values[at].as_str());
        if cells[Column::TransactionId as usize].is_empty() {
            cells[Column::TransactionId as usize] = DEFAULT_ID;
        }
        let how = [Column::ResponseType, Column::ResponseCode, Column::ResponseText];
        if how.iter().all(|column| cells[*column as usize].is_empty()) {
            cells[Column::ResponseType as usize] = "soft";
        }
        let mut memory = Memory::default();
        let mut problems = Vec::new();
        if is_card_number(cells[Column::Card as usize].as_bytes()) {
            problems.push(TypedProblem::CardNumber);
        }
        if let (Says::Not(reason), _) | (_, Says::Not(reason)) = memory.says(&cells) {
            problems.push(TypedProblem::NotADecline(reason));
        }
        loop {
            let says = memory.says(&cells);
            match values.decline(1, &cells, says, &mut memory) {
                Ok(decline) if problems.is_empty() => return Ok(decline),
                Ok(_) => return Err(problems),
                Err(Flaw { column, problem }) => {
                    let value = shown(cells[column as usize].as_bytes());
                    problems.push(TypedProblem::Value { column, problem, value });
                    cells[column as usize] = harmless(column);
                }
            }
        }
    }
}

/// A value with which reading goes on to the next column.
const fn harmless(column: Column) -> &'static str {
    match column {
        Column::DeclinedAt => "2000-01-01",
        Column::TransactionId | Column::MerchantId | Column::Amount => "1",
        _ => "",
    }
}

/// The column of a name in any of its forms, the short ones of typed declines among them.
pub fn typed_column(name: &str) -> Result<Column, TypedProblem> {
    let short = SHORT_NAMES.iter().find(|(short, _)| same_name(short, name));
    let column = short.map(|(_, column)| *column).or_else(|| Column::named(name));
    column.ok_or_else(|| {
        let names = Column::ALL.iter().map(|column| column.name());
        let names = SHORT_NAMES.iter().map(|(name, _)| *name).chain(names);
        TypedProblem::UnknownName { name: name.to_owned(), suggestion: closest(name, names) }
    })
}

type Pair<'a> = (&'a str, String, &'a str);

/// The pair that a text starts with, and what follows it; a problem likewise.
fn read_pair(text: &str) -> Result<Pair<'_>, (TypedProblem, &str)> {
    let word = |text: &str| text.find(char::is_whitespace).unwrap_or(text.len());
    let end = word(text);
    let Some((name, rest)) = text.split_once('=').filter(|(name, _)| name.len() < end) else {
        return Err((TypedProblem::NotAPair(text[..end].to_owned()), &text[end..]));
    };
    let Some(quote) = rest.chars().next().filter(|char| matches!(char, '"' | '\'')) else {
        let end = word(rest);
        return Ok((name, rest[..end].to_owned(), &rest[end..]));
    };
    let mut value = String::new();
    let mut inner = &rest[1..];
    loop {
        let Some((part, after)) = inner.split_once(quote) else {
            return Err((TypedProblem::UnclosedQuote(shown(text.as_bytes())), ""));
        };
        value.push_str(part);
        match after.strip_prefix(quote) {
            Some(more) => {
                value.push(quote);
                inner = more;
            }
            None if after.is_empty() || after.starts_with(char::is_whitespace) => {
                return Ok((name, value, after));
            }
            None => {
                let end = word(after);
                let problem = TypedProblem::NotAPair(after[..end].to_owned());
                return Err((problem, &after[end..]));
            }
        }
    }
}
