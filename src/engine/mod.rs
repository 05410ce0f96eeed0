//! The discrete-event engine: what a CRM does with a decline, by semantics.md.
//!
//! [`Engine::step`] is the one function that decides what an event does; the drivers around it only choose
//! which event comes next. Pure functions answer the single questions (what is the class, the ladder, the
//! due date, the price, would this be blocked), and whoever else needs an answer asks them.

mod calendar;
mod carried;
mod classify;
mod cohorts;
mod door;
mod drive;
#[cfg(test)]
mod example;
mod facts;
mod gates;
mod ladder;
mod lanes;
mod memory;
mod never_retry;
mod observer;
mod plan;
mod price;
mod profiles;
mod responder;
mod route;
mod schedule;
mod service;
mod tables;
mod timeline;
mod transaction;

use crate::config::Account;
use crate::model::Decline;

pub use calendar::{Calendar, EventKey, EventKind};
pub use carried::{LadderStep, ladder_steps};
pub(crate) use classify::precedence;
pub use classify::{ClassSource, Classification};
pub use door::{DOOR, Door};
pub use drive::{Arrival, TimelineEvent, TimelineKind, on_shared_calendar};
pub use facts::{Facts, Method, Methods, Recycling};
pub use gates::{AttemptFacts, Gates, Verdict};
pub use ladder::{Rung, ladder};
pub use memory::{
    CourseNumber, GroupNumber, Memory, MomentNumber, Place, Standing, StreamNumber, Text,
    TextNumber,
};
pub use never_retry::{NeverRetry, never_retry};
pub use observer::Observer;
pub use plan::{Plan, TargetSource};
pub use price::{Discount, Price, price};
pub use profiles::{Choice, Profiles};
pub use responder::{AlwaysSoft, Responder, Response};
pub use route::{Attempt, Route};
pub use schedule::{Due, Schedule};
pub use service::is_under_min_gap;
pub use tables::{CodeLine, TableStep, TableVerdict, Tables, TextLine, folded_text, tables};
pub use timeline::{Timeline, TooLate};
pub use transaction::{Climb, Event, Scheduled, Transaction};

/// The engine of one account: the configuration with its lookups worked out. Shared between threads.
pub struct Engine<'a> {
    account: &'a Account,
    maps: classify::Maps,
    methods: Methods,
    profiles: Profiles,
}

impl<'a> Engine<'a> {
    /// Works the lookups out; linear in the size of the configuration.
    pub fn new(account: &'a Account) -> Engine<'a> {
        Engine {
            account,
            maps: classify::Maps::of(account),
            methods: Methods::of(account),
            profiles: Profiles::of_account(account),
        }
    }

    /// The configuration.
    pub fn account(&self) -> &'a Account {
        self.account
    }

    /// Which profile serves which merchant.
    pub fn profiles(&self) -> &Profiles {
        &self.profiles
    }

    /// The brands by number.
    pub fn methods(&self) -> &Methods {
        &self.methods
    }

    /// The gates at the door.
    pub fn door(&self) -> Door<'_> {
        Door { account: self.account, profiles: &self.profiles }
    }

    /// The gates of attempts.
    pub fn gates(&self) -> Gates<'_> {
        Gates { account: self.account, methods: &self.methods }
    }

    /// A decline classed, its names resolved.
    pub fn facts(&self, decline: &Decline<'_>) -> Facts {
        let merchant = self.account.merchant_of(decline.merchant_id);
        let class = classify::classify(self.account, &self.maps, merchant, decline);
        Facts::of(self.account, self.methods.method(decline.brand), merchant, class, decline)
    }
}
