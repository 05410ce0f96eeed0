//! The lines of a file that a span touches, with the span marked under them.

use std::borrow::Cow;
use std::ops::Range;

use super::page::{MASK, Page};
use crate::report::text::{char_columns, escaped};

/// What a tab is shown as.
const TAB: &str = "    ";

/// What stands for the rest of a cut line.
const CUT: &str = "...";

/// Bytes of a line that are looked at on either side of a span's start: more than any width shows.
const REACH_BYTES: usize = 2000;

/// Lines of a span that are shown before those in its middle are left out.
const MOST_LINES: usize = 6;

/// One line under the gutter.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// A line of the file: its number and what is shown of it.
    Source(usize, String),
    /// A mark under the line before: blanks, then carets.
    Mark(String),
    /// Lines left out.
    Skipped,
}

/// A unit of a shown line, which is cut between units only.
struct Cell<'a> {
    shown: Cow<'a, str>,
    columns: usize,
    bytes: Range<usize>,
}

/// The rows that show a span in at most `width` columns, marked with `caret`.
pub(super) fn rows(page: &Page<'_>, span: &Range<usize>, width: usize, caret: char) -> Vec<Row> {
    let first = page.position(span.start).line;
    // A span that ends with a line end ends on that line, not on the next.
    let last_byte = span.end.saturating_sub(1).max(span.start);
    let last = page.position(last_byte).line;
    if first == last {
        let (shown, mark) = marked_line(page, first, span, width, caret);
        return vec![Row::Source(first, shown), Row::Mark(mark)];
    }
    let skipped = if last - first < MOST_LINES { 0..0 } else { first + MOST_LINES / 2..last - 1 };
    let mut rows = Vec::new();
    for number in first..=last {
        if number == skipped.start {
            rows.push(Row::Skipped);
        }
        if skipped.contains(&number) {
            continue;
        }
        let bar = if number == first { '/' } else { '|' };
        let line = page.line(number);
        let of_line = span.start.max(line.start)..span.end.min(line.end);
        let at_start = line.start..line.start;
        let (shown, _) = marked_line(page, number, &at_start, width - 2, caret);
        if number == last {
            let (_, mark) = marked_line(page, number, &(line.start..of_line.end), width - 2, '_');
            rows.push(Row::Source(number, format!("{bar} {shown}")));
            let mark = &mark[..mark.len().saturating_sub(1)];
            rows.push(Row::Mark(format!("|_{mark}{caret}")));
        } else {
            rows.push(Row::Source(number, format!("{bar} {shown}")));
        }
    }
    rows
}

/// A line, cut around the part of `span` in it where it is wider than `width`, and the mark under that part.
fn marked_line(
    page: &Page<'_>,
    number: usize,
    span: &Range<usize>,
    width: usize,
    caret: char,
) -> (String, String) {
    let line = page.line(number);
    let start = span.start.min(line.end);
    let reach =
        page.back(start, REACH_BYTES).max(line.start)..page.ahead(start, REACH_BYTES).min(line.end);
    let cells = cells(page, reach.clone());
    let marked_from = cells.partition_point(|cell| cell.bytes.end <= start);
    let marked_to = cells.partition_point(|cell| cell.bytes.start < span.end).max(marked_from);
    let fits = reach == line && cells.iter().map(|cell| cell.columns).sum::<usize>() <= width;
    let shown = if fits { 0..cells.len() } else { window(&cells, marked_from..marked_to, width) };

    let wide = |cells: &[Cell<'_>]| cells.iter().map(|cell| cell.columns).sum::<usize>();
    let is_cut_before = shown.start > 0 || reach.start > line.start;
    let is_cut_after = shown.end < cells.len() || reach.end < line.end;
    let mut text = String::new();
    text.push_str(if is_cut_before { CUT } else { "" });
    text.extend(cells[shown.clone()].iter().map(|cell| cell.shown.as_ref()));
    text.push_str(if is_cut_after { CUT } else { "" });
    text.truncate(text.trim_end().len());

    let before = wide(&cells[shown.start..marked_from]) + if is_cut_before { CUT.len() } else { 0 };
    let under = wide(&cells[marked_from..marked_to.min(shown.end)]).max(1);
    (text, format!("{}{}", " ".repeat(before), caret.to_string().repeat(under)))
}

fn cells<'a>(page: &Page<'a>, bytes: Range<usize>) -> Vec<Cell<'a>> {
    let mut cells = Vec::new();
    for piece in page.pieces(bytes) {
        if piece.shown == MASK {
            cells.push(Cell { shown: MASK.into(), columns: MASK.len(), bytes: piece.bytes });
            continue;
        }
        for (at, char) in piece.shown.char_indices() {
            let text = &piece.shown[at..at + char.len_utf8()];
            let shown = if char == '\t' { Cow::Borrowed(TAB) } else { escaped(text) };
            let columns = if shown.len() == text.len() { char_columns(char) } else { shown.len() };
            let start = piece.bytes.start + at;
            cells.push(Cell { shown, columns, bytes: start..start + text.len() });
        }
    }
    cells
}

