//! Problems of a file as a whole, and what is worth saying about its header. Values; text is made in `report`.

use super::column::Column;
use super::input::Compression;

/// Why declines cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputError {
    /// Nothing but blank lines: not even a header.
    Empty,
    /// The start is no UTF-8 text.
    NotText(LooksLike),
    /// Columns that every file needs are not there.
    MissingColumns {
        /// All of them, each with the header that may be meant.
        missing: Vec<(Column, Option<String>)>,
        /// The headers found.
        headers: Vec<String>,
        /// What separates them.
        delimiter: u8,
    },
    /// Headers of columns with a meaning that occur twice, each once.
    DuplicateHeaders(Vec<String>),
    /// Names of `--column` or `[declines] columns` that are no column, each with the one that may be meant.
    UnknownColumns(Vec<(String, Option<&'static str>)>),
    /// Headers named by `--column`, `[declines] columns` or `--first-of` that the file does not have, each
    /// with the one that may be meant.
    UnknownHeaders(Vec<(String, Option<String>)>),
    /// A column or a header is used twice by `--column` or `[declines] columns`.
    UsedTwice(String),
    /// The delimiter is none of comma, semicolon and tab.
    BadDelimiter(u8),
    /// The date format is no strftime pattern.
    BadDateFormat(String),
    /// The file ends inside a quoted field.
    UnclosedQuote {
        /// The line on which the quote opened.
        opened_on: u64,
    },
    /// A row is longer than [`super::MAX_ROW_BYTES`].
    RowTooLong {
        /// The row's first line.
        line: u64,
        /// The line of the quote that is still open at the limit.
        quote_opened_on: Option<u64>,
    },
    /// A full card number; its digits are nowhere kept.
    CardNumber {
        /// The row's first line.
        line: u64,
        /// The column's header.
        column: String,
    },
    /// The compressed stream is cut off or corrupt.
    Damaged {
        /// What it is compressed with.
        compression: Compression,
        /// Whether it merely ends too early.
        is_cut_off: bool,
    },
    /// The reader failed.
    Io {
        /// The kind of failure.
        kind: std::io::ErrorKind,
        /// The system's words.
        message: String,
    },
}

/// What bytes that are no UTF-8 text look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LooksLike {
    /// UTF-16 or UTF-32 text.
    Utf16,
    /// Gzip under a name that does not say so.
    Gzip,
    /// Zstandard under a name that does not say so.
    Zstd,
    /// A ZIP archive, such as a spreadsheet.
    Zip,
    /// Text in a one-byte encoding such as Latin-1.
    OneByteText,
    /// None of these.
    Binary,
}

/// Worth saying about a header, without being wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Headers that mean nothing here and are not read, in the order of the file.
    IgnoredColumns(Vec<String>),
    /// A column is there under several names.
    SeveralNames {
        /// The column.
        column: Column,
        /// The header that is read.
        used: String,
        /// Those that are not.
        others: Vec<String>,
    },
}
