//! Text from files made safe to show: on a terminal, in a spreadsheet.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character could act on a terminal or reorder what is read: controls, line and paragraph
/// separators, invisible and bidirectional formatting, tags. Joiners inside words and emoji are not.
pub fn is_unsafe(char: char) -> bool {
    char.is_control()
        || matches!(char,
            '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text with every unsafe character as an escape: `\n`, `\t`, `\u{1b}`.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for char in text.chars() {
        if is_unsafe(char) {
            write!(safe, "{}", char.escape_debug()).unwrap_or_default();
        } else {
            safe.push(char);
        }
    }
    Cow::Owned(safe)
}

/// A text cell copied from the input for a CSV output: prefixed with `'` where a spreadsheet would take it
/// for a formula (formats.md section 5).
pub fn csv_cell(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_escaped() {
        for (text, safe) in [
            ("plain \"quoted\" \\ é 決済 👩\u{200d}💻", "plain \"quoted\" \\ é 決済 👩\u{200d}💻"),
            ("a\r\n\tb", "a\\r\\n\\tb"),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("\u{7f}\u{9b}0m\0", "\\u{7f}\\u{9b}0m\\0"),
            ("a\u{202e}b\u{2066}c\u{feff}", "a\\u{202e}b\\u{2066}c\\u{feff}"),
        ] {
            assert_eq!(escaped(text), safe);
            assert!(!escaped(text).contains(is_unsafe));
        }
        for char in (0..=0x10_ffff).filter_map(char::from_u32).filter(|&char| is_unsafe(char)) {
            assert!(!escaped(&char.to_string()).contains(is_unsafe), "{char:?}");
        }
    }

    #[test]
    fn formulas_are_disarmed() {
        for (text, cell) in [
            ("", ""),
            ("12", "12"),
            ("a=b", "a=b"),
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@sum", "'@sum"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("'x", "'x"),
        ] {
            assert_eq!(csv_cell(text), cell);
        }
    }
}
