//! Problems of a file of declines, and what is worth saying about its header, as text.

use crate::ingest::{Column, Compression, InputError, Layout, LooksLike, MAX_ROW_BYTES, Notice};

use super::text::escaped;

/// What went wrong and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// One sentence, lower case, no period.
    pub text: String,
    /// Advice, one sentence each.
    pub hints: Vec<String>,
}

impl Message {
    fn new(text: impl Into<String>) -> Message {
        Message { text: text.into(), hints: Vec::new() }
    }

    fn hint(mut self, hint: impl Into<String>) -> Message {
        self.hints.push(hint.into());
        self
    }
}

/// Why the declines called `name` cannot be read.
pub fn input_error(name: &str, error: &InputError) -> Message {
    match error {
        InputError::Empty => Message::new(format!("{name}: the file is empty"))
            .hint("a header row is needed: transaction_id,declined_at,merchant_id,amount"),
        InputError::NotText(looks) => not_text(name, *looks),
        InputError::MissingColumns { missing, headers, delimiter } => {
            missing_columns(name, missing, headers, *delimiter)
        }
        InputError::DuplicateHeaders(headers) => {
            Message::new(format!("{name}:1: the header has {} twice", list(headers)))
                .hint("rename one of them, or name the one to read with --column NAME=HEADER")
        }
        InputError::UnknownColumns(names) => {
            let unknown: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
            let message = Message::new(format!("there is no column named {}", list(&unknown)));
            names
                .iter()
                .filter_map(|(_, near)| *near)
                .fold(message, |message, near| message.hint(format!("did you mean {near}?")))
        }
        InputError::UnknownHeaders(headers) => {
            let unknown: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
            let message =
                Message::new(format!("{name}:1: the file has no header {}", list(&unknown)));
            headers.iter().filter_map(|(_, near)| near.as_deref()).fold(message, |message, near| {
                message.hint(format!("did you mean {}?", escaped(near)))
            })
        }
        InputError::UsedTwice(what) => {
            Message::new(format!("{} is mapped twice by --column or [declines]", escaped(what)))
        }
        InputError::BadDelimiter(byte) => Message::new(format!(
            "the delimiter {:?} is none of `,` `;` and tab",
            char::from(*byte)
        )),
        InputError::BadDateFormat(format) => {
            Message::new(format!("the date format `{}` is no strftime pattern", escaped(format)))
                .hint("such as %m/%d/%Y %H:%M")
        }
        InputError::UnclosedQuote { opened_on } => Message::new(format!(
            "{name}:{opened_on}: the file ends inside the quoted field that opens on this line"
        ))
        .hint("close the quote; nothing was replayed, since all rows after it would be lost"),
        InputError::RowTooLong { line, quote_opened_on } => {
            let message = Message::new(format!(
                "{name}:{line}: the row is longer than {MAX_ROW_BYTES} bytes"
            ));
            match quote_opened_on {
                Some(line) => {
                    message.hint(format!("a quote that opens on line {line} is not closed"))
                }
                None => message.hint("is this a CSV file with one row per line?"),
            }
        }
        InputError::CardNumber { line, column } => Message::new(format!(
            "DAT901: {name}:{line}: the column `{}` holds full card numbers",
            escaped(column)
        ))
        .hint(
            "export a token or the last four digits instead; nothing was read further or written",
        ),
        InputError::Damaged { compression, is_cut_off } => damaged(name, *compression, *is_cut_off),
        InputError::Io { message, .. } => {
            Message::new(format!("cannot read {name}: {}", escaped(message)))
        }
    }
}

fn not_text(name: &str, looks: LooksLike) -> Message {
    let (what, hint) = match looks {
        LooksLike::Utf16 => ("UTF-16 text", "save it as UTF-8: iconv -f UTF-16 -t UTF-8"),
        LooksLike::Gzip => ("a gzip file", "give it a name that ends in .gz"),
        LooksLike::Zstd => ("a Zstandard file", "give it a name that ends in .zst"),
        LooksLike::Zip => ("a ZIP archive or spreadsheet", "export it as CSV"),
        LooksLike::OneByteText => {
            ("text in a one-byte encoding", "save it as UTF-8: iconv -f WINDOWS-1252 -t UTF-8")
        }
        LooksLike::Binary => ("binary data", "export the declines as CSV"),
    };
    Message::new(format!("{name}: this is {what}, not UTF-8 text")).hint(hint)
}

fn missing_columns(
    name: &str,
    missing: &[(Column, Option<String>)],
    headers: &[String],
    delimiter: u8,
) -> Message {
    let names: Vec<&str> = missing.iter().map(|(column, _)| column.name()).collect();
    let column = if names.len() == 1 { "column" } else { "columns" };
    let separator = match delimiter {
        b'\t' => "tabs",
        b';' => "semicolons",
        _ => "commas",
    };
    let mut message =
        Message::new(format!("{name}:1: the needed {column} {} are missing", list(&names)));
    if names.len() == 1 {
        message = Message::new(format!("{name}:1: the needed column {} is missing", list(&names)));
    }
    for (column, near) in missing {
        if let Some(near) = near {
            let (column, near) = (column.name(), escaped(near));
            message =
                message.hint(format!("is it `{near}`? then say --column {column}=\"{near}\""));
        }
    }
    message.hint(format!("the header, separated by {separator}, has: {}", list(headers)))
}

fn damaged(name: &str, compression: Compression, is_cut_off: bool) -> Message {
    let kind = match compression {
        Compression::Zstd => "Zstandard",
        Compression::Gzip | Compression::None => "gzip",
    };
    let how = if is_cut_off { "ends too early" } else { "is corrupt" };
    Message::new(format!("{name}: the {kind} data {how}")).hint("copy or download the file again")
}

/// A notice about a header.
pub fn notice(notice: &Notice) -> String {
    match notice {
        Notice::IgnoredColumns(headers) => format!("columns that are not read: {}", list(headers)),
        Notice::SeveralNames { column, used, others } => format!(
            "{} is read from `{}`; also there under other names: {}",
            column.name(),
            escaped(used),
            list(others)
        ),
    }
}

/// What was found out about a file from its header: what separates fields, and which columns are read from where.
pub fn detected(layout: &Layout) -> String {
    let columns = Column::ALL.iter().filter_map(|&column| {
        let (name, header) = (column.name(), layout.header_of(column)?);
        Some(if header == name {
            name.to_owned()
        } else {
            format!("{name} from `{}`", escaped(header))
        })
    });
    let columns = columns.collect::<Vec<String>>().join(", ");
    let delimiter = match layout.delimiter() {
        b'\t' => "tabs".to_owned(),
        byte => format!("`{}`", char::from(byte)),
    };
    format!("fields are separated by {delimiter}; columns read: {columns}")
}

/// Names in backquotes, made safe to show; long lists are cut.
fn list(names: &[impl AsRef<str>]) -> String {
    const SHOWN: usize = 12;
    let mut shown: Vec<String> =
        names.iter().take(SHOWN).map(|name| format!("`{}`", escaped(name.as_ref()))).collect();
    if names.len() > SHOWN {
        shown.push(format!("and {} more", names.len() - SHOWN));
    }
    shown.join(", ")
}
