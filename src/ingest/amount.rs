//! Amounts of money as files write them.

use crate::model::MAX_AMOUNT_DIGITS;

use super::problem::Problem;

/// Reads `1234.50`, `1,234.50` or `$1,234.50` in minor units of a currency with so many decimals. Thousands
/// commas are read only where they belong; `(58.00)` and `-58` are negative.
pub(super) fn amount_minor(text: &str, decimals: u32) -> Result<i64, Problem> {
    if let (2, Some(amount_minor @ 1..)) = (decimals, in_hundredths(text)) {
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

/// Reads the usual form, digits and a point with two decimals after it, and nothing else.
#[inline]
fn in_hundredths(text: &str) -> Option<i64> {
    let (whole, [b'.', tenths, hundredths]) = text.as_bytes().split_last_chunk()? else {
        return None;
    };
    if whole.is_empty() || whole.len() > MAX_AMOUNT_DIGITS {
        return None;
    }
    // So few digits cannot overflow.
    let (mut value, mut greatest) = (0_i64, 0);
    let mut add = |byte: &u8| {
        let digit = byte.wrapping_sub(b'0');
        greatest = greatest.max(digit);
        value = value.wrapping_mul(10).wrapping_add(i64::from(digit));
    };
    whole.iter().for_each(&mut add);
    add(tenths);
    add(hundredths);
    (greatest <= 9).then_some(value)
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
        fn the_usual_form_reads_as_any_other(text in "[0-9]{0,13}[.,$0-9][0-9:/]{0,3}") {
            if let Some(value) = in_hundredths(&text) {
                prop_assert_eq!(digits(&text, 2), Ok(value));
            }
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
