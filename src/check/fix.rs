//! Repairs made in the text of a configuration, comments and layout kept.

use std::fmt;

use toml_edit::{
    Array, ArrayOfTables, DocumentMut, InlineTable, Item, RawString, TableLike, Value,
};

use crate::model::{Change, ConfigPath, Edit, Fix, Step};

const BYTE_ORDER_MARK: &str = "\u{feff}";

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
    let (mark, body) = match text.strip_prefix(BYTE_ORDER_MARK) {
        Some(body) => (BYTE_ORDER_MARK, body),
        None => ("", text),
    };
    let mut document: DocumentMut = body
        .parse()
        .map_err(|error: toml_edit::TomlError| FixError::NotToml(error.message().to_owned()))?;
    let mut made: Vec<&Change> = Vec::new();
    for change in fixes.iter().flat_map(|fix| &fix.changes) {
        if !made.contains(&change) {
            make(&mut document, change)?;
            made.push(change);
        }
    }
    // What is written out again has line feeds alone.
    let repaired = document.to_string();
    let count = |ending| text.matches(ending).count();
    if count("\r\n") * 2 > count("\n") {
        Ok(format!("{mark}{}", repaired.replace("\r\n", "\n").replace('\n', "\r\n")))
    } else {
        Ok(format!("{mark}{repaired}"))
    }
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
            let elements = node.step(last).ok_or_else(missing)?;
            elements.add(read_value(text)).ok_or_else(unsuitable)
        }
        Edit::Remove(text) => {
            let elements = node.step(last).ok_or_else(missing)?;
            elements.remove(&read_value(text)).ok_or_else(missing)
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
                    append_inline(table, key, value);
                }
                Some(())
            }
            Node::Tables(_) | Node::List(_) => None,
        }
    }

    fn unset(self, step: &Step) -> Option<()> {
        let Step::Key(key) = step else { return None };
        match self {
            Node::Table(table) => remove_key(table, key),
            Node::Inline(table) => remove_inline(table, key),
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
        remove_element(list, position);
        Some(())
    }
}

/// Takes an element out of a list. Comments around it stay: those before it and, on its own line, after it.
fn remove_element(list: &mut Array, position: usize) {
    let removed = list.remove(position);
    let before = decor_text(removed.decor().prefix());
    let suffix = decor_text(removed.decor().suffix());
    if let Some(next) = list.get_mut(position) {
        let own = decor_text(next.decor().prefix());
        next.decor_mut().set_prefix(joined(&before, &own));
    } else if [&before, &suffix].iter().any(|text| text.contains('#')) {
        let trailing = format!("{before}{suffix}{}", decor_text(Some(list.trailing())));
        list.set_trailing(trailing);
    }
}

/// What stands before an element once what stood before the one in front of it stands there too.
fn joined(before: &str, own: &str) -> String {
    match own.split_once('\n') {
        Some((line, rest)) if own.contains('#') => {
            let indent = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
            let before = before.trim_end_matches([' ', '\t']);
            match line.trim() {
                "" => format!("{before}{rest}"),
                comment => format!("{before}{indent}{comment}\n{rest}"),
            }
        }
        _ => before.to_owned(),
    }
}

fn decor_text(text: Option<&RawString>) -> String {
    text.and_then(RawString::as_str).unwrap_or_default().to_owned()
}

