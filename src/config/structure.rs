//! The structure of a document held against the model's: unknown keys, and tables where tables belong.

use crate::model::{Code, ConfigPath};

use super::Format;
use super::node::{Node, Value};
use super::reader::Reader;
use super::shape::{ROOT, Shape};
use super::suggest::{alternatives, key_shown, quoted, value_shown};

/// The value of the key `schema` with which a JSON configuration starts.
pub(super) const SCHEMA: &str = "reattempt/account/1";

/// Makes each single table where an array of tables belongs (`[merchant]` for `[[merchant]]`) an array of
/// one, so that what is in it can be read; the paths of those tables.
pub(super) fn wrap_single_tables(root: &mut Node) -> Vec<ConfigPath> {
    let mut wrapped = Vec::new();
    wrap_below(root, ROOT, &ConfigPath::default(), &mut wrapped);
    wrapped
}

fn wrap_below(node: &mut Node, shape: Shape, path: &ConfigPath, wrapped: &mut Vec<ConfigPath>) {
    let Value::Table(table) = &mut node.value else { return };
    for (key, shape) in shape.keys() {
        let Shape::Entries(entries) = shape else { continue };
        let Some(node) = table.get_mut(key) else { continue };
        let path = path.key(key);
        if matches!(node.value, Value::Table(_)) {
            let single = Node { value: Value::List(Vec::new()), spot: node.spot.clone() };
            let single = std::mem::replace(node, single);
            node.value = Value::List(vec![single]);
            wrapped.push(path.position(0));
        }
        if !entries.entry.keys().iter().any(|(_, shape)| matches!(shape, Shape::Entries(_))) {
            continue;
        }
        if let Value::List(list) = &mut node.value {
            for (position, entry) in list.iter_mut().enumerate() {
                wrap_below(entry, entries.entry, &path.position(position), wrapped);
            }
        }
    }
}

/// Reports the tables that [`wrap_single_tables`] wrapped.
pub(super) fn report_wrapped(reader: &mut Reader<'_>, wrapped: &[ConfigPath], format: Format) {
    for path in wrapped {
        let keys: Vec<&str> = path
            .0
            .iter()
            .filter_map(|step| match step {
                crate::model::Step::Key(key) => Some(key.as_str()),
                crate::model::Step::Position(_) => None,
            })
            .collect();
        let key = keys.last().copied().unwrap_or_default();
        let help = match format {
            Format::Toml => format!("write `[[{}]]`", keys.join(".")),
            Format::Json => "put it in brackets: `[{ ... }]`".to_owned(),
        };
        let message = format!("{} is a table, expected an array of tables", key_shown(key));
        reader.report(Code::Cfg003, path, message, Some(help));
    }
}

/// Reports keys that the model does not have, and whatever is no table where one belongs.
pub(super) fn check(reader: &mut Reader<'_>, root: &Node, format: Format) {
    check_node(reader, root, ROOT, &ConfigPath::default(), format);
}

fn check_node(
    reader: &mut Reader<'_>,
    node: &Node,
    shape: Shape,
    path: &ConfigPath,
    format: Format,
) {
    match (shape, &node.value) {
        (Shape::Table(keys), Value::Table(table)) => {
            for entry in table.entries() {
                match shape.child(&entry.key) {
                    Some(Shape::Text | Shape::Plain | Shape::List(_)) => {}
                    Some(shape) => {
                        check_node(reader, &entry.node, shape, &path.key(&entry.key), format);
                    }
                    None if format == Format::Json
                        && path.0.is_empty()
                        && entry.key == "schema" =>
                    {
                        check_schema(reader, &entry.node);
                    }
                    None => unknown_key(reader, path, &entry.key, keys),
                }
            }
        }
        (Shape::Entries(entries), Value::List(list)) => {
            for (position, node) in list.iter().enumerate() {
                check_node(reader, node, entries.entry, &path.position(position), format);
            }
        }
        (Shape::Table(_), _) => not_a(reader, node, path, "a table"),
        (Shape::Entries(_), _) => not_a(reader, node, path, "an array of tables"),
        (Shape::Text | Shape::Plain | Shape::List(_), _) => {}
    }
}

fn check_schema(reader: &mut Reader<'_>, node: &Node) {
    if node.as_text() != Some(SCHEMA) {
        let message = format!("`schema` is {}, expected {}", value_shown(node), quoted(SCHEMA));
        reader.report(Code::Cfg003, &ConfigPath::of(["schema"]), message, None);
    }
}

fn not_a(reader: &mut Reader<'_>, node: &Node, path: &ConfigPath, expected: &str) {
    let name = match path.0.last() {
        Some(crate::model::Step::Key(key)) => key_shown(key),
        Some(crate::model::Step::Position(_)) => "an entry".to_owned(),
        None => "the document".to_owned(),
    };
    let message = format!("{name} is {}, expected {expected}", value_shown(node));
    reader.report(Code::Cfg003, path, message, None);
}

fn unknown_key(reader: &mut Reader<'_>, path: &ConfigPath, key: &str, known: super::shape::Keys) {
    let names = || known.iter().map(|(name, _)| *name);
    let help = reader
        .did_you_mean(key, names())
        .unwrap_or_else(|| format!("expected {}", alternatives(names())));
    reader.report_key(
        Code::Cfg002,
        &path.key(key),
        format!("unknown key {}", key_shown(key)),
        help,
    );
}
