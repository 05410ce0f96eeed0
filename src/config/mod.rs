//! The configuration: from a TOML or JSON file, with changes from flags, to a resolved [`Account`].

mod account;
mod lookup;

pub use account::*;
