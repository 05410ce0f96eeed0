//! A claim about every soft decline of the supported merchants, proved or refuted by its classes.

use crate::config::{Account, closest};
use crate::engine::Engine;
use crate::model::{Class, OrderType, Outcome, ServiceIndex, Slot};

use super::build::not_recycled;
use super::example::Example;
use super::fate::Fate;
use super::set::{Few, Set};
use super::{DeclineClass, Reach, Region};

/// What is claimed of every soft decline of the supported merchants; what is not given is not claimed. At
/// least, that it reaches the service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claim {
    /// The slot of the first hand-off to the service.
    pub attempt: Option<Slot>,
    /// Local days from the decline to that hand-off.
    pub handoff_wait_days: Option<i32>,
    /// The service, if it is another than the one asked about.
    pub service: Option<ServiceIndex>,
    /// How it ends.
    pub outcome: Option<Outcome>,
}

/// Why a text is no claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimError {
    /// A word without `=`.
    NotAPair(String),
    /// A key that there is not, and the one that may be meant.
    UnknownKey(String, Option<&'static str>),
    /// A key that is given twice.
    Twice(&'static str),
    /// A value that the key cannot have, and what it can.
    BadValue(&'static str, String, String),
    /// Nothing is claimed.
    Empty,
}

const KEYS: [&str; 4] = ["attempt", "handoff_wait_days", "service", "outcome"];

impl Claim {
    /// Reads `attempt=4 handoff_wait_days=1`; everything that is wrong with it at once.
    pub fn read(text: &str, services: &[&str]) -> Result<Claim, Vec<ClaimError>> {
        let mut claim = Claim::default();
        let mut errors = Vec::new();
        let mut given: Vec<&str> = Vec::new();
        for word in text.split_whitespace() {
            let Some((name, value)) = word.split_once('=') else {
                errors.push(ClaimError::NotAPair(word.to_owned()));
                continue;
            };
            let Some(key) = KEYS.into_iter().find(|key| *key == name) else {
                errors.push(ClaimError::UnknownKey(name.to_owned(), closest(name, KEYS)));
                continue;
            };
            if given.contains(&key) {
                errors.push(ClaimError::Twice(key));
                continue;
            }
            given.push(key);
            if let Err(expected) = claim.set(key, value, services) {
                errors.push(ClaimError::BadValue(key, value.to_owned(), expected));
            }
        }
        if given.is_empty() && errors.is_empty() {
            errors.push(ClaimError::Empty);
        }
        if errors.is_empty() { Ok(claim) } else { Err(errors) }
    }

    /// Sets one key; the error says what was expected.
    fn set(&mut self, key: &str, value: &str, services: &[&str]) -> Result<(), String> {
        let whole = |from: i32, to: i32| {
            let number = value.parse().ok().filter(|number| (from..=to).contains(number));
            number.ok_or_else(|| format!("a whole number from {from} to {to}"))
        };
        match key {
            "attempt" => self.attempt = Some(Slot(whole(1, 9)? as u8)),
            "handoff_wait_days" => self.handoff_wait_days = Some(whole(0, 10_000)?),
            "service" => {
                let found = services.iter().position(|name| *name == value);
                let at = found.ok_or_else(|| format!("one of {}", services.join(", ")))?;
                self.service = Some(ServiceIndex(at as u32));
            }
            _ => {
                let found = Outcome::ALL.iter().find(|outcome| outcome.name() == value);
                let names: Vec<&str> = Outcome::ALL.iter().map(|it| it.name()).collect();
                self.outcome = Some(*found.ok_or_else(|| format!("one of {}", names.join(", ")))?);
            }
        }
        Ok(())
    }

    /// What a fate lacks of the claim; `None` if it holds.
    fn unmet(&self, service: ServiceIndex, fate: &Fate) -> Option<Unmet> {
        let service = self.service.unwrap_or(service);
        let wants_handoff = self.attempt.is_some()
            || self.handoff_wait_days.is_some()
            || self.service.is_some()
            || self.outcome.is_none();
        let handoff = fate.handoff_to(service);
        match handoff {
            None if wants_handoff => return Some(Unmet::NotReached),
            Some(step) if self.attempt.is_some_and(|slot| slot != step.slot) => {
                return Some(Unmet::Attempt(step.slot));
            }
            Some(step) if self.handoff_wait_days.is_some_and(|days| days != step.days) => {
                return Some(Unmet::Days(step.days));
            }
            _ => {}
        }
        let is_other = self.outcome.is_some_and(|outcome| outcome != fate.outcome);
        is_other.then_some(Unmet::Outcome(fate.outcome))
    }
}

/// What is otherwise than claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmet {
    /// The service is not reached.
    NotReached,
    /// It is reached at this slot.
    Attempt(Slot),
    /// It is reached after so many local days.
    Days(i32),
    /// It ends like this.
    Outcome(Outcome),
}

/// A class that refutes a claim.
#[derive(Clone, Debug)]
pub struct Counterexample<'r> {
    /// The class.
    pub class: DeclineClass<'r>,
    /// A decline of it that can happen, as plain as the class allows.
    pub example: Example,
    /// What is otherwise.
    pub unmet: Unmet,
}

/// The outcome of holding a claim against every class that it is about.
#[derive(Clone, Debug)]
pub struct Judgement<'r> {
    /// Classes that the claim is about.
    pub classes: usize,
    /// The enabled merchants that it is about.
    pub merchants: usize,
    /// The classes that refute it, those with the plainest declines first.
    pub counterexamples: Vec<Counterexample<'r>>,
}

impl Judgement<'_> {
    /// Whether the claim holds for all of them.
    pub fn holds(&self) -> bool {
        self.counterexamples.is_empty()
    }
}

/// The soft declines that an account's own switches let be recycled: rebills, new sales where the account
/// recycles them, and no campaign that disables recycle billing.
pub fn recycled(account: &Account) -> Region {
    let soft = Few::one(Class::Soft as u8, Class::ALL.len() as u8);
    let rebills = Few::one(OrderType::Rebill as u8, OrderType::ALL.len() as u8);
    let all = Region::all();
    Region {
        classes: soft,
        campaigns: Set::all_but(not_recycled(account)),
        order_types: if account.recycle_new_sales { all.order_types } else { rebills },
        ..all
    }
}

impl Reach {
    /// Holds a claim against every class of soft declines of the enabled merchants that `service` supports,
    /// as far as the account recycles them at all (see [`recycled`]) and they can happen (see
    /// [`Reach::supported_example`]).
    pub fn judge(
        &self,
        engine: &Engine<'_>,
        service: ServiceIndex,
        claim: &Claim,
    ) -> Judgement<'_> {
        let account = engine.account();
        let mut judgement = Judgement {
            classes: 0,
            merchants: account
                .merchants
                .iter()
                .filter(|merchant| merchant.enabled && merchant.supported_by == Some(service))
                .count(),
            counterexamples: Vec::new(),
        };
        let recycled = recycled(account);
        for mut class in self.classes() {
            let Some(region) = class.region.intersection(&recycled) else { continue };
            class.region = region;
            let Some(example) = self.supported_example(engine, &class.region, service) else {
                continue;
            };
            judgement.classes += 1;
            if let Some(unmet) = claim.unmet(service, class.fate) {
                judgement.counterexamples.push(Counterexample { class, example, unmet });
            }
        }
        let length = |found: &Counterexample<'_>| found.example.typed(account).len();
        judgement.counterexamples.sort_by_key(|found| (length(found), found.class.index));
        judgement
    }
}
