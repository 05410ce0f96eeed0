//! Where fields and rows end: one bit per byte, 64 bytes at a time.
//!
//! The grammar: a quote opens a quoted field only at the start of a field; inside one, a doubled quote is a
//! quote and a single one closes. A quote anywhere else is an ordinary character, and text after a closing
//! quote runs to the next separator, so a badly quoted field never reaches into the rows that follow. Rows
//! end at LF, CRLF or CR outside quotes.
//!
//! Where every quote opens or closes a field, quote parity says what is inside quotes, and a word of 64
//! bytes takes a few dozen instructions. Words with any other quote go through [`State`], byte by byte.
//! The same look at the bytes says where lines end.

use fearless_simd::prelude::*;
use fearless_simd::u8x64;

/// Bytes that share a word of marks, the first in the lowest bit.
pub(super) const WORD: usize = 64;

/// What is known of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marks {
    /// Where fields end: a delimiter, or the first byte of a line break, outside quotes.
    pub(super) ends: u64,
    /// The first byte of every line break, in quotes or not.
    pub(super) breaks: u64,
    /// The worst of its quotes.
    pub(super) quotes: Quotes,
}

/// What the quotes of a word do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quotes {
    /// Each opens or closes a field.
    Simple,
    /// Some are doubled.
    Doubled,
    /// Some are where the grammar has no use for one.
    Odd,
}

/// Where the grammar stands before a byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// At the start of a field.
    Start,
    /// In a field that did not start with a quote, or after text that follows a closing quote.
    Plain,
    /// In a quoted field.
    Quoted,
    /// After a quote in a quoted field: it closed the field unless another follows.
    Closed,
}

impl State {
    const fn after(self, byte: u8, delimiter: u8) -> State {
        match (self, byte) {
            (State::Quoted, b'"') => State::Closed,
            (State::Start | State::Closed, b'"') | (State::Quoted, _) => State::Quoted,
            (_, byte) if byte == delimiter || byte == b'\n' || byte == b'\r' => State::Start,
            _ => State::Plain,
        }
    }
}

/// Marks successive words of text, from the start of a row.
#[derive(Clone, Debug)]
pub(super) struct Marker {
    delimiter: u8,
    /// All ones in a quoted field, else zero.
    quoted: u64,
    /// 1 where a quote as the next byte opens a field, or goes on with one by doubling the quote before it.
    may_open: u64,
    /// 1 after a quote that closed a field unless another follows.
    closed: u64,
    /// 1 after a CR.
    after_cr: u64,
}

impl Marker {
    /// At the start of a row.
    pub(super) fn new(delimiter: u8) -> Marker {
        Marker { delimiter, quoted: 0, may_open: 1, closed: 0, after_cr: 0 }
    }

    /// Marks the next 64 bytes.
    #[expect(clippy::inline_always, reason = "it takes on the instructions of its caller")]
    #[inline(always)]
    pub(super) fn word<S: Simd>(&mut self, simd: S, bytes: &[u8; WORD]) -> Marks {
        let lanes = u8x64::from_slice(simd, bytes);
        let delimiters = lanes.simd_eq(self.delimiter).to_bitmask();
        let lf = lanes.simd_eq(b'\n').to_bitmask();
        let is_rare = lanes.simd_eq(b'"') | lanes.simd_eq(b'\r');
        // Without quotes and CR there is nothing to work out, and most words have neither.
        if is_rare.any_true() || self.quoted | self.closed | self.after_cr != 0 {
            let quotes = lanes.simd_eq(b'"').to_bitmask();
            let cr = lanes.simd_eq(b'\r').to_bitmask();
            return self.rare(bytes, quotes, cr, lf, delimiters);
        }
        self.may_open = (delimiters | lf) >> 63;
        Marks { ends: delimiters | lf, breaks: lf, quotes: Quotes::Simple }
    }

    /// The same by what the bytes are.
    #[inline]
    fn rare(
        &mut self,
        bytes: &[u8; WORD],
        quotes: u64,
        cr: u64,
        lf: u64,
        delimiters: u64,
    ) -> Marks {
        let separators = delimiters | cr | lf;
        let second_halves = lf & ((cr << 1) | self.after_cr);
        self.after_cr = cr >> 63;
        let (ends, quotes) = if self.quoted | self.closed | quotes == 0 {
            self.may_open = separators >> 63;
            (separators, Quotes::Simple)
        } else {
            self.quotes(bytes, quotes, separators)
        };
        let breaks = (cr | lf) & !second_halves;
        Marks { ends: ends & !second_halves, breaks, quotes }
    }

    /// The separators that are outside quotes.
    #[inline]
    fn quotes(&mut self, bytes: &[u8; WORD], quotes: u64, separators: u64) -> (u64, Quotes) {
        // From each opening quote to the byte before the closing one.
        let inside = prefix_xor(quotes) ^ self.quoted;
        let closing = quotes & !inside;
        let opening = quotes & inside;
        let fields = separators & !inside;
        let may_open = ((fields | closing) << 1) | self.may_open;
        let closed = (closing << 1) | self.closed;
        if (opening & !may_open) | (closed & !(separators | quotes)) != 0 {
            return (self.by_bytes(bytes), Quotes::Odd);
        }
        self.quoted = ((inside as i64) >> 63) as u64;
        self.may_open = (fields | closing) >> 63;
        self.closed = closing >> 63;
        (fields, if opening & closed == 0 { Quotes::Simple } else { Quotes::Doubled })
    }

