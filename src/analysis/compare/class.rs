//! Two routes of one decline held against each other.

use crate::config::Account;
use crate::engine::{Attempt, Route};
use crate::model::{MerchantIndex, Moment, ProfileIndex, ServiceIndex, names};

names! {
    /// What changed first and foremost, the first of these that holds.
    ChangeClass {
        /// The verdict soft, hard or unknown.
        Reclassified = "reclassified",
        /// A hand-off appears.
        HandoffGained = "handoff_gained",
        /// The hand-off disappears.
        HandoffLost = "handoff_lost",
        /// The outcome.
        OutcomeChanged = "outcome_changed",
        /// Slots are submitted or handed off that were not before.
        AttemptAdded = "attempt_added",
        /// Slots are submitted or handed off no longer.
        AttemptDropped = "attempt_dropped",
        /// Both.
        AttemptsReplaced = "attempts_replaced",
        /// The merchant of such a slot.
        TargetChanged = "target_changed",
        /// The due date or time of such a slot.
        DateMoved = "date_moved",
        /// The amount of such a slot.
        PriceChanged = "price_changed",
        /// Anything else in `routes.csv` or `transactions.csv`.
        DetailChanged = "detail_changed",
    }
}

impl ChangeClass {
    /// What the change is seen from the other side.
    pub const fn mirrored(self) -> ChangeClass {
        match self {
            ChangeClass::HandoffGained => ChangeClass::HandoffLost,
            ChangeClass::HandoffLost => ChangeClass::HandoffGained,
            ChangeClass::AttemptAdded => ChangeClass::AttemptDropped,
            ChangeClass::AttemptDropped => ChangeClass::AttemptAdded,
            other => other,
        }
    }
}

/// A decline's route under one configuration, and when it declined on that account's clock.
#[derive(Clone, Copy, Debug)]
pub struct Routed<'r> {
    /// When it declined.
    pub declined_at: Moment,
    /// Its route.
    pub route: &'r Route,
}

/// Which merchants, profiles and services of two accounts are the same ones: those with the same id, title
/// or name.
#[derive(Clone, Debug)]
pub struct Namesakes {
    /// Whether every name has the same position in both.
    are_aligned: bool,
    /// For each of the base, its position in the candidate.
    merchants: Vec<Option<u32>>,
    profiles: Vec<Option<u32>>,
    services: Vec<Option<u32>>,
}

impl Namesakes {
    /// Matches the names of two accounts.
    pub fn of(base: &Account, candidate: &Account) -> Namesakes {
        fn positions<T>(base: &[T], candidate: &[T], name: fn(&T) -> &str) -> Vec<Option<u32>> {
            let news: std::collections::BTreeMap<&str, u32> =
                candidate.iter().map(name).zip(0..).collect();
            base.iter().map(|entry| news.get(name(entry)).copied()).collect()
        }
        let merchants = positions(&base.merchants, &candidate.merchants, |merchant| &merchant.id);
        let profiles = positions(&base.profiles, &candidate.profiles, |profile| &profile.title);
        let services = positions(&base.services, &candidate.services, |service| &service.name);
        let in_place =
            |list: &[Option<u32>]| list.iter().zip(0..).all(|(new, old)| *new == Some(old));
        let are_aligned = [&merchants, &profiles, &services].into_iter().all(|list| in_place(list));
        Namesakes { are_aligned, merchants, profiles, services }
    }

    fn merchant(&self, base: MerchantIndex, candidate: MerchantIndex) -> bool {
        same(&self.merchants, self.are_aligned, base.0, candidate.0)
    }

    fn profile(&self, base: Option<ProfileIndex>, candidate: Option<ProfileIndex>) -> bool {
        match (base, candidate) {
            (Some(base), Some(candidate)) => {
                same(&self.profiles, self.are_aligned, base.0, candidate.0)
            }
            (base, candidate) => base.is_none() && candidate.is_none(),
        }
    }

    fn service(&self, base: Option<ServiceIndex>, candidate: Option<ServiceIndex>) -> bool {
        match (base, candidate) {
            (Some(base), Some(candidate)) => {
                same(&self.services, self.are_aligned, base.0, candidate.0)
            }
            (base, candidate) => base.is_none() && candidate.is_none(),
        }
    }

    /// Whether two attempts have the same row in `routes.csv`.
    fn attempt(&self, base: &Attempt, candidate: &Attempt) -> bool {
        let rest = Attempt { target: base.target, service: base.service, ..*candidate };
        *base == rest
            && self.merchant(base.target, candidate.target)
            && self.service(base.service, candidate.service)
    }

    /// Whether two routes have the same rows in `routes.csv` and `transactions.csv`.
    pub fn are_same(&self, base: Routed<'_>, candidate: Routed<'_>) -> bool {
        let (old, new) = (base.route, candidate.route);
        base.declined_at == candidate.declined_at
            && old.outcome == new.outcome
            && old.classification.class == new.classification.class
            && self.profile(old.profile, new.profile)
            && old.own_notes == new.own_notes
            && old.attempts.len() == new.attempts.len()
            && old.attempts.iter().zip(&new.attempts).all(|(old, new)| self.attempt(old, new))
    }

    /// What changes between two routes of one decline; `None` if nothing does.
    pub fn change(&self, base: Routed<'_>, candidate: Routed<'_>) -> Option<ChangeClass> {
        (!self.are_same(base, candidate)).then(|| self.class(base.route, candidate.route))
    }

