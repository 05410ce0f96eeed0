//! Repairs made in the text of a configuration, comments and layout kept.

use std::fmt;

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, TableLike, Value};

use crate::model::{Change, ConfigPath, Edit, Fix, Step};

/// Why a repair cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FixError {
    /// The text is not TOML.
    NotToml(String),
    /// There is nothing at the path.
    NoSuchPath(ConfigPath),
    /// What is at the path cannot be changed so.
    Unsuitable(ConfigPath),
}

impl fmt::Display for FixError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FixError::NotToml(error) => {
                write!(f, "the file cannot be repaired, it is not TOML: {error}")
            }
            FixError::NoSuchPath(path) => write!(f, "nothing to repair at `{path}`"),
            FixError::Unsuitable(path) => write!(f, "`{path}` cannot be repaired as it is written"),
        }
    }
}

impl std::error::Error for FixError {}

/// The text with the repairs made, in their order. A change that two repairs share is made once.
pub fn apply_fixes(text: &str, fixes: &[&Fix]) -> Result<String, FixError> {
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| FixError::NotToml(error.message().to_owned()))?;
    let mut made: Vec<&Change> = Vec::new();
    for change in fixes.iter().flat_map(|fix| &fix.changes) {
        if !made.contains(&change) {
            make(&mut document, change)?;
            made.push(change);
        }
    }
    Ok(document.to_string())
}

/// The difference between two texts as a unified diff; empty if there is none.
pub fn unified_diff(name: &str, before: &str, after: &str) -> String {
    similar::TextDiff::from_lines(before, after)
        .unified_diff()
        .context_radius(3)
        .header(&format!("a/{name}"), &format!("b/{name}"))
        .to_string()
}

fn make(document: &mut DocumentMut, change: &Change) -> Result<(), FixError> {
    let missing = || FixError::NoSuchPath(change.path.clone());
    let unsuitable = || FixError::Unsuitable(change.path.clone());
    let (last, way) = change.path.0.split_last().ok_or_else(missing)?;
    let mut node = Node::Table(document.as_table_mut());
    for step in way {
        node = node.step(step).ok_or_else(missing)?;
    }
    match &change.edit {
        Edit::Set(text) => node.set(last, read_value(text)).ok_or_else(unsuitable),
        Edit::Unset => node.unset(last).ok_or_else(missing),
        Edit::Add(text) => {
            let list = node.step(last).ok_or_else(missing)?;
            list.add(read_value(text)).ok_or_else(unsuitable)
        }
        Edit::Remove(text) => {
            let list = node.step(last).ok_or_else(missing)?;
            list.remove(&read_value(text)).ok_or_else(missing)
        }
    }
}

/// A TOML value, else a bare string.
fn read_value(text: &str) -> Value {
    text.parse().unwrap_or_else(|_| Value::from(text))
}

