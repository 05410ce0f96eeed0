//! Problems of a decline typed by hand, and of a value, as text.

use crate::ingest::{Column, Problem, TypedProblem};

use super::text::escaped;

/// What is wrong with a decline typed by hand, in one sentence.
pub fn typed_problem(problem: &TypedProblem) -> String {
    match problem {
        TypedProblem::NotAPair(word) => {
            format!("`{}` is no NAME=VALUE: put values with blanks in quotes", escaped(word))
        }
        TypedProblem::UnclosedQuote(rest) => {
            format!("the quote that opens in `{}` is not closed", escaped(rest))
        }
        TypedProblem::UnknownName { name, suggestion } => {
            let name = escaped(name);
            match suggestion {
                Some(near) => format!("there is no column `{name}`, did you mean {near}?"),
                None => format!("there is no column `{name}`"),
            }
        }
        TypedProblem::Twice(column) => format!("{} is given twice", column.name()),
        TypedProblem::Value { column, problem: Problem::MissingValue, .. } => {
            format!("{} is missing", column.name())
        }
        TypedProblem::Value { column, problem, value } => {
            format!("{} `{}` {}", column.name(), escaped(value), value_problem(*column, *problem))
        }
        TypedProblem::NotADecline(reason) => {
            format!("this is no decline but {}", reason.name().replace('_', " "))
        }
        TypedProblem::CardNumber => {
            "DAT901: card holds a full card number, give a token or the last four digits".to_owned()
        }
    }
}

/// What is wrong with a value, as it goes on after the value: `is no date`.
pub fn value_problem(column: Column, problem: Problem) -> String {
    let text = match problem {
        Problem::TooFewFields => "is a row with too few fields",
        Problem::TooManyFields => "is a row with too many fields",
        Problem::MalformedQuotes => "has text after a closing quote",
        Problem::InvalidUtf8 => "is not UTF-8 text",
        Problem::NulByte => "holds a NUL byte",
        Problem::MissingValue => "is blank",
        Problem::AmbiguousDate => {
            "can be read in two ways, write YYYY-MM-DD HH:MM or give --date-format"
        }
        Problem::MalformedDate => "is no date, write YYYY-MM-DD or YYYY-MM-DDTHH:MM",
        Problem::NoSuchDate => "is a date or time that does not exist",
        Problem::YearOutOfRange => "is outside the years 0001 to 9989",
        Problem::MalformedAmount => "is no amount, write it as 49.95",
        Problem::NegativeAmount => "is below zero",
        Problem::ZeroAmount => "is zero",
        Problem::TooManyDecimals => "has more decimals than its currency",
        Problem::AmountTooLarge => "has more than twelve digits before the point",
        Problem::UnknownCurrency => "is no ISO 4217 currency",
        Problem::UnknownValue => {
            return match column.choices() {
                [] => "is not known".to_owned(),
                choices => format!("is not known, expected one of {}", choices.join(", ")),
            };
        }
    };
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::DeclineFields;

    #[test]
    fn every_problem_of_a_typed_decline_is_named() {
        let problems = |text: &str| {
            let account = crate::config::load(
                crate::model::Source::default(),
                crate::config::Format::Toml,
                &[],
            )
            .account;
            let problems = match DeclineFields::from_text(text) {
                Ok(fields) => fields.decline(&account).map(drop).unwrap_err(),
                Err(problems) => problems,
            };
            problems.iter().map(typed_problem).collect::<Vec<_>>()
        };
        assert_eq!(
            problems("merchant=12 amuont=3 stray text='x"),
            [
                "`stray` is no NAME=VALUE: put values with blanks in quotes",
                "the quote that opens in `text='x` is not closed",
                "there is no column `amuont`, did you mean amount?",
            ]
        );
        assert_eq!(
            problems("merchant=12 amount=0 declined_at=03/04/2024 response_type=maybe"),
            [
                "declined_at `03/04/2024` can be read in two ways, write YYYY-MM-DD HH:MM or give --date-format",
                "amount `0` is zero",
                "response_type `maybe` is not known, expected one of SOFT_DECLINE, HARD_DECLINE, SUCCESS, \
                 PENDING, COD_PENDING",
            ]
        );
        assert_eq!(
            problems("amount=5 declined_at=2024-03-04 txn_type=REFUND merchant=12"),
            ["this is no decline but refund"]
        );
    }
}
