//! `[declines]`.

use chrono::format::{Item, StrftimeItems};

use crate::config::account::DeclinesFormat;
use crate::config::reader::{Field, Reader, Section};
use crate::config::shape::COLUMN_NAMES;

pub(super) fn read(reader: &mut Reader<'_>, root: &Section<'_>) -> DeclinesFormat {
    let Some(section) = root.section("declines") else { return DeclinesFormat::default() };
    DeclinesFormat {
        columns: section
            .section("columns")
            .map(|columns| read_columns(reader, &columns))
            .unwrap_or_default(),
        date_format: date_format(reader, section.get("date_format")),
        timezone: reader.zone(section.get("timezone")),
        delimiter: reader
            .choice(section.get("delimiter"), &[(",", b','), (";", b';'), ("\t", b'\t')]),
    }
}

/// The columns in the order of the file.
fn read_columns(reader: &mut Reader<'_>, columns: &Section<'_>) -> Vec<(String, String)> {
    let known = columns.table.entries().iter().filter(|entry| COLUMN_NAMES.contains(&&*entry.key));
    known
        .filter_map(|entry| {
            let header = reader.filled(columns.get(&entry.key))?;
            Some((entry.key.clone(), header.to_owned()))
        })
        .collect()
}

/// A strftime pattern that chrono knows.
fn date_format(reader: &mut Reader<'_>, field: Option<Field<'_, '_>>) -> Option<String> {
    let field = field?;
    let pattern = field.node.as_text().filter(|text| {
        !text.is_empty() && StrftimeItems::new(text).all(|item| item != Item::Error)
    });
    if pattern.is_none() {
        reader.invalid(field, "a strftime pattern such as \"%m/%d/%Y %H:%M\"", None);
    }
    pattern.map(str::to_owned)
}
