//! Reading values of the tree as what the model wants, and saying what is wrong with them.

use std::cell::Cell;
use std::ops::RangeInclusive;

use crate::model::{Code, ConfigPath, Currency, Day, Decimal, Finding, Place, Zone};

use super::document::Document;
use super::node::{Node, Table, Value};
use super::suggest::{alternatives, closest, key_shown, quoted, value_shown};

/// How many names are compared in search of a close one; beyond it, errors go without suggestions, so that
/// a file full of errors is still read at once.
const MAX_COMPARISONS: usize = 1_000_000;

/// Collects what is wrong with a document.
pub(super) struct Reader<'d> {
    document: &'d Document,
    findings: Vec<Finding>,
    parsed: Parsed,
    comparisons_left: Cell<usize>,
}

/// How much of the file the document has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parsed {
    /// All of it.
    Whole,
    /// Not what does not parse, so that nothing can be said to be missing.
    InPart,
}

/// A table being read, and the way to it.
pub(super) struct Section<'d> {
    pub(super) path: ConfigPath,
    pub(super) table: &'d Table,
}

/// A value being read: of a key of a section, or an element of the list there.
#[derive(Clone, Copy)]
pub(super) struct Field<'s, 'd> {
    section: &'s Section<'d>,
    key: &'s str,
    element: Option<usize>,
    pub(super) node: &'d Node,
}

static EMPTY: Table = Table::EMPTY;

impl<'d> Section<'d> {
    /// The table of a document's root.
    pub(super) fn root(document: &'d Document) -> Section<'d> {
        let table = document.root().as_table().unwrap_or(&EMPTY);
        Section { path: ConfigPath::default(), table }
    }

    /// The value of a key.
    pub(super) fn get<'s>(&'s self, key: &'s str) -> Option<Field<'s, 'd>> {
        let node = self.table.get(key)?;
        Some(Field { section: self, key, element: None, node })
    }

    /// The table of a key; nothing if something else is there.
    pub(super) fn section(&self, key: &str) -> Option<Section<'d>> {
        Some(Section { path: self.path.key(key), table: self.table.get(key)?.as_table()? })
    }

    /// The tables of an array; an empty one for each element that is something else.
    pub(super) fn sections(&self, key: &str) -> Vec<Section<'d>> {
        let list = self.table.get(key).and_then(Node::as_list).unwrap_or_default();
        let path = self.path.key(key);
        let section = |(at, node): (usize, &'d Node)| Section {
            path: path.position(at),
            table: node.as_table().unwrap_or(&EMPTY),
        };
        list.iter().enumerate().map(section).collect()
    }
}

impl Field<'_, '_> {
    pub(super) fn path(&self) -> ConfigPath {
        let path = self.section.path.key(self.key);
        match self.element {
            Some(position) => path.position(position),
            None => path,
        }
    }

    /// What messages call the value: its key, or the key of its list.
    fn name(&self) -> String {
        let key = key_shown(self.key);
        if self.element.is_some() { format!("an entry of {key}") } else { key }
    }
}

impl Reader<'_> {
    pub(super) fn new(document: &Document, parsed: Parsed) -> Reader<'_> {
        let comparisons_left = Cell::new(MAX_COMPARISONS);
        Reader { document, findings: Vec::new(), parsed, comparisons_left }
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// The place of a path.
    pub(super) fn place(&self, path: &ConfigPath) -> Place {
        self.document.place(path)
    }

    /// Adds a finding about the value at a path.
    pub(super) fn report(
        &mut self,
        code: Code,
        path: &ConfigPath,
        message: String,
        help: Option<String>,
    ) {
        let mut finding = Finding::new(code, self.document.place(path), message);
        finding.help = help;
        self.findings.push(finding);
    }

    /// Adds a finding about the key at a path.
    pub(super) fn report_key(
        &mut self,
        code: Code,
        path: &ConfigPath,
        message: String,
        help: String,
    ) {
        let place = self.document.key_place(path);
        self.findings.push(Finding::new(code, place, message).with_help(help));
    }

    pub(super) fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// "did you mean", if a candidate is close.
    pub(super) fn did_you_mean<'a>(
        &self,
        word: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Option<String> {
        let left = self.comparisons_left.get();
        let mut compared = 0;
        let counted = candidates.into_iter().take(left).inspect(|_| compared += 1);
        let found = closest(word, counted).map(|name| format!("did you mean {}?", quoted(name)));
        self.comparisons_left.set(left - compared);
        found
    }

    /// Reports a key that has to be there and is not, unless part of the file did not parse.
    pub(super) fn missing(
        &mut self,
        section: &Section<'_>,
        key: &str,
        why: &str,
        help: Option<&str>,
    ) {
        if self.parsed == Parsed::Whole {
            let message = format!("{} is missing: {why}", key_shown(key));
            self.report(Code::Cfg003, &section.path.key(key), message, help.map(str::to_owned));
        }
    }

    /// Reports a name of something that does not exist, unless part of the file did not parse.
    pub(super) fn unknown<'a>(
        &mut self,
        field: Field<'_, '_>,
        what: &str,
        name: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) {
        if self.parsed == Parsed::Whole {
            let message = format!("there is no {what} {}", quoted(name));
            let help = self.did_you_mean(name, candidates);
            self.report(Code::Cfg005, &field.path(), message, help);
        }
    }

    /// Reports a value that is not what is expected.
    pub(super) fn invalid(&mut self, field: Field<'_, '_>, expected: &str, help: Option<String>) {
        let message =
            format!("{} is {}, expected {expected}", field.name(), value_shown(field.node));
        self.report(Code::Cfg003, &field.path(), message, help);
    }

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
            let expected = format!("a whole number from {} to {}", range.start(), range.end());
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
        let element = |(at, node)| Field { element: Some(at), node, ..field };
        Some(list.iter().enumerate().map(element).collect())
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
