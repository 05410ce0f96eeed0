//! Comparisons for people and spreadsheets: the summary first, then the causes, then the witnesses.

mod all;
mod all_text;
mod all_words;
mod csv;
mod markdown;
mod text;
pub(super) mod words;

pub use all::{AllCompared, AllDocument, ConfigSide, all_json};
pub use all_text::all_text;
pub use csv::{CHANGES_HEADER, change_row};
pub use markdown::markdown;
pub(super) use text::heading_sentence;
pub use text::text;
