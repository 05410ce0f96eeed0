//! Text for people and files for machines, made from values and from nothing else: no clock, no
//! environment, no terminal.

pub mod findings;
mod look;
pub mod text;

pub use look::{Drawing, Look, Palette};
