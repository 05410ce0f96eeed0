//! JSON documents: two blanks of indent, a final line feed, the schema first.

use serde::Serialize;

/// A document as text.
pub fn document(value: &impl Serialize) -> String {
    // Invariant: the wire types have string keys and no fallible serialisation.
    let mut text = serde_json::to_string_pretty(value).expect("a wire type serialises");
    text.push('\n');
    text
}

/// The schema of a type of document, whose name is the file's.
#[cfg(test)]
pub(crate) fn schema_of<Document: schemars::JsonSchema>() -> serde_json::Value {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<Document>().to_value()
}
