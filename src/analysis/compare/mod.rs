//! What another configuration would do: every decline replayed through a base and its candidates side by
//! side, in one reading of the file.
//!
//! The declines are read once, with the base's settings: its `[declines]`, its account zone for stamps
//! without an offset, its default currency. A candidate in another zone sees the same instants.

mod causes;
mod class;
mod comparer;
mod document;
mod lane;
mod pairs;
mod shelf;
mod tally;
mod touch;

pub use causes::{Accounts, Causes, Each, Suspects, Variant, Variants};
pub use class::{ChangeClass, Namesakes, Routed};
pub use comparer::{Candidate, ChangeSink, Comparer};
pub use document::*;
pub(crate) use lane::Lane;
pub use shelf::Shelf;
pub use tally::{
    CandidateTally, CauseTally, Changed, CompareTally, HandoffCounts, Totals, Witness,
};
pub use touch::Touch;
