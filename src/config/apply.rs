//! Changes to the tree: what `--set` and `--unset` say, made before anything is checked.

use crate::model::{Change, Code, ConfigPath, Edit, Finding, Place, Spot, Step};

use super::change_path::{Refusal, find_entry, no_position, not_a, shape_at};
use super::change_value::{absent, fit, read_value, same};
use super::node::{Node, Value};
use super::reader::Parsed;
use super::shape::{ROOT, Shape};
use super::suggest::{closest, path_shown, quoted};

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

fn make(root: &mut Node, flag: usize, change: &Change) -> Result<(), Refusal> {
    let shape = shape_at(&change.path)?;
    let Some((last, way)) = change.path.0.split_last() else {
        return Err(not_a(&change.path, "a value"));
    };
    let mut at = At { node: root, shape: ROOT, path: ConfigPath::default(), flag };
    for step in way {
        at = at.step(step)?;
    }
    match &change.edit {
        Edit::Unset => at.unset(last),
        Edit::Set(text) => {
            *at.step(last)?.node = read_value(text, shape, flag);
            Ok(())
        }
        Edit::Add(_) | Edit::Remove(_) if !matches!(shape, Shape::List(_) | Shape::Entries(_)) => {
            Err(not_a(&change.path, "a list"))
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
    /// One step on. A key that the file does not have is given on the way the value that its absence
    /// stands for.
    fn step(self, step: &Step) -> Result<At<'n>, Refusal> {
        let At { node, shape, path, flag } = self;
        let next = ConfigPath([path.0.as_slice(), std::slice::from_ref(step)].concat());
        let shape_there = shape_at(&next)?;
        let node = match (&mut node.value, step) {
            (Value::Table(table), Step::Key(key)) => {
                table.get_or_insert_with(key, || absent(shape_there, flag))
            }
            (Value::List(list), step) => {
                let position = position(list, shape, &path, step, flag)?;
                &mut list[position]
            }
            _ => return Err(not_a(&path, expected(shape))),
        };
        Ok(At { node, shape: shape_there, path: next, flag })
    }

    fn unset(self, step: &Step) -> Result<(), Refusal> {
        let At { node, shape, path, flag } = self;
        match (&mut node.value, step) {
            (Value::Table(table), Step::Key(key)) => table.remove(key).map(drop).ok_or_else(|| {
                let name = path_shown(&path.key(key));
                let message = format!("{name} is not set, so there is nothing to remove");
                Refusal::new(Code::Cfg003, message)
            }),
            (Value::List(list), step) => {
                let position = position(list, shape, &path, step, flag)?;
                list.remove(position);
                Ok(())
            }
            _ => Err(not_a(&path, expected(shape))),
        }
    }

    fn add(self, text: &str) -> Result<(), Refusal> {
        let values = self.values(text);
        match &mut self.node.value {
            Value::List(list) => list.extend(values),
            _ => return Err(not_a(&self.path, "a list")),
        }
        Ok(())
    }

    fn remove(self, text: &str) -> Result<(), Refusal> {
        let values = self.values(text);
        let Value::List(list) = &mut self.node.value else {
            return Err(not_a(&self.path, "a list"));
        };
        for value in values {
            let before = list.len();
            list.retain(|element| !same(element, &value, self.shape));
            if list.len() == before {
                return Err(nothing_to_remove(list, &value, &self.path));
            }
        }
        Ok(())
    }

    /// The values to add to or to remove from the list here: one, or a list of them.
    fn values(&self, text: &str) -> Vec<Node> {
        let element = match self.shape {
            Shape::Entries(entries) => entries.entry,
            _ => Shape::Text,
        };
        let mut value = read_value(text, element, self.flag);
        match &mut value.value {
            Value::List(values) => {
                for value in values.iter_mut() {
                    fit(value, element);
                }
                std::mem::take(values)
            }
            _ => vec![value],
        }
    }
}

/// What messages call a value of a shape.
const fn expected(shape: Shape) -> &'static str {
    match shape {
        Shape::Text | Shape::Plain => "a single value",
        Shape::List(_) => "a list",
        Shape::Table(_) => "a table",
        Shape::Entries(_) => "an array of tables",
    }
}

/// Where in a list the element of a step is.
fn position(
    list: &mut Vec<Node>,
    shape: Shape,
    path: &ConfigPath,
    step: &Step,
    flag: usize,
) -> Result<usize, Refusal> {
    match (shape, step) {
        (Shape::Entries(entries), _) => find_entry(list, entries, path, step, flag),
        (_, Step::Position(position)) if *position < list.len() => Ok(*position),
        (Shape::List(_), Step::Position(position)) => Err(no_position(path, *position, list.len())),
        _ => Err(not_a(path, expected(shape))),
    }
}

fn nothing_to_remove(list: &[Node], value: &Node, path: &ConfigPath) -> Refusal {
    let name = value.as_text().map_or_else(|| "that".to_owned(), quoted);
    let message = format!("{name} is not in {}, so it cannot be removed", path_shown(path));
    let close =
        value.as_text().and_then(|text| closest(text, list.iter().filter_map(Node::as_text)));
    let help = close.map(|name| format!("did you mean {}?", quoted(name)));
    Refusal::new(Code::Cfg003, message).with_help(help)
}
