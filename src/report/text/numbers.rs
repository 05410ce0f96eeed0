//! Counts, money and shares as people read them.

use crate::model::Currency;

/// A whole number with a comma between groups of three digits: `-1,234,567`.
pub fn grouped(number: impl Into<i128>) -> String {
    let number = number.into();
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", group(&number.unsigned_abs().to_string()))
}

fn group(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// An amount in major units with exactly the currency's decimals and nothing else, for machines: `1234.50`.
pub fn amount(currency: Currency, amount_minor: i128) -> String {
    let (sign, whole, part) = parts(currency, amount_minor);
    format!("{sign}{whole}{part}")
}

/// Money for people: the currency's code, for `$` is the sign of some twenty currencies, then the amount
/// with its decimals: `USD 412,310.55`, `JPY -1,200`.
pub fn money(currency: Currency, amount_minor: i128) -> String {
    let (sign, whole, part) = parts(currency, amount_minor);
    format!("{currency} {sign}{}{part}", group(&whole.to_string()))
}

/// Sign, whole units, and decimals with their point.
fn parts(currency: Currency, amount_minor: i128) -> (&'static str, u128, String) {
    let sign = if amount_minor < 0 { "-" } else { "" };
    let unit = 10_u128.pow(currency.decimals());
    let (whole, part) = (amount_minor.unsigned_abs() / unit, amount_minor.unsigned_abs() % unit);
    let part = match currency.decimals() as usize {
        0 => String::new(),
        decimals => format!(".{part:0decimals$}"),
    };
    (sign, whole, part)
}

/// A share with one decimal, halves up: `93.1 %`. `0.0 %` means none and `100.0 %` all; what would round
/// to them but is not is `<0.1 %` or `>99.9 %`. `-` where there is no whole.
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "-".to_owned();
    }
    let (part, whole) = (u128::from(part), u128::from(whole));
    match (part * 2000 + whole) / (whole * 2) {
        0 if part > 0 => "<0.1 %".to_owned(),
        1000 if part < whole => ">99.9 %".to_owned(),
        tenths => format!("{}.{} %", tenths / 10, tenths % 10),
    }
}

/// The form of a word that goes with a count.
pub const fn plural<'a>(count: u64, one: &'a str, many: &'a str) -> &'a str {
    if count == 1 { one } else { many }
}

/// A count and its word: `1 row`, `1,284 rows`.
pub fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), plural(count, one, many))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (-1000, "-1,000"),
            (-999, "-999"),
            (1_234_567, "1,234,567"),
            (i64::MIN, "-9,223,372,036,854,775,808"),
        ] {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(grouped(i128::MIN).len(), 1 + 39 + 12);
    }

    #[test]
    fn money_has_code_and_decimals() {
        for (code, amount_minor, for_people, for_machines) in [
            ("USD", 41_231_055, "USD 412,310.55", "412310.55"),
            ("USD", 0, "USD 0.00", "0.00"),
            ("USD", -5, "USD -0.05", "-0.05"),
            ("EUR", 123_450, "EUR 1,234.50", "1234.50"),
            ("JPY", -1200, "JPY -1,200", "-1200"),
            ("KWD", 1_234_567, "KWD 1,234.567", "1234.567"),
        ] {
            let currency = Currency::read(code).unwrap();
            assert_eq!(money(currency, amount_minor), for_people);
            assert_eq!(amount(currency, amount_minor), for_machines);
        }
    }

    #[test]
    fn shares_never_round_to_none_or_all() {
        for (part, whole, text) in [
            (0, 0, "-"),
            (0, 7, "0.0 %"),
            (7, 7, "100.0 %"),
            (931, 1000, "93.1 %"),
            (1, 3, "33.3 %"),
            (2, 3, "66.7 %"),
            (5, 10_000, "0.1 %"),
            (4, 10_000, "<0.1 %"),
            (9995, 10_000, ">99.9 %"),
            (9994, 10_000, "99.9 %"),
            (3, 2, "150.0 %"),
            (u64::MAX, u64::MAX, "100.0 %"),
            (u64::MAX - 1, u64::MAX, ">99.9 %"),
        ] {
            assert_eq!(percent(part, whole), text, "{part} of {whole}");
        }
    }

    #[test]
    fn words_follow_their_count() {
        for (count, text) in [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1284, "1,284 rows")] {
            assert_eq!(counted(count, "row", "rows"), text);
        }
    }
}
