//! The values of changes.

use crate::model::{Brand, Spot};

use super::account::Accepts;
use super::node::{Node, Table, Value};
use super::shape::{ListOf, Shape};
use super::toml::parse_value;

/// A flag's value: a TOML value, else a bare string.
pub(super) fn read_value(text: &str, shape: Shape, flag: usize) -> Node {
    let bare = || Node { value: Value::Text(text.to_owned()), spot: Spot::Flag(flag) };
    let mut value = parse_value(text, flag).unwrap_or_else(bare);
    fit(&mut value, shape);
    value
}

/// Makes strings where the model wants them of whatever else is written: a merchant's id, or a time, needs
/// no quotes in a flag.
pub(super) fn fit(node: &mut Node, shape: Shape) {
    match (shape, &mut node.value) {
        (Shape::Text, value) => {
            if let Some(written) = value.as_written() {
                *value = Value::Text(written.to_owned());
            }
        }
        (Shape::List(_), Value::List(list)) => {
            for element in list {
                fit(element, Shape::Text);
            }
        }
        (Shape::Entries(entries), Value::List(list)) => {
            for element in list {
                fit(element, entries.entry);
            }
        }
        (Shape::Table(_), Value::Table(table)) => {
            for entry in table.entries_mut() {
                if let Some(shape) = shape.child(&entry.key) {
                    fit(&mut entry.node, shape);
                }
            }
        }
        _ => {}
    }
}

/// What an absent key stands for, as a value that can be changed.
pub(super) fn absent(shape: Shape, flag: usize) -> Node {
    let spot = Spot::Flag(flag);
    let value = match shape {
        Shape::Table(_) => Value::Table(Table::default()),
        // Without `accepts`, a merchant accepts the CRM's five boxes.
        Shape::List(ListOf::Brands) => {
            let text = |brand: Brand<'_>| Value::Text(brand.name().to_owned());
            let node = |brand| Node { value: text(brand), spot: spot.clone() };
            Value::List(Accepts::crm_default().iter().map(node).collect())
        }
        Shape::List(_) | Shape::Entries(_) => Value::List(Vec::new()),
        Shape::Text | Shape::Plain => Value::Null,
    };
    Node { value, spot }
}

/// Whether an element of a list is the one that a value names.
pub(super) fn same(element: &Node, value: &Node, shape: Shape) -> bool {
    match (shape, element.as_text(), value.as_text()) {
        (Shape::List(ListOf::Brands), Some(a), Some(b)) => {
            Brand::read(a).name().eq_ignore_ascii_case(Brand::read(b).name())
        }
        (Shape::List(ListOf::Currencies), Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
        _ => element == value,
    }
}