/// A part of the document on the way to what is changed.
enum Node<'d> {
    Table(&'d mut dyn TableLike),
    Inline(&'d mut InlineTable),
    Tables(&'d mut ArrayOfTables),
    List(&'d mut Array),
}

impl<'d> Node<'d> {
    fn of_item(item: &'d mut Item) -> Option<Node<'d>> {
        match item {
            Item::Table(table) => Some(Node::Table(table)),
            Item::ArrayOfTables(tables) => Some(Node::Tables(tables)),
            Item::Value(value) => Node::of_value(value),
            Item::None => None,
        }
    }

    fn of_value(value: &'d mut Value) -> Option<Node<'d>> {
        match value {
            Value::InlineTable(table) => Some(Node::Inline(table)),
            Value::Array(list) => Some(Node::List(list)),
            _ => None,
        }
    }

    fn step(self, step: &Step) -> Option<Node<'d>> {
        match (self, step) {
            (Node::Table(table), Step::Key(key)) => Node::of_item(table.get_mut(key)?),
            (Node::Inline(table), Step::Key(key)) => Node::of_value(table.get_mut(key)?),
            (Node::Tables(tables), step) => {
                let position = match step {
                    Step::Position(position) => *position,
                    Step::Key(name) => tables.iter().position(|table| has_name(table, name))?,
                };
                Some(Node::Table(tables.get_mut(position)?))
            }
            (Node::List(list), step) => {
                let position = match step {
                    Step::Position(position) => *position,
                    Step::Key(name) => list.iter().position(|value| {
                        value.as_inline_table().is_some_and(|table| has_name(table, name))
                    })?,
                };
                Node::of_value(list.get_mut(position)?)
            }
            (Node::Table(_) | Node::Inline(_), Step::Position(_)) => None,
        }
    }

    fn set(self, step: &Step, value: Value) -> Option<()> {
        let Step::Key(key) = step else { return None };
        match self {
            Node::Table(table) => {
                match table.get_mut(key) {
                    Some(Item::Value(old)) => replace(old, value),
                    Some(_) => return None,
                    None => {
                        table.insert(key, Item::Value(value));
                    }
                }
                Some(())
            }
            Node::Inline(table) => {
                if let Some(old) = table.get_mut(key) {
                    replace(old, value);
                } else {
                    let inset = Inset::of(table);
                    table.insert(key, value);
                    inset.restore(table);
                }
                Some(())
            }
            Node::Tables(_) | Node::List(_) => None,
        }
    }

    fn unset(self, step: &Step) -> Option<()> {
        let Step::Key(key) = step else { return None };
        match self {
            Node::Table(table) => table.remove(key).map(|_| ()),
            Node::Inline(table) => {
                let inset = Inset::of(table);
                table.remove(key)?;
                inset.restore(table);
                Some(())
            }
            Node::Tables(_) | Node::List(_) => None,
        }
    }

    fn add(self, value: Value) -> Option<()> {
        let Node::List(list) = self else { return None };
        list.push(value);
        Some(())
    }

    fn remove(self, value: &Value) -> Option<()> {
        let Node::List(list) = self else { return None };
        let same = |other: &Value| match (other, value) {
            (Value::String(other), Value::String(value)) => other.value() == value.value(),
            (other, value) => other.to_string().trim() == value.to_string().trim(),
        };
        let position = list.iter().position(same)?;
        let removed = list.remove(position);
        // The element that moves into the first place stands where the removed one stood.
        if let (0, Some(first)) = (position, list.get_mut(0)) {
            *first.decor_mut() = removed.decor().clone();
        }
        Some(())
    }
}

/// Whether an entry of an array of tables goes by a name.
fn has_name(table: &dyn TableLike, name: &str) -> bool {
    let text = |key| table.get(key).and_then(Item::as_str);
    ["id", "title", "name"].into_iter().any(|key| text(key) == Some(name))
}

/// Puts a value in the place of another, its comments kept.
fn replace(old: &mut Value, mut new: Value) {
    *new.decor_mut() = old.decor().clone();
    *old = new;
}

/// The blanks inside the braces of an inline table.
struct Inset {
    before: String,
    after: String,
}

impl Inset {
    fn of(table: &InlineTable) -> Inset {
        let text = table.to_string();
        let inner = text.trim().trim_start_matches('{').trim_end_matches('}');
        let blanks = |chars: &mut dyn Iterator<Item = char>| {
            chars.take_while(|char| char.is_whitespace()).collect::<String>()
        };
        let after: String = blanks(&mut inner.chars().rev()).chars().rev().collect();
        Inset { before: blanks(&mut inner.chars()), after }
    }

    /// Gives the first key and the last value the blanks that the first and the last had.
    fn restore(&self, table: &mut InlineTable) {
        let last = table.len().saturating_sub(1);
        for (at, (mut key, value)) in table.iter_mut().enumerate() {
            let prefix = if at == 0 { self.before.as_str() } else { " " };
            key.leaf_decor_mut().set_prefix(prefix);
            value.decor_mut().set_suffix(if at == last { self.after.as_str() } else { "" });
        }
    }
}
