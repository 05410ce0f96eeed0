//! What people and programs read: every text and file is made here, from values and from nothing else: no
//! clock, no environment, no terminal.

mod again;
pub mod assume;
pub mod checklist;
pub mod command;
pub mod compare;
pub mod csv;
pub mod describe;
pub mod expect;
pub mod explain;
pub mod findings;
pub mod input;
pub mod inspect;
pub mod json;
mod look;
pub mod page;
pub mod reach;
mod room;
mod row_templates;
pub mod starter;
pub mod summary;
pub mod sweep;
pub mod text;
pub mod typed;

pub use again::Again;
pub use look::{Drawing, Look, Palette};
