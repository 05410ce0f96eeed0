//! The text of a configuration file, and where in it a byte is.

/// A configuration's text under the name that messages give it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The file's name as the user gave it.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// A spot as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Source {
    /// Where a byte of the text is; the end of the text for bytes beyond it.
    pub fn position(&self, byte: usize) -> Position {
        let byte = self.text.floor_char_boundary(byte.min(self.text.len()));
        let before = &self.text[..byte];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Position {
            line: memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters() {
        let source = Source { name: "a.toml".into(), text: "a = 1\r\né = \"x\"\n".into() };
        for (byte, line, column) in
            [(0, 1, 1), (4, 1, 5), (7, 2, 1), (9, 2, 2), (10, 2, 3), (99, 3, 1)]
        {
            assert_eq!(source.position(byte), Position { line, column }, "byte {byte}");
        }
    }
}
