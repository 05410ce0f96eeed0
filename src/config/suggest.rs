//! "Did you mean", and how values appear in messages.

use crate::model::ConfigPath;

use super::node::{Node, Value};

/// Characters of a value that a message shows.
const SHOWN_CHARS: usize = 60;

/// The candidate that is most likely meant: equal but for case, or a third of its letters off at most, or
/// else one that begins with the word. The first of equally close ones.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let letters = word.chars().count();
    if letters == 0 {
        return None;
    }
    let limit = letters / 3;
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        if candidate.len().abs_diff(word.len()) > 4 * limit && !begins_with(candidate, &word) {
            continue;
        }
        let lower = candidate.to_lowercase();
        let mut distance = strsim::osa_distance(&word, &lower);
        if distance > limit {
            if letters < 3 || !lower.starts_with(&word) {
                continue;
            }
            distance = limit + 1;
        }
        if best.is_none_or(|(closest, _)| distance < closest) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn begins_with(candidate: &str, lower_case_word: &str) -> bool {
    candidate
        .get(..lower_case_word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(lower_case_word))
}

/// A text in quotes as messages show it: shortened, control and invisible characters escaped.
pub fn quoted(text: &str) -> String {
    let mut shown = String::from("\"");
    push_escaped(&mut shown, text);
    shown.push('"');
    shown
}

/// A key as messages show it.
pub fn key_shown(key: &str) -> String {
    let mut shown = String::from("`");
    push_escaped(&mut shown, key);
    shown.push('`');
    shown
}

/// A path as messages show it.
pub(super) fn path_shown(path: &ConfigPath) -> String {
    let mut shown = String::from("`");
    for char in path.to_string().chars() {
        if char == '"' || char == '\'' || char == '\\' {
            shown.push(char);
        } else {
            shown.extend(char.escape_debug());
        }
    }
    shown.push('`');
    shown
}

fn push_escaped(shown: &mut String, text: &str) {
    for (count, char) in text.chars().enumerate() {
        if count == SHOWN_CHARS {
            shown.push_str("...");
            break;
        }
        match char {
            '\'' => shown.push('\''),
            other => shown.extend(other.escape_debug()),
        }
    }
}

/// A value as messages show it.
pub fn value_shown(node: &Node) -> String {
    let escaped = |text: &str| {
        let mut shown = String::new();
        push_escaped(&mut shown, text);
        shown
    };
    match &node.value {
        Value::Table(_) => "a table".to_owned(),
        Value::List(_) => "a list".to_owned(),
        Value::Text(text) => quoted(text),
        Value::Integer(text) => format!("the integer {}", escaped(text)),
        Value::Decimal(text) => format!("the number {}", escaped(text)),
        Value::Date(text) if !text.contains('-') => format!("the time {}", escaped(text)),
        Value::Date(text) => format!("the date {}", escaped(text)),
        Value::Bool(_) | Value::Null => node.value.as_written().unwrap_or_default().to_owned(),
    }
}

/// Names as an alternative: `a`, `b` or `c`.
pub fn alternatives<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    joined(&names.into_iter().map(key_shown).collect::<Vec<_>>())
}

/// Values as an alternative: `"a"`, `"b"` or `"c"`.
pub(super) fn quoted_alternatives<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    joined(&values.into_iter().map(quoted).collect::<Vec<_>>())
}

fn joined(names: &[String]) -> String {
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_name_is_close() {
        let keys = ["bill_on_fridays", "bill_on_saturday", "title", "apply_to"];
        for (word, expected) in [
            ("bill_on_friday", Some("bill_on_fridays")),
            ("Bill_On_Fridays", Some("bill_on_fridays")),
            ("titel", Some("title")),
            ("tilte", Some("title")),
            ("aply_to", Some("apply_to")),
            ("apply", Some("apply_to")),
            ("ap", None),
            ("enabled", None),
            ("", None),
            ("a very long key that is nothing like any of them", None),
        ] {
            assert_eq!(closest(word, keys), expected, "{word}");
        }
        assert_eq!(closest("13", ["12", "14"]), None);
        // The first of equally close ones; one that begins with the word is less close than any other.
        assert_eq!(closest("title", ["titla", "titlo"]), Some("titla"));
        assert_eq!(closest("apply", ["apply_to", "aply"]), Some("aply"));
        assert_eq!(closest("apply_t", ["apply_to_all_of_them", "aply_to"]), Some("aply_to"));
        assert_eq!(closest("flexpay", ["FlexPay"]), Some("FlexPay"));
        assert_eq!(closest("é", ["É"]), Some("É"));
    }

    #[test]
    fn shown_texts_are_short_and_harmless() {
        assert_eq!(quoted("a\u{1b}[31m\"b\" c's"), r#""a\u{1b}[31m\"b\" c's""#);
        assert_eq!(quoted("\u{202e}x"), "\"\\u{202e}x\"");
        assert_eq!(quoted(&"x".repeat(99)), format!("\"{}...\"", "x".repeat(60)));
        assert_eq!(alternatives(["a", "b", "c"]), "`a`, `b` or `c`");
        assert_eq!(alternatives(["a"]), "`a`");
        assert_eq!(
            path_shown(&ConfigPath::of(["a", "b c", "d'\u{1b}"])),
            r#"`a."b c"."d'\u{1b}"`"#
        );
    }
}
