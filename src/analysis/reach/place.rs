//! Where a merchant's ladder can go, and which values of a card the gates there do not tell apart.

use crate::config::Profile;
use crate::engine::{AttemptFacts, Engine, Facts, Method, Verdict, ladder};
use crate::model::{
    BlockReason, Brand, Currency, Fact, MerchantIndex, Money, ProfileIndex, Slot, UsualBrand,
};

use super::region::{ATTEMPTS, Brands, FACTS, brand_name};
use super::set::{Few, Set};

/// A merchant's ladder. The lists hold values of one fact that every target's gate treats alike, each with
/// one that stands for all.
pub(super) struct Place<'e> {
    pub(super) index: ProfileIndex,
    pub(super) profile: &'e Profile,
    pub(super) is_ambiguous: bool,
    pub(super) merchant: MerchantIndex,
    pub(super) attempts: Vec<(Few, u8)>,
    /// A part that has cards is stood for by one; only a part of echecks alone by an echeck.
    pub(super) brands: Vec<(Brands, Method)>,
    pub(super) prepaid: Vec<(Few, Fact)>,
    pub(super) debit: Vec<(Few, Fact)>,
    pub(super) currencies: Vec<(Set<Currency>, Currency)>,
}

/// The number of echecks.
pub(super) const ECHECK: Method = Method::Known(UsualBrand::Echeck as u16);

impl<'e> Place<'e> {
    /// The place of a decline; `None` if its merchant is in no profile.
    pub(super) fn of(engine: &'e Engine<'e>, facts: &Facts) -> Option<Place<'e>> {
        let account = engine.account();
        let merchant = facts.merchant?;
        let choice = engine.profiles().of(merchant);
        let index = choice.chosen?;
        let profile = account.profile(index);
        let mut targets: Vec<MerchantIndex> =
            ladder(profile, 0).map(|rung| rung.rule.target.unwrap_or(merchant)).collect();
        targets.sort_unstable();
        targets.dedup();
        let judge = Judge { engine, facts, targets };
        Some(Place {
            index,
            profile,
            is_ambiguous: !choice.also.is_empty(),
            merchant,
            attempts: attempts(profile),
            brands: judge.brands(),
            prepaid: judge
                .facts(BlockReason::PrepaidBlocked, |is_prepaid| Facts { is_prepaid, ..*facts }),
            debit: judge.facts(BlockReason::DebitBlocked, |is_debit| Facts { is_debit, ..*facts }),
            currencies: judge.currencies(),
        })
    }
}

/// Asks the gates of all targets.
struct Judge<'e> {
    engine: &'e Engine<'e>,
    facts: &'e Facts,
    targets: Vec<MerchantIndex>,
}

