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

/// What the parser says of a line that is no `key = value`. It gives up on the document there.
const GIVES_UP: &str = "key with no value, expected `=`";

/// What it says of a key that was there before.
const DUPLICATE: &str = "duplicate key";

/// How often a document is parsed again without the lines at which the parser gave up.
const MAX_ROUNDS: usize = 16;

/// The tree of a document, as far as it can be made out, and what does not parse, in order.
pub(super) fn parse(text: &str) -> (Node, Vec<SyntaxError>) {
    let mut errors = Vec::new();
    let root = parse_on(text, MAX_ROUNDS, &mut errors);
    errors.sort_by_key(|error| error.span.start);
    // After a header that does not parse, each further `[[header]]` passes for a second table of its name.
    let is_second_header = |error: &SyntaxError| {
        error.message.starts_with(DUPLICATE) && text[..error.span.start].ends_with("[[")
    };
    if !errors.iter().all(is_second_header) {
        errors.retain(|error| !is_second_header(error));
    }
    // What follows on the same line is mostly the parser finding its way again.
    errors.dedup_by(|later, first| {
        !text.as_bytes()[first.span.start..later.span.start].contains(&b'\n')
    });
    (root, errors)
}

fn parse_on(text: &str, rounds: usize, errors: &mut Vec<SyntaxError>) -> Node {
    let (root, found) = DeTable::parse_recoverable(text);
    let (given_up, others): (Vec<_>, Vec<_>) =
        found.iter().partition(|error| error.message() == GIVES_UP);
    errors.extend(given_up.iter().map(|error| syntax_error(text, error)));
    if given_up.is_empty() || rounds == 0 {
        errors.extend(others.iter().map(|error| syntax_error(text, error)));
        let converter = Converter { text, spot: |span| Spot::Span(within(text, span)) };
        let value = Value::Table(converter.table(root.into_inner()));
        return Node { value, spot: Spot::PathOnly };
    }
    let mut rest = text.to_owned();
    for error in given_up {
        let at = syntax_error(text, error).span.start;
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        rest.replace_range(start..end, &" ".repeat(end - start));
    }
    parse_on(&rest, rounds - 1, errors)
}

fn syntax_error(text: &str, error: &toml::de::Error) -> SyntaxError {
    let span = within(text, error.span().unwrap_or(text.len()..text.len()));
    let span = span.start..span.end;
    let shown = &text[span.clone()];
    let message = error.message().trim_end_matches('.');
    let message = match message {
        DUPLICATE => format!("{message} {}", super::suggest::key_shown(shown)),
        "string values must be quoted, expected literal string" if shown.trim().is_empty() => {
            "key with no value, expected a value after `=`".to_owned()
        }
        // A bare word that begins like one of these two numbers. It is not shown: it may be a secret.
        "string values must be quoted, expected literal string"
        | "invalid float, expected `nan`"
        | "invalid float, expected `inf`" => "a string must be in quotes".to_owned(),
        other => other.to_owned(),
    };
    SyntaxError { message, span }
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
