//! Where in the configuration a fact is written.

use serde::Serialize;

use crate::config::Document;
use crate::model::{ConfigPath, Spot};
use crate::report::text::escaped;

/// A place of the configuration, for programs and for people.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Location {
    /// The path of the value.
    path: String,
    /// Whether anything is written there; if not, the default counts and the place is that of the nearest
    /// part of the path that is written.
    is_written: bool,
    /// The file; null for a value that a flag gave.
    file: Option<String>,
    /// The line, from 1; null where only the path is known.
    line: Option<usize>,
    /// The column in characters, from 1.
    column: Option<usize>,
    /// The flag that gave the value, as typed.
    flag: Option<String>,
}

impl Location {
    pub(super) fn of(document: &Document, flags: &[String], path: &ConfigPath) -> Location {
        let place = document.place(path);
        let source = document.source();
        let position = match &place.spot {
            Spot::Span(span) => Some(source.position(span.start)),
            Spot::Flag(_) | Spot::PathOnly => None,
        };
        let flag = match place.spot {
            Spot::Flag(flag) => flags.get(flag).cloned(),
            Spot::Span(_) | Spot::PathOnly => None,
        };
        Location {
            path: place.path,
            is_written: document.get(path).is_some(),
            file: flag.is_none().then(|| source.name.clone()),
            line: position.map(|position| position.line),
            column: position.map(|position| position.column),
            flag,
        }
    }

    /// `file:line:column`, the flag, or `file: path`; with a mark where the default counts.
    pub(super) fn text(&self) -> String {
        let file = self.file.as_deref().unwrap_or_default();
        let place = match (&self.flag, self.line, self.column) {
            (Some(flag), ..) => flag.clone(),
            (None, Some(line), Some(column)) => format!("{file}:{line}:{column}"),
            _ => format!("{file}: {}", self.path),
        };
        let mark = if self.is_written { "" } else { " (default)" };
        format!("{}{mark}", escaped(&place))
    }
}
