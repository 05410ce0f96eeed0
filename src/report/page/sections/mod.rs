//! The sections of a replay's page, in the order in which they are read.

mod answer;
mod assumptions;
mod calendar;
mod days;
mod findings;
mod losses;
mod prices;
mod profiles;
mod reading;
mod reasons;
mod rejects;
mod routes;

use super::{Section, Subject};

pub(super) use findings::{Checked, cards};
pub(super) use reading::reading;

/// All of them.
pub(super) fn all(subject: &Subject<'_>) -> Vec<Section> {
    vec![
        answer::section(subject),
        routes::section(subject),
        losses::section(subject),
        days::section(subject),
        calendar::section(subject),
        prices::section(subject),
        reasons::section(subject),
        findings::section(subject),
        profiles::section(subject),
        assumptions::section(subject),
        rejects::section(subject),
        reading::section(),
    ]
}
