//! The configuration: from a TOML or JSON file, with changes from flags, to a resolved [`Account`].

mod account;
#[cfg(test)]
mod account_schema;
mod apply;
mod assumptions;
mod change_path;
mod change_value;
mod difference;
mod document;
mod json;
mod konnektive;
mod load;
mod lookup;
mod names;
mod node;
mod reader;
mod resolved;
mod secrets;
mod sections;
mod shape;
mod structure;
mod suggest;
#[cfg(test)]
mod tests;
mod toml;
mod values;

pub use account::*;
#[cfg(test)]
pub(crate) use account_schema::account_schema;
pub use assumptions::*;
pub use difference::{Difference, Differences, Written};
pub use document::Document;
pub use konnektive::{GROUPS, Group, SLOTS, group_of};
pub use load::{Format, Loaded, load, tree};
pub use node::{Entry, Node, Table, Value};
pub use resolved::resolved;
pub use secrets::{is_secret_key, is_secret_path, is_secret_reference};
pub use shape::COLUMN_NAMES;
pub use suggest::{alternatives, closest, key_shown, quoted, value_shown};
