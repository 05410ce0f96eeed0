//! Two trees side by side.

use crate::config::node::{Node, Value};
use crate::config::shape::{Entries, Keys, ROOT, Shape};
use crate::model::{ConfigPath, Step};

use super::put_back::PutBack;

/// A difference as it is written.
pub(super) struct Change {
    pub(super) path: ConfigPath,
    pub(super) base: Option<Node>,
    pub(super) candidate: Option<Node>,
    pub(super) put_back: Vec<PutBack>,
}

/// Keys of one table that say one thing between them, so that one of them alone cannot always be put back.
const TOGETHER: [(&str, &[&str]); 2] = [
    ("profile", &["bill_on_fridays", "bill_on_saturday", "force_weekday"]),
    ("decline_map", &["gateway", "merchant"]),
];

/// Whatever is written differently, in the order of the model.
pub(super) fn changes(base: &Node, candidate: &Node) -> Vec<Change> {
    let mut found = Vec::new();
    table(ROOT.keys(), Some(base), Some(candidate), &ConfigPath::default(), &mut found);
    found
}

fn table(
    keys: Keys,
    base: Option<&Node>,
    candidate: Option<&Node>,
    path: &ConfigPath,
    found: &mut Vec<Change>,
) {
    let child = |node: Option<&Node>, key: &str| -> Option<Node> {
        node.and_then(|node| node.as_table()?.get(key)).cloned()
    };
    let together = TOGETHER
        .iter()
        .find(|(array, _)| matches!(path.0.as_slice(), [Step::Key(key), _] if key == array));
    let together = together.map_or(&[][..], |(_, keys)| keys);
    let mut group: Vec<Change> = Vec::new();
    for (key, shape) in keys {
        let at = path.key(key);
        let (base, candidate) = (child(base, key), child(candidate, key));
        if base == candidate {
            continue;
        }
        match *shape {
            // An absent slot is skipped, an empty one is not: only whole can it be put back.
            Shape::Table(_) if is_slot(&at) && base.is_some() != candidate.is_some() => {
                found.push(value(at, base, candidate));
            }
            Shape::Table(keys) => table(keys, base.as_ref(), candidate.as_ref(), &at, found),
            Shape::Entries(kind) => entries(kind, base.as_ref(), candidate.as_ref(), &at, found),
            Shape::Text | Shape::Plain | Shape::List(_) if together.contains(key) => {
                group.push(value(at, base, candidate));
            }
            Shape::Text | Shape::Plain | Shape::List(_) => found.push(value(at, base, candidate)),
        }
    }
    found.extend(joined(group));
}

fn is_slot(path: &ConfigPath) -> bool {
    matches!(path.0.as_slice(), [.., Step::Key(parent), _] if parent == "attempts")
}

fn value(path: ConfigPath, base: Option<Node>, candidate: Option<Node>) -> Change {
    let put_back = vec![PutBack::Value { path: path.clone(), node: base.clone() }];
    Change { path, base, candidate, put_back }
}

/// Several keys that say one thing as one change: at the path of the one that says it, with tables of the
/// keys that are there as values.
fn joined(mut group: Vec<Change>) -> Option<Change> {
    if group.len() < 2 {
        return group.pop();
    }
    let says =
        |node: &Option<Node>| node.as_ref().is_some_and(|node| node.value != Value::Bool(false));
    let speaking = group
        .iter()
        .position(|change| says(&change.candidate))
        .or_else(|| group.iter().position(|change| says(&change.base)));
    let keys = |side: fn(&Change) -> &Option<Node>| {
        let present = group
            .iter()
            .filter_map(|change| Some((last_key(&change.path)?, side(change).clone()?)));
        Node::table_of(present)
    };
    Some(Change {
        path: group[speaking.unwrap_or_default()].path.clone(),
        base: Some(keys(|change| &change.base)),
        candidate: Some(keys(|change| &change.candidate)),
        put_back: group.into_iter().flat_map(|change| change.put_back).collect(),
    })
}

fn last_key(path: &ConfigPath) -> Option<String> {
    match path.0.last()? {
        Step::Key(key) => Some(key.clone()),
        Step::Position(_) => None,
    }
}