    fn class(&self, old: &Route, new: &Route) -> ChangeClass {
        let (slots_before, slots_after) = (slots_made(old), slots_made(new));
        let (added, dropped) = (slots_after & !slots_before, slots_before & !slots_after);
        // Once the slots are the same ones, the attempts go in pairs.
        let any = |differs: &dyn Fn(&Attempt, &Attempt) -> bool| {
            old.made().zip(new.made()).any(|(old, new)| differs(old, new))
        };
        match (old.handoff().is_some(), new.handoff().is_some()) {
            _ if old.classification.class != new.classification.class => ChangeClass::Reclassified,
            (false, true) => ChangeClass::HandoffGained,
            (true, false) => ChangeClass::HandoffLost,
            _ if old.outcome != new.outcome => ChangeClass::OutcomeChanged,
            _ if added != 0 && dropped != 0 => ChangeClass::AttemptsReplaced,
            _ if added != 0 => ChangeClass::AttemptAdded,
            _ if dropped != 0 => ChangeClass::AttemptDropped,
            _ if any(&|old, new| !self.merchant(old.target, new.target)) => {
                ChangeClass::TargetChanged
            }
            _ if any(&|old, new| old.due != new.due) => ChangeClass::DateMoved,
            _ if any(&|old, new| old.amount != new.amount) => ChangeClass::PriceChanged,
            _ => ChangeClass::DetailChanged,
        }
    }

    /// Whether the first hand-off differs in anything, or is only on one side.
    pub fn moves_handoff(&self, old: &Route, new: &Route) -> bool {
        match (old.handoff(), new.handoff()) {
            (Some(old), Some(new)) => {
                old.slot != new.slot
                    || old.due != new.due
                    || old.amount != new.amount
                    || !self.merchant(old.target, new.target)
            }
            (old, new) => old.is_some() != new.is_some(),
        }
    }
}

fn same(positions: &[Option<u32>], are_aligned: bool, base: u32, candidate: u32) -> bool {
    if are_aligned { base == candidate } else { positions[base as usize] == Some(candidate) }
}

/// The slots that were submitted or handed off, one bit each.
fn slots_made(route: &Route) -> u64 {
    route.made().fold(0, |slots, attempt| slots | 1 << attempt.slot.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Format, load};
    use crate::engine::Engine;
    use crate::ingest::DeclineFields;
    use crate::model::{Change, Source};

    const BASE: &str = r#"
[[merchant]]
id = "12"
gateway = "NMI"
[[merchant]]
id = "13"
gateway = "NMI"
[[merchant]]
id = "99"
gateway = "FlexPay"
[[merchant]]
id = "98"
gateway = "FlexPay"
[[profile]]
title = "A"
apply_to = ["12"]
[profile.targets]
"4-6" = "99"
[profile.attempts]
1 = { wait_days = 1 }
2 = { skip = true, wait_days = 3 }
4 = { wait_days = 1 }
5 = { skip = true, wait_days = 2 }
"#;

    fn change(sets: &[&str]) -> Option<ChangeClass> {
        let account = |sets: &[&str]| {
            let changes: Vec<Change> = sets.iter().map(|set| Change::read(set).unwrap()).collect();
            let source = Source { name: "a.toml".into(), text: BASE.into() };
            let loaded = load(source, Format::Toml, &changes);
            assert_eq!(loaded.findings, [], "{sets:?}");
            loaded.account
        };
        let (base, candidate) = (account(&[]), account(sets));
        let fields = DeclineFields::from_text(
            "merchant=12 amount=49.95 brand=visa declined_at=2024-03-04T10:00 \
             response_code=51 is_debit=0 is_prepaid=0",
        );
        let fields = fields.unwrap();
        let decline = fields.decline(&base).unwrap();
        let [mut old, mut new] = [Route::empty(), Route::empty()];
        Engine::new(&base).replay(&decline, &mut old);
        Engine::new(&candidate).replay(&decline, &mut new);
        let [old, new] =
            [&old, &new].map(|route| Routed { declined_at: decline.declined_at, route });
        let found = Namesakes::of(&base, &candidate).change(old, new);
        let back = Namesakes::of(&candidate, &base).change(new, old);
        assert_eq!(found.map(ChangeClass::mirrored), back);
        found
    }

    #[test]
    fn the_first_class_that_holds() {
        use ChangeClass as C;
        for (sets, class) in [
            (&[][..], None),
            (&["merchant.13.enabled=false"], None),
            (&["decline_map+={gateway=\"NMI\", contains=\"x\", kind=\"hard\"}"], None),
            (&["profile.A.apply_to=[]"], Some(C::HandoffLost)),
            (&["profile.A.attempts.4.skip=true"], Some(C::HandoffLost)),
            (&["merchant.99.enabled=false"], Some(C::HandoffLost)),
            (&["profile.A.attempts.5.skip=false"], Some(C::AttemptAdded)),
            (&["profile.A.attempts.2.skip=false"], Some(C::AttemptAdded)),
            (&["profile.A.attempts.1.skip=true"], Some(C::AttemptDropped)),
            (
                &["profile.A.attempts.1.skip=true", "profile.A.attempts.2.skip=false"],
                Some(C::AttemptsReplaced),
            ),
            (&["profile.A.targets.4-6=98"], Some(C::TargetChanged)),
            (
                &["profile.A.targets.4-6=98", "profile.A.attempts.4.wait_days=2"],
                Some(C::TargetChanged),
            ),
            (&["profile.A.attempts.4.wait_days=2"], Some(C::DateMoved)),
            (&["account.rebill_time=04:00"], Some(C::DateMoved)),
            (&["profile.A.attempts.4.price_reduction=1"], Some(C::PriceChanged)),
            (&["profile.A.title=B"], Some(C::DetailChanged)),
            (&["service+={name=\"FlexPay\", min_gap_hours=72}"], Some(C::DetailChanged)),
            (&["profile.A.attempts.7={wait_days=1}"], Some(C::OutcomeChanged)),
        ] {
            assert_eq!(change(sets), class, "{sets:?}");
        }
    }
}
