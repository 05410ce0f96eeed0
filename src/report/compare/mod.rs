//! Comparisons for people and spreadsheets: the summary first, then the causes, then the witnesses.

mod csv;
mod markdown;
mod text;
pub(super) mod words;

pub use csv::{CHANGES_HEADER, change_row};
pub use markdown::markdown;
pub(super) use text::heading_sentence;
pub use text::text;
