//! What is wrong with a row, and how its value may be shown.

use std::fmt::Write as _;

use crate::model::{Code, names};

use super::column::Column;

names! {
    /// Why a row is rejected.
    Problem {
        /// Fewer fields than the header has.
        TooFewFields = "too_few_fields",
        /// More fields than the header has.
        TooManyFields = "too_many_fields",
        /// Text after a closing quote.
        MalformedQuotes = "malformed_quotes",
        /// Bytes that are not UTF-8.
        InvalidUtf8 = "invalid_utf8",
        /// A NUL byte.
        NulByte = "nul_byte",
        /// A needed column is blank.
        MissingValue = "missing_value",
        /// Numbers in an order that only `--date-format` can say.
        AmbiguousDate = "ambiguous_date",
        /// Not a date in any form that is read.
        MalformedDate = "malformed_date",
        /// A date, time of day or offset that does not exist.
        NoSuchDate = "no_such_date",
        /// A year outside 0001 to 9989, which leaves room for every ladder.
        YearOutOfRange = "year_out_of_range",
        /// Not an amount of money.
        MalformedAmount = "malformed_amount",
        /// Below zero: money given back.
        NegativeAmount = "negative_amount",
        /// Zero.
        ZeroAmount = "zero_amount",
        /// More decimals than the currency has.
        TooManyDecimals = "too_many_decimals",
        /// More than twelve digits before the decimal point.
        AmountTooLarge = "amount_too_large",
        /// Not an ISO 4217 currency.
        UnknownCurrency = "unknown_currency",
        /// A word that a choice column does not know.
        UnknownValue = "unknown_value",
    }
}

impl Problem {
    /// The code of the catalogue that explains it, where there is one.
    pub const fn code(self) -> Option<Code> {
        match self {
            Problem::AmbiguousDate => Some(Code::Dat902),
            _ => None,
        }
    }
}

/// A row that cannot be used. One per row: the problem of its shape, else the first by column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject<'a> {
    /// The row's first line.
    pub line: u64,
    /// The transaction's id as far as the row has one; never masked.
    pub transaction_id: &'a str,
    /// The column: its own name, or the file's header for a column without meaning; empty for the whole row.
    pub column: &'a str,
    /// What is wrong.
    pub problem: Problem,
    /// The value as [`shown`], or the number of fields found.
    pub value: String,
}

/// Something wrong with one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    pub(super) column: Column,
    pub(super) problem: Problem,
}

/// Digits in a row that a shown value may have; a card number has at least 13.
const SHOWN_DIGITS: usize = 12;
/// Characters of a shown value.
const SHOWN_CHARS: usize = 200;

/// A value as it may be shown: digits beyond 12 in a row masked with `*` (spaces and dashes between them
/// do not end the row of digits), control characters escaped, bytes that are not UTF-8 as `\xNN`, at most 200 characters.
pub fn shown(value: &[u8]) -> String {
    let mut text = String::with_capacity(value.len().min(SHOWN_CHARS));
    let (mut digits, mut chars) = (0, 0);
    for chunk in value.utf8_chunks() {
        for char in chunk.valid().chars() {
            chars += 1;
            if chars > SHOWN_CHARS {
                text.push('…');
                return text;
            }
            match char {
                '0'..='9' => digits += 1,
                ' ' | '-' => {}
                _ => digits = 0,
            }
            match char {
                '0'..='9' if digits > SHOWN_DIGITS => text.push('*'),
                _ if char.is_control() => text.extend(char.escape_default()),
                _ => text.push(char),
            }
        }
        for byte in chunk.invalid() {
            chars += 1;
            digits = 0;
            // Writing to a string cannot fail.
            let _ = write!(text, "\\x{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_values_hide_long_digits_and_controls() {
        for (value, expected) in [
            ("49.95", "49.95"),
            ("4111111111111111", "411111111111****"),
            ("4111 1111-1111 1111", "4111 1111-1111 ****"),
            ("123456789012 x 3456", "123456789012 x 3456"),
            ("a\nb\tc\u{1b}[31m\0", "a\\nb\\tc\\u{1b}[31m\\u{0}"),
            ("é", "é"),
        ] {
            assert_eq!(shown(value.as_bytes()), expected);
        }
        assert_eq!(shown(b"a\xffb"), "a\\xFFb");
        assert_eq!(shown(&[b'x'; 300]).chars().count(), 201);
    }

    #[test]
    fn no_planted_card_number_is_shown() {
        for separator in ["", " ", "-", " - "] {
            let number = ["4111", "1111", "1111", "1111"].join(separator);
            let value = shown(number.as_bytes());
            assert_eq!(value.bytes().filter(u8::is_ascii_digit).count(), 12);
        }
    }
}
