//! What is added up from routes, and what is compared between them.

pub mod assume;
mod cells;
pub mod compare;
mod counter;
mod days;
pub mod expect;
pub mod explain;
pub mod inspection;
mod join;
mod ledger;
pub mod reach;
mod replay;
mod sightings;
mod summary;
mod sums;
pub mod sweep;
mod tally;
pub mod why_not;

pub use cells::{Cell, RouteColumn, TransactionColumn, attempt_cells, transaction_cells};
pub use counter::TextCounter;
pub use days::DayCounts;
pub use join::Unjoinable;
pub use replay::{Replayer, Sink, replay};
pub use sightings::{Sighting, Sightings};
pub use summary::*;
pub use sums::{Sums, amount_of_text, amount_text};
pub use tally::{HandoffTotals, MAX_SLOTS, NoteCounts, PathKey, PathTotals, Tally, WeekdayCounts};
