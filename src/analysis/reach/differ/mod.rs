//! Every class of decline that two accounts answer differently: the diagrams of both laid over each other,
//! and each difference classed as [`crate::analysis::compare`] does, by replaying a decline of it.

mod joined;
mod named;
mod prices;
mod product;
mod side;
mod verdicts;

use std::collections::BTreeMap;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analysis::compare::{ChangeClass, Namesakes, Routed};
use crate::config::{Account, RebillTime};
use crate::engine::{Engine, Route};
use crate::model::Class;

use super::example::Example;
use super::region::{ALL_SECONDS, Region};
use super::set::{Set, Span};
use super::tree::{Node, NodeId, Retelling, Tree};
use super::week::{Clock, Week};
use super::{Grain, Reach, on_even_clock};

use named::Named;
use product::{Pair, Product};

pub use side::{Made, PriceRule, Side};

/// What two accounts answer differently.
#[derive(Clone, Debug)]
pub struct Differing {
    /// The week that examples are taken from.
    pub week: Week,
    /// How many classes the base and the candidate tell apart.
    pub classes: [usize; 2],
    /// Those that change, merchant by merchant.
    pub changes: Vec<ClassChange>,
}

/// Declines that change in one way.
#[derive(Clone, Debug)]
pub struct ClassChange {
    /// Which declines; `classes` are verdicts under the base.
    pub region: Region,
    /// The same for people: what holds all that can happen on its merchants is told as anything.
    pub told: Region,
    /// Whether any can happen: a card and a currency that its merchant takes, a first billing or an attempt
    /// that runs on it.
    pub can_happen: bool,
    /// The verdict under the candidate where that differs.
    pub reclassified: Option<Class>,
    /// What changes first and foremost.
    pub class: ChangeClass,
    /// How many of them.
    pub extent: Extent,
    /// What becomes of them under the base.
    pub base: Side,
    /// What becomes of them under the candidate.
    pub candidate: Side,
    /// One that changes.
    pub example: Example,
}

/// How many declines of a region change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Extent {
    /// All of them.
    Every,
    /// Some: prices of other amounts among them round to the same, or their text or code decides.
    Some,
}

/// Holds every class of decline of an ordinary week under a base and a candidate against each other. `None`
/// if the accounts are in different zones, so that no week is the same in both.
pub fn differing(base: &Account, candidate: &Account, year: i32) -> Option<Differing> {
    if base.timezone != candidate.timezone {
        return None;
    }
    let week = Week::ordinary(&[base, candidate], year);
    if week.clock == Clock::TakenAsEven {
        let (base, candidate) = (on_even_clock(base), on_even_clock(candidate));
        return Some(Differ::of(&Engine::new(&base), &Engine::new(&candidate), week).all());
    }
    Some(Differ::of(&Engine::new(base), &Engine::new(candidate), week).all())
}

/// Both accounts with their diagrams.
struct Differ<'e> {
    week: Week,
    base: Lane<'e>,
    candidate: Lane<'e>,
    namesakes: Namesakes,
}

struct Lane<'e> {
    engine: &'e Engine<'e>,
    reach: Reach,
    /// The fates in words, by their positions.
    named: Vec<Named>,
}

/// What is told of two fates.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Told {
    Same,
    Change(ChangeClass, Box<[Side; 2]>),
    /// It depends on the amount.
    ByAmount(u32, u32),
}

/// Merchants whose declines start from the same nodes. A merchant that attempts are sent to stands alone:
/// what goes back to it and what is sent to it is the same thing for it alone.
type Group = (usize, usize, Option<String>);

