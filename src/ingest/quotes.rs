//! Fields without their quotes.

/// How a field that starts with a quote is quoted; but for the malformed, what it holds is between its first
/// and its last byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quoting {
    /// With nothing to undo.
    Plain,
    /// With doubled quotes that stand for one.
    Doubled,
    /// With text after the closing quote.
    Malformed,
}

/// How `field`, which starts with a quote, is quoted.
pub(super) fn quoting(field: &[u8]) -> Quoting {
    let mut quotes = memchr::memchr_iter(b'"', &field[1..]).map(|at| at + 1);
    let mut quoting = Quoting::Plain;
    while let Some(quote) = quotes.next() {
        match field.get(quote + 1) {
            None => return quoting,
            Some(b'"') => quoting = Quoting::Doubled,
            Some(_) => return Quoting::Malformed,
        }
        quotes.next();
    }
    Quoting::Malformed
}

/// A field without its outer quotes, if it has any; quotes in there stay as they are.
#[inline]
pub(super) fn unquoted(field: &str) -> &str {
    if field.starts_with('"') { field.get(1..field.len() - 1).unwrap_or_default() } else { field }
}

/// Adds a text to `out` with every doubled quote as one.
pub(super) fn push_unescaped(doubled: &str, out: &mut String) {
    let mut parts = doubled.split("\"\"");
    out.extend(parts.next());
    for part in parts {
        out.push('"');
        out.push_str(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_say_how_they_are_quoted() {
        for (field, expected) in [
            ("\"\"", Quoting::Plain),
            ("\"a,b\"", Quoting::Plain),
            ("\"a\"\"b\"", Quoting::Doubled),
            ("\"\"\"\"", Quoting::Doubled),
            ("\"x\"y", Quoting::Malformed),
            ("\"x\" ", Quoting::Malformed),
            ("\"x\"y\"", Quoting::Malformed),
            ("\"", Quoting::Malformed),
        ] {
            assert_eq!(quoting(field.as_bytes()), expected, "{field}");
        }
    }

    #[test]
    fn quotes_come_off() {
        for (field, expected) in [
            ("a", "a"),
            ("a\"\"b", "a\"\"b"),
            ("\"\"", ""),
            ("\"", ""),
            ("\"a \"\"b\"\"\"", "a \"\"b\"\""),
        ] {
            assert_eq!(unquoted(field), expected, "{field}");
        }
        let mut text = String::new();
        push_unescaped("a \"\"b\"\"\"\"", &mut text);
        assert_eq!(text, "a \"b\"\"");
    }
}
