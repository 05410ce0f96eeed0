//! Changes to the tree: what `--set` and `--unset` say, made before anything is checked.

use crate::model::{Brand, Change, Code, ConfigPath, Edit, Finding, Place, Spot, Step};

use super::node::{Node, Table, Value};
use super::reader::Parsed;
use super::sections::BUILT_IN_SERVICE;
use super::shape::{Entries, Keys, ListOf, ROOT, Shape};
use super::suggest::{alternatives, closest, key_shown, path_shown, quoted};
use super::toml::parse_value;

/// Makes the changes in their order; those that cannot be made, as findings at their flags.
pub(super) fn apply(root: &mut Node, changes: &[Change], parsed: Parsed) -> Vec<Finding> {
    let made = |(flag, change): (usize, &Change)| {
        let refusal = make(root, flag, change).err()?;
        // What seems not to be there may be in the part of the file that does not parse.
        if refusal.code == Code::Cfg005 && parsed == Parsed::InPart {
            return None;
        }
        let place = Place { spot: Spot::Flag(flag), path: change.path.to_string() };
        let mut finding = Finding::new(refusal.code, place, refusal.message);
        finding.help = refusal.help;
        Some(finding)
    };
    changes.iter().enumerate().filter_map(made).collect()
}

/// Why a change cannot be made.
#[derive(Debug)]
struct Refusal {
    code: Code,
    message: String,
    help: Option<String>,
}

fn refuse(code: Code, message: String) -> Refusal {
    Refusal { code, message, help: None }
}

impl Refusal {
    fn with_help(mut self, help: Option<String>) -> Refusal {
        self.help = help;
        self
    }
}

fn make(root: &mut Node, flag: usize, change: &Change) -> Result<(), Refusal> {
    let Some((last, way)) = change.path.0.split_last() else {
        return Err(refuse(Code::Cfg003, "the path is empty".to_owned()));
    };
    let mut at = At { node: root, shape: ROOT, path: ConfigPath::default(), flag };
    for step in way {
        at = at.step(step)?;
    }
    match &change.edit {
        Edit::Unset => at.unset(last),
        Edit::Set(text) => {
            let target = at.step(last)?;
            *target.node = read_value(text, target.shape, flag);
            Ok(())
        }
        Edit::Add(text) => at.step(last)?.add(text),
        Edit::Remove(text) => at.step(last)?.remove(text),
    }
}

/// A place in the tree and what the model has there.
struct At<'n> {
    node: &'n mut Node,
    shape: Shape,
    path: ConfigPath,
    flag: usize,
}