    /// The same by the grammar itself.
    #[cold]
    fn by_bytes(&mut self, bytes: &[u8; WORD]) -> u64 {
        let mut state = match self {
            Marker { closed: 1, .. } => State::Closed,
            Marker { may_open: 1, .. } => State::Start,
            Marker { quoted: 0, .. } => State::Plain,
            _ => State::Quoted,
        };
        let mut fields = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            state = state.after(byte, self.delimiter);
            if state == State::Start {
                fields |= 1 << at;
            }
        }
        self.quoted = if state == State::Quoted { u64::MAX } else { 0 };
        self.may_open = u64::from(matches!(state, State::Start | State::Closed));
        self.closed = u64::from(state == State::Closed);
        fields
    }
}

/// Each bit the xor of itself and all bits below it.
const fn prefix_xor(mut bits: u64) -> u64 {
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    bits ^ (bits << 32)
}

/// The fields of the row that a text starts with, quotes and all, and where it ended: `Err` with the place
/// of the open quote if the text ends inside one. A row that the text merely ends is whole.
pub(super) fn first_row(text: &[u8], delimiter: u8) -> Result<Vec<&[u8]>, usize> {
    let (mut state, mut opened, mut start) = (State::Start, 0, 0);
    let mut fields = Vec::new();
    for (at, &byte) in text.iter().enumerate() {
        let next = state.after(byte, delimiter);
        if state == State::Start && next == State::Quoted {
            opened = at;
        }
        if next == State::Start {
            fields.push(&text[start..at]);
            start = at + 1;
            if byte != delimiter {
                return Ok(fields);
            }
        }
        state = next;
    }
    fields.push(&text[start..]);
    if state == State::Quoted { Err(opened) } else { Ok(fields) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fearless_simd::{Level, dispatch};
    use proptest::prelude::*;

    fn words(text: &[u8]) -> Vec<[u8; WORD]> {
        let mut padded = text.to_vec();
        padded.resize(text.len().next_multiple_of(WORD), b'x');
        padded.as_chunks::<WORD>().0.to_vec()
    }

    fn marks(level: Level, marker: &mut Marker, words: &[[u8; WORD]]) -> Vec<Marks> {
        dispatch!(level, simd => words.iter().map(|word| marker.word(simd, word)).collect())
    }

    /// The first bytes of line breaks, one by one.
    fn breaks(text: &[u8]) -> Vec<usize> {
        let is_break = |at: &usize| match text[*at] {
            b'\n' => *at == 0 || text[at - 1] != b'\r',
            byte => byte == b'\r',
        };
        (0..text.len()).filter(is_break).collect()
    }

    fn set_bits(words: impl IntoIterator<Item = u64>) -> Vec<usize> {
        let bits = |(at, word): (usize, u64)| {
            (0..WORD).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * WORD + bit)
        };
        words.into_iter().enumerate().flat_map(bits).collect()
    }

    fn padded(text: &str) -> [u8; WORD] {
        let mut word = [b','; WORD];
        word[..text.len()].copy_from_slice(text.as_bytes());
        word
    }

    fn tricky_text() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            4 => Just(&b"\""[..]), 2 => Just(&b","[..]), 1 => Just(&b"\n"[..]),
            1 => Just(&b"\r\n"[..]), 1 => Just(&b"\r"[..]), 2 => Just(&b"a"[..]),
            1 => Just(&b"\"\""[..]), 1 => Just(&b"some longer text"[..]),
        ];
        prop::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn the_fast_way_is_the_grammar(text in tricky_text()) {
            let words = words(&text);
            let mut marker = Marker::new(b',');
            let fast = marks(Level::new(), &mut marker, &words);
            prop_assert_eq!(&fast, &marks(Level::baseline(), &mut Marker::new(b','), &words));
            let mut exact = Marker::new(b',');
            let separators = set_bits(words.iter().map(|word| exact.by_bytes(word)));
            prop_assert_eq!(
                [marker.quoted, marker.may_open, marker.closed],
                [exact.quoted, exact.may_open, exact.closed]
            );
            let breaks = breaks(&text);
            let is_end = |at: &usize| text.get(*at) != Some(&b'\n') || breaks.contains(at);
            let ends: Vec<usize> = separators.into_iter().filter(is_end).collect();
            prop_assert_eq!(set_bits(fast.iter().map(|marks| marks.ends)), ends);
            prop_assert_eq!(set_bits(fast.iter().map(|marks| marks.breaks)), breaks);
        }
    }

    #[test]
    fn words_say_what_their_quotes_do() {
        for (text, quotes) in [
            ("", Quotes::Simple),
            ("\"", Quotes::Simple),
            ("\"a\",\"b\",\"\",e\r\n\"x\ny\",f", Quotes::Simple),
            ("\"a\",\"b \"\"c\"\" d\"", Quotes::Doubled),
            ("\"\"\"\",\"g, h\",i", Quotes::Doubled),
            ("a\"b", Quotes::Odd),
            ("\"a\"b,c", Quotes::Odd),
            ("a,\"b\" ,c", Quotes::Odd),
        ] {
            let marks = marks(Level::new(), &mut Marker::new(b','), &[padded(text)]);
            assert_eq!(marks[0].quotes, quotes, "{text}");
        }
    }

    #[test]
    fn the_first_row_ends_where_the_grammar_says() {
        let row = |text: &'static str| {
            let fields = first_row(text.as_bytes(), b',')?;
            Ok(fields.into_iter().map(|field| std::str::from_utf8(field).unwrap()).collect())
        };
        for (text, expected) in [
            ("a,\"b,\n\"\"c\",\r\nd", Ok(vec!["a", "\"b,\n\"\"c\"", ""])),
            ("a,b\"c\rd", Ok(vec!["a", "b\"c"])),
            ("a", Ok(vec!["a"])),
            ("a,\"b\"\"c\nd,e\"\"", Err(2)),
            ("a;\"b\nc", Ok(vec!["a;\"b"])),
        ] {
            assert_eq!(row(text), expected, "{text}");
        }
    }
}
