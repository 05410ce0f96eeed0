//! Who answers an attempt.

use super::route::Attempt;

/// The answer to an attempt that was submitted or handed off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Response {
    /// Declined, and may be tried again.
    SoftDecline,
}

/// Answers attempts.
pub trait Responder {
    /// The answer to one attempt.
    fn respond(&mut self, attempt: &Attempt) -> Response;
}

/// Routing mode: every attempt declines softly, so that the whole path shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct AlwaysSoft;

impl Responder for AlwaysSoft {
    fn respond(&mut self, _attempt: &Attempt) -> Response {
        Response::SoftDecline
    }
}
