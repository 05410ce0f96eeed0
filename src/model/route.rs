//! What becomes of a decline: classes, slots, statuses, reasons, notes and outcomes.

use std::fmt;

use super::decline::Kind;

/// A merchant's position in the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MerchantIndex(pub u32);

/// A recovery service's position in the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceIndex(pub u32);

/// A profile's position in the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfileIndex(pub u32);

/// The number of a re-attempt, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub u8);

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Declares an enum whose variants are the names of the contract, with `ALL` and `name`.
macro_rules! names {
    ($(#[$meta:meta])* $type:ident { $($(#[$doc:meta])* $variant:ident = $name:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $type { $($(#[$doc])* $variant,)+ }

        impl $type {
            /// All of them, in the order of the contract.
            pub const ALL: &[$type] = &[$($type::$variant),+];

            /// The name that files have.
            pub const fn name(self) -> &'static str {
                match self { $($type::$variant => $name),+ }
            }
        }
    };
}
pub(crate) use names;

names! {
    /// The verdict on a decline, before any assumption.
    Class {
        /// May be tried again.
        Soft = "soft",
        /// Never tried again.
        Hard = "hard",
        /// Nothing decides.
        Unknown = "unknown",
    }
}

impl From<Kind> for Class {
    fn from(kind: Kind) -> Class {
        match kind {
            Kind::Soft => Class::Soft,
            Kind::Hard => Class::Hard,
        }
    }
}

names! {
    /// How a transaction ends; semantics.md sections 3 (in the order of the gates) and 5.
    Outcome {
        /// A later attempt of a payment whose first decline is replayed.
        RecordedAttempt = "recorded_attempt",
        /// The merchant is not in the configuration.
        UnknownMerchant = "unknown_merchant",
        /// The recovery service owns the payment already.
        AtService = "at_service",
        /// Hard declines are never recycled.
        HardDecline = "hard_decline",
        /// Neither soft nor hard, and no assumption says which.
        Unclassified = "unclassified",
        /// The campaign disables recycle billing.
        RecyclingDisabled = "recycling_disabled",
        /// A new sale, and new sales are not recycled.
        NewSaleNotRecycled = "new_sale_not_recycled",
        /// The merchant is in no profile.
        NoProfile = "no_profile",
        /// A new sale below the profile's minimum price.
        BelowMinimum = "below_minimum",
        /// No unskipped slot is left.
        NoAttempts = "no_attempts",
        /// Handed off, and later an ordinary attempt was submitted.
        Contested = "contested",
        /// Handed off, and nothing ordinary was submitted afterwards.
        HandedOff = "handed_off",
        /// Submitted, never handed off.
        Exhausted = "exhausted",
        /// Every attempt was blocked.
        Blocked = "blocked",
    }
}

names! {
    /// What became of an attempt.
    Status {
        /// Sent to an ordinary merchant.
        Submitted = "submitted",
        /// Sent to a recovery service's merchant.
        HandedOff = "handed_off",
        /// Refused before it was sent.
        Blocked = "blocked",
    }
}

names! {
    /// Why an attempt is blocked, in the order in which the gates are asked.
    BlockReason {
        /// The target is not enabled.
        MerchantDisabled = "merchant_disabled",
        /// The target does not accept the brand.
        MethodNotAccepted = "method_not_accepted",
        /// The card is prepaid and the target blocks those.
        PrepaidBlocked = "prepaid_blocked",
        /// The card is debit and the target blocks those.
        DebitBlocked = "debit_blocked",
        /// The target lists currencies, and not this one.
        CurrencyNotAccepted = "currency_not_accepted",
        /// The price is below the recovery service's minimum.
        BelowServiceMinimum = "below_service_minimum",
    }
}

names! {
    /// A remark on an attempt or a transaction, in alphabetical order.
    Note {
        /// The service already owned the payment.
        AfterHandoff = "after_handoff",
        /// The merchant is in several profiles; the first was used.
        AmbiguousProfile = "ambiguous_profile",
        /// The local time was skipped by a clock change.
        DstShifted = "dst_shifted",
        /// Prepaid or debit is unknown, and the target blocks one of them.
        FundingUnknown = "funding_unknown",
        /// The brand is unknown.
        MethodUnknown = "method_unknown",
        /// The reductions would have gone below the floor.
        PriceFloored = "price_floored",
        /// Handed off before the service's minimum gap had passed.
        UnderMinGap = "under_min_gap",
        /// A forced weekday moved the date.
        WeekdayForced = "weekday_forced",
    }
}

/// A set of notes; iterates in alphabetical order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Notes(u8);

impl Notes {
    /// No notes.
    pub const NONE: Notes = Notes(0);

    /// This set with `note` in it.
    pub const fn with(self, note: Note) -> Notes {
        Notes(self.0 | 1 << note as u8)
    }

    /// Both sets together.
    pub const fn union(self, other: Notes) -> Notes {
        Notes(self.0 | other.0)
    }

    /// The notes that are in both sets.
    pub const fn among(self, other: Notes) -> Notes {
        Notes(self.0 & other.0)
    }

    /// This set less the notes of another.
    pub const fn without(self, other: Notes) -> Notes {
        Notes(self.0 & !other.0)
    }

    /// Whether `note` is in the set.
    pub const fn has(self, note: Note) -> bool {
        self.0 & (1 << note as u8) != 0
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The set as bits, one per note in alphabetical order: an index into a table of 256.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The set of such bits.
    pub const fn from_bits(bits: u8) -> Notes {
        Notes(bits)
    }

    /// The notes in alphabetical order.
    pub fn iter(self) -> impl Iterator<Item = Note> {
        Note::ALL.iter().copied().filter(move |&note| self.has(note))
    }
}

impl FromIterator<Note> for Notes {
    fn from_iter<I: IntoIterator<Item = Note>>(notes: I) -> Notes {
        notes.into_iter().fold(Notes::NONE, Notes::with)
    }
}

impl fmt::Display for Notes {
    /// The names joined by `;`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, note) in self.iter().enumerate() {
            if position > 0 {
                f.write_str(";")?;
            }
            f.write_str(note.name())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_alphabetical() {
        assert!(Note::ALL.is_sorted_by_key(|note| note.name()));
        let notes: Notes = [Note::WeekdayForced, Note::AfterHandoff].into_iter().collect();
        assert_eq!(notes.to_string(), "after_handoff;weekday_forced");
        assert_eq!(Notes::NONE.to_string(), "");
    }
}
