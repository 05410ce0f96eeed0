//! A source text prepared for many look-ups: its lines, and what in it must not be shown.

use std::ops::Range;

use crate::model::Position;

/// What stands for a secret, however long it is.
pub(super) const MASK: &str = "****";

/// A text by lines.
pub(super) struct Page<'a> {
    text: &'a str,
    line_starts: Vec<usize>,
    /// Sorted by start, none inside another.
    secrets: Vec<Range<usize>>,
}

/// A piece of a line as it is read: text as it stands, or the mask of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// What is shown.
    pub shown: &'a str,
    /// The bytes that it stands for.
    pub bytes: Range<usize>,
}

impl<'a> Page<'a> {
    pub(super) fn new(text: &'a str, secrets: &[Range<usize>]) -> Page<'a> {
        let line_feeds = memchr::memchr_iter(b'\n', text.as_bytes());
        let mut sorted: Vec<Range<usize>> =
            secrets.iter().filter(|secret| !secret.is_empty()).cloned().collect();
        sorted.sort_by_key(|secret| (secret.start, secret.end));
        let mut secrets: Vec<Range<usize>> = Vec::with_capacity(sorted.len());
        for secret in sorted {
            match secrets.last_mut() {
                Some(last) if secret.start <= last.end => last.end = last.end.max(secret.end),
                _ => secrets.push(secret),
            }
        }
        let line_starts = std::iter::once(0).chain(line_feeds.map(|at| at + 1)).collect();
        Page { text, line_starts, secrets }
    }

    /// Where a byte is, as [`crate::model::Source::position`] counts.
    pub(super) fn position(&self, byte: usize) -> Position {
        let byte = self.text.floor_char_boundary(byte);
        let line = self.line_starts.partition_point(|&start| start <= byte);
        let column = self.text[self.line_starts[line - 1]..byte].chars().count() + 1;
        Position { line, column }
    }

    /// A span inside the text and on character boundaries.
    pub(super) fn clamped(&self, span: Range<usize>) -> Range<usize> {
        let start = self.text.floor_char_boundary(span.start);
        start..self.text.ceil_char_boundary(span.end).max(start)
    }

    /// The bytes of a line, counted from 1, without its line end.
    pub(super) fn line(&self, number: usize) -> Range<usize> {
        let start = self.line_starts[number - 1];
        let end = self.line_starts.get(number).map_or(self.text.len(), |next| next - 1);
        let has_return = self.line_starts.len() > number && self.text[start..end].ends_with('\r');
        start..end - usize::from(has_return)
    }

    /// The bytes, which begin and end on character boundaries, in pieces.
    pub(super) fn pieces(&self, bytes: Range<usize>) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        let mut at = bytes.start;
        let first = self.secrets.partition_point(|secret| secret.end <= bytes.start);
        for secret in self.secrets[first..].iter().take_while(|secret| secret.start < bytes.end) {
            let start = self.text.floor_char_boundary(secret.start).max(at);
            let end = self.text.ceil_char_boundary(secret.end).min(bytes.end);
            pieces.push(Piece { shown: &self.text[at..start], bytes: at..start });
            pieces.push(Piece { shown: MASK, bytes: start..end });
            at = end;
        }
        pieces.push(Piece { shown: &self.text[at..bytes.end], bytes: at..bytes.end });
        pieces.retain(|piece| !piece.bytes.is_empty());
        pieces
    }

    /// A character boundary some `count` bytes before `byte`, a secret in between counting as nothing.
    pub(super) fn back(&self, byte: usize, count: usize) -> usize {
        let at = byte.saturating_sub(count);
        let at = self.secret_around(at).map_or(at, |secret| secret.start.saturating_sub(count));
        self.text.floor_char_boundary(at)
    }

    /// A character boundary some `count` bytes after `byte`, a secret in between counting as nothing.
    pub(super) fn ahead(&self, byte: usize, count: usize) -> usize {
        let at = byte.saturating_add(count);
        let at = self.secret_around(at).map_or(at, |secret| secret.end.saturating_add(count));
        self.text.ceil_char_boundary(at)
    }

    fn secret_around(&self, byte: usize) -> Option<&Range<usize>> {
        let after = self.secrets.partition_point(|secret| secret.start <= byte);
        self.secrets[..after].last().filter(|secret| byte < secret.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Source;

    #[test]
    fn positions_are_those_of_the_source() {
        let text = "a = 1\r\né = \"決\"\n\nlast";
        let source = Source { name: String::new(), text: text.to_owned() };
        let page = Page::new(text, &[]);
        for byte in 0..text.len() + 3 {
            assert_eq!(page.position(byte), source.position(byte), "byte {byte}");
        }
    }

    #[test]
    fn lines_come_without_their_ends() {
        let text = "a\r\n\r\nb\rc\nd\r";
        let page = Page::new(text, &[]);
        let lines: Vec<&str> = (1..=4).map(|number| &text[page.line(number)]).collect();
        assert_eq!(lines, ["a", "", "b\rc", "d\r"]);
        assert_eq!(&Page::new("", &[]).line(1), &(0..0));
    }

    #[test]
    fn secrets_are_masked_wherever_they_are_cut() {
        let text = "k = \"sécret\" # and more";
        for (secrets, shown) in [
            (&[][..], "k = \"sécret\" # and more"),
            (&[(5, 12)], "k = \"****\" # and more"),
            (&[(8, 10), (5, 9)], "k = \"****et\" # and more"),
            (&[(0, 3), (15, 99)], "**** \"sécret\" #****"),
            (&[(7, 7)], "k = \"sécret\" # and more"),
            (&[(6, 7)], "k = \"s****cret\" # and more"),
        ] {
            let secrets: Vec<Range<usize>> =
                secrets.iter().map(|&(start, end)| start..end).collect();
            let page = Page::new(text, &secrets);
            let pieces = page.pieces(0..text.len());
            let all: String = pieces.iter().map(|piece| piece.shown).collect();
            assert_eq!(all, shown);
            assert!(pieces.windows(2).all(|pair| pair[0].bytes.end == pair[1].bytes.start));
        }
        let page = Page::new(text, std::slice::from_ref(&(5..12)));
        assert_eq!(page.pieces(6..9), [Piece { shown: MASK, bytes: 6..9 }]);
    }
}
