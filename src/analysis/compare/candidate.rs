//! A configuration to hold against the base.

use crate::engine::Engine;

use super::causes::{Causes, Suspects};
use super::class::Namesakes;
use super::touch::Touch;

/// One configuration to hold against the base. Shared by all threads.
pub struct Candidate<'a, 'e> {
    pub(super) engine: &'e Engine<'e>,
    pub(super) namesakes: Namesakes,
    pub(super) touch: Touch,
    pub(super) suspects: Option<Suspects<'a, 'e>>,
    /// What accounts for every change, if that is known beforehand.
    pub(super) causes: Option<Causes>,
}

impl<'a, 'e> Candidate<'a, 'e> {
    /// A candidate whose changes are only counted.
    pub fn counted(base: &Engine<'_>, engine: &'e Engine<'e>) -> Candidate<'a, 'e> {
        Candidate {
            engine,
            namesakes: Namesakes::of(base.account(), engine.account()),
            touch: Touch::between(base, engine),
            suspects: None,
            causes: Some(Causes::default()),
        }
    }

    /// A candidate whose changes are traced to their causes.
    pub fn traced(
        base: &Engine<'_>,
        engine: &'e Engine<'e>,
        suspects: Suspects<'a, 'e>,
    ) -> Candidate<'a, 'e> {
        let causes = suspects.of_every_change();
        Candidate { suspects: Some(suspects), causes, ..Candidate::counted(base, engine) }
    }

    /// The configuration.
    pub fn engine(&self) -> &'e Engine<'e> {
        self.engine
    }
}
