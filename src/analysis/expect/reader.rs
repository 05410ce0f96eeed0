//! Reading the values of a case file, and saying what is wrong with them.

use crate::config::{Node, Table, alternatives, closest, key_shown, quoted, value_shown};
use crate::ingest::read_stamp;
use crate::model::{Code, ConfigPath, Day, Decimal, Finding, Place, Spot};

use super::expected::Test;
use super::field::{Field, Kind, near};
use super::value::Value;

/// Collects what is wrong with a case file.
#[derive(Default)]
pub(super) struct CaseReader {
    pub(super) findings: Vec<Finding>,
}

/// A value being read: its key, where it is, and what is there.
#[derive(Clone, Copy)]
pub(super) struct At<'n> {
    pub(super) key: &'n str,
    pub(super) path: &'n ConfigPath,
    pub(super) node: &'n Node,
}

/// The keys of an expectation that is a table.
const OPERATORS: [&str; 4] = ["one_of", "from", "to", "absent"];

impl CaseReader {
    pub(super) fn report(
        &mut self,
        code: Code,
        spot: &Spot,
        path: &ConfigPath,
        message: String,
        help: Option<String>,
    ) {
        let place = Place { spot: spot.clone(), path: path.to_string() };
        let mut finding = Finding::new(code, place, message);
        finding.help = help;
        self.findings.push(finding);
    }

    /// Reports a value that is not what is expected.
    pub(super) fn invalid(&mut self, at: At<'_>, expected: &str, help: Option<String>) {
        let (key, value) = (key_shown(at.key), value_shown(at.node));
        let message = format!("{key} is {value}, expected {expected}");
        self.report(Code::Cfg003, &at.node.spot, at.path, message, help);
    }

    /// Reports a key that is not known.
    pub(super) fn unknown_key(
        &mut self,
        spot: &Spot,
        path: &ConfigPath,
        key: &str,
        keys: &[String],
    ) {
        let few = || format!("expected {}", alternatives(keys.iter().map(String::as_str)));
        let help = near(key, keys).or_else(|| (keys.len() <= 8).then(few));
        let help = help.or_else(|| Some("see `reattempt test --help`".to_owned()));
        let message = format!("unknown key {}", key_shown(key));
        self.report(Code::Cfg002, spot, path, message, help);
    }