/// The cells to show, with room for a cut at both ends: the marked ones first, then as many on either side.
fn window(cells: &[Cell<'_>], marked: Range<usize>, width: usize) -> Range<usize> {
    let mut room = width.saturating_sub(2 * CUT.len());
    let mut shown = marked.start..marked.start;
    let mut take = |at: usize| {
        let fits = cells[at].columns <= room;
        room -= if fits { cells[at].columns } else { 0 };
        fits
    };
    while shown.end < marked.end && take(shown.end) {
        shown.end += 1;
    }
    let (mut grows_left, mut grows_right) = (true, shown.end == marked.end);
    while grows_left || grows_right {
        grows_left = shown.start > 0 && take(shown.start - 1);
        shown.start -= usize::from(grows_left);
        grows_right = grows_right && shown.end < cells.len() && take(shown.end);
        shown.end += usize::from(grows_right);
    }
    shown
}

/// The rows of a flag, whose value from `path=value` on is marked: lines of at most `width` columns.
pub(super) fn flag_rows(flag: &str, width: usize, caret: char) -> Vec<Row> {
    let shown = escaped(flag).into_owned();
    let page = Page::new(&shown, &[]);
    let start = if shown.starts_with("--") { shown.find(' ').map_or(0, |at| at + 1) } else { 0 };
    let (text, mark) = marked_line(&page, 1, &(start..shown.len()), width, caret);
    vec![Row::Source(0, text), Row::Mark(mark)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::text::columns;

    /// The rows for the part of the text between `«` and `»`, which are taken out first.
    fn shown(marked: &str, width: usize) -> String {
        let start = marked.find('«').unwrap();
        let end = marked.find('»').unwrap() - '«'.len_utf8();
        let text = marked.replace(['«', '»'], "");
        let page = Page::new(&text, &[]);
        let lines = rows(&page, &(start..end), width, '^').into_iter().map(|row| match row {
            Row::Source(number, text) => format!("{number} {text}\n"),
            Row::Mark(mark) => format!("  {mark}\n"),
            Row::Skipped => "  ...\n".to_owned(),
        });
        lines.collect()
    }

    #[test]
    fn the_mark_stands_under_its_span() {
        for (marked, rows) in [
            ("«a» = 1", "1 a = 1\n  ^\n"),
            ("a = «1»", "1 a = 1\n      ^\n"),
            ("a = 1«»", "1 a = 1\n       ^\n"),
            ("«»", "1 \n  ^\n"),
            ("a\r\n«b»\r\n", "2 b\n  ^\n"),
            ("a\r\n«b\r\n»c", "2 b\n  ^\n"),
            ("\ta\t«b»", "1     a    b\n           ^\n"),
            ("決 «済» x", "1 決 済 x\n     ^^\n"),
            ("e\u{301} «x»", "1 e\u{301} x\n    ^\n"),
            ("\u{1b}«\u{202e}»", "1 \\u{1b}\\u{202e}\n        ^^^^^^^^\n"),
        ] {
            assert_eq!(shown(marked, 80), rows, "{marked:?}");
        }
    }

    #[test]
    fn spans_over_lines_are_bracketed() {
        assert_eq!(shown("a «b\nc» d", 80), "1 / a b\n2 | c d\n  |_^\n");
        assert_eq!(shown("«a\r\n\r\nb»", 80), "1 / a\n2 | \n3 | b\n  |_^\n");
        assert_eq!(
            shown("«1\n2\n3\n4\n5\n6\n7»\n8", 80),
            "1 / 1\n2 | 2\n3 | 3\n  ...\n6 | 6\n7 | 7\n  |_^\n"
        );
    }

    #[test]
    fn long_lines_are_cut_around_the_span() {
        let long = "0123456789".repeat(1000);
        for (marked, rows) in [
            (format!("«{long}»"), "1 01234567890123...\n  ^^^^^^^^^^^^^^\n"),
            (format!("«ab»{long}"), "1 ab012345678901...\n  ^^\n"),
            (format!("{long}«ab»"), "1 ...890123456789ab\n                 ^^\n"),
            (format!("{long}«ab»{long}"), "1 ...456789ab012345...\n           ^^\n"),
            (format!("{long}«»"), "1 ...67890123456789\n                   ^\n"),
        ] {
            let shown = shown(&marked, 20);
            assert_eq!(shown, rows);
            assert!(shown.lines().all(|line| columns(line) <= 22));
        }
    }

    #[test]
    fn secrets_do_not_show_their_length() {
        for length in [1, 1000, 10_000] {
            let text = format!("k = \"{}\"", "s".repeat(length));
            let page = Page::new(&text, std::slice::from_ref(&(5..5 + length)));
            let rows = rows(&page, &(4..text.len()), 20, '^');
            assert_eq!(rows[0], Row::Source(1, "k = \"****\"".into()));
        }
    }
}