impl<'e> Differ<'e> {
    fn of(base: &'e Engine<'e>, candidate: &'e Engine<'e>, week: Week) -> Differ<'e> {
        let lane = |engine: &'e Engine<'e>| {
            let reach = Reach::of(engine, week, Grain::Whole);
            let fates = reach.tree.leaves().iter();
            let named = fates.map(|fate| Named::of(fate, engine.account())).collect();
            Lane { engine, reach, named }
        };
        let namesakes = Namesakes::of(base.account(), candidate.account());
        Differ { week, base: lane(base), candidate: lane(candidate), namesakes }
    }

    fn all(&self) -> Differing {
        let classes = [&self.base, &self.candidate].map(|lane| lane.reach.count());
        let changes = verdicts::reclassified(self);
        let mut differing = Differing { week: self.week, classes, changes };
        for (span, agreement) in self.times() {
            let mut product = self.product(agreement);
            for ((base, candidate, _), merchants) in self.groups() {
                let roots = (&self.base.reach.roots, &self.candidate.reach.roots);
                let node = product.node(roots.0[base].node, roots.1[candidate].node);
                let region = Region { merchants, seconds: span, ..Region::all() };
                self.add(&mut differing, product.tree(), node, &region, agreement);
            }
        }
        differing.changes = joined::joined(differing.changes);
        for change in &mut differing.changes {
            let groups = [&self.base, &self.candidate].into_iter().flat_map(|it| &it.reach.groups);
            let possible = groups.map(|group| &group.among);
            let has_any =
                |of: &&Region| !of.merchants.intersection(&change.region.merchants).is_empty();
            let possible: Vec<&Region> = possible.filter(has_any).collect();
            change.told = change.region.told_of(&possible);
            change.can_happen =
                possible.is_empty() || possible.iter().any(|of| change.region.has_card_of(of));
        }
        differing.changes.sort_by_key(|change| change.class as u8);
        differing
    }

    /// Times of day of declines for which attempts run at the same time of day in both accounts, or not.
    fn times(&self) -> Vec<(Span, Agreement)> {
        let times = [self.base.engine, self.candidate.engine].map(|it| it.account().rebill_time);
        let [from, to] = [ALL_SECONDS.from, ALL_SECONDS.to];
        match times {
            [one, other] if one == other => vec![(ALL_SECONDS, Agreement::Same)],
            [RebillTime::At(second), RebillTime::Original]
            | [RebillTime::Original, RebillTime::At(second)] => {
                let second = i64::from(second);
                let parts = [
                    (Span { from, to: second - 1 }, Agreement::Other),
                    (Span { from: second, to: second }, Agreement::Same),
                    (Span { from: second + 1, to }, Agreement::Other),
                ];
                parts.into_iter().filter(|(span, _)| !span.is_empty()).collect()
            }
            _ => vec![(ALL_SECONDS, Agreement::Other)],
        }
    }

    fn product(&self, agreement: Agreement) -> Product<'_> {
        let is_same = move |one: u32, other: u32| {
            let (one, other) =
                (&self.base.named[one as usize], &self.candidate.named[other as usize]);
            one == other && (agreement == Agreement::Same || one.has_no_attempts())
        };
        Product::of(&self.base.reach.tree, &self.candidate.reach.tree, Box::new(is_same))
    }

    fn groups(&self) -> BTreeMap<Group, Set<String>> {
        let accounts = [&self.base, &self.candidate].map(|lane| lane.engine.account());
        let mut groups: BTreeMap<Group, Set<String>> = BTreeMap::new();
        let listed = Set::of(
            accounts.iter().flat_map(|it| &it.merchants).map(|merchant| merchant.id.clone()),
        );
        let Set::In(ids) = &listed else { return groups };
        for id in ids {
            let roots = [&self.base, &self.candidate]
                .map(|lane| lane.reach.root_of(lane.engine.account(), id));
            let is_target = accounts.iter().any(|account| {
                let slots = account.profiles.iter().flat_map(|profile| &profile.slots);
                let target = account.merchant_of(id);
                target.is_some() && slots.into_iter().any(|rule| rule.target == target)
            });
            let merchants = groups
                .entry((roots[0], roots[1], is_target.then(|| id.clone())))
                .or_insert_with(|| Set::of([]));
            *merchants = merchants.union(&Set::of([id.clone()]));
        }
        let last = |lane: &Lane<'_>| lane.reach.roots.len() - 1;
        let unlisted = (last(&self.base), last(&self.candidate), Some(String::new()));
        groups.insert(unlisted, Set::all_but(ids.iter().cloned()));
        groups
    }

    /// Adds the changes of one group of merchants.
    fn add(
        &self,
        differing: &mut Differing,
        tree: &Tree<Pair>,
        node: NodeId,
        region: &Region,
        agreement: Agreement,
    ) {
        let mut told: HashMap<(u32, u32), Told, FixedState> = HashMap::default();
        tree.walk(node, region.clone(), &mut |held, _, pair| {
            if !held.is_possible() {
                return;
            }
            if let Some(pair) = pair {
                told.entry(*pair).or_insert_with(|| self.told(*pair, &held));
            }
        });
        let mut retold: Tree<Told> = Tree::default();
        let tell = |node| match tree.get(node) {
            Node::Leaf(number) => Some(match tree.leaf_at(*number) {
                // A pair that no possible decline has is not told.
                Some(pair) => told.get(pair).cloned().unwrap_or(Told::Same),
                None => Told::Same,
            }),
            Node::Split(_) => None,
        };
        let node = Retelling::new(tree, region, tell).node(node, &mut retold);
        retold.walk(node, region.clone(), &mut |held, _, told| {
            if !held.is_possible() {
                return;
            }
            match told {
                Told::Same => {}
                Told::Change(class, sides) => {
                    let example = self.example(&held);
                    differing.changes.push(self.change(
                        held,
                        *class,
                        Extent::Every,
                        (**sides).clone(),
                        example,
                    ));
                }
                Told::ByAmount(base, candidate) => {
                    prices::split(self, &held, (*base, *candidate), agreement, &mut |change| {
                        differing.changes.push(change);
                    });
                }
            }
        });
    }

    fn change(
        &self,
        region: Region,
        class: ChangeClass,
        extent: Extent,
        [base, candidate]: [Side; 2],
        example: Example,
    ) -> ClassChange {
        ClassChange {
            told: region.clone(),
            can_happen: true,
            region,
            reclassified: None,
            class,
            extent,
            base,
            candidate,
            example,
        }
    }

    /// A decline of a region: of the base's merchant if it has it.
    fn example(&self, region: &Region) -> Example {
        self.base.reach.picker.example(self.base.engine.account(), region)
    }

    /// What changes for one decline.
    fn replayed(&self, example: &Example) -> Option<ChangeClass> {
        let declines = [&self.base, &self.candidate].map(|lane| {
            let decline = example.decline(lane.engine.account());
            let mut route = Route::empty();
            lane.engine.replay(&decline, &mut route);
            (decline.declined_at, route)
        });
        let [base, candidate] = declines
            .each_ref()
            .map(|(declined_at, route)| Routed { declined_at: *declined_at, route });
        self.namesakes.change(base, candidate)
    }

    fn told(&self, pair: (u32, u32), region: &Region) -> Told {
        let prices = (
            &self.base.named[pair.0 as usize].prices,
            &self.candidate.named[pair.1 as usize].prices,
        );
        match self.replayed(&self.example(region)) {
            Some(ChangeClass::PriceChanged | ChangeClass::DetailChanged) | None
                if prices.0 != prices.1 =>
            {
                Told::ByAmount(pair.0, pair.1)
            }
            Some(class) => Told::Change(class, Box::new(self.sides(pair, class))),
            None => Told::Same,
        }
    }

    fn sides(&self, pair: (u32, u32), class: ChangeClass) -> [Side; 2] {
        let (base, candidate) = (&self.base, &self.candidate);
        let fates = [
            (base.reach.tree.leaf_at(pair.0), base.engine.account()),
            (candidate.reach.tree.leaf_at(pair.1), candidate.engine.account()),
        ];
        side::sides(class, fates)
    }
}

/// Whether attempts of both accounts run at the same time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Agreement {
    Same,
    Other,
}
