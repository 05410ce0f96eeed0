//! An explanation of one decline for people and for programs.
//!
//! What the engine decided is in the [`Explanation`]; here it is only put into words, each fact with the
//! place in the configuration that it comes from.

mod class;
mod door;
mod gates;
mod json;
mod json_slots;
mod json_why_not;
mod page;
mod place;
mod sentence;
mod slots;
mod steps;

mod text;
mod why_not;
pub(super) mod words;

use crate::analysis::explain::{Explanation, SlotStory};
use crate::analysis::why_not::WhyNot;
use crate::config::{Account, Document, Loaded};
use crate::model::{ConfigPath, Decline, Slot};

#[cfg(test)]
pub(crate) use json::schema;
pub use json::{Entry, document, entry};
pub use text::text;

use place::Location;

/// An explanation and what it takes to show it.
#[derive(Clone, Copy, Debug)]
pub struct Explained<'a> {
    /// The configuration, changes applied.
    pub loaded: &'a Loaded,
    /// The `--set` and `--unset` flags, as typed.
    pub flags: &'a [String],
    /// The decline.
    pub decline: &'a Decline<'a>,
    /// The name of the file it is from; `None` for a decline typed by hand.
    pub declines_name: Option<&'a str>,
    /// What the engine decided.
    pub explanation: &'a Explanation,
    /// Why it does not reach a service, if that was asked.
    pub why_not: Option<&'a WhyNot>,
    /// The only slot to show, if one was named.
    pub only: Option<Slot>,
}

/// Something said, and the path in the configuration that says so.
#[derive(Clone, Debug)]
struct Says {
    /// A clause without capital and period; names made safe to show.
    text: String,
    path: Option<ConfigPath>,
}

impl Says {
    fn new(text: impl Into<String>) -> Says {
        Says { text: text.into(), path: None }
    }

    fn at(text: impl Into<String>, path: ConfigPath) -> Says {
        Says { text: text.into(), path: Some(path) }
    }
}

impl<'a> Explained<'a> {
    fn account(&self) -> &'a Account {
        &self.loaded.account
    }

    fn document(&self) -> &'a Document {
        &self.loaded.document
    }

    fn place(&self, path: &ConfigPath) -> Location {
        Location::of(self.document(), self.flags, path)
    }

    /// The slots to show.
    fn slots(&self) -> impl Iterator<Item = &'a SlotStory> {
        let only = self.only;
        self.explanation
            .slots
            .iter()
            .filter(move |story| only.is_none_or(|slot| slot == story.slot))
    }
}
