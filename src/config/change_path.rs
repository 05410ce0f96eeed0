//! Where in the model and in the tree the path of a change leads, or why it leads nowhere.

use crate::model::{Code, ConfigPath, Spot, Step};

use super::node::{Node, Table, Value};
use super::sections::BUILT_IN_SERVICE;
use super::shape::{Entries, Keys, ROOT, Shape};
use super::suggest::{alternatives, closest, key_shown, path_shown, quoted};

/// Why a change cannot be made.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl Refusal {
    pub(super) fn new(code: Code, message: String) -> Refusal {
        Refusal { code, message, help: None }
    }

    pub(super) fn with_help(mut self, help: Option<String>) -> Refusal {
        self.help = help;
        self
    }
}

/// What the model has at a path, whatever the tree has there.
pub(super) fn shape_at(path: &ConfigPath) -> Result<Shape, Refusal> {
    let mut shape = ROOT;
    for (depth, step) in path.0.iter().enumerate() {
        let way = || ConfigPath(path.0[..depth].to_vec());
        shape = match (shape, step) {
            (Shape::Table(keys), Step::Key(key)) => shape.child(key).ok_or_else(|| {
                let names = || keys.iter().map(|(name, _)| *name);
                let inside = table_with(keys, key).map(|table| way().key(table).key(key));
                let near = || closest(key, names()).map(|name| way().key(name));
                let help = match inside.or_else(near) {
                    Some(path) => format!("did you mean {}?", path_shown(&path)),
                    None => format!("expected {}", alternatives(names())),
                };
                Refusal::new(Code::Cfg002, format!("unknown key {}", key_shown(key)))
                    .with_help(Some(help))
            })?,
            (Shape::Table(_), Step::Position(_)) => return Err(not_a(&way(), "a list")),
            (Shape::Entries(entries), Step::Key(_)) if entries.names.is_empty() => {
                return Err(by_position(&way()));
            }
            (Shape::Entries(entries), _) => entries.entry,
            (Shape::List(_), Step::Position(_)) => Shape::Text,
            (Shape::List(_), Step::Key(_)) => return Err(by_position(&way())),
            (Shape::Text | Shape::Plain, _) => {
                let message =
                    format!("{} is a single value, nothing is inside", path_shown(&way()));
                return Err(Refusal::new(Code::Cfg002, message));
            }
        };
    }
    Ok(shape)
}

/// The first table among those of a table that has a key.
fn table_with(keys: Keys, key: &str) -> Option<&'static str> {
    keys.iter().find(|(_, shape)| shape.child(key).is_some()).map(|(name, _)| *name)
}

fn by_position(path: &ConfigPath) -> Refusal {
    let message = format!("entries of {} have no names", path_shown(path));
    let help = format!("name one by its position, such as {}", path_shown(&path.position(0)));
    Refusal::new(Code::Cfg003, message).with_help(Some(help))
}

pub(super) fn not_a(path: &ConfigPath, expected: &str) -> Refusal {
    let what = if path.0.is_empty() { "the document".to_owned() } else { path_shown(path) };
    Refusal::new(Code::Cfg003, format!("{what} is not {expected}"))
}

/// That a list is too short for a position.
pub(super) fn no_position(path: &ConfigPath, position: usize, length: usize) -> Refusal {
    let entries = match length {
        0 => "no entries".to_owned(),
        1 => "one entry, [0]".to_owned(),
        _ => format!("{length} entries, [0] to [{}]", length - 1),
    };
    let there = path_shown(&path.position(position));
    let message = format!("there is no {there}: {} has {entries}", path_shown(path));
    Refusal::new(Code::Cfg005, message)
}

/// Where in an array of tables the entry of a step is. The built-in service is declared when a change
/// first names it.
pub(super) fn find_entry(
    list: &mut Vec<Node>,
    entries: &Entries,
    path: &ConfigPath,
    step: &Step,
    flag: usize,
) -> Result<usize, Refusal> {
    let name = match step {
        Step::Position(position) if *position < list.len() => return Ok(*position),
        Step::Position(position) => return Err(no_position(path, *position, list.len())),
        Step::Key(name) => name,
    };
    for key in entries.names {
        let named = |(_, entry): &(usize, &Node)| entry.text_of(key) == Some(name);
        let found: Vec<usize> = list.iter().enumerate().filter(named).map(|(at, _)| at).collect();
        match found[..] {
            [] => {}
            [position] => return Ok(position),
            [first, ..] => {
                let message = format!(
                    "{} entries of {} have the {key} {}",
                    found.len(),
                    path_shown(path),
                    quoted(name)
                );
                let one = path_shown(&path.position(first));
                let help = format!("name one by its position, such as {one}");
                return Err(Refusal::new(Code::Cfg005, message).with_help(Some(help)));
            }
        }
    }
    if means_built_in(list, path, name) {
        let mut service = Table::default();
        let spot = Spot::Flag(flag);
        service.set("name", Node { value: Value::Text(name.clone()), spot: spot.clone() });
        list.push(Node { value: Value::Table(service), spot });
        return Ok(list.len() - 1);
    }
    let names = entries.names.iter().flat_map(|key| list.iter().filter_map(|e| e.text_of(key)));
    let help =
        closest(name, names).map(|name| format!("did you mean {}?", path_shown(&path.key(name))));
    let message = format!("there is no {} in {}", quoted(name), path_shown(path));
    Err(Refusal::new(Code::Cfg005, message).with_help(help))
}

/// Whether a path means the built-in service and no declared one replaces it.
fn means_built_in(services: &[Node], path: &ConfigPath, name: &str) -> bool {
    let replaces = |service: &Node| {
        let gateway = service.text_of("gateway").unwrap_or(BUILT_IN_SERVICE);
        gateway.eq_ignore_ascii_case(BUILT_IN_SERVICE)
    };
    *path == ConfigPath::of(["service"])
        && name == BUILT_IN_SERVICE
        && !services.iter().any(replaces)
}
