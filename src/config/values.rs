//! Single values of the tree as the types of the model.

use std::ops::RangeInclusive;

use crate::model::{Currency, Day, Decimal, Zone};

use super::node::Value;
use super::reader::{Field, Reader};
use super::suggest::{alternatives, quoted};

impl Reader<'_> {
    /// A string. A number, date, true or false in its place is reported and read as it is written.
    pub(super) fn text<'v>(&mut self, field: Option<Field<'_, 'v>>) -> Option<&'v str> {
        let field = field?;
        if let Value::Text(text) = &field.node.value {
            return Some(text);
        }
        let written = field.node.value.as_written().filter(|_| field.node.value != Value::Null);
        let help = written.map(|written| format!("put it in quotes: {}", quoted(written)));
        self.invalid(field, "a string", help);
        written
    }

    /// A string that is not empty.
    pub(super) fn filled<'v>(&mut self, field: Option<Field<'_, 'v>>) -> Option<&'v str> {
        let text = self.text(field)?;
        if text.is_empty()
            && let Some(field) = field
        {
            self.invalid(field, "a string that is not empty", None);
            return None;
        }
        Some(text)
    }

    /// True or false.
    pub(super) fn truth(&mut self, field: Option<Field<'_, '_>>) -> Option<bool> {
        let field = field?;
        match &field.node.value {
            Value::Bool(truth) => Some(*truth),
            other => {
                let help = match other {
                    Value::Text(text) => match text.to_ascii_lowercase().as_str() {
                        "true" | "yes" | "on" | "1" => Some("write `true`, without quotes"),
                        "false" | "no" | "off" | "0" => Some("write `false`, without quotes"),
                        _ => None,
                    },
                    _ => None,
                };
                self.invalid(field, "`true` or `false`", help.map(str::to_owned));
                None
            }
        }
    }

    /// A whole number of a range.
    pub(super) fn whole(
        &mut self,
        field: Option<Field<'_, '_>>,
        range: RangeInclusive<i64>,
    ) -> Option<i64> {
        let field = field?;
        let number = match &field.node.value {
            Value::Integer(written) => integer(written),
            _ => None,
        };
        let number = number.filter(|number| range.contains(number));
        if number.is_none() {
            let (start, end) = range.into_inner();
            let expected = if start == end {
                format!("{start}")
            } else {
                format!("a whole number from {start} to {end}")
            };
            let help = match &field.node.value {
                Value::Text(text) if integer(text).is_some() => {
                    Some(format!("write {text}, without quotes"))
                }
                _ => None,
            };
            self.invalid(field, &expected, help);
        }
        number
    }

    /// An amount of money in major units.
    pub(super) fn money(&mut self, field: Option<Field<'_, '_>>) -> Option<Decimal> {
        let amount = "an amount such as \"4.95\", not negative, with at most 3 decimals";
        self.decimal(field, amount, |_| true)
    }

    /// Percentage points.
    pub(super) fn percent(&mut self, field: Option<Field<'_, '_>>) -> Option<Decimal> {
        let points = "a percentage from 0 to 100 with at most 3 decimals";
        self.decimal(field, points, |points| points <= Decimal::HUNDRED)
    }

    fn decimal(
        &mut self,
        field: Option<Field<'_, '_>>,
        expected: &str,
        allowed: impl Fn(Decimal) -> bool,
    ) -> Option<Decimal> {
        let field = field?;
        let decimal = match &field.node.value {
            Value::Text(text) => Decimal::read(text).ok(),
            Value::Integer(written) | Value::Decimal(written) => {
                let digits = written.replace('_', "");
                Decimal::read(digits.strip_prefix('+').unwrap_or(&digits)).ok()
            }
            _ => None,
        };
        let decimal = decimal.filter(|decimal| allowed(*decimal));
        if decimal.is_none() {
            self.invalid(field, expected, None);
        }
        decimal
    }

    /// One of some names, exactly as written.
    pub(super) fn choice<T: Copy>(
        &mut self,
        field: Option<Field<'_, '_>>,
        choices: &[(&str, T)],
    ) -> Option<T> {
        let field = field?;
        let text = match &field.node.value {
            Value::Text(text) => text.as_str(),
            _ => "",
        };
        let choice = choices.iter().find(|(name, _)| *name == text).map(|(_, choice)| *choice);
        if choice.is_none() {
            let names = || choices.iter().map(|(name, _)| *name);
            let help = self.did_you_mean(text, names());
            self.invalid(field, &alternatives(names()), help);
        }
        choice
    }

    /// An ISO 4217 currency, in any case.
    pub(super) fn currency(&mut self, field: Option<Field<'_, '_>>) -> Option<Currency> {
        let field = field?;
        let text = field.node.as_text().unwrap_or_default();
        let currency = Currency::read(text);
        if currency.is_none() {
            let help = self.did_you_mean(text, Currency::codes());
            self.invalid(field, "an ISO 4217 currency such as \"USD\"", help);
        }
        currency
    }

    /// An IANA time zone.
    pub(super) fn zone(&mut self, field: Option<Field<'_, '_>>) -> Option<Zone> {
        let field = field?;
        let text = field.node.as_text().unwrap_or_default();
        let zone = Zone::named(text);
        if zone.is_none() {
            let place = text.replace(' ', "_");
            let city = Zone::names().find(|name| {
                let city = name.rsplit('/').next().unwrap_or(name);
                city.eq_ignore_ascii_case(&place)
            });
            let help = match city {
                Some(name) => Some(format!("did you mean {}?", quoted(name))),
                None => self.did_you_mean(text, Zone::names()),
            };
            self.invalid(field, "an IANA time zone such as \"America/New_York\"", help);
        }
        zone
    }

    /// A date without a time.
    pub(super) fn date(&mut self, field: Option<Field<'_, '_>>) -> Option<Day> {
        let field = field?;
        let day = match &field.node.value {
            Value::Date(text) | Value::Text(text) => date(text),
            _ => None,
        };
        if day.is_none() {
            self.invalid(field, "a date such as 2027-01-31", None);
        }
        day
    }

    /// The elements of a list; nothing if there is no list.
    pub(super) fn elements<'s, 'v>(
        &mut self,
        field: Option<Field<'s, 'v>>,
    ) -> Option<Vec<Field<'s, 'v>>> {
        let field = field?;
        let Some(list) = field.node.as_list() else {
            let help = match &field.node.value {
                Value::Text(text) => Some(format!("put it in brackets: [{}]", quoted(text))),
                _ => None,
            };
            self.invalid(field, "a list", help);
            return None;
        };
        Some(list.iter().enumerate().map(|(at, node)| field.element(at, node)).collect())
    }
}

/// A TOML or JSON integer.
fn integer(written: &str) -> Option<i64> {
    let digits = written.replace('_', "");
    let radix = |prefix, radix| Some(i64::from_str_radix(digits.strip_prefix(prefix)?, radix).ok());
    match radix("0x", 16).or_else(|| radix("0o", 8)).or_else(|| radix("0b", 2)) {
        Some(number) => number,
        None => digits.parse().ok(),
    }
}

/// `YYYY-MM-DD`.
fn date(text: &str) -> Option<Day> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let number = |text: &str| -> Option<u32> {
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
    };
    Day::from_civil(
        number(text.get(..4)?)? as i32,
        number(text.get(5..7)?)?,
        number(text.get(8..)?)?,
    )
}
