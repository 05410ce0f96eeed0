//! What most commands print.

use clap::ValueEnum;

/// What to print on standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// The same as JSON
    Json,
}