/// Takes a key out of a table. The comments before it and on its line move to the key after it, or to the
/// end of the one before.
fn remove_key(table: &mut dyn TableLike, key: &str) -> Option<()> {
    let before =
        table.key(key).map(|key| decor_text(key.leaf_decor().prefix())).unwrap_or_default();
    let values: Vec<String> =
        table.iter().filter(|(_, item)| item.is_value()).map(|(name, _)| name.to_owned()).collect();
    let position = values.iter().position(|name| name == key);
    let removed = table.remove(key)?;
    let after = removed.as_value().map(|value| decor_text(value.decor().suffix()));
    let comments = format!("{before}{}", after.unwrap_or_default().trim_start());
    let (Some(position), true) = (position, comments.contains('#')) else { return Some(()) };
    if let Some(mut next) = values.get(position + 1).and_then(|next| table.key_mut(next)) {
        let own = decor_text(next.leaf_decor().prefix());
        next.leaf_decor_mut().set_prefix(format!("{}\n{own}", comments.trim_end_matches('\n')));
    } else if let Some(Item::Value(previous)) =
        position.checked_sub(1).and_then(|at| table.get_mut(&values[at]))
    {
        let own = decor_text(previous.decor().suffix());
        previous.decor_mut().set_suffix(format!("{own}\n{}", comments.trim_end_matches('\n')));
    }
    Some(())
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

/// Adds a key at the end of an inline table, spaced as the last one was.
fn append_inline(table: &mut InlineTable, key: &str, value: Value) {
    let last = table.iter().last().map(|(last, _)| last.to_owned());
    let prefix = last.as_deref().and_then(|last| table.key(last));
    let prefix = prefix.map(|last| decor_text(last.leaf_decor().prefix())).unwrap_or_default();
    let mut prefix = prefix.rfind('\n').map_or(" ", |at| &prefix[at..]).to_owned();
    // Over several lines, what stands after the last comma belongs to that line.
    let trailing = decor_text(Some(table.trailing()));
    if let Some((line, rest)) = trailing.split_once('\n') {
        prefix.insert_str(0, line);
        table.set_trailing(format!("\n{rest}"));
    }
    let mut suffix = String::new();
    if let Some(last) = last.and_then(|last| table.get_mut(&last)) {
        suffix = decor_text(last.decor().suffix());
        last.decor_mut().set_suffix("");
    }
    table.insert(key, value.decorated(" ", suffix));
    if let Some(mut key) = table.key_mut(key) {
        key.leaf_decor_mut().set_prefix(prefix);
        key.leaf_decor_mut().set_suffix(" ");
    }
}

/// Takes a key out of an inline table; what is then first or last has the blanks of what was.
fn remove_inline(table: &mut InlineTable, key: &str) -> Option<()> {
    let position = table.iter().position(|(name, _)| name == key)?;
    let prefix =
        table.key(key).map(|key| decor_text(key.leaf_decor().prefix())).unwrap_or_default();
    let suffix = decor_text(table.remove(key)?.decor().suffix());
    if position == 0 {
        if let Some((mut first, _)) = table.iter_mut().next() {
            first.leaf_decor_mut().set_prefix(prefix);
        }
    } else if position == table.len()
        && let Some((_, last)) = table.iter_mut().last()
    {
        last.decor_mut().set_suffix(suffix);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str, change: &str) -> Result<String, FixError> {
        let change = match change.strip_prefix("unset ") {
            Some(path) => {
                Change { path: ConfigPath::read(path).expect("a path"), edit: Edit::Unset }
            }
            None => Change::read(change).expect("a change"),
        };
        apply_fixes(text, &[&Fix { title: String::new(), changes: vec![change.clone(), change] }])
    }

    #[test]
    fn changes_fit_into_every_layout() {
        for (text, change, expected) in [
            ("a = { b = 1 }\n", "a.c=true", "a = { b = 1, c = true }\n"),
            ("a = {b=1}\n", "a.c=true", "a = {b=1, c = true}\n"),
            ("a = {}\n", "a.c=true", "a = { c = true}\n"),
            ("a = {\n  b = 1, # one\n}\n", "a.c=true", "a = {\n  b = 1, # one\n  c = true,\n}\n"),
            ("a = { b = 1, c = 2 }\n", "unset a.b", "a = { c = 2 }\n"),
            ("a = { b = 1, c = 2 }\n", "unset a.c", "a = { b = 1 }\n"),
            ("a.b = 1 # one\n", "a.b=2", "a.b = 2 # one\n"),
            (
                "[[a]]\nid = \"x\"\n[[a]]\nid = \"y\"\n",
                "a.y.b=x y",
                "[[a]]\nid = \"x\"\n[[a]]\nid = \"y\"\nb = \"x y\"\n",
            ),
            ("a = [{ id = \"x\", b = 1 }]\n", "a.x.b=2", "a = [{ id = \"x\", b = 2 }]\n"),
            (
                "\u{feff}a = [{ title = \"x\", b = 1 }]\r\n",
                "a[0].b=2",
                "\u{feff}a = [{ title = \"x\", b = 2 }]\r\n",
            ),
            ("a = 1\r\nb = 1\r\nc = 1\n", "a=2", "a = 2\r\nb = 1\r\nc = 1\r\n"),
            ("a = 1\r\nb = 1\n", "a=2", "a = 2\nb = 1\n"),
            ("a = [ 'x', \"y\" ]\n", "a-=\"x\"", "a = [ \"y\" ]\n"),
            ("a = [\"x\", \"y\"]\n", "a-=y", "a = [\"x\"]\n"),
            ("a = [\"x\"]\n", "a+=y", "a = [\"x\", \"y\"]\n"),
            ("a = [1, 2]\n", "a-=2", "a = [1]\n"),
            ("a = [\n  \"x\",\n    \"y\",\n]\n", "a-=x", "a = [\n  \"y\",\n]\n"),
            (
                "a = [\n  \"x\", # one\n  \"y\", # two\n]\n",
                "a-=x",
                "a = [\n  # one\n  \"y\", # two\n]\n",
            ),
        ] {
            assert_eq!(changed(text, change).as_deref(), Ok(expected), "{change}");
        }
    }

    #[test]
    fn what_cannot_be_changed_is_an_error() {
        let path = |text: &str| ConfigPath::read(text).expect("a path");
        assert_eq!(changed("a = 1\n", "b.c=1"), Err(FixError::NoSuchPath(path("b.c"))));
        assert_eq!(changed("a = 1\n", "a.b=1"), Err(FixError::NoSuchPath(path("a.b"))));
        assert_eq!(changed("[a]\nb = 1\n", "a=1"), Err(FixError::Unsuitable(path("a"))));
        assert_eq!(changed("a = [\"x\"]\n", "a-=y"), Err(FixError::NoSuchPath(path("a"))));
        let not_toml = changed("a = \n", "a=1").unwrap_err();
        assert!(matches!(not_toml, FixError::NotToml(_)));
        for (error, words) in [
            (not_toml, "the file cannot be repaired, it is not TOML: "),
            (FixError::NoSuchPath(path("a.b")), "nothing to repair at `a.b`"),
            (FixError::Unsuitable(path("a.b")), "`a.b` cannot be repaired as it is written"),
        ] {
            assert!(error.to_string().starts_with(words), "{error}");
        }
    }
}
