//! Money added up: per currency, in minor units, wide enough for any number of rows.

use std::collections::BTreeMap;
use std::fmt;

use crate::model::{Currency, Money};

/// Sums of money by currency; zero sums of currencies that were seen are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Sorted; there are few, and most declines are in one.
    by_currency: Vec<(Currency, i128)>,
}

impl Sums {
    /// Adds an amount.
    #[inline]
    pub fn add(&mut self, money: Money) {
        self.add_minor(money.currency, i128::from(money.amount_minor));
    }

    /// Adds an amount in minor units.
    #[inline]
    pub fn add_minor(&mut self, currency: Currency, amount_minor: i128) {
        match self.by_currency.iter_mut().find(|(known, _)| *known == currency) {
            Some((_, sum)) => *sum += amount_minor,
            None => self.add_first(currency, amount_minor),
        }
    }

    #[cold]
    fn add_first(&mut self, currency: Currency, amount_minor: i128) {
        let at = self.by_currency.partition_point(|(known, _)| *known < currency);
        self.by_currency.insert(at, (currency, amount_minor));
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: &Sums) {
        for &(currency, amount_minor) in &other.by_currency {
            self.add_minor(currency, amount_minor);
        }
    }

    /// Each currency with its sum in minor units, by code.
    pub fn iter(&self) -> impl Iterator<Item = (Currency, i128)> {
        self.by_currency.iter().copied()
    }

    /// Each currency code with its sum as a decimal text.
    pub fn texts(&self) -> BTreeMap<String, String> {
        let text =
            |(currency, minor)| (Currency::to_string(&currency), amount_text(currency, minor));
        self.iter().map(text).collect()
    }
}

/// A sum with exactly the currency's decimals, such as `-1234.50`.
pub fn amount_text(currency: Currency, amount_minor: i128) -> String {
    let unit = 10_i128.pow(currency.decimals());
    let sign = if amount_minor < 0 { "-" } else { "" };
    let (whole, part) = (amount_minor.abs() / unit, amount_minor.abs() % unit);
    match currency.decimals() as usize {
        0 => format!("{sign}{whole}"),
        width => format!("{sign}{whole}.{part:0width$}"),
    }
}

/// The minor units of a text that [`amount_text`] wrote; `None` if it is none.
pub fn amount_of_text(currency: Currency, text: &str) -> Option<i128> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if part.len() != currency.decimals() as usize {
        return None;
    }
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(part) {
        return None;
    }
    Some(sign * format!("{whole}{part}").parse::<i128>().ok()?)
}

impl fmt::Display for Sums {
    /// `USD 12.50, EUR 3.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, (currency, minor)) in self.iter().enumerate() {
            let comma = if position > 0 { ", " } else { "" };
            write!(f, "{comma}{currency} {}", amount_text(currency, minor))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_back() {
        let yen = Currency::read("JPY").unwrap();
        for (currency, minor, text) in
            [(Currency::USD, 123_450, "1234.50"), (Currency::USD, -5, "-0.05"), (yen, 12, "12")]
        {
            assert_eq!(amount_text(currency, minor), text);
            assert_eq!(amount_of_text(currency, text), Some(minor));
        }
        for text in ["", "1", "1.5", "x.00", "1.00.0", "-"] {
            assert_eq!(amount_of_text(Currency::USD, text), None, "{text}");
        }
    }
}
