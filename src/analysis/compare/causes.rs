//! Which changed values of a configuration account for a decline's change, established by replaying.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::config::{Account, Difference, Differences};
use crate::engine::{Engine, Facts, Route};
use crate::model::Decline;

use super::class::{ChangeClass, Namesakes, Routed};
use super::lane::Lane;
use super::shelf::Shelf;
use super::touch::Touch;

/// What accounts for one change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Causes {
    /// Positions among [`Differences::units`], ascending.
    pub units: Vec<u32>,
    /// What each unit does by itself: how the candidate differs from itself with that unit put back. Empty
    /// where units only do it together, or a single one does it all.
    pub effects: Vec<ChangeClass>,
    /// How the units account for it.
    pub each: Each,
}

/// How units account for a change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Each {
    /// Each alone, put back to the base, removes or alters the change.
    Alone,
    /// None does so alone: together they are a smallest set that makes the change.
    #[default]
    Together,
}

impl Causes {
    /// Each cause as the units that make it up, with what they do if that is not the whole change.
    pub fn iter(&self) -> impl Iterator<Item = (&[u32], Option<ChangeClass>)> {
        let size = match self.each {
            Each::Alone => 1,
            Each::Together => self.units.len().max(1),
        };
        let effects = self.effects.iter().copied().map(Some).chain(std::iter::repeat(None));
        self.units.chunks(size).zip(effects)
    }

    pub(super) fn clear(&mut self) {
        self.units.clear();
        self.effects.clear();
    }
}

/// A candidate with some units put back to the base.
pub struct Variant<'a> {
    engine: Engine<'a>,
    /// From the candidate's names to the variant's.
    namesakes: Namesakes,
    /// Where the variant can differ from the candidate.
    touch: Touch,
}

impl<'a> Variant<'a> {
    pub(super) fn engine(&self) -> &Engine<'a> {
        &self.engine
    }

    pub(super) fn namesakes(&self) -> &Namesakes {
        &self.namesakes
    }

    pub(super) fn touch(&self) -> &Touch {
        &self.touch
    }
}

/// Where the accounts of variants are kept.
pub type Accounts = Shelf<Account>;

/// Where variants are kept; their accounts have to be on a shelf that outlives this one.
pub type Variants<'a> = Shelf<Variant<'a>>;

/// The units of what differs between a base and a candidate, ready to be tried.
pub struct Suspects<'a, 'e> {
    base: &'e Engine<'e>,
    candidate: &'e Engine<'e>,
    differences: &'e Differences,
    accounts: &'a Accounts,
    variants: &'e Variants<'a>,
    /// The candidate with each unit alone put back; `None` where that is no configuration.
    alone: Vec<Option<&'e Variant<'a>>>,
    /// The candidate with further sets of units put back, made when they are first tried.
    tried: Mutex<BTreeMap<Vec<u32>, Option<&'e Variant<'a>>>>,
}

impl<'a, 'e> Suspects<'a, 'e> {
    /// Makes a variant for every unit.
    pub fn of(
        base: &'e Engine<'e>,
        candidate: &'e Engine<'e>,
        differences: &'e Differences,
        accounts: &'a Accounts,
        variants: &'e Variants<'a>,
    ) -> Suspects<'a, 'e> {
        let tried = Mutex::default();
        let mut suspects =
            Suspects { base, candidate, differences, accounts, variants, alone: Vec::new(), tried };
        let count = differences.units().len() as u32;
        // A single unit needs no trial: without it the candidate is the base.
        if count > 1 {
            suspects.alone = (0..count).map(|unit| suspects.variant(&[unit])).collect();
        }
        suspects
    }

    fn variant(&self, put_back: &[u32]) -> Option<&'e Variant<'a>> {
        let all = self.differences.units();
        let units: Vec<&Difference> = put_back.iter().map(|&unit| &all[unit as usize]).collect();
        let account = self.accounts.put(self.differences.account_without(&units)?);
        let engine = Engine::new(account);
        Some(self.variants.put(Variant {
            namesakes: Namesakes::of(self.candidate.account(), account),
            touch: Touch::between(self.candidate, &engine),
            engine,
        }))
    }

    /// The variants with one unit put back each, where that is a configuration.
    pub(super) fn variants(&self) -> impl Iterator<Item = (u32, &'e Variant<'a>)> {
        let numbered = self.alone.iter().zip(0..);
        numbered.filter_map(|(variant, unit)| variant.map(|variant| (unit, variant)))
    }

    /// The variant with this unit put back, if that is a configuration.
    pub(super) fn variant_without(&self, unit: u32) -> Option<&'e Variant<'a>> {
        self.alone.get(unit as usize).copied().flatten()
    }

    /// What accounts for every change, if that needs no trial.
    pub(super) fn of_every_change(&self) -> Option<Causes> {
        let count = self.differences.units().len() as u32;
        let each = Each::Alone;
        (count <= 1).then(|| Causes { units: (0..count).collect(), effects: Vec::new(), each })
    }

    /// What accounts for a change. `read` are the facts of the decline under the base, `facts` and `changed`
    /// those and the route under the candidate.
    pub fn find(
        &self,
        decline: &Decline<'_>,
        read: &Facts,
        facts: &Facts,
        changed: Routed<'_>,
        route: &mut Route,
        causes: &mut Causes,
    ) {
        causes.clear();
        causes.each = Each::Alone;
        let count = self.differences.units().len() as u32;
        if count <= 1 {
            causes.units.extend(0..count);
            return;
        }
        let mut effect = |variant: &'e Variant<'a>| {
            if !variant.touch.concerns(facts) {
                return None;
            }
            let lane = Lane::beside(self.base, &variant.engine);
            let other = lane.route(&lane.facts(decline, read), route);
            variant.namesakes.change(changed, other).map(ChangeClass::mirrored)
        };
        for (variant, unit) in self.alone.iter().zip(0..) {
            if let Some(class) = variant.and_then(&mut effect) {
                causes.units.push(unit);
                causes.effects.push(class);
            }
        }
        if causes.units.is_empty() {
            causes.each = Each::Together;
            let persists = |variant| effect(variant).is_none();
            causes.units.extend(self.smallest_set(count, persists));
        }
    }

    /// All units, less one after the other in the order of the file while the change persists. A unit
    /// without which there is no configuration stays at first: others may have needed it that are dropped
    /// later, so the rest is gone through again until nothing more can be dropped.
    fn smallest_set(
        &self,
        count: u32,
        mut persists: impl FnMut(&'e Variant<'a>) -> bool,
    ) -> Vec<u32> {
        let mut kept: Vec<u32> = (0..count).collect();
        let mut dropped: Vec<u32> = Vec::new();
        loop {
            let before = kept.len();
            kept.retain(|&unit| {
                let at = dropped.partition_point(|&other| other < unit);
                dropped.insert(at, unit);
                let stays = !self.without(&dropped).is_some_and(&mut persists);
                if stays {
                    dropped.remove(at);
                }
                stays
            });
            if kept.len() == before {
                return kept;
            }
        }
    }

    fn without(&self, put_back: &[u32]) -> Option<&'e Variant<'a>> {
        if let &[unit] = put_back {
            return self.alone[unit as usize];
        }
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(variant) = tried.get(put_back) {
            return *variant;
        }
        let variant = self.variant(put_back);
        tried.insert(put_back.to_vec(), variant);
        variant
    }
}
