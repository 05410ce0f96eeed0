//! What must never be shown: keys that hold secrets, and where in the text their values are.

use std::ops::Range;

use crate::model::{ConfigPath, SpanRange, Spot, Step};

use super::node::{Node, Value};

/// Parts of a key's name, in lower case without `_`, `-` and blanks, that mark a secret.
const MARKS: [&str; 6] = ["apikey", "password", "passwd", "secret", "token", "privatekey"];

/// Whether a key's name says that its value is a secret.
pub fn is_secret_key(key: &str) -> bool {
    let name: String = key
        .chars()
        .filter(|char| !matches!(char, '_' | '-' | ' '))
        .map(|char| char.to_ascii_lowercase())
        .collect();
    MARKS.iter().any(|mark| name.contains(mark))
}

/// Whether the value at a path is a secret, so that no message or echo of a flag may show it.
pub fn is_secret_path(path: &ConfigPath) -> bool {
    path.0.iter().any(|step| matches!(step, Step::Key(key) if is_secret_key(key)))
}

/// Whether a text only says where a secret is kept: `env:NAME` or `file:PATH`.
pub fn is_secret_reference(text: &str) -> bool {
    if let Some(name) = text.strip_prefix("env:") {
        let mut bytes = name.bytes();
        bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
            && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    } else if let Some(path) = text.strip_prefix("file:") {
        !path.trim().is_empty() && !path.chars().any(char::is_control)
    } else {
        false
    }
}

/// The spans of secrets in a configuration's text, in order, none within another: values of keys that the
/// tree has, and what looks like one anywhere else (comments, text that does not parse, JSON).
pub(super) fn secret_spans(text: &str, root: &Node) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    collect(root, &mut spans);
    scan(text, &mut spans);
    spans.sort_by_key(|span| (span.start, span.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

fn collect(node: &Node, spans: &mut Vec<Range<usize>>) {
    match &node.value {
        Value::Table(table) => {
            for entry in table.entries() {
                if is_secret_key(&entry.key) {
                    collect_values(&entry.node, spans);
                } else {
                    collect(&entry.node, spans);
                }
            }
        }
        Value::List(list) => list.iter().for_each(|node| collect(node, spans)),
        _ => {}
    }
}

/// Every single value at or below a node: a table's own span may be no more than its header.
fn collect_values(node: &Node, spans: &mut Vec<Range<usize>>) {
    match &node.value {
        Value::Table(table) => {
            table.entries().iter().for_each(|entry| collect_values(&entry.node, spans));
        }
        Value::List(list) => list.iter().for_each(|node| collect_values(node, spans)),
        Value::Text(text) if is_secret_reference(text) => {}
        _ => {
            if let Spot::Span(SpanRange { start, end }) = node.spot {
                spans.push(start..end);
            }
        }
    }
}

/// What follows a secret's key on a line, up to the line's end: after `=` or `:`, or after the first word of
/// a line that lacks them.
fn scan(text: &str, spans: &mut Vec<Range<usize>>) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(value) = secret_in(line) {
            spans.push(start + value.start..start + value.end);
        }
        start += line.len();
    }
}

fn secret_in(line: &str) -> Option<Range<usize>> {
    let marks = line.match_indices(['=', ':']).map(|(mark, _)| (&line[..mark], mark + 1));
    let blank = line.len() - line.trim_start_matches([' ', '\t', '#', '"', '\'']).len();
    let word = line[blank..].find(|char| !is_key_char(char)).map(|end| blank + end);
    let first_word = word.map(|end| (&line[..end], end));
    marks.chain(first_word).find_map(|(before, value_at)| {
        let before = before.trim_end().trim_end_matches(['"', '\'']);
        let key_at = before.trim_end_matches(is_key_char).len();
        if !is_secret_key(&before[key_at..]) {
            return None;
        }
        let rest = &line[value_at..];
        let value = rest.trim();
        let bare = value.trim_start_matches(['"', '\'', '=', ':', ' ']);
        let end = bare.find(['"', '\'', ',', '}', ']', '#']).unwrap_or(bare.len());
        let shown = bare.is_empty() || is_secret_reference(bare[..end].trim());
        let start = value_at + (rest.len() - rest.trim_start().len());
        (!shown).then(|| start..start + value.len())
    })
}

fn is_key_char(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '_' || char == '-'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_references() {
        for key in ["api_key", "API-Key", "gateway_password", "Secret", "auth_token", "private_key"]
        {
            assert!(is_secret_key(key), "{key}");
        }
        for key in ["id", "title", "reference_id", "merchant"] {
            assert!(!is_secret_key(key), "{key}");
        }
        for text in ["env:FLEXPAY_KEY_US", "env:_k1", "file:/run/secrets/flexpay", "file:a b"] {
            assert!(is_secret_reference(text), "{text}");
        }
        for text in
            ["", "sk_live_1", "env:", "env:1A", "env:A B", "env:a-b", "file:", "file: ", "ENV:A"]
        {
            assert!(!is_secret_reference(text), "{text}");
        }
    }

    #[test]
    fn secrets_over_several_lines_are_found_by_their_keys() {
        let found = |text: &str| -> Vec<String> {
            let (root, errors) = crate::config::toml::parse(text);
            assert!(errors.is_empty(), "{text}");
            secret_spans(text, &root).into_iter().map(|span| text[span].to_owned()).collect()
        };
        assert_eq!(
            found("a = { api_key = [\n'sk_1', 'env:A',\n'sk_2' ] }"),
            ["[", "'sk_1'", "'sk_2'"]
        );
        assert_eq!(found("[[a]]\n[a.token]\nx = 'sk_1'\ny = 2\n"), ["'sk_1'", "2"]);
        assert_eq!(found("secret = \"\"\"\nsk_1\nsk_2\"\"\"\n"), ["\"\"\"\nsk_1\nsk_2\"\"\""]);
        assert_eq!(found("[[a]]\nb = [[{ private_key.c = 'sk_1'}]]\n"), ["'sk_1'"]);
    }

    #[test]
    fn secrets_are_found_wherever_they_stand() {
        let found = |text: &str| -> Vec<String> {
            let spans = secret_spans(text, &Node::empty_table(Spot::PathOnly));
            spans.into_iter().map(|span| text[span].to_owned()).collect()
        };
        assert_eq!(found("api_key = \"sk_1\"\n"), ["\"sk_1\""]);
        assert_eq!(found("a = 1 # api-key: sk_1  \r\nb = 2"), ["sk_1"]);
        assert_eq!(found("{\"api_key\": \"sk_1\", \"x\": 2}"), ["\"sk_1\", \"x\": 2}"]);
        assert_eq!(found("api_key sk_1\n\"api_key\" = \n"), ["sk_1"]);
        assert_eq!(found("x = { api_key = \"env:A\", token = 'é' }"), ["'é' }"]);
        assert_eq!(found("api_key = \"env:A\"\ntitle = \"a=b\"\nsecret =\n"), Vec::<String>::new());
    }
}
