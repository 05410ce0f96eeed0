//! What becomes of every decline of an ordinary week, as text and as JSON.

mod json;
mod text;
mod words;

use crate::analysis::reach::{ClockDifference, Judgement, Reach};
use crate::engine::Engine;
use crate::model::ServiceIndex;

pub use json::{Document, json};
pub use text::{claim_error, text};

/// Everything that a report on reach shows.
#[derive(Clone, Copy)]
pub struct ReachReport<'a> {
    /// The account.
    pub engine: &'a Engine<'a>,
    /// The classes of its declines.
    pub reach: &'a Reach,
    /// The service that is to be reached.
    pub service: ServiceIndex,
    /// Whether every soft decline of the supported merchants reaches it.
    pub reached: &'a Judgement<'a>,
    /// What was claimed besides, as it was typed, and whether it holds.
    pub expected: Option<(&'a str, &'a Judgement<'a>)>,
    /// Where a clock change makes a difference.
    pub clock: &'a [ClockDifference],
    /// The year whose clock changes these are.
    pub year: i32,
    /// The configuration, as commands name it.
    pub config_name: &'a str,
    /// The changes to it, as flags.
    pub flags: &'a [String],
}
