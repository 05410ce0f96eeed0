//! The slots of a profile that are not skipped, in order.

use crate::config::{Profile, SlotRule};

/// An unskipped slot together with the skipped ones right before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung<'a> {
    /// The slot that is taken.
    pub rule: &'a SlotRule,
    /// The slots skipped since the rung before (or since the start).
    pub skipped: &'a [SlotRule],
}

impl<'a> Rung<'a> {
    /// The first rung at or after position `from` of the slots.
    pub fn next(slots: &'a [SlotRule], from: usize) -> Option<Rung<'a>> {
        let rest = slots.get(from..)?;
        let at = rest.iter().position(|rule| !rule.skip)?;
        Some(Rung { rule: &rest[at], skipped: &rest[..at] })
    }

    /// The position after this rung, when it was found from position `from`.
    pub const fn end(&self, from: usize) -> usize {
        from + self.skipped.len() + 1
    }
}

/// The rungs for a row that was itself attempt number `after` (0 for the first billing).
pub fn ladder(profile: &Profile, after: u8) -> impl Iterator<Item = Rung<'_>> {
    let mut from = first_position(profile, after);
    std::iter::from_fn(move || {
        let rung = Rung::next(&profile.slots, from)?;
        from = rung.end(from);
        Some(rung)
    })
}

/// The position of the first slot after attempt number `after`.
pub(super) fn first_position(profile: &Profile, after: u8) -> usize {
    profile.slots.partition_point(|rule| rule.slot.0 <= after)
}