impl Judge<'_> {
    fn verdicts(&self, gate: BlockReason, facts: &Facts) -> Vec<Verdict> {
        let gates = self.engine.gates();
        let verdict = |&target: &MerchantIndex| {
            gates.verdict(gate, &AttemptFacts::of(facts, target, facts.amount))
        };
        self.targets.iter().map(verdict).collect()
    }

    fn brands(&self) -> Vec<(Brands, Method)> {
        let parts = brands(self.engine).into_iter().map(|(part, method)| {
            let facts = Facts { method, ..*self.facts };
            (self.verdicts(BlockReason::MethodNotAccepted, &facts), part, method)
        });
        let mut alike: Vec<(Vec<Verdict>, Brands, Method)> = Vec::new();
        for (verdicts, part, method) in parts {
            match alike.iter_mut().find(|(same, ..)| *same == verdicts) {
                Some((_, all, first)) => {
                    *all = all.union(&part);
                    if *first == ECHECK {
                        *first = method;
                    }
                }
                None => alike.push((verdicts, part, method)),
            }
        }
        alike.into_iter().map(|(_, part, method)| (part, method)).collect()
    }

    fn facts(&self, gate: BlockReason, with: impl Fn(Fact) -> Facts) -> Vec<(Few, Fact)> {
        let one = |fact: Fact| {
            (self.verdicts(gate, &with(fact)), Few::one(fact as u8, FACTS.len() as u8), fact)
        };
        alike(FACTS.into_iter().map(one))
    }

    fn currencies(&self) -> Vec<(Set<Currency>, Currency)> {
        type Kind = (u32, Vec<Verdict>);
        let mut alike: Vec<(Kind, Vec<Currency>)> = Vec::new();
        for currency in Currency::codes().filter_map(Currency::read) {
            let amount = Money { currency, ..self.facts.amount };
            let facts = Facts { amount, ..*self.facts };
            let kind =
                (currency.decimals(), self.verdicts(BlockReason::CurrencyNotAccepted, &facts));
            match alike.iter_mut().find(|(same, _)| *same == kind) {
                Some((_, all)) => all.push(currency),
                None => alike.push((kind, vec![currency])),
            }
        }
        // The largest part is told as all but the others.
        let largest = (0..alike.len()).max_by_key(|&at| alike[at].1.len());
        let set = |at: usize| {
            if Some(at) == largest {
                let others = alike.iter().enumerate().filter(|(other, _)| *other != at);
                Set::all_but(others.flat_map(|(_, (_, all))| all.iter().copied()))
            } else {
                Set::of(alike[at].1.iter().copied())
            }
        };
        (0..alike.len()).map(|at| (set(at), alike[at].1[0])).collect()
    }
}

/// Every brand that the configuration can tell apart: the usual ones, others that some merchant accepts,
/// the rest, and the unknown one.
pub(super) fn brands(engine: &Engine<'_>) -> Vec<(Brands, Method)> {
    let accepted = engine.account().merchants.iter().flat_map(|merchant| merchant.accepts.iter());
    let usual = UsualBrand::ALL.iter().map(|&usual| Brand::Usual(usual));
    let mut named: Vec<(Method, String)> = usual
        .chain(accepted.filter(|brand| matches!(brand, Brand::Other(_))))
        .map(|brand| (engine.methods().method(Some(brand)), brand_name(brand)))
        .collect();
    named.sort();
    named.dedup();
    let known = |named| Brands { has_unknown: false, named };
    let rest = known(Set::all_but(named.iter().map(|(_, name)| name.clone())));
    let unknown = Brands { has_unknown: true, named: Set::of([]) };
    named
        .into_iter()
        .map(|(method, name)| (known(Set::of([name])), method))
        .chain([(rest, Method::Unlisted), (unknown, Method::Unknown)])
        .collect()
}

/// The own attempt numbers after which the same ladder is left, each kind with its first: the same next
/// slot, after the same skipped ones.
fn attempts(profile: &Profile) -> Vec<(Few, u8)> {
    /// The next slot with how many skipped ones before it tell something, if any is left.
    type Next = Option<(Slot, usize)>;
    let next = |attempt: u8| -> Next {
        let rung = ladder(profile, attempt).next()?;
        let told =
            rung.skipped.iter().filter(|rule| rule.wait_days > 0 || !rule.reduction.is_zero());
        Some((rung.rule.slot, told.count()))
    };
    alike((0..ATTEMPTS).map(|attempt| (next(attempt), Few::one(attempt, ATTEMPTS), attempt)))
}

/// Values with the same answer together, with the first of them.
fn alike<A: PartialEq, T>(values: impl Iterator<Item = (A, Few, T)>) -> Vec<(Few, T)> {
    let mut alike: Vec<(A, Few, T)> = Vec::new();
    for (answer, few, value) in values {
        match alike.iter_mut().find(|(same, ..)| *same == answer) {
            Some((_, together, _)) => *together = together.union(few),
            None => alike.push((answer, few, value)),
        }
    }
    alike.into_iter().map(|(_, few, value)| (few, value)).collect()
}
