//! Amounts of money as files write them.

use crate::model::MAX_AMOUNT_DIGITS;

use super::memo::ends_of;
use super::problem::Problem;

/// Reads `1234.50`, `1,234.50` or `$1,234.50` in minor units of a currency with so many decimals. Thousands
/// commas are read only where they belong; `(58.00)` and `-58` are negative.
pub(super) fn amount_minor(text: &str, decimals: u32) -> Result<i64, Problem> {
    if let Some(amount_minor) = usual_amount_minor(text.as_bytes(), decimals) {
        return Ok(amount_minor);
    }
    let (text, is_negative) = match unsigned(text) {
        Some(positive) => (positive, true),
        None => (text, false),
    };
    let amount_minor = digits(text.strip_prefix('$').unwrap_or(text), decimals)?;
    match amount_minor {
        0 => Err(Problem::ZeroAmount),
        _ if is_negative => Err(Problem::NegativeAmount),
        _ => Ok(amount_minor),
    }
}

/// Reads the usual form, up to five digits and a point with two decimals after it, and nothing else: eight
/// bytes at a time.
#[inline]
pub(super) fn usual_amount_minor(text: &[u8], decimals: u32) -> Option<i64> {
    if decimals != 2 || !(4..=8).contains(&text.len()) {
        return None;
    }
    let (first, last) = ends_of(text);
    let spare_bits = 64 - 8 * text.len() as u32;
    // Where the first and the last four bytes overlap, they are the same.
    let bytes = if spare_bits == 0 { first } else { first | last << (32 - spare_bits) };
    // Each digit by its value, the last one highest, and zeros before the first.
    let digits = (bytes << spare_bits) ^ (u64::from_le_bytes(*b"00000000") << spare_bits);
    if digits >> 40 & 0xff != u64::from(b'.' ^ b'0') {
        return None;
    }
    let digits = (digits & 0xff_ffff_ffff) << 8 | digits >> 48 << 48;
    let is_digits =
        (digits | digits.wrapping_add(0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 == 0;
    let amount_minor = number_of(digits);
    (is_digits && amount_minor > 0).then_some(amount_minor)
}

/// The number that eight digits are, the first in the lowest byte.
#[inline]
fn number_of(digits: u64) -> i64 {
    const EVEN: u64 = 0x0000_00ff_0000_00ff;
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let outer = (pairs & EVEN).wrapping_mul(100 + (1_000_000 << 32));
    let inner = (pairs >> 16 & EVEN).wrapping_mul(1 + (10_000 << 32));
    (outer.wrapping_add(inner) >> 32) as i64
}

/// The text without the signs that make it negative, if there are any.
fn unsigned(text: &str) -> Option<&str> {
    let plain = text.strip_prefix('$').unwrap_or(text);
    let in_brackets = plain.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    in_brackets.or_else(|| plain.strip_prefix('-'))
}

fn digits(text: &str, decimals: u32) -> Result<i64, Problem> {
    let (mut value, mut whole_digits, mut part_digits) = (0_i64, 0, 0);
    // Digits since the start or the last comma.
    let mut group = 0;
    let (mut has_comma, mut has_point) = (false, false);
    let is_whole = |group: usize, has_comma: bool| if has_comma { group == 3 } else { group > 0 };
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => {
                let digit = i64::from(byte - b'0');
                if has_point {
                    part_digits += 1;
                } else {
                    group += 1;
                    whole_digits += usize::from(value > 0 || digit > 0);
                }
                if whole_digits <= MAX_AMOUNT_DIGITS && part_digits <= decimals {
                    value = value * 10 + digit;
                }
            }
            b',' if !has_point && (is_whole(group, has_comma) && group <= 3) => {
                has_comma = true;
                group = 0;
            }
            b'.' if !has_point && is_whole(group, has_comma) => has_point = true,
            _ => return Err(Problem::MalformedAmount),
        }
    }
    if !is_whole(group, has_comma) || (has_point && part_digits == 0) {
        Err(Problem::MalformedAmount)
    } else if whole_digits > MAX_AMOUNT_DIGITS {
        Err(Problem::AmountTooLarge)
    } else if part_digits > decimals {
        Err(Problem::TooManyDecimals)
    } else {
        Ok(value * 10_i64.pow(decimals - part_digits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Problem::{AmountTooLarge, MalformedAmount, NegativeAmount, TooManyDecimals, ZeroAmount};
    use proptest::prelude::*;

    #[test]
    fn amounts() {
        for (text, decimals, minor) in [
            ("49.95", 2, 4995),
            ("49.9", 2, 4990),
            ("49", 2, 4900),
            ("0.01", 2, 1),
            ("007.50", 2, 750),
            ("$65.50", 2, 6550),
            ("$1,234.50", 2, 123_450),
            ("1,234", 2, 123_400),
            ("12,345,678.9", 2, 1_234_567_890),
            ("1234", 0, 1234),
            ("1.234", 3, 1234),
            ("0.0001", 4, 1),
            ("999999999999.99", 2, 99_999_999_999_999),
            ("000000000000000001", 2, 100),
        ] {
            assert_eq!(amount_minor(text, decimals), Ok(minor), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_reads_as_usual_reads_as_any_other(text in "[0-9]{0,6}[.,$0-9][0-9:/.é]{0,3}") {
            if let Some(value) = usual_amount_minor(text.as_bytes(), 2) {
                prop_assert_eq!(digits(&text, 2), Ok(value));
            }
        }

        #[test]
        fn the_usual_form_reads_as_usual(text in "[0-9]{1,5}[.][0-9]{2}") {
            let value = digits(&text, 2).unwrap();
            prop_assert_eq!(usual_amount_minor(text.as_bytes(), 2), (value > 0).then_some(value));
        }
    }

    #[test]
    fn what_is_no_amount() {
        for (text, decimals, problem) in [
            ("(58.00)", 2, NegativeAmount),
            ("($58.00)", 2, NegativeAmount),
            ("$(58.00)", 2, NegativeAmount),
            ("-58", 2, NegativeAmount),
            ("-$58", 2, NegativeAmount),
            ("$-58", 2, NegativeAmount),
            ("0", 2, ZeroAmount),
            ("0.00", 2, ZeroAmount),
            ("-0.00", 2, ZeroAmount),
            ("0.001", 2, TooManyDecimals),
            ("49.950", 2, TooManyDecimals),
            ("100.0", 0, TooManyDecimals),
            ("1000000000000", 2, AmountTooLarge),
            ("99999999999999999999999999", 2, AmountTooLarge),
            ("", 2, MalformedAmount),
            ("$", 2, MalformedAmount),
            ("$$5", 2, MalformedAmount),
            ("--5", 2, MalformedAmount),
            ("(-5)", 2, MalformedAmount),
            ("(5", 2, MalformedAmount),
            ("1e3", 2, MalformedAmount),
            ("+5", 2, MalformedAmount),
            ("1.", 2, MalformedAmount),
            (".5", 2, MalformedAmount),
            ("NaN", 2, MalformedAmount),
            ("inf", 2, MalformedAmount),
            ("12,50", 2, MalformedAmount),
            ("1,2345", 2, MalformedAmount),
            ("1234,567", 2, MalformedAmount),
            (",123", 2, MalformedAmount),
            ("1,,234", 2, MalformedAmount),
            ("1.234,50", 2, MalformedAmount),
            ("1.2.3", 2, MalformedAmount),
            ("5 USD", 2, MalformedAmount),
            ("４９", 2, MalformedAmount),
        ] {
            assert_eq!(amount_minor(text, decimals), Err(problem), "{text}");
        }
    }
}
