//! TOML text to a tree with the span of every key and value, and every syntax error at once.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::model::{SpanRange, Spot};

use super::node::{Entry, Node, Table, Value};

/// A syntax error: what, and where.
pub(super) struct SyntaxError {
    /// What is wrong.
    pub(super) message: String,
    /// Where.
    pub(super) span: Range<usize>,
}

/// The tree of a document, as far as it can be made out, and what does not parse.
pub(super) fn parse(text: &str) -> (Node, Vec<SyntaxError>) {
    let (root, errors) = DeTable::parse_recoverable(text);
    let converter = Converter { text, spot: |span| Spot::Span(within(text, span)) };
    let root =
        Node { value: Value::Table(converter.table(root.into_inner())), spot: Spot::PathOnly };
    let mut errors: Vec<SyntaxError> = errors
        .iter()
        .map(|error| SyntaxError {
            message: message(text, error),
            span: error.span().unwrap_or(text.len()..text.len()),
        })
        .collect();
    errors.sort_by_key(|error| error.span.start);
    (root, errors)
}

/// The value of a flag, if it is a TOML value; everything in it stands at the flag.
pub(super) fn parse_value(text: &str, flag: usize) -> Option<Node> {
    let value = DeValue::parse(text).ok()?;
    let converter = Converter { text, spot: |_| Spot::Flag(flag) };
    Some(converter.node(value.span(), value.into_inner()))
}

/// A range moved inside the text, onto character boundaries.
pub(super) fn within(text: &str, span: Range<usize>) -> SpanRange {
    let start = text.floor_char_boundary(span.start.min(text.len()));
    let end = text.ceil_char_boundary(span.end.clamp(start, text.len()));
    SpanRange { start, end }
}

fn message(text: &str, error: &toml::de::Error) -> String {
    let message = error.message().trim_end_matches('.');
    match error.span().and_then(|span| text.get(span)) {
        Some(key) if message == "duplicate key" => {
            format!("{message} {}", super::suggest::key_shown(key))
        }
        _ => message.to_owned(),
    }
}

struct Converter<'t, F> {
    text: &'t str,
    spot: F,
}

impl<F: Fn(Range<usize>) -> Spot> Converter<'_, F> {
    fn node(&self, span: Range<usize>, value: DeValue<'_>) -> Node {
        let written = || self.text.get(span.clone()).unwrap_or_default().to_owned();
        let value = match value {
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Integer(_) => Value::Integer(written()),
            DeValue::Float(_) => Value::Decimal(written()),
            DeValue::Boolean(truth) => Value::Bool(truth),
            DeValue::Datetime(_) => Value::Date(written()),
            DeValue::Array(array) => Value::List(
                array.into_iter().map(|item| self.node(item.span(), item.into_inner())).collect(),
            ),
            DeValue::Table(table) => Value::Table(self.table(table)),
        };
        Node { value, spot: (self.spot)(span) }
    }

    /// The entries in the order of the file, which the parser's own map does not keep. Only a key whose
    /// value does not parse has a value without any text; the error says so, and the key is left out.
    fn table(&self, table: DeTable<'_>) -> Table {
        let mut entries: Vec<_> =
            table.into_iter().filter(|(_, value)| !value.span().is_empty()).collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        entries
            .into_iter()
            .map(|(key, value)| Entry {
                key_spot: (self.spot)(key.span()),
                key: key.into_inner().into_owned(),
                node: self.node(value.span(), value.into_inner()),
            })
            .collect()
    }
}
