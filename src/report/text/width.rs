//! Columns that text takes on a terminal, and text brought to a width.

/// Columns of a character: 0 for marks that join the one before, 2 for East Asian wide ones and for emoji,
/// else 1. Ranges from Unicode's `EastAsianWidth.txt` (W and F), unassigned gaps inside blocks included;
/// marks of the European scripts, joiners and variation selectors alone count as 0.
pub fn char_columns(char: char) -> usize {
    let code = u32::from(char);
    let within = |ranges: &[(u32, u32)]| {
        let after = ranges.partition_point(|&(first, _)| first <= code);
        after > 0 && code <= ranges[after - 1].1
    };
    if code < 0x300 {
        1
    } else if within(ZERO) {
        0
    } else if within(WIDE) {
        2
    } else {
        1
    }
}

const ZERO: &[(u32, u32)] = &[
    (0x300, 0x36f),
    (0x483, 0x489),
    (0x1ab0, 0x1aff),
    (0x1dc0, 0x1dff),
    (0x200c, 0x200d),
    (0x20d0, 0x20ff),
    (0xfe00, 0xfe0f),
    (0xfe20, 0xfe2f),
    (0xe_0100, 0xe_01ef),
];

#[rustfmt::skip]
const WIDE: &[(u32, u32)] = &[
    (0x1100, 0x115f), (0x231a, 0x231b), (0x2329, 0x232a), (0x23e9, 0x23ec), (0x23f0, 0x23f0),
    (0x23f3, 0x23f3), (0x25fd, 0x25fe), (0x2614, 0x2615), (0x2648, 0x2653), (0x267f, 0x267f),
    (0x2693, 0x2693), (0x26a1, 0x26a1), (0x26aa, 0x26ab), (0x26bd, 0x26be), (0x26c4, 0x26c5),
    (0x26ce, 0x26ce), (0x26d4, 0x26d4), (0x26ea, 0x26ea), (0x26f2, 0x26f3), (0x26f5, 0x26f5),
    (0x26fa, 0x26fa), (0x26fd, 0x26fd), (0x2705, 0x2705), (0x270a, 0x270b), (0x2728, 0x2728),
    (0x274c, 0x274c), (0x274e, 0x274e), (0x2753, 0x2755), (0x2757, 0x2757), (0x2795, 0x2797),
    (0x27b0, 0x27b0), (0x27bf, 0x27bf), (0x2b1b, 0x2b1c), (0x2b50, 0x2b50), (0x2b55, 0x2b55),
    (0x2e80, 0x303e), (0x3041, 0x3247), (0x3250, 0x4dbf), (0x4e00, 0xa4cf), (0xa960, 0xa97c),
    (0xac00, 0xd7a3), (0xf900, 0xfaff), (0xfe10, 0xfe19), (0xfe30, 0xfe6b), (0xff01, 0xff60),
    (0xffe0, 0xffe6), (0x1_6fe0, 0x1_b2fb), (0x1_f004, 0x1_f004), (0x1_f0cf, 0x1_f0cf),
    (0x1_f18e, 0x1_f18e), (0x1_f191, 0x1_f19a), (0x1_f200, 0x1_f320), (0x1_f32d, 0x1_f335),
    (0x1_f337, 0x1_f37c), (0x1_f37e, 0x1_f393), (0x1_f3a0, 0x1_f3ca), (0x1_f3cf, 0x1_f3d3),
    (0x1_f3e0, 0x1_f3f0), (0x1_f3f4, 0x1_f3f4), (0x1_f3f8, 0x1_f43e), (0x1_f440, 0x1_f440),
    (0x1_f442, 0x1_f4fc), (0x1_f4ff, 0x1_f53d), (0x1_f54b, 0x1_f54e), (0x1_f550, 0x1_f567),
    (0x1_f57a, 0x1_f57a), (0x1_f595, 0x1_f596), (0x1_f5a4, 0x1_f5a4), (0x1_f5fb, 0x1_f64f),
    (0x1_f680, 0x1_f6c5), (0x1_f6cc, 0x1_f6cc), (0x1_f6d0, 0x1_f6d2), (0x1_f6d5, 0x1_f6df),
    (0x1_f6eb, 0x1_f6ec), (0x1_f6f4, 0x1_f6fc), (0x1_f7e0, 0x1_f7f0), (0x1_f90c, 0x1_f93a),
    (0x1_f93c, 0x1_f945), (0x1_f947, 0x1_f9ff), (0x1_fa70, 0x1_faff), (0x2_0000, 0x3_fffd),
];

