//! What another configuration would do: every decline replayed through a base and its candidates side by
//! side, in one reading of the file.
//!
//! The declines are read once, with the base's settings: its `[declines]`, its account zone for stamps
//! without an offset, its default currency. A candidate in another zone sees the same instants.

mod bin;
mod bins;
mod candidate;
mod causes;
mod changes;
mod class;
mod comparer;
mod document;
mod lane;
mod lineup;
mod pairs;
mod reading;
mod shelf;
mod tally;
mod touch;

pub(crate) use bins::{Amounts, Bins};
pub use candidate::Candidate;
pub use causes::{Accounts, Causes, Each, Suspects, Variant, Variants};
pub use class::{ChangeClass, Namesakes, Routed};
pub use comparer::{ChangeSink, Comparer};
pub use document::*;
pub(crate) use lineup::{Lineup, READER, Seat, Spot};
pub use shelf::Shelf;
pub use tally::{
    CandidateTally, CauseTally, Changed, CompareTally, HandoffCounts, Totals, Witness,
};
pub use touch::Touch;
