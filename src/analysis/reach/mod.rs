//! What becomes of *every* decline of an ordinary week: the finite classes of declines that a configuration
//! tells apart, each with the engine's answer to it.
//!
//! A replay decides by a decline's facts, one question after the other. The classes are the paths of a
//! reduced decision diagram over those questions ([`tree`]): a value that the configuration does not tell
//! from another one collapses with it, amounts and times of day fall into bands whose ends are found by
//! bisection over the engine's own predicates ([`bands`]), and each leaf is a replay.

mod alike;
mod answer;
mod bands;
mod build;
mod claim;
mod clock;
mod example;
mod fate;
mod judge;
mod place;
mod possible;
mod region;
mod set;
mod tree;
mod week;

use std::borrow::Cow;

use crate::config::Account;
use crate::engine::{Engine, Facts};
use crate::model::{Decline, Outcome, Recorded, Zone};

use build::{Builder, Built, Root};
use example::Picker;
use possible::Group;
use tree::{NodeId, Tree};

pub use answer::{Answer, Missed, Reached};
pub use claim::{Claim, ClaimError};
pub use clock::{ClockDifference, clock_differences};
pub use example::Example;
pub use fate::{Fate, Grain, Step, StepTarget};
pub use judge::{Counterexample, Judgement, Unmet};
pub use possible::recycled;
pub use region::{ATTEMPTS, Brands, FACTS, NO_LIMIT, Region};
pub use set::{Few, Set, Span};
pub use week::{Clock, USUAL_YEAR, Week};

/// All classes of an account's declines in an ordinary week.
#[derive(Debug)]
pub struct Reach {
    week: Week,
    grain: Grain,
    picker: Picker,
    tree: Tree<Fate>,
    roots: Vec<Root>,
    /// Per root, how many classes come before its own.
    offsets: Vec<usize>,
    /// Per merchant, its root; the last root is that of merchants the account does not have.
    root_of: Vec<u32>,
    /// Enabled merchants, by the declines that can happen on them.
    groups: Vec<Group>,
    /// Ladders as they are dated, for looking at other weeks.
    dated: Vec<(Facts, NodeId)>,
}

/// Declines of which the engine says the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclineClass<'r> {
    /// Its position among the classes.
    pub index: usize,
    /// Which declines these are.
    pub region: Region,
    /// What becomes of them.
    pub fate: &'r Fate,
}

impl Reach {
    /// The classes of the engine's account, as fine as `grain` tells them apart, with examples in `week`.
    pub fn of(engine: &Engine<'_>, week: Week, grain: Grain) -> Reach {
        let account: Cow<'_, Account> = match week.clock {
            Clock::Even => Cow::Borrowed(engine.account()),
            Clock::TakenAsEven => Cow::Owned(on_even_clock(engine.account())),
        };
        let even = Engine::new(&account);
        let picker = Picker::of(&account, week);
        let Built { tree, roots, dated } = Builder::new(&even, week, &picker, grain).build();
        let offsets = roots.iter().scan(0, |next, root| {
            let offset = *next;
            *next += tree.paths(root.node);
            Some(offset)
        });
        let offsets = offsets.collect();
        let mut root_of = vec![0; account.merchants.len()];
        for (number, root) in (0..).zip(&roots) {
            let Set::In(ids) = &root.merchants else { continue };
            for merchant in ids.iter().filter_map(|id| account.merchant_of(id)) {
                root_of[merchant.0 as usize] = number;
            }
        }
        let groups = possible::groups(&even, &roots, &root_of);
        Reach { week, grain, picker, tree, roots, offsets, root_of, groups, dated }
    }

    /// The week that examples are taken from.
    pub fn week(&self) -> Week {
        self.week
    }

    /// How many classes there are.
    pub fn count(&self) -> usize {
        self.roots.iter().map(|root| self.tree.paths(root.node)).sum()
    }

    /// The classes, in order.
    pub fn classes(&self) -> Vec<DeclineClass<'_>> {
        let mut classes = Vec::with_capacity(self.count());
        for (root, offset) in self.roots.iter().zip(&self.offsets) {
            let region = Region { merchants: root.merchants.clone(), ..Region::all() };
            self.tree.walk(root.node, region, &mut |region, at, fate| {
                classes.push(DeclineClass { index: offset + at, region, fate });
            });
        }
        classes
    }

    /// The class of a decline by its position, and what becomes of it in an ordinary week. `engine` is one
    /// of the same account. `None` for a later row of a group whose first decline is replayed.
    pub fn class_of(&self, engine: &Engine<'_>, decline: &Decline<'_>) -> Option<(usize, &Fate)> {
        if decline.recorded == Recorded::Later || decline.attempt >= ATTEMPTS {
            return None;
        }
        let facts = engine.facts(decline);
        let number = match facts.merchant {
            Some(merchant) => self.root_of[merchant.0 as usize] as usize,
            None => self.roots.len() - 1,
        };
        let node = self.roots[number].node;
        let class = facts.classification.class;
        let (index, fate) = self.tree.find(node, |part| part.has(decline, class))?;
        Some((self.offsets[number] + index, fate))
    }

    /// How declines of the account end.
    pub fn outcomes(&self) -> Vec<Outcome> {
        let has =
            |outcome: &Outcome| self.tree.leaves().iter().any(|fate| fate.outcome == *outcome);
        Outcome::ALL.iter().copied().filter(has).collect()
    }

    /// The plainest decline of a region of the week.
    pub fn example(&self, account: &Account, region: &Region) -> Example {
        self.picker.example(account, region)
    }
}

/// The account as it would be on a clock that never changes.
fn on_even_clock(account: &Account) -> Account {
    let mut account = account.clone();
    // Invariant: the time-zone data has UTC.
    account.timezone = Zone::named("UTC").expect("the time-zone data has UTC");
    account
}