    /// The table at a key.
    pub(super) fn table<'n>(&mut self, at: At<'n>) -> Option<&'n Table> {
        let table = at.node.as_table();
        if table.is_none() {
            self.invalid(at, "a table", None);
        }
        table
    }

    /// A value as text: a string, a number, a date, true or false, as it is written.
    pub(super) fn plain(&mut self, at: At<'_>) -> Option<String> {
        let text = plain_text(at.node);
        if text.is_none() {
            self.invalid(at, "a single value", None);
        }
        text
    }

    /// True or false.
    fn truth(&mut self, at: At<'_>) -> Option<bool> {
        match plain_text(at.node).as_deref() {
            Some("true") if at.node.as_text().is_none() => Some(true),
            Some("false") if at.node.as_text().is_none() => Some(false),
            _ => {
                self.invalid(at, "`true` or `false`", None);
                None
            }
        }
    }

    /// What is said of a single-valued field.
    pub(super) fn test(&mut self, field: Field, at: At<'_>) -> Option<Test> {
        if let Some(table) = at.node.as_table() {
            return self.operators(field, table, at);
        }
        if at.node.as_list().is_some() {
            let help = "a list belongs to attempts, notes and findings; \
                        for one of several values write { one_of = [...] }";
            self.invalid(at, "a single value or a table", Some(help.to_owned()));
            return None;
        }
        if at.node.as_text() == Some("") {
            return Some(Test::Absent);
        }
        self.value(field, at).map(Test::Is)
    }

    fn operators(&mut self, field: Field, table: &Table, at: At<'_>) -> Option<Test> {
        let mut given: [Option<&Node>; OPERATORS.len()] = [None; OPERATORS.len()];
        let mut is_sound = true;
        for entry in table.entries() {
            match OPERATORS.iter().position(|operator| *operator == entry.key) {
                Some(position) => given[position] = Some(&entry.node),
                None => {
                    let keys = OPERATORS.map(str::to_owned);
                    self.unknown_key(&entry.key_spot, at.path, &entry.key, &keys);
                    is_sound = false;
                }
            }
        }
        let path = |key| at.path.key(key);
        match given {
            _ if !is_sound => None,
            [Some(values), None, None, None] => {
                let path = path("one_of");
                let at = At { key: "one_of", path: &path, node: values };
                self.values(field, at).map(Test::OneOf)
            }
            [None, from, to, None] if from.or(to).is_some() => {
                let mut bound = |key: &'static str, node: Option<&Node>| {
                    let Some(node) = node else { return Some(None) };
                    let path = path(key);
                    self.value(field, At { key, path: &path, node }).map(Some)
                };
                let (from, to) = (bound("from", from), bound("to", to));
                Some(Test::Within(from?, to?))
            }
            [None, None, None, Some(absent)] => {
                let path = path("absent");
                let at = At { key: "absent", path: &path, node: absent };
                self.truth(at).map(|absent| if absent { Test::Absent } else { Test::Present })
            }
            _ => {
                let expected = "one of `one_of`, `absent`, and `from` and `to` alone or together";
                self.invalid(at, expected, None);
                None
            }
        }
    }

    /// A list of values.
    pub(super) fn values(&mut self, field: Field, at: At<'_>) -> Option<Vec<Value>> {
        let Some(list) = at.node.as_list() else {
            self.invalid(
                at,
                "a list",
                plain_text(at.node).map(|_| "put it in brackets".to_owned()),
            );
            return None;
        };
        let mut values = Vec::with_capacity(list.len());
        let mut is_sound = true;
        for (position, node) in list.iter().enumerate() {
            let path = at.path.position(position);
            match self.value(field, At { key: at.key, path: &path, node }) {
                Some(value) => values.push(value),
                None => is_sound = false,
            }
        }
        is_sound.then_some(values)
    }

    fn value(&mut self, field: Field, at: At<'_>) -> Option<Value> {
        let Some(text) = plain_text(at.node) else {
            self.invalid(at, "a single value", None);
            return None;
        };
        let value = match field.kind() {
            Kind::Text => Ok(Value::Text(text)),
            Kind::Word(words) => {
                let all = words.all();
                if all.contains(&text.as_str()) {
                    Ok(Value::Text(text))
                } else {
                    let near = closest(&text, all.iter().copied());
                    let help = match near {
                        Some(near) => format!("did you mean {}?", quoted(near)),
                        None if all.len() <= 14 => format!("expected {}", alternatives(all)),
                        None => "`reattempt rule --all` lists them".to_owned(),
                    };
                    let message = format!("there is no {} {}", words.noun(), quoted(&text));
                    self.report(Code::Cfg003, &at.node.spot, at.path, message, Some(help));
                    return None;
                }
            }
            Kind::Number => text.parse().map(Value::Number).map_err(|_| "a whole number"),
            Kind::Amount => {
                Decimal::read(&text).map(Value::Amount).map_err(|_| "an amount such as \"49.95\"")
            }
            Kind::At => {
                instant(&text).ok_or("a date or an instant such as \"2024-03-05T03:00:00-05:00\"")
            }
        };
        match value {
            Ok(value) => Some(value),
            Err(expected) => {
                self.invalid(at, expected, None);
                None
            }
        }
    }
}

/// A date, or an instant.
fn instant(text: &str) -> Option<Value> {
    if let [year, month, day] = text.split('-').collect::<Vec<&str>>().as_slice()
        && text.len() == 10
        && let (Ok(year), Ok(month), Ok(day)) = (year.parse(), month.parse(), day.parse())
    {
        return Day::from_civil(year, month, day).map(Value::Day);
    }
    read_stamp(text).ok().map(|stamp| Value::At { stamp, written: text.to_owned() })
}

fn plain_text(node: &Node) -> Option<String> {
    match node.value.as_written() {
        Some(written) if written != "null" => Some(written.replace('_', "")),
        _ => node.as_text().map(str::to_owned),
    }
}
