//! The tree of a configuration as written, before anything is known of the model: tables, lists and values,
//! each with where it stands.

use crate::model::Spot;

/// A value and where it stands. Two nodes are equal if their values are, wherever they stand.
#[derive(Clone, Debug)]
pub struct Node {
    /// What is written.
    pub value: Value,
    /// Where: a span of a TOML file, the flag that set it, or nowhere but its path. A table under a
    /// `[header]` has the header's span.
    pub spot: Spot,
}

/// What a node holds. Numbers and dates are kept as they are written, to the character.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Keys and their values.
    Table(Table),
    /// A list, or an array of tables.
    List(Vec<Node>),
    /// A string, escapes undone.
    Text(String),
    /// An integer.
    Integer(String),
    /// A number with a point or an exponent, or one of TOML's `inf` and `nan`.
    Decimal(String),
    /// True or false.
    Bool(bool),
    /// A date, a time or both.
    Date(String),
    /// JSON's null.
    Null,
}

/// A table's entries in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    entries: Vec<Entry>,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key, quotes and escapes undone.
    pub key: String,
    /// Where the key stands.
    pub key_spot: Spot,
    /// The value.
    pub node: Node,
}

impl PartialEq for Node {
    fn eq(&self, other: &Node) -> bool {
        self.value == other.value
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Entry) -> bool {
        self.key == other.key && self.node == other.node
    }
}

impl Node {
    /// A node of an empty table.
    pub(super) fn empty_table(spot: Spot) -> Node {
        Node { value: Value::Table(Table::default()), spot }
    }

    /// The table, if it is one.
    pub fn as_table(&self) -> Option<&Table> {
        if let Value::Table(table) = &self.value { Some(table) } else { None }
    }

    /// The list's elements, if it is one.
    pub fn as_list(&self) -> Option<&[Node]> {
        if let Value::List(list) = &self.value { Some(list) } else { None }
    }

    /// The string, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// The string of a key, if this is a table that has it.
    pub(super) fn text_of(&self, key: &str) -> Option<&str> {
        self.as_table()?.get(key)?.as_text()
    }
}

impl Value {
    /// What is written, for a value that is neither a string, a table nor a list.
    pub fn as_written(&self) -> Option<&str> {
        match self {
            Value::Integer(text) | Value::Decimal(text) | Value::Date(text) => Some(text),
            Value::Bool(true) => Some("true"),
            Value::Bool(false) => Some("false"),
            Value::Null => Some("null"),
            Value::Table(_) | Value::List(_) | Value::Text(_) => None,
        }
    }
}

impl Table {
    pub(super) const EMPTY: Table = Table { entries: Vec::new() };

    /// The value of a key; the first of equal keys.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The entries in the order of the file.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.node)
    }

    pub(super) fn entries_mut(&mut self) -> &mut Vec<Entry> {
        &mut self.entries
    }

    /// The value of a key, given it here if it has none.
    pub(super) fn get_or_insert_with(
        &mut self,
        key: &str,
        node: impl FnOnce() -> Node,
    ) -> &mut Node {
        let at = self.entries.iter().position(|entry| entry.key == key).unwrap_or_else(|| {
            self.set(key, node());
            self.entries.len() - 1
        });
        &mut self.entries[at].node
    }

    /// Gives a key a value, in the key's old place if there is one.
    pub(super) fn set(&mut self, key: &str, node: Node) {
        let entry = Entry { key: key.to_owned(), key_spot: node.spot.clone(), node };
        match self.entries.iter_mut().find(|entry| entry.key == key) {
            Some(old) => *old = entry,
            None => self.entries.push(entry),
        }
    }

    /// Takes a key out.
    pub(super) fn remove(&mut self, key: &str) -> Option<Entry> {
        let at = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(at))
    }
}

impl FromIterator<Entry> for Table {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Table {
        Table { entries: entries.into_iter().collect() }
    }
}