/// Columns of a text without control characters.
pub fn columns(text: &str) -> usize {
    text.chars().map(char_columns).sum()
}

/// The text and blanks up to `width` columns.
pub fn fill(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// The blank at which no line is broken; a plain blank once it is in a line.
const KEPT_BLANK: char = '\u{a0}';

/// The text as one word, for [`wrapped`] and tables to keep together.
pub fn kept_together(text: &str) -> String {
    text.replace(' ', &KEPT_BLANK.to_string())
}

/// The text in lines of at most `width` columns: broken at blanks, and inside a word only where it alone is
/// wider. Blanks at breaks are dropped. At least one line.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    wrapped_hanging(text, width, 0)
}

/// As [`wrapped`], with every line but the first behind `hang` blanks, which leave room for 2 columns.
pub fn wrapped_hanging(text: &str, width: usize, hang: usize) -> Vec<String> {
    let width = width.max(hang + 2);
    let mut lines = Vec::new();
    let (mut line, mut used) = (String::new(), 0);
    let mut next_line = |line: &mut String, used: &mut usize| {
        lines.push(std::mem::replace(line, " ".repeat(hang)));
        *used = hang;
    };
    let (mut blanks, mut has_words) = (0, false);
    for word in text.split(' ') {
        if !word.is_empty() {
            let needed = columns(word);
            if has_words && used + blanks + needed > width {
                next_line(&mut line, &mut used);
            } else {
                line.extend(std::iter::repeat_n(' ', blanks));
                used += blanks;
            }
            for char in word.chars() {
                if used + char_columns(char) > width {
                    next_line(&mut line, &mut used);
                }
                line.push(if char == KEPT_BLANK { ' ' } else { char });
                used += char_columns(char);
            }
            (blanks, has_words) = (0, true);
        }
        blanks += 1;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_characters() {
        for (text, wide) in [
            ("", 0),
            ("abc", 3),
            ("é", 1),
            ("e\u{301}", 1),
            ("決済", 4),
            ("한글", 4),
            ("ｆ", 2),
            ("⚡", 2),
            ("🚀", 2),
            ("…│█", 3),
            ("жшλ", 3),
        ] {
            assert_eq!(columns(text), wide, "{text}");
        }
        for ranges in [ZERO, WIDE] {
            assert!(ranges.iter().all(|(first, last)| first <= last));
            assert!(ranges.windows(2).all(|pair| pair[0].1 < pair[1].0), "sorted, apart");
        }
    }

    #[test]
    fn text_wraps_at_blanks_and_breaks_long_words() {
        for (text, lines) in [
            ("", &[""][..]),
            ("short", &["short"]),
            ("a bc  def", &["a bc", "def"]),
            ("a  b c d ", &["a  b c", "d"]),
            ("abcdefghi", &["abcdef", "ghi"]),
            ("ab cdefghijk l", &["ab", "cdefgh", "ijk l"]),
            ("決済決済", &["決済決", "済"]),
            ("ab c\u{a0}def", &["ab", "c def"]),
        ] {
            assert_eq!(wrapped(text, 6), lines, "{text}");
        }
    }

    #[test]
    fn hanging_lines_keep_to_the_width() {
        assert_eq!(wrapped_hanging("ab cd ef ghijklm", 6, 2), ["ab cd", "  ef", "  ghij", "  klm"]);
        assert_eq!(wrapped_hanging("abcd", 1, 3), ["abcd"]);
    }

    #[test]
    fn text_is_filled_by_columns() {
        assert_eq!(fill("決", 4), "決  ");
        assert_eq!(fill("abcde", 4), "abcde");
    }
}
