//! One configuration among several that the same declines are replayed through.

use crate::engine::{Engine, Facts, Memory, Route};
use crate::model::{Decline, Zone};

use super::class::Routed;

/// A configuration beside the one that the declines are read with. The moments of declines are read once,
/// on the reader's clock; an account in another zone sees the same instants on its own.
#[derive(Clone, Copy)]
pub(crate) struct Lane<'e> {
    pub(crate) engine: &'e Engine<'e>,
    /// The account's zone where it is not the reader's.
    zone: Option<&'e Zone>,
    shares_facts: bool,
}

impl<'e> Lane<'e> {
    pub(crate) fn beside(reader: &Engine<'_>, engine: &'e Engine<'e>) -> Lane<'e> {
        let zone = &engine.account().timezone;
        Lane {
            engine,
            zone: (*zone != reader.account().timezone).then_some(zone),
            shares_facts: engine.gives_same_facts_as(reader),
        }
    }

    /// Whether every decline has the facts that it has where it was read.
    pub(crate) fn shares_facts(&self) -> bool {
        self.shares_facts
    }

    /// The facts of a decline, which has the facts `read` where it was read.
    pub(crate) fn facts(&self, decline: &Decline<'_>, read: &Facts) -> Facts {
        if self.shares_facts {
            return *read;
        }
        match self.zone {
            None => self.engine.facts(decline),
            Some(zone) => {
                let declined_at = zone.moment(decline.declined_at.instant);
                self.engine.facts(&Decline { declined_at, ..*decline })
            }
        }
    }

    /// The same by a memory of this configuration.
    pub(crate) fn remembered(
        &self,
        decline: &Decline<'_>,
        read: &Facts,
        memory: &mut Memory<'_>,
    ) -> Facts {
        if self.shares_facts {
            return *read;
        }
        let declined_at = match self.zone {
            None => decline.declined_at,
            Some(zone) => zone.moment(decline.declined_at.instant),
        };
        memory.facts(&Decline { declined_at, ..*decline }).0
    }

    /// Replays a decline of these facts.
    pub(crate) fn route<'r>(&self, facts: &Facts, route: &'r mut Route) -> Routed<'r> {
        self.engine.replay_facts(*facts, route);
        Routed { declined_at: facts.declined, route }
    }
}
