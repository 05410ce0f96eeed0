//! Parts of a base put back into a candidate's tree.

use crate::config::node::{Node, Value};
use crate::model::{ConfigPath, Spot, Step};

/// One thing to do to a candidate's tree.
#[derive(Clone, Debug)]
pub(super) enum PutBack {
    /// Give a key the base's value, or take it out.
    Value {
        /// The key.
        path: ConfigPath,
        /// What the base has.
        node: Option<Node>,
    },
    /// Put an entry in that only the base has.
    In {
        /// The array.
        list: ConfigPath,
        /// Its position in the base.
        position: usize,
        /// The names of the entries before it in the base; none if entries go by position.
        before: Vec<String>,
        /// The entry.
        node: Node,
    },
    /// Take an entry out that only the candidate has.
    Out {
        /// The entry.
        path: ConfigPath,
        /// Its position in the candidate.
        position: usize,
    },
    /// Give the entries that the base has the base's order.
    Order {
        /// The array.
        list: ConfigPath,
        /// The names in the base's order.
        names: Vec<String>,
    },
}

impl PutBack {
    /// When its turn is: values, entries in from the first, entries out from the last, order.
    pub(super) fn order(&self) -> (u8, usize) {
        match self {
            PutBack::Value { .. } => (0, 0),
            PutBack::In { position, .. } => (1, *position),
            PutBack::Out { position, .. } => (2, usize::MAX - position),
            PutBack::Order { .. } => (3, 0),
        }
    }

    /// Does it; `None` if the place is not there (any more).
    pub(super) fn apply(&self, root: &mut Node) -> Option<()> {
        match self {
            PutBack::Value { path, node } => set(root, path, node.as_ref()),
            PutBack::In { list, position, before, node } => {
                let list = entries(root, list)?;
                let at = match before.iter().rev().find_map(|name| find(list, name)) {
                    Some(earlier) => earlier + 1,
                    None if before.is_empty() => (*position).min(list.len()),
                    None => 0,
                };
                list.insert(at, node.clone());
                Some(())
            }
            PutBack::Out { path, .. } => {
                let (entry, array) = path.0.split_last()?;
                let list = entries(root, &ConfigPath(array.to_vec()))?;
                let at = position(list, entry)?;
                list.remove(at);
                Some(())
            }
            PutBack::Order { list, names } => {
                let list = entries(root, list)?;
                let place = |entry: &Node| names.iter().position(|name| is_named(entry, name));
                // Entries that the base does not have keep their places.
                let common: Vec<usize> =
                    (0..list.len()).filter(|&at| place(&list[at]).is_some()).collect();
                let mut sorted: Vec<Node> = common.iter().map(|&at| list[at].clone()).collect();
                sorted.sort_by_key(place);
                for (at, node) in common.into_iter().zip(sorted) {
                    list[at] = node;
                }
                Some(())
            }
        }
    }
}

fn set(root: &mut Node, path: &ConfigPath, node: Option<&Node>) -> Option<()> {
    let (Step::Key(key), way) = path.0.split_last()? else { return None };
    let Value::Table(table) = &mut walk(root, way)?.value else { return None };
    match node {
        Some(node) => table.set(key, node.clone()),
        None => drop(table.remove(key)),
    }
    Some(())
}

/// The node of a path; tables that only the base has are put in on the way.
fn walk<'n>(root: &'n mut Node, way: &[Step]) -> Option<&'n mut Node> {
    let mut at = root;
    for step in way {
        at = match (&mut at.value, step) {
            (Value::Table(table), Step::Key(key)) => {
                table.get_or_insert_with(key, || Node::empty_table(Spot::PathOnly))
            }
            (Value::List(list), step) => {
                let position = position(list, step)?;
                &mut list[position]
            }
            _ => return None,
        };
    }
    Some(at)
}

fn entries<'n>(root: &'n mut Node, path: &ConfigPath) -> Option<&'n mut Vec<Node>> {
    let node = walk(root, &path.0)?;
    if node.as_table().is_some_and(|table| table.entries().is_empty()) {
        node.value = Value::List(Vec::new());
    }
    match &mut node.value {
        Value::List(list) => Some(list),
        _ => None,
    }
}

fn position(list: &[Node], step: &Step) -> Option<usize> {
    match step {
        Step::Position(position) => (*position < list.len()).then_some(*position),
        Step::Key(name) => find(list, name),
    }
}

fn find(list: &[Node], name: &str) -> Option<usize> {
    list.iter().position(|entry| is_named(entry, name))
}

fn is_named(entry: &Node, name: &str) -> bool {
    ["id", "title", "name"].iter().find_map(|key| entry.text_of(key)) == Some(name)
}
