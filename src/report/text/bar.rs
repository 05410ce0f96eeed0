//! Horizontal bars.

use crate::report::Drawing;

const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// A bar for `part` of `whole`, at most `width` columns, not filled up: eighths of a column in Unicode,
/// whole columns in ASCII, rounded down. What is more than nothing shows at least the smallest mark, and
/// only the whole fills the width.
pub fn bar(part: u64, whole: u64, width: usize, drawing: Drawing) -> String {
    if part == 0 || whole == 0 {
        return String::new();
    }
    let steps_per_column = match drawing {
        Drawing::Unicode => 8,
        Drawing::Ascii => 1,
    };
    let steps = width as u128 * steps_per_column;
    let filled =
        (u128::from(part.min(whole)) * steps / u128::from(whole)).max(1).min(steps) as usize;
    match drawing {
        Drawing::Unicode => format!("{}{}", "█".repeat(filled / 8), EIGHTHS[filled % 8]),
        Drawing::Ascii => "#".repeat(filled),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_grow_with_their_part() {
        for (part, whole, width, unicode, ascii) in [
            (0, 8, 4, "", ""),
            (1, 0, 4, "", ""),
            (8, 8, 4, "████", "####"),
            (4, 8, 4, "██", "##"),
            (3, 8, 4, "█▌", "#"),
            (1, 1000, 4, "▏", "#"),
            (999, 1000, 4, "███▉", "###"),
            (9, 8, 2, "██", "##"),
            (1, 2, 0, "", ""),
            (u64::MAX, u64::MAX, 1, "█", "#"),
        ] {
            assert_eq!(bar(part, whole, width, Drawing::Unicode), unicode, "{part} of {whole}");
            assert_eq!(bar(part, whole, width, Drawing::Ascii), ascii, "{part} of {whole}");
        }
    }
}
