//! What becomes of *every* decline of an ordinary week: the finite classes of declines that a configuration
//! tells apart, each with the engine's answer to it.
//!
//! A replay decides by a decline's facts, one question after the other. The classes are the paths of a
//! reduced decision diagram over those questions ([`tree`]): a value that the configuration does not tell
//! from another one collapses with it, amounts and times of day fall into bands whose ends are found by
//! bisection over the engine's own predicates ([`bands`]), and each leaf is a replay.

mod bands;
mod build;
mod claim;
mod clock;
mod example;
mod fate;
mod lines;
mod region;
mod set;
#[cfg(test)]
mod tests;
mod tree;
mod week;

use std::borrow::Cow;

use crate::config::Account;
use crate::engine::{Engine, Facts};
use crate::model::{Decline, MerchantIndex, ServiceIndex};

use build::{Builder, Root, is_replayed, on_even_clock};
use example::{Picker, can_happen};
use tree::{NodeId, Tree};

pub use claim::{Claim, ClaimError, Counterexample, Judgement, Unmet, recycled};
pub use clock::{ClockDifference, clock_differences};
pub use example::Example;
pub use fate::{Fate, Step, StepTarget};
pub use lines::{Line, Missed, Reached, What, lines};
pub use region::{ATTEMPTS, Brands, FACTS, NO_LIMIT, Region};
pub use set::{Few, Set, Span};
pub use week::{Clock, USUAL_YEAR, Week};

/// All classes of an account's declines in an ordinary week.
#[derive(Debug)]
pub struct Reach {
    week: Week,
    picker: Picker,
    tree: Tree<Fate>,
    roots: Vec<Root>,
    /// Per root, how many classes come before its own.
    offsets: Vec<usize>,
    /// Per merchant, its root; the last root is that of merchants the account does not have.
    root_of: Vec<u32>,
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
    /// The classes of the engine's account, with examples in `week`.
    pub fn of(engine: &Engine<'_>, week: Week) -> Reach {
        let account: Cow<'_, Account> = match week.clock {
            Clock::Even => Cow::Borrowed(engine.account()),
            Clock::TakenAsEven => Cow::Owned(on_even_clock(engine.account())),
        };
        let even = Engine::new(&account);
        let picker = Picker::of(&account, week);
        let mut builder = Builder::new(&even, week, &picker);
        let roots = builder.roots();
        let (tree, mut dated) = (builder.tree, builder.dated);
        dated.sort_by_key(|(_, node)| *node);
        dated.dedup_by_key(|(_, node)| *node);
        let offsets = roots.iter().scan(0, |next, root| {
            let offset = *next;
            *next += tree.paths(root.node);
            Some(offset)
        });
        let offsets = offsets.collect();
        let mut root_of = vec![0; account.merchants.len()];
        for (number, root) in roots.iter().enumerate() {
            let Set::In(ids) = &root.merchants else { continue };
            for merchant in ids.iter().filter_map(|id| account.merchant_of(id)) {
                root_of[merchant.0 as usize] = number as u32;
            }
        }
        Reach { week, picker, tree, roots, offsets, root_of, dated }
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
        if !is_replayed(decline) {
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

    /// The plainest decline of a region of the week.
    pub fn example(&self, engine: &Engine<'_>, region: &Region) -> Example {
        self.picker.example(engine, region, None)
    }

    /// The plainest decline of a region that can happen on one of its enabled merchants supported by a
    /// service: a card and a currency that the merchant takes, the first billing or an attempt that runs on
    /// it. `None` if there is none.
    pub fn supported_example(
        &self,
        engine: &Engine<'_>,
        region: &Region,
        service: ServiceIndex,
    ) -> Option<Example> {
        let Set::In(ids) = &region.merchants else { return None };
        let account = engine.account();
        let supported =
            |merchant: &MerchantIndex| account.merchant(*merchant).supported_by == Some(service);
        let mut merchants: Vec<MerchantIndex> =
            ids.iter().filter_map(|id| account.merchant_of(id)).filter(supported).collect();
        merchants.sort_unstable();
        merchants.into_iter().find_map(|merchant| {
            let example = self.picker.example(engine, region, Some(merchant));
            can_happen(engine, &example).then_some(example)
        })
    }
}

/// The declines that two accounts together tell apart: every region that is not empty of one class of each,
/// with the positions of both. Both must be of accounts on one clock for the dates to be one.
pub fn refined(base: &Reach, candidate: &Reach) -> Vec<(Region, usize, usize)> {
    let mut regions = Vec::new();
    for class in base.classes() {
        for (root, offset) in candidate.roots.iter().zip(&candidate.offsets) {
            let merchants = class.region.merchants.intersection(&root.merchants);
            if merchants.is_empty() {
                continue;
            }
            let region = Region { merchants, ..class.region.clone() };
            candidate.tree.walk(root.node, region, &mut |region, at, _| {
                if region.is_possible() {
                    regions.push((region, class.index, offset + at));
                }
            });
        }
    }
    regions
}
