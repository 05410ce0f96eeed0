//! JSON text to the same tree as TOML: no spans, but every number as written and every duplicate key.

use std::fmt;

use foldhash::fast::FixedState;
use hashbrown::HashSet;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::model::{ConfigPath, Spot};

use super::node::{Entry, Node, Table, Value};
use super::toml::SyntaxError;

/// Under this key `serde_json` hands over, as they are written, the numbers that are no 64-bit integers.
const NUMBER: &str = "$serde_json::private::Number";

/// The tree of a document, keys that occur twice in one object taken out, with their paths; or the first
/// syntax error, since JSON cannot be read on after one.
pub(super) fn parse(text: &str) -> Result<(Node, Vec<ConfigPath>), SyntaxError> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    match serde_json::from_str::<Node>(body) {
        Ok(mut root) => {
            let mut duplicates = Vec::new();
            take_duplicates(&mut root, &ConfigPath::default(), &mut duplicates);
            Ok((root, duplicates))
        }
        Err(error) => {
            let at = text.len() - body.len() + byte_of(body, error.line(), error.column());
            let whole = error.to_string();
            let message = whole.split(" at line ").next().unwrap_or(&whole).to_owned();
            let end = text[at..].chars().next().map_or(at, |char| at + char.len_utf8());
            Err(SyntaxError { message, span: at..end })
        }
    }
}

/// The byte of a line and a column of bytes, both from 1.
fn byte_of(text: &str, line: usize, column: usize) -> usize {
    let start =
        text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    text.floor_char_boundary((start + column.saturating_sub(1)).min(text.len()))
}

fn take_duplicates(node: &mut Node, path: &ConfigPath, duplicates: &mut Vec<ConfigPath>) {
    match &mut node.value {
        Value::Table(table) => {
            let mut seen: HashSet<String, FixedState> = HashSet::default();
            table.entries_mut().retain(|entry| {
                let first = seen.insert(entry.key.clone());
                if !first {
                    duplicates.push(path.key(&entry.key));
                }
                first
            });
            for entry in table.entries_mut() {
                if matches!(entry.node.value, Value::Table(_) | Value::List(_)) {
                    take_duplicates(&mut entry.node, &path.key(&entry.key), duplicates);
                }
            }
        }
        Value::List(list) => {
            for (position, node) in list.iter_mut().enumerate() {
                if matches!(node.value, Value::Table(_) | Value::List(_)) {
                    take_duplicates(node, &path.position(position), duplicates);
                }
            }
        }
        _ => {}
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Node, D::Error> {
        let value = deserializer.deserialize_any(ValueVisitor)?;
        Ok(Node { value, spot: Spot::PathOnly })
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Bool(truth))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Integer(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Integer(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(node) = items.next_element()? {
            list.push(node);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = pairs.next_key::<String>()? {
            if key == NUMBER && entries.is_empty() {
                return Ok(number(pairs.next_value()?));
            }
            let node = pairs.next_value()?;
            entries.push(Entry { key, key_spot: Spot::PathOnly, node });
        }
        Ok(Value::Table(entries.into_iter().collect::<Table>()))
    }
}

fn number(text: String) -> Value {
    if text.contains(['.', 'e', 'E']) { Value::Decimal(text) } else { Value::Integer(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_as_written_and_duplicates_are_named() {
        let (root, duplicates) =
            parse(r#"{"a": 4.950, "b": [12345678901234567890, {"c": 1, "c": 2}], "a": null}"#)
                .unwrap_or_else(|error| panic!("{}", error.message));
        let table = root.as_table().unwrap();
        assert_eq!(table.get("a").unwrap().value, Value::Decimal("4.950".into()));
        assert_eq!(
            table.get("b").unwrap().as_list().unwrap()[0].value,
            Value::Integer("12345678901234567890".into())
        );
        let paths: Vec<String> = duplicates.iter().map(ToString::to_string).collect();
        assert_eq!(paths, ["a", "b[1].c"]);
    }

    #[test]
    fn syntax_errors_point_at_the_byte() {
        for (text, at, message) in [
            ("{\n  \"é\": x\n}", 10, "expected value"),
            ("", 0, "EOF while parsing a value"),
            ("\u{feff}{]", 4, "key must be a string"),
            ("{\"a\": 1", 6, "EOF while parsing an object"),
        ] {
            let Err(error) = parse(text) else { panic!("{text:?} parses") };
            assert_eq!((error.span.start, error.message.as_str()), (at, message), "{text:?}");
        }
        assert!(parse(&"[".repeat(100_000)).is_err());
    }
}
