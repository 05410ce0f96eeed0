//! The next attempt of a ladder, worked out with every step that led to it.

use crate::model::{BlockReason, MerchantIndex, Moment, Note, Notes, ServiceIndex, Slot, Status};

use super::Engine;
use super::carried::Carried;
use super::gates::AttemptFacts;
use super::ladder::Rung;
use super::price::{Price, price};
use super::schedule::{Due, Schedule};
use super::service::is_under_min_gap;
use super::transaction::Climb;

/// One attempt before it takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The slot.
    pub slot: Slot,
    /// The event that the wait counts from (unless it counts from the first decline).
    pub previous: Moment,
    /// The slot's own wait.
    pub wait_days: u32,
    /// Waits of skipped slots that are added to it.
    pub gathered_days: u32,
    /// What is carried into it: that wait, and reductions.
    pub(super) carried: Carried,
    /// When it is due, step by step.
    pub due: Due,
    /// What it asks for, step by step.
    pub price: Price,
    /// Where it goes.
    pub target: MerchantIndex,
    /// Who named the target.
    pub target_source: TargetSource,
    /// The service that the target belongs to.
    pub service: Option<ServiceIndex>,
    /// The first gate that blocks it.
    pub reason: Option<BlockReason>,
    /// Submitted, handed off or blocked.
    pub status: Status,
    /// Remarks.
    pub notes: Notes,
}

/// Who named an attempt's target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetSource {
    /// Nobody: it is the merchant of the decline.
    Decline,
    /// The profile, for the slot's group.
    Profile,
}

impl Engine<'_> {
    /// Works out the attempt of a rung, from where the climb stands.
    pub(super) fn plan(&self, climb: &Climb, rung: Rung<'_>) -> Plan {
        let account = self.account;
        let profile = account.profile(climb.profile);
        let facts = &climb.facts;
        let carried = climb.carried.gather(account.assumptions, rung);
        let due = Schedule::of(account, profile, facts.declined).due(
            climb.previous,
            u32::from(rung.rule.wait_days),
            carried.gathered_days(),
        );
        let price = price(profile, facts.amount, carried.reduction(account.assumptions, rung));
        let (target, target_source) = match rung.rule.target {
            Some(target) => (target, TargetSource::Profile),
            None => (climb.merchant, TargetSource::Decline),
        };
        let (reason, mut notes) =
            self.gates().judge(&AttemptFacts::of(facts, target, price.amount));
        let service = account.merchant(target).service;
        let status = match (reason, service) {
            (Some(_), _) => Status::Blocked,
            (None, Some(_)) => Status::HandedOff,
            (None, None) => Status::Submitted,
        };
        let under_min_gap = status == Status::HandedOff
            && service.is_some_and(|service| {
                is_under_min_gap(account.service(service), facts.declined, due.at.moment)
            });
        for (applies, note) in [
            (climb.is_handed_off, Note::AfterHandoff),
            (due.at.skipped, Note::DstShifted),
            (price.is_floored(), Note::PriceFloored),
            (under_min_gap, Note::UnderMinGap),
            (due.is_weekday_forced, Note::WeekdayForced),
        ] {
            if applies {
                notes = notes.with(note);
            }
        }
        Plan {
            slot: rung.rule.slot,
            previous: climb.previous,
            wait_days: u32::from(rung.rule.wait_days),
            gathered_days: carried.gathered_days(),
            carried,
            due,
            price,
            target,
            target_source,
            service,
            reason,
            status,
            notes,
        }
    }
}