impl<'n> At<'n> {
    /// One step on. A key that the model has and the file does not is given its empty value on the way.
    fn step(self, step: &Step) -> Result<At<'n>, Refusal> {
        let At { node, shape, path, flag } = self;
        let next = ConfigPath([path.0.as_slice(), std::slice::from_ref(step)].concat());
        let (node, shape) = match (shape, step) {
            (Shape::Table(keys), Step::Key(key)) => {
                let shape = shape.child(key).ok_or_else(|| unknown_key(key, keys))?;
                let Value::Table(table) = &mut node.value else {
                    return Err(not_a(&path, "a table"));
                };
                (table.get_or_insert_with(key, || empty(shape, flag)), shape)
            }
            (Shape::Table(_), Step::Position(_)) => return Err(not_a(&path, "a list")),
            (Shape::Entries(entries), step) => {
                let Value::List(list) = &mut node.value else {
                    return Err(not_a(&path, "an array of tables"));
                };
                let position = find_entry(list, entries, &path, step, flag)?;
                (&mut list[position], entries.entry)
            }
            (Shape::List(_), Step::Position(position)) => match &mut node.value {
                Value::List(list) => {
                    let length = list.len();
                    let element = list.get_mut(*position);
                    (element.ok_or_else(|| no_position(&path, length))?, Shape::Text)
                }
                _ => return Err(not_a(&path, "a list")),
            },
            (Shape::List(_), Step::Key(_)) => {
                let message = format!("{} is a list, its entries have no names", shown(&path));
                let help =
                    format!("name one by its position, such as {}", shown(&path.position(0)));
                return Err(refuse(Code::Cfg003, message).with_help(Some(help)));
            }
            (Shape::Text | Shape::Plain, _) => {
                let message = format!("{} is a single value, it has nothing inside", shown(&path));
                return Err(refuse(Code::Cfg002, message));
            }
        };
        Ok(At { node, shape, path: next, flag })
    }

    fn unset(self, step: &Step) -> Result<(), Refusal> {
        let nothing = |path: &ConfigPath| {
            refuse(Code::Cfg003, format!("{} is not set, there is nothing to remove", shown(path)))
        };
        match (self.shape, step) {
            (Shape::Table(keys), Step::Key(key)) => {
                self.shape.child(key).ok_or_else(|| unknown_key(key, keys))?;
                let Value::Table(table) = &mut self.node.value else {
                    return Err(not_a(&self.path, "a table"));
                };
                table.remove(key).map(drop).ok_or_else(|| nothing(&self.path.key(key)))
            }
            (Shape::Entries(entries), step) => {
                let Value::List(list) = &mut self.node.value else {
                    return Err(not_a(&self.path, "an array of tables"));
                };
                let position = find_entry(list, entries, &self.path, step, self.flag)?;
                list.remove(position);
                Ok(())
            }
            (Shape::List(_), Step::Position(position)) => match &mut self.node.value {
                Value::List(list) if *position < list.len() => {
                    list.remove(*position);
                    Ok(())
                }
                Value::List(list) => Err(no_position(&self.path, list.len())),
                _ => Err(nothing(&self.path.position(*position))),
            },
            // The same errors as on the way to anywhere else.
            (_, step) => self.step(step).map(|_| ()),
        }
    }

    fn add(self, text: &str) -> Result<(), Refusal> {
        let (values, list) = self.list(text)?;
        list.extend(values);
        Ok(())
    }

    fn remove(self, text: &str) -> Result<(), Refusal> {
        let (path, shape) = (self.path.clone(), self.shape);
        let (values, list) = self.list(text)?;
        for value in values {
            let before = list.len();
            list.retain(|element| !same(element, &value, shape));
            if list.len() == before {
                let name = value.as_text().map_or_else(|| "that".to_owned(), quoted);
                let message = format!("{name} is not in {}, so it cannot be removed", shown(&path));
                let names = list.iter().filter_map(Node::as_text);
                let close = value.as_text().and_then(|text| closest(text, names));
                let help = close.map(|name| format!("did you mean {}?", quoted(name)));
                return Err(refuse(Code::Cfg003, message).with_help(help));
            }
        }
        Ok(())
    }

    /// The values to add or to remove, one or a list of them, and the list.
    fn list(self, text: &str) -> Result<(Vec<Node>, &'n mut Vec<Node>), Refusal> {
        let element = match self.shape {
            Shape::List(_) => Shape::Text,
            Shape::Entries(entries) => entries.entry,
            _ => return Err(not_a(&self.path, "a list")),
        };
        let value = read_value(text, element, self.flag);
        let values = match value.value {
            Value::List(values) => {
                values.into_iter().map(|value| fitted(value, element, None)).collect()
            }
            _ => vec![value],
        };
        match &mut self.node.value {
            Value::List(list) => Ok((values, list)),
            _ => Err(not_a(&self.path, "a list")),
        }
    }
}

/// Where in an array of tables the entry of a step is.
fn find_entry(
    list: &mut Vec<Node>,
    entries: &Entries,
    path: &ConfigPath,
    step: &Step,
    flag: usize,
) -> Result<usize, Refusal> {
    let name = match step {
        Step::Position(position) if *position < list.len() => return Ok(*position),
        Step::Position(_) => return Err(no_position(path, list.len())),
        Step::Key(name) => name,
    };
    for key in entries.names {
        let mut found =
            list.iter().enumerate().filter(|(_, entry)| entry.text_of(key) == Some(name));
        let Some((position, _)) = found.next() else { continue };
        let more = found.count();
        if more > 0 {
            let message =
                format!("{} entries of {} have the {key} {}", more + 1, shown(path), quoted(name));
            let help =
                format!("name one by its position, such as {}", shown(&path.position(position)));
            return Err(refuse(Code::Cfg005, message).with_help(Some(help)));
        }
        return Ok(position);
    }
    if declares_built_in(list, path, name) {
        let mut service = Table::default();
        let spot = Spot::Flag(flag);
        service.set("name", Node { value: Value::Text(name.clone()), spot: spot.clone() });
        list.push(Node { value: Value::Table(service), spot });
        return Ok(list.len() - 1);
    }
    if entries.names.is_empty() {
        let message = format!("entries of {} have no names", shown(path));
        let help = format!("name one by its position, such as {}", shown(&path.position(0)));
        return Err(refuse(Code::Cfg005, message).with_help(Some(help)));
    }
    let names = entries.names.iter().flat_map(|key| list.iter().filter_map(|e| e.text_of(key)));
    let help = closest(name, names).map(|name| format!("did you mean {}?", shown(&path.key(name))));
    let message = format!("there is no {} {}", shown(path), quoted(name));
    Err(refuse(Code::Cfg005, message).with_help(help))
}

