//! Names to positions. Only ever asked, never iterated, so no order can leak out of it.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// Positions by exact name; the first of equal names wins.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Lookup {
    positions: HashMap<Box<str>, u32, FixedState>,
}

impl Lookup {
    /// The position of a name.
    pub(super) fn get(&self, name: &str) -> Option<u32> {
        self.positions.get(name).copied()
    }
}

impl<'a> FromIterator<&'a str> for Lookup {
    fn from_iter<I: IntoIterator<Item = &'a str>>(names: I) -> Lookup {
        let mut lookup = Lookup::default();
        for (position, name) in names.into_iter().enumerate() {
            lookup.positions.entry(name.into()).or_insert(position as u32);
        }
        lookup
    }
}