fn entries(
    kind: &'static Entries,
    base: Option<&Node>,
    candidate: Option<&Node>,
    path: &ConfigPath,
    found: &mut Vec<Change>,
) {
    let list = |node: Option<&Node>| -> Vec<Node> {
        node.and_then(Node::as_list).unwrap_or_default().to_vec()
    };
    let (base, candidate) = (list(base), list(candidate));
    match (names(kind, &base), names(kind, &candidate)) {
        (Some(olds), Some(news)) => by_name(kind, (&base, &olds), (&candidate, &news), path, found),
        _ => by_position(kind, &base, &candidate, path, found),
    }
}

/// The names of all entries, if they have one each that no other has.
fn names<'n>(kind: &Entries, list: &'n [Node]) -> Option<Vec<&'n str>> {
    let key = kind.names.first()?;
    let names: Vec<&str> = list.iter().filter_map(|entry| entry.text_of(key)).collect();
    let distinct: std::collections::BTreeSet<&&str> = names.iter().collect();
    (names.len() == list.len() && distinct.len() == list.len()).then_some(names)
}

type Named<'n> = (&'n [Node], &'n [&'n str]);

fn by_name(
    kind: &'static Entries,
    (base, olds): Named<'_>,
    (candidate, news): Named<'_>,
    path: &ConfigPath,
    found: &mut Vec<Change>,
) {
    let at = |names: &[&str], name: &str| names.iter().position(|other| *other == name);
    for (position, name) in news.iter().enumerate() {
        let path = path.key(name);
        let new = &candidate[position];
        match at(olds, name) {
            Some(old) => table(kind.entry.keys(), Some(&base[old]), Some(new), &path, found),
            None => found.push(Change {
                put_back: vec![PutBack::Out { path: path.clone(), position }],
                path,
                base: None,
                candidate: Some(new.clone()),
            }),
        }
    }
    for (position, name) in olds.iter().enumerate().filter(|(_, name)| at(news, name).is_none()) {
        let before = olds[..position].iter().map(|&name| name.to_owned()).collect();
        let node = base[position].clone();
        found.push(Change {
            path: path.key(name),
            base: Some(node.clone()),
            candidate: None,
            put_back: vec![PutBack::In { list: path.clone(), position, before, node }],
        });
    }
    // Only the order of profiles matters: the first that names a merchant serves it.
    let common: Vec<&&str> = news.iter().filter(|name| at(olds, name).is_some()).collect();
    let is_sorted = common.is_sorted_by_key(|name| at(olds, name));
    if *path == ConfigPath::of(["profile"]) && !is_sorted {
        let order = |names: &[&str]| {
            let text = |name: &&str| Node::text((*name).to_owned());
            Node::list(names.iter().map(text).collect())
        };
        let names = olds.iter().map(|&name| name.to_owned()).collect();
        found.push(Change {
            path: path.clone(),
            base: Some(order(olds)),
            candidate: Some(order(news)),
            put_back: vec![PutBack::Order { list: path.clone(), names }],
        });
    }
}

fn by_position(
    kind: &'static Entries,
    base: &[Node],
    candidate: &[Node],
    path: &ConfigPath,
    found: &mut Vec<Change>,
) {
    for position in 0..base.len().max(candidate.len()) {
        let at = path.position(position);
        match (base.get(position), candidate.get(position)) {
            (Some(old), Some(new)) => table(kind.entry.keys(), Some(old), Some(new), &at, found),
            (None, new) => found.push(Change {
                put_back: vec![PutBack::Out { path: at.clone(), position }],
                path: at,
                base: None,
                candidate: new.cloned(),
            }),
            (Some(old), None) => found.push(Change {
                path: at,
                base: Some(old.clone()),
                candidate: None,
                put_back: vec![PutBack::In {
                    list: path.clone(),
                    position,
                    before: Vec::new(),
                    node: old.clone(),
                }],
            }),
        }
    }
}

impl Node {
    fn text(text: String) -> Node {
        Node { value: Value::Text(text), spot: crate::model::Spot::PathOnly }
    }

    fn list(nodes: Vec<Node>) -> Node {
        Node { value: Value::List(nodes), spot: crate::model::Spot::PathOnly }
    }

    fn table_of(entries: impl Iterator<Item = (String, Node)>) -> Node {
        let mut node = Node::empty_table(crate::model::Spot::PathOnly);
        if let Value::Table(table) = &mut node.value {
            entries.for_each(|(key, node)| table.set(&key, node));
        }
        node
    }
}
