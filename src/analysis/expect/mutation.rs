//! Whether cases notice a changed configuration.

use crate::config::{Format, Loaded, load};
use crate::engine::{Engine, Route};
use crate::model::{Change, Code};

use super::case::{Case, CaseFile, Variant};
use super::field::Field;
use super::mutants::{LooksAt, Mutant};
use super::run::Subject;

/// What became of a mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// A case fails.
    Noticed,
    /// No case fails.
    Unnoticed,
    /// The change makes it no configuration.
    Invalid,
    /// The change comes to the same configuration.
    Same,
}

/// All mutants of a configuration, and what became of each.
#[derive(Clone, Debug, Default)]
pub struct Mutation {
    /// In the order of the model.
    pub tried: Vec<(Mutant, Fate)>,
}

impl Mutation {
    /// How many mutants came to this.
    pub fn count(&self, fate: Fate) -> u64 {
        self.tried.iter().filter(|(_, other)| *other == fate).count() as u64
    }

    /// How many were noticed, and how many could have been.
    pub fn noticed(&self) -> (u64, u64) {
        let noticed = self.count(Fate::Noticed);
        (noticed, noticed + self.count(Fate::Unnoticed))
    }

    /// The changes that no case notices.
    pub fn unnoticed(&self) -> impl Iterator<Item = &Mutant> {
        let all = self.tried.iter().filter(|(_, fate)| *fate == Fate::Unnoticed);
        all.map(|(mutant, _)| mutant)
    }
}

/// The cases that hold, and the configuration that they are held against.
pub struct Trial<'a> {
    loaded: &'a Loaded,
    format: Format,
    /// Changes that the command line makes.
    changes: &'a [Change],
    /// What `check` finds in a configuration, each code once, in order.
    codes: &'a (dyn Fn(&Loaded) -> Vec<Code> + Sync),
    looks_at: LooksAt,
    cases: Vec<(&'a Case, &'a Variant)>,
}

impl<'a> Trial<'a> {
    /// Takes the cases of all files; those that do not hold can notice nothing and are left out.
    pub fn of(
        loaded: &'a Loaded,
        format: Format,
        changes: &'a [Change],
        codes: &'a (dyn Fn(&Loaded) -> Vec<Code> + Sync),
        files: &'a [CaseFile],
    ) -> Trial<'a> {
        let engine = Engine::new(&loaded.account);
        let found = codes(loaded);
        let subject = Subject { engine: &engine, codes: &found };
        let mut route = Route::empty();
        let all = files.iter().flat_map(|file| &file.cases);
        let all = all.flat_map(|case| case.variants.iter().map(move |variant| (case, variant)));
        let cases: Vec<_> =
            all.filter(|(case, variant)| subject.holds(case, variant, &mut route)).collect();
        Trial { loaded, format, changes, codes, looks_at: looks_at(files), cases }
    }

    /// What the cases look at.
    pub fn looks_at(&self) -> LooksAt {
        self.looks_at
    }

    /// Whether some case notices a mutant.
    pub fn fate(&self, mutant: &Mutant, route: &mut Route) -> Fate {
        let changes: Vec<Change> = self.changes.iter().chain([&mutant.change]).cloned().collect();
        let other = load(self.loaded.document.source().clone(), self.format, &changes);
        if !other.is_usable() {
            return Fate::Invalid;
        }
        if other.account == self.loaded.account {
            return Fate::Same;
        }
        let found = match self.looks_at {
            LooksAt::Routes => Vec::new(),
            LooksAt::Findings => (self.codes)(&other),
        };
        let engine = Engine::new(&other.account);
        let subject = Subject { engine: &engine, codes: &found };
        if self.cases.iter().all(|(case, variant)| subject.holds(case, variant, route)) {
            Fate::Unnoticed
        } else {
            Fate::Noticed
        }
    }
}

fn looks_at(files: &[CaseFile]) -> LooksAt {
    let mut cases = files.iter().flat_map(|file| &file.cases);
    let about_findings =
        |case: &Case| case.expectations.iter().any(|it| it.field == Field::Findings);
    if cases.any(about_findings) { LooksAt::Findings } else { LooksAt::Routes }
}
