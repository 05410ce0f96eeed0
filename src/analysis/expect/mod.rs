//! Expectations: declines written down with what must become of them, held against a configuration; how much of
//! the configuration they exercise, and which changes to it they would notice.

mod accept;
mod case;
mod coverage;
mod expected;
mod field;
mod mutants;
mod mutation;
mod play;
mod reader;
mod record;
mod record_text;
mod run;
mod value;

pub use accept::{Acceptance, accept};
pub use case::{Case, CaseFile, Given, Variant, read_cases};
pub use coverage::{Coverage, Exercised, Item, ItemKind, group_at};
pub use expected::{Expectation, Test};
pub use field::Field;
pub use mutants::{Listed, LooksAt, Mutant, What, mutants, rebill_text};
pub use mutation::{Fate, Mutation, Trial};
pub use play::Play;
pub use record::{Miner, Recorded};
pub use record_text::record_text;
pub use run::{Failed, Mismatch, Run, Subject, Unreadable};
pub use value::{Got, Value};
