//! JSON documents: two blanks of indent, a final line feed, the schema first.

use serde::Serialize;

/// A document as text.
pub fn document(value: &impl Serialize) -> String {
    // Invariant: the wire types have string keys and no fallible serialisation.
    let mut text = serde_json::to_string_pretty(value).expect("a wire type serialises");
    text.push('\n');
    text
}
