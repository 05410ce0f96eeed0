//! A grid of changed values: every combination replayed side by side, in one reading of the file.

mod document;
mod grid;
mod sweeper;
mod tally;

pub use document::{Combination, Days, SWEEP_SCHEMA, Sweep};
pub use grid::{Axis, AxisError, Grid};
pub use sweeper::Sweeper;
pub use tally::SweepTally;
