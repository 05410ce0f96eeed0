//! A claim about every soft decline of the supported merchants, as it is typed.

use crate::config::closest;
use crate::model::{Outcome, Slot};

/// What is claimed of every soft decline of the supported merchants; what is not given is not claimed. At
/// least, that it reaches the service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claim {
    /// The slot of the first hand-off to the service.
    pub attempt: Option<Slot>,
    /// Local days from the decline to that hand-off.
    pub handoff_wait_days: Option<i32>,
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

const KEYS: [&str; 3] = ["attempt", "handoff_wait_days", "outcome"];

impl Claim {
    /// Reads `attempt=4 handoff_wait_days=1`; everything that is wrong with it at once.
    pub fn read(text: &str) -> Result<Claim, Vec<ClaimError>> {
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
            if let Err(expected) = claim.set(key, value) {
                errors.push(ClaimError::BadValue(key, value.to_owned(), expected));
            }
        }
        if given.is_empty() && errors.is_empty() {
            errors.push(ClaimError::Empty);
        }
        if errors.is_empty() { Ok(claim) } else { Err(errors) }
    }

    /// Sets one key; the error says what was expected.
    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        let whole = |from: i32, to: i32| {
            let number = value.parse().ok().filter(|number| (from..=to).contains(number));
            number.ok_or_else(|| format!("a whole number from {from} to {to}"))
        };
        match key {
            "attempt" => self.attempt = Some(Slot(whole(1, 9)? as u8)),
            "handoff_wait_days" => self.handoff_wait_days = Some(whole(0, 10_000)?),
            _ => {
                let found = Outcome::ALL.iter().find(|outcome| outcome.name() == value);
                let names: Vec<&str> = Outcome::ALL.iter().map(|it| it.name()).collect();
                self.outcome = Some(*found.ok_or_else(|| format!("one of {}", names.join(", ")))?);
            }
        }
        Ok(())
    }
}
