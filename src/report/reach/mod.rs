//! What becomes of every decline of an ordinary week, as text and as JSON.

mod claim;
mod clock;
mod door;
mod json;
mod reached;
mod text;
mod words;

use crate::analysis::reach::{Answer, ClockDifference, Judgement, Reach};
use crate::engine::Engine;
use crate::model::ServiceIndex;

pub use claim::claim_error;
pub use json::{Document, json};
pub use text::text;

/// Everything that a report on reach shows.
#[derive(Clone, Copy)]
pub struct ReachReport<'a> {
    /// The account.
    pub engine: &'a Engine<'a>,
    /// The classes of its declines.
    pub reach: &'a Reach,
    /// The services that are to be reached; at least one.
    pub services: &'a [ServiceReport],
    /// What is claimed, as it was typed; without it, that every soft decline reaches the service.
    pub claim: Option<&'a str>,
    /// Where a clock change makes a difference.
    pub clock: &'a [ClockDifference],
    /// The year whose clock changes these are.
    pub year: i32,
    /// The configuration, as commands name it.
    pub config_name: &'a str,
    /// The changes to it, as flags.
    pub flags: &'a [String],
}

/// One service that is to be reached.
#[derive(Debug)]
pub struct ServiceReport {
    /// The service.
    pub service: ServiceIndex,
    /// Who reaches it.
    pub answer: Answer,
    /// Whether the claim holds for the merchants that it supports.
    pub judgement: Judgement,
}
