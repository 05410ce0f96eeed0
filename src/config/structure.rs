//! The structure of a document held against the model's: unknown keys, and tables where tables belong.

use crate::model::{Code, ConfigPath, Finding, Place, Step};

use super::Format;
use super::node::{Entry, Node, Value};
use super::reader::Reader;
use super::shape::{Keys, ROOT, Shape};
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
                Step::Key(key) => Some(key.as_str()),
                Step::Position(_) => None,
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

/// The way to a node, made a path only where there is something to report.
#[derive(Clone, Copy)]
enum Way<'w> {
    Root,
    Key(&'w Way<'w>, &'w str),
    Position(&'w Way<'w>, usize),
}

impl Way<'_> {
    fn path(&self) -> ConfigPath {
        match self {
            Way::Root => ConfigPath::default(),
            Way::Key(way, key) => way.path().key(key),
            Way::Position(way, position) => way.path().position(*position),
        }
    }
}

/// Reports keys that the model does not have, and whatever is no table where one belongs.
pub(super) fn check(reader: &mut Reader<'_>, root: &Node, format: Format) {
    check_node(reader, root, ROOT, Way::Root, format);
}

fn check_node(reader: &mut Reader<'_>, node: &Node, shape: Shape, way: Way<'_>, format: Format) {
    match (shape, &node.value) {
        (Shape::Table(keys), Value::Table(table)) => {
            for entry in table.entries() {
                match shape.child(&entry.key) {
                    Some(Shape::Text | Shape::Plain | Shape::List(_)) => {}
                    Some(shape) => {
                        check_node(reader, &entry.node, shape, Way::Key(&way, &entry.key), format);
                    }
                    None if is_schema(way, &entry.key, format) => check_schema(reader, &entry.node),
                    None => unknown_key(reader, &way.path(), entry, keys),
                }
            }
        }
        (Shape::Entries(entries), Value::List(list)) => {
            for (position, node) in list.iter().enumerate() {
                check_node(reader, node, entries.entry, Way::Position(&way, position), format);
            }
        }
        (Shape::Table(_), _) => not_a(reader, node, &way.path(), "a table"),
        (Shape::Entries(_), _) => not_a(reader, node, &way.path(), "an array of tables"),
        (Shape::Text | Shape::Plain | Shape::List(_), _) => {}
    }
}

/// Whether a key is the `schema` with which JSON documents start.
fn is_schema(way: Way<'_>, key: &str, format: Format) -> bool {
    matches!(way, Way::Root) && key == "schema" && format == Format::Json
}

fn check_schema(reader: &mut Reader<'_>, node: &Node) {
    if node.as_text() != Some(SCHEMA) {
        let message = format!("`schema` is {}, expected {}", value_shown(node), quoted(SCHEMA));
        reader.report(Code::Cfg003, &ConfigPath::of(["schema"]), message, None);
    }
}

fn not_a(reader: &mut Reader<'_>, node: &Node, path: &ConfigPath, expected: &str) {
    let name = match path.0.last() {
        Some(Step::Key(key)) => key_shown(key),
        Some(Step::Position(_)) => "an entry".to_owned(),
        None => "the document".to_owned(),
    };
    let message = format!("{name} is {}, expected {expected}", value_shown(node));
    reader.report(Code::Cfg003, path, message, None);
}

/// Reports a key at its own spot: looking each up in its table would take long for a table full of them.
fn unknown_key(reader: &mut Reader<'_>, path: &ConfigPath, entry: &Entry, known: Keys) {
    let names = || known.iter().map(|(name, _)| *name);
    let help = reader
        .did_you_mean(&entry.key, names())
        .unwrap_or_else(|| format!("expected {}", alternatives(names())));
    let path = reader.usual_path(path).key(&entry.key).to_string();
    let place = Place { spot: entry.key_spot.clone(), path };
    let message = format!("unknown key {}", key_shown(&entry.key));
    reader.push(Finding::new(Code::Cfg002, place, message).with_help(help));
}