/// Whether a path means the built-in service, which is declared by the first change to it.
fn declares_built_in(services: &[Node], path: &ConfigPath, name: &str) -> bool {
    let of_built_in = |service: &Node| {
        let gateway = service.text_of("gateway").unwrap_or(BUILT_IN_SERVICE);
        gateway.eq_ignore_ascii_case(BUILT_IN_SERVICE)
    };
    *path == ConfigPath::of(["service"])
        && name == BUILT_IN_SERVICE
        && !services.iter().any(of_built_in)
}

/// What an absent key stands for, as a value that can be changed.
fn empty(shape: Shape, flag: usize) -> Node {
    let text =
        |text: &&str| Node { value: Value::Text((*text).to_owned()), spot: Spot::Flag(flag) };
    let value = match shape {
        Shape::Table(_) => Value::Table(Table::default()),
        // An absent `accepts` stands for the CRM's five boxes.
        Shape::List(ListOf::Brands) => {
            let accepts = super::account::Accepts::crm_default();
            Value::List(accepts.iter().map(|brand| text(&brand.name())).collect())
        }
        Shape::List(_) | Shape::Entries(_) => Value::List(Vec::new()),
        Shape::Text | Shape::Plain => Value::Null,
    };
    Node { value, spot: Spot::Flag(flag) }
}

/// Whether an element of a list is meant by a value.
fn same(element: &Node, value: &Node, shape: Shape) -> bool {
    match (shape, element.as_text(), value.as_text()) {
        (Shape::List(ListOf::Brands), Some(a), Some(b)) => {
            let (a, b) = (Brand::read(a), Brand::read(b));
            a == b || a.name().eq_ignore_ascii_case(b.name())
        }
        (Shape::List(ListOf::Currencies), Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
        _ => element == value,
    }
}

/// A flag's value: a TOML value, else a bare string.
fn read_value(text: &str, shape: Shape, flag: usize) -> Node {
    let bare = || Node { value: Value::Text(text.to_owned()), spot: Spot::Flag(flag) };
    let value = parse_value(text, flag).unwrap_or_else(bare);
    fitted(value, shape, Some(text))
}

/// A flag's value with strings where the model wants them: a merchant's id may be written without quotes.
fn fitted(mut node: Node, shape: Shape, written: Option<&str>) -> Node {
    match (shape, &mut node.value) {
        (Shape::Text, value) => {
            if let Some(text) = value.as_written() {
                *value = Value::Text(written.unwrap_or(text).trim().to_owned());
            }
        }
        (Shape::List(_), Value::List(list)) => {
            for element in list {
                *element = fitted(element.clone(), Shape::Text, None);
            }
        }
        (Shape::Table(_), Value::Table(table)) => {
            for entry in table.entries_mut() {
                if let Some(shape) = shape.child(&entry.key) {
                    entry.node = fitted(entry.node.clone(), shape, None);
                }
            }
        }
        (Shape::Entries(entries), Value::List(list)) => {
            for element in list {
                *element = fitted(element.clone(), entries.entry, None);
            }
        }
        _ => {}
    }
    node
}

fn unknown_key(key: &str, keys: Keys) -> Refusal {
    let names = || keys.iter().map(|(name, _)| *name);
    let help = match closest(key, names()) {
        Some(name) => format!("did you mean {}?", quoted(name)),
        None => format!("expected {}", alternatives(names())),
    };
    refuse(Code::Cfg002, format!("unknown key {}", key_shown(key))).with_help(Some(help))
}

fn not_a(path: &ConfigPath, expected: &str) -> Refusal {
    refuse(Code::Cfg003, format!("{} is not {expected}", shown(path)))
}

fn no_position(path: &ConfigPath, length: usize) -> Refusal {
    let message = match length {
        0 => format!("{} is empty", shown(path)),
        _ => format!("{} has the positions 0 to {}", shown(path), length - 1),
    };
    refuse(Code::Cfg005, message)
}

fn shown(path: &ConfigPath) -> String {
    if path.0.is_empty() { "the document".to_owned() } else { path_shown(path) }
}
