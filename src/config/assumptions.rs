//! What is assumed where the CRM's documents are silent (semantics.md section 8).

macro_rules! assumption {
    ($(#[$meta:meta])* $type:ident { $($(#[$doc:meta])* $variant:ident = $name:literal,)+ }) => {
        crate::model::names! { $(#[$meta])* $type { $($(#[$doc])* $variant = $name,)+ } }
        impl Default for $type {
            fn default() -> $type { $type::ALL[0] }
        }
    };
}

assumption! {
    /// Does a skipped slot's wait still pass?
    SkipWait {
        /// No.
        Omit = "omit",
        /// Yes: it is added to the next taken slot's wait.
        Elapses = "elapses",
    }
}
assumption! {
    /// Does a skipped slot's reduction still count?
    SkipReduction {
        /// No.
        Omit = "omit",
        /// Yes.
        Accrues = "accrues",
    }
}
assumption! {
    /// Do reductions add up?
    ReductionMode {
        /// Yes.
        Cumulative = "cumulative",
        /// No: each slot states its own total.
        Absolute = "absolute",
    }
}
assumption! {
    /// From where a wait counts.
    WaitFrom {
        /// The attempt before, or the decline.
        PreviousAttempt = "previous_attempt",
        /// Always the decline.
        FirstDecline = "first_decline",
    }
}
assumption! {
    /// Which forced weekday is taken.
    WeekdayRule {
        /// The first on or after the date.
        OnOrAfter = "on_or_after",
        /// The first after the date.
        StrictlyAfter = "strictly_after",
        /// The closer of the two, never before the previous event's date.
        Nearest = "nearest",
    }
}
assumption! {
    /// What a blocked attempt does to the ladder.
    BlockedSlot {
        /// It took place and declined.
        CountAsDecline = "count_as_decline",
        /// No time passes, no reduction is kept.
        PassOver = "pass_over",
        /// The ladder ends.
        FailPurchase = "fail_purchase",
    }
}
assumption! {
    /// What the CRM does after a hand-off.
    AfterHandoff {
        /// It goes on with its remaining slots.
        Continue = "continue",
        /// The ladder ends.
        ServiceOwns = "service_owns",
    }
}
assumption! {
    /// What a decline is that nothing classes.
    UnknownDecline {
        /// A verdict of its own, not tried again.
        Unclassified = "unclassified",
        /// Soft.
        Soft = "soft",
        /// Hard.
        Hard = "hard",
    }
}

/// The readings in force where the CRM's documents are silent (semantics.md section 8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "each field is documented by its type")]
pub struct Assumptions {
    pub skip_wait: SkipWait,
    pub skip_reduction: SkipReduction,
    pub reduction_mode: ReductionMode,
    pub wait_from: WaitFrom,
    pub weekday_rule: WeekdayRule,
    pub blocked_slot: BlockedSlot,
    pub after_handoff: AfterHandoff,
    pub unknown_decline: UnknownDecline,
}

impl Assumptions {
    /// Each key with every value it can have, the default first.
    pub const KEYS: [(&'static str, &'static [&'static str]); 8] = [
        ("skip_wait", &["omit", "elapses"]),
        ("skip_reduction", &["omit", "accrues"]),
        ("reduction_mode", &["cumulative", "absolute"]),
        ("wait_from", &["previous_attempt", "first_decline"]),
        ("weekday_rule", &["on_or_after", "strictly_after", "nearest"]),
        ("blocked_slot", &["count_as_decline", "pass_over", "fail_purchase"]),
        ("after_handoff", &["continue", "service_owns"]),
        ("unknown_decline", &["unclassified", "soft", "hard"]),
    ];

    /// These with one key given another value; `None` if there is no such key or value.
    pub fn with(mut self, key: &str, value: &str) -> Option<Assumptions> {
        /// Gives the field the value of that name.
        fn give<T: Copy>(
            field: &mut T,
            all: &[T],
            name: fn(T) -> &'static str,
            value: &str,
        ) -> Option<()> {
            *field = *all.iter().find(|other| name(**other) == value)?;
            Some(())
        }
        macro_rules! give {
            ($field:ident, $type:ident) => {
                give(&mut self.$field, $type::ALL, $type::name, value)
            };
        }
        match key {
            "skip_wait" => give!(skip_wait, SkipWait),
            "skip_reduction" => give!(skip_reduction, SkipReduction),
            "reduction_mode" => give!(reduction_mode, ReductionMode),
            "wait_from" => give!(wait_from, WaitFrom),
            "weekday_rule" => give!(weekday_rule, WeekdayRule),
            "blocked_slot" => give!(blocked_slot, BlockedSlot),
            "after_handoff" => give!(after_handoff, AfterHandoff),
            "unknown_decline" => give!(unknown_decline, UnknownDecline),
            _ => None,
        }?;
        Some(self)
    }

    /// Each key with the value in force.
    pub fn in_force(&self) -> [(&'static str, &'static str); 8] {
        [
            ("skip_wait", self.skip_wait.name()),
            ("skip_reduction", self.skip_reduction.name()),
            ("reduction_mode", self.reduction_mode.name()),
            ("wait_from", self.wait_from.name()),
            ("weekday_rule", self.weekday_rule.name()),
            ("blocked_slot", self.blocked_slot.name()),
            ("after_handoff", self.after_handoff.name()),
            ("unknown_decline", self.unknown_decline.name()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_assumption_can_be_changed() {
        for (at, (key, values)) in Assumptions::KEYS.into_iter().enumerate() {
            for value in values {
                let changed = Assumptions::default().with(key, value).unwrap();
                assert_eq!(changed.in_force()[at], (key, *value));
                let count = changed
                    .in_force()
                    .iter()
                    .zip(Assumptions::default().in_force())
                    .filter(|(one, two)| *one != two)
                    .count();
                assert_eq!(count, usize::from(*value != values[0]));
            }
            assert_eq!(Assumptions::default().with(key, "x"), None);
        }
        assert_eq!(Assumptions::default().with("x", "omit"), None);
    }
}
