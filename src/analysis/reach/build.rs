//! Builds the diagram: facts are asked in the order of the gates, values that the configuration does not
//! tell apart are collapsed before anything is replayed, and every leaf is the engine's own answer.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::config::{Account, Profile};
use crate::engine::{AttemptFacts, Engine, Facts, Method, Recycling, Route, Rung, Verdict, ladder};
use crate::model::{
    BlockReason, Brand, Class, Currency, Decline, Fact, MerchantIndex, Money, Notes, OrderType,
    Outcome, ProfileIndex, Recorded, ServiceIndex, Slot, UsualBrand, Weekday, Zone,
};

use super::bands::{self, Plans};
use super::example::Picker;
use super::fate::Fate;
use super::region::{ATTEMPTS, Brands, FACTS, Part, Region, brand_name};
use super::set::{Few, Set, Span};
use super::tree::{NodeId, Tree};
use super::week::Week;

/// A diagram under construction.
pub(super) struct Builder<'e> {
    engine: &'e Engine<'e>,
    week: Week,
    picker: &'e Picker,
    pub(super) tree: Tree<Fate>,
    /// Amounts, weekdays and times below a signature that was met before.
    known: HashMap<Key, NodeId, FixedState>,
    /// Ladders by their dates: what a replay started from, and the node that its dates decide.
    pub(super) dated: Vec<(Facts, NodeId)>,
    currencies: Vec<Currency>,
    brands: Vec<(String, Method)>,
    /// Per profile, the times of day that make a difference.
    times: Vec<Option<Vec<Span>>>,
    route: Route,
    plans: Plans,
}

/// What the engine can tell apart of a decline that the door lets in, but for amount and date.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    profile: ProfileIndex,
    is_ambiguous: bool,
    order_type: OrderType,
    attempt: u8,
    decimals: u32,
    /// Per rung of the ladder, what its target's gates say.
    judgements: Vec<(Option<BlockReason>, Notes)>,
}

/// Merchants that the engine treats alike.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Alike {
    profile: Option<ProfileIndex>,
    is_ambiguous: bool,
    service: Option<ServiceIndex>,
    supported_by: Option<ServiceIndex>,
    /// The settings that its gates look at, where some attempt goes back to it.
    settings: Option<Settings>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Settings {
    tests: [bool; 3],
    accepts: BTreeSet<String>,
    currencies: Option<BTreeSet<Currency>>,
}

/// The merchants of a root, and the node that their declines start from.
#[derive(Debug)]
pub(super) struct Root {
    pub(super) merchants: Set<String>,
    pub(super) supported_by: Option<ServiceIndex>,
    pub(super) node: NodeId,
}

/// What stays the same below a merchant.
struct Place<'p> {
    profile: &'p Profile,
    merchant: MerchantIndex,
    /// All merchants that its ladder can go to.
    targets: Vec<MerchantIndex>,
}

impl<'e> Builder<'e> {
    pub(super) fn new(engine: &'e Engine<'e>, week: Week, picker: &'e Picker) -> Builder<'e> {
        let account = engine.account();
        let accepted = account.merchants.iter().flat_map(|merchant| merchant.accepts.iter());
        let usual = UsualBrand::ALL.iter().map(|&usual| Brand::Usual(usual));
        let mut brands: Vec<(String, Method)> = usual
            .chain(accepted.filter(|brand| matches!(brand, Brand::Other(_))))
            .map(|brand| (brand_name(brand), engine.methods().method(Some(brand))))
            .collect();
        brands.sort_by_key(|(_, method)| *method);
        brands.dedup_by_key(|(_, method)| *method);
        Builder {
            engine,
            week,
            picker,
            tree: Tree::default(),
            known: HashMap::default(),
            dated: Vec::new(),
            currencies: Currency::codes().filter_map(Currency::read).collect(),
            brands,
            times: vec![None; account.profiles.len()],
            route: Route::empty(),
            plans: Plans::default(),
        }
    }

    /// The roots: merchants alike and supported by the same service, in the order of the account; last, the
    /// merchants that it does not have.
    pub(super) fn roots(&mut self) -> Vec<Root> {
        let account = self.engine.account();
        let mut alike: BTreeMap<Alike, Vec<MerchantIndex>> = BTreeMap::new();
        for number in 0..account.merchants.len() as u32 {
            let merchant = MerchantIndex(number);
            alike.entry(self.alike(merchant)).or_default().push(merchant);
        }
        let mut roots: BTreeMap<(Option<ServiceIndex>, NodeId), Vec<MerchantIndex>> =
            BTreeMap::new();
        for (kind, merchants) in alike {
            let node = self.merchant(Some(merchants[0]));
            roots.entry((kind.supported_by, node)).or_default().extend(merchants);
        }
        let mut roots: Vec<(MerchantIndex, Root)> = roots
            .into_iter()
            .filter_map(|((supported_by, node), merchants)| {
                let ids = merchants.iter().map(|index| account.merchant(*index).id.clone());
                let root = Root { merchants: Set::of(ids), supported_by, node };
                Some((*merchants.iter().min()?, root))
            })
            .collect();
        roots.sort_by_key(|(first, _)| *first);
        let unlisted = account.merchants.iter().map(|merchant| merchant.id.clone());
        let node = self.merchant(None);
        let last = Root { merchants: Set::all_but(unlisted), supported_by: None, node };
        roots.into_iter().map(|(_, root)| root).chain(std::iter::once(last)).collect()
    }

    fn alike(&self, index: MerchantIndex) -> Alike {
        let account = self.engine.account();
        let merchant = account.merchant(index);
        let choice = self.engine.profiles().of(index);
        let profile = choice.chosen.map(|profile| account.profile(profile));
        let goes_back = profile
            .is_some_and(|profile| ladder(profile, 0).any(|rung| rung.rule.target.is_none()));
        let settings = goes_back.then(|| Settings {
            tests: [merchant.enabled, merchant.block_prepaid, merchant.block_debit],
            accepts: merchant.accepts.iter().map(brand_name).collect(),
            currencies: merchant.currencies.as_ref().map(|listed| listed.iter().copied().collect()),
        });
        Alike {
            profile: choice.chosen,
            is_ambiguous: !choice.also.is_empty(),
            service: merchant.service,
            supported_by: merchant.supported_by,
            settings,
        }
    }

    /// The facts of the plainest decline of a merchant.
    fn plain(&self, merchant: Option<MerchantIndex>) -> Facts {
        let merchants = merchant.map_or_else(
            || Set::all_but(self.engine.account().merchants.iter().map(|it| it.id.clone())),
            |merchant| Set::of([self.engine.account().merchant(merchant).id.clone()]),
        );
        let region = Region { merchants, ..Region::all() };
        let example = self.picker.example(self.engine, &region, merchant);
        self.engine.facts(&example.decline(self.engine.account()))
    }

    /// The engine's answer to one decline.
    fn replay(&mut self, facts: &Facts) -> Fate {
        self.plans.clear();
        self.engine.replay_facts(*facts, &mut (&mut self.route, &mut self.plans));
        Fate::of(&self.route, self.engine.account(), facts.declined)
    }

    /// The leaf of a decline that one of these gates turns away, so that nothing asked after them counts.
    fn turned_away(&mut self, facts: &Facts, gates: &[Outcome]) -> Option<NodeId> {
        let door = self.engine.door();
        if !gates.iter().any(|gate| door.refuses(*gate, facts)) {
            return None;
        }
        let fate = self.replay(facts);
        Some(self.tree.leaf(fate))
    }

    fn merchant(&mut self, merchant: Option<MerchantIndex>) -> NodeId {
        let facts = self.plain(merchant);
        if let Some(leaf) =
            self.turned_away(&facts, &[Outcome::UnknownMerchant, Outcome::AtService])
        {
            return leaf;
        }
        let count = Class::ALL.len() as u8;
        let parts = Class::ALL.iter().map(|&class| {
            let mut facts = facts;
            facts.classification.class = class;
            (Part::Classes(Few::one(class as u8, count)), self.class(&facts))
        });
        let parts = parts.collect();
        self.tree.split(parts)
    }

    fn class(&mut self, facts: &Facts) -> NodeId {
        if let Some(leaf) = self.turned_away(facts, &[Outcome::HardDecline, Outcome::Unclassified])
        {
            return leaf;
        }
        let disabled = not_recycled(self.engine.account());
        let recycled = self.campaign(facts);
        if disabled.is_empty() {
            return recycled;
        }
        let facts = Facts { recycling: Recycling::Disabled, ..*facts };
        let not_recycled = self.campaign(&facts);
        self.tree.split(vec![
            (Part::Campaigns(Set::all_but(disabled.clone())), recycled),
            (Part::Campaigns(Set::of(disabled)), not_recycled),
        ])
    }

    fn campaign(&mut self, facts: &Facts) -> NodeId {
        if let Some(leaf) = self.turned_away(facts, &[Outcome::RecyclingDisabled]) {
            return leaf;
        }
        let count = OrderType::ALL.len() as u8;
        let parts = OrderType::ALL.iter().map(|&order_type| {
            let facts = Facts { order_type, ..*facts };
            (Part::OrderTypes(Few::one(order_type as u8, count)), self.order_type(&facts))
        });
        let parts = parts.collect();
        self.tree.split(parts)
    }

    fn order_type(&mut self, facts: &Facts) -> NodeId {
        if let Some(leaf) =
            self.turned_away(facts, &[Outcome::NewSaleNotRecycled, Outcome::NoProfile])
        {
            return leaf;
        }
        let (Some(merchant), Some(profile)) = (facts.merchant, self.engine.door().profile(facts))
        else {
            unreachable!("the door turned away what has no merchant or no profile")
        };
        let profile = self.engine.account().profile(profile);
        let mut targets: Vec<MerchantIndex> =
            ladder(profile, 0).map(|rung| rung.rule.target.unwrap_or(merchant)).collect();
        targets.sort_unstable();
        targets.dedup();
        let place = Place { profile, merchant, targets };
        let parts = attempts_alike(profile).into_iter().map(|(first, alike)| {
            let facts = Facts { attempt: first, ..*facts };
            (Part::Attempts(alike), self.attempt(&place, &facts))
        });
        let parts = parts.collect();
        self.tree.split(parts)
    }

    /// What one gate of each target says.
    fn verdicts(
        &self,
        place: &Place<'_>,
        gate: BlockReason,
        facts: &Facts,
        price: Money,
    ) -> Vec<Verdict> {
        let gates = self.engine.gates();
        let targets = place.targets.iter();
        targets.map(|&target| gates.verdict(gate, &attempt_facts(facts, target, price))).collect()
    }

    fn attempt(&mut self, place: &Place<'_>, facts: &Facts) -> NodeId {
        struct Kind {
            verdicts: Vec<Verdict>,
            part: Brands,
            methods: Vec<Method>,
        }
        let named = self.brands.iter().map(|(name, _)| name.clone());
        let rest = Brands { has_unknown: false, named: Set::all_but(named) };
        let unknown = Brands { has_unknown: true, named: Set::of([]) };
        let known = self.brands.iter().map(|(name, method)| {
            (Brands { has_unknown: false, named: Set::of([name.clone()]) }, *method)
        });
        let all = known.chain([(rest, Method::Unlisted), (unknown, Method::Unknown)]);
        let mut kinds: Vec<Kind> = Vec::new();
        for (brands, method) in all {
            let facts = Facts { method, ..*facts };
            let verdicts =
                self.verdicts(place, BlockReason::MethodNotAccepted, &facts, facts.amount);
            let joined = |part: &Brands| Brands {
                has_unknown: part.has_unknown || brands.has_unknown,
                named: part.named.union(&brands.named),
            };
            match kinds.iter_mut().find(|kind| kind.verdicts == verdicts) {
                Some(kind) => {
                    kind.part = joined(&kind.part);
                    kind.methods.push(method);
                }
                None => kinds.push(Kind { verdicts, part: brands, methods: vec![method] }),
            }
        }
        let echeck = Method::Known(UsualBrand::Echeck as u16);
        let parts = kinds.into_iter().map(|kind| {
            // An echeck is neither prepaid nor debit: a card speaks for a part that has one.
            let card = kind.methods.iter().copied().find(|method| *method != echeck);
            let node = match card {
                Some(method) => self.method(place, &Facts { method, ..*facts }),
                None => {
                    let (is_prepaid, is_debit) = (Fact::No, Fact::No);
                    self.debit(place, &Facts { method: echeck, is_prepaid, is_debit, ..*facts })
                }
            };
            (Part::Brands(kind.part), node)
        });
        let parts = parts.collect();
        self.tree.split(parts)
    }

    fn method(&mut self, place: &Place<'_>, facts: &Facts) -> NodeId {
        let parts = self.facts_alike(place, BlockReason::PrepaidBlocked, |is_prepaid| Facts {
            is_prepaid,
            ..*facts
        });
        let parts =
            parts.into_iter().map(|(few, facts)| (Part::Prepaid(few), self.prepaid(place, &facts)));
        let parts = parts.collect();
        self.tree.split(parts)
    }

    fn prepaid(&mut self, place: &Place<'_>, facts: &Facts) -> NodeId {
        let parts = self
            .facts_alike(place, BlockReason::DebitBlocked, |is_debit| Facts { is_debit, ..*facts });
        let parts =
            parts.into_iter().map(|(few, facts)| (Part::Debit(few), self.debit(place, &facts)));
        let parts = parts.collect();
        self.tree.split(parts)
    }

    /// The values of a fact that every target's gate treats alike.
    fn facts_alike(
        &self,
        place: &Place<'_>,
        gate: BlockReason,
        with: impl Fn(Fact) -> Facts,
    ) -> Vec<(Few, Facts)> {
        let mut alike: Vec<(Vec<Verdict>, Few, Facts)> = Vec::new();
        for fact in FACTS {
            let facts = with(fact);
            let verdicts = self.verdicts(place, gate, &facts, facts.amount);
            let few = Few::one(fact as u8, FACTS.len() as u8);
            match alike.iter_mut().find(|(same, ..)| *same == verdicts) {
                Some((_, together, _)) => *together = together.union(few),
                None => alike.push((verdicts, few, facts)),
            }
        }
        alike.into_iter().map(|(_, few, facts)| (few, facts)).collect()
    }

    fn debit(&mut self, place: &Place<'_>, facts: &Facts) -> NodeId {
        let verdicts = |currency: Currency| -> Vec<Verdict> {
            let price = Money { currency, ..facts.amount };
            self.verdicts(place, BlockReason::CurrencyNotAccepted, facts, price)
        };
        let mut kinds: Vec<(u32, Vec<Verdict>, Vec<Currency>)> = Vec::new();
        for &currency in &self.currencies {
            let (decimals, verdicts) = (currency.decimals(), verdicts(currency));
            let same =
                |kind: &&mut (u32, Vec<Verdict>, _)| kind.0 == decimals && kind.1 == verdicts;
            match kinds.iter_mut().find(same) {
                Some((.., currencies)) => currencies.push(currency),
                None => kinds.push((decimals, verdicts, vec![currency])),
            }
        }
        // The largest part is all but the others.
        let rest = kinds.iter().map(|kind| kind.2.len()).max();
        let rest = kinds.iter().position(|kind| Some(kind.2.len()) == rest);
        let sets: Vec<Set<Currency>> = (0..kinds.len())
            .map(|at| {
                if Some(at) == rest {
                    let others = kinds.iter().enumerate().filter(|(other, _)| *other != at);
                    Set::all_but(others.flat_map(|(_, kind)| kind.2.iter().copied()))
                } else {
                    Set::of(kinds[at].2.iter().copied())
                }
            })
            .collect();
        let parts = kinds.iter().zip(sets).map(|((.., currencies), set)| {
            let amount = Money { currency: currencies[0], ..facts.amount };
            (Part::Currencies(set), self.currency(place, &Facts { amount, ..*facts }))
        });
        let parts = parts.collect();
        self.tree.split(parts)
    }

    /// Below the currency only amount and date are left, and they count alike wherever all gates say the
    /// same.
    fn currency(&mut self, place: &Place<'_>, facts: &Facts) -> NodeId {
        let gates = self.engine.gates();
        let currency = facts.amount.currency;
        let price = Money { currency, amount_minor: bands::largest_minor(currency) };
        let judge = |rung: Rung<'_>| {
            let target = rung.rule.target.unwrap_or(place.merchant);
            gates.judge(&attempt_facts(facts, target, price))
        };
        let judgements = ladder(place.profile, facts.attempt).map(judge).collect();
        let choice = self.engine.profiles().of(place.merchant);
        let Some(profile) = choice.chosen else {
            unreachable!("the door turned away what has no profile")
        };
        let key = Key {
            profile,
            is_ambiguous: !choice.also.is_empty(),
            order_type: facts.order_type,
            attempt: facts.attempt,
            decimals: currency.decimals(),
            judgements,
        };
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let node = self.amounts(place, profile, facts);
        self.known.insert(key, node);
        node
    }

    fn amounts(&mut self, place: &Place<'_>, profile: ProfileIndex, facts: &Facts) -> NodeId {
        let mut parts = Vec::new();
        let mut from = 1;
        loop {
            let facts = Facts { amount: Money { amount_minor: from, ..facts.amount }, ..*facts };
            self.replay(&facts);
            let to = bands::same_until(self.engine, &facts, &self.plans);
            let is_dated = !self.route.attempts.is_empty();
            let node = self.weekdays(place, profile, &facts);
            if is_dated {
                self.dated.push((facts, node));
            }
            parts.push((Part::Amounts(Span { from, to }), node));
            if to == super::region::NO_LIMIT {
                return self.tree.split(parts);
            }
            from = to + 1;
        }
    }

    /// The weekday counts only where one is forced.
    fn weekdays(&mut self, place: &Place<'_>, profile: ProfileIndex, facts: &Facts) -> NodeId {
        if place.profile.force_weekday.is_none() {
            return self.seconds(place, profile, facts, Weekday::Monday);
        }
        let parts = Weekday::ALL.iter().map(|&weekday| {
            let part = Part::Weekdays(Few::one(weekday as u8, Weekday::ALL.len() as u8));
            (part, self.seconds(place, profile, facts, weekday))
        });
        let parts = parts.collect();
        self.tree.split(parts)
    }

    fn seconds(
        &mut self,
        place: &Place<'_>,
        profile: ProfileIndex,
        facts: &Facts,
        weekday: Weekday,
    ) -> NodeId {
        let day = self.week.date(weekday);
        let at = profile.0 as usize;
        let spans = match &self.times[at] {
            Some(spans) => spans.clone(),
            None => {
                let spans = bands::seconds(self.engine, place.profile, day);
                self.times[at].insert(spans).clone()
            }
        };
        let zone = &self.engine.account().timezone;
        let parts = spans.into_iter().map(|span| {
            let declined = zone.resolve(day, span.from as u32).moment;
            let fate = self.replay(&Facts { declined, ..*facts });
            (Part::Seconds(span), self.tree.leaf(fate))
        });
        let parts = parts.collect();
        self.tree.split(parts)
    }
}

/// The campaigns whose declines are never recycled, by id.
pub(super) fn not_recycled(account: &Account) -> Vec<String> {
    let campaigns = account.campaigns.iter().filter(|campaign| campaign.disable_recycle_billing);
    campaigns.map(|campaign| campaign.id.clone()).collect()
}

fn attempt_facts(facts: &Facts, target: MerchantIndex, price: Money) -> AttemptFacts {
    AttemptFacts {
        target,
        method: facts.method,
        is_prepaid: facts.is_prepaid,
        is_debit: facts.is_debit,
        order_type: facts.order_type,
        price,
    }
}

/// The own attempt numbers after which the same ladder is left, each kind with its first: the same next
/// slot, after the same skipped ones.
fn attempts_alike(profile: &Profile) -> Vec<(u8, Few)> {
    /// The next slot with how many skipped ones before it tell something, if any is left.
    type Next = Option<(Slot, usize)>;
    let mut alike: Vec<(Next, u8, Few)> = Vec::new();
    for attempt in 0..ATTEMPTS {
        let next = ladder(profile, attempt).next();
        let next = next.map(|rung| {
            let told =
                rung.skipped.iter().filter(|rule| rule.wait_days > 0 || !rule.reduction.is_zero());
            (rung.rule.slot, told.count())
        });
        let few = Few::one(attempt, ATTEMPTS);
        match alike.iter_mut().find(|(same, ..)| *same == next) {
            Some((.., together)) => *together = together.union(few),
            None => alike.push((next, attempt, few)),
        }
    }
    alike.into_iter().map(|(_, first, few)| (first, few)).collect()
}

/// The account as it would be on a clock that never changes.
pub(super) fn on_even_clock(account: &Account) -> Account {
    let mut account = account.clone();
    // Invariant: the time-zone data has UTC.
    account.timezone = Zone::named("UTC").expect("the time-zone data has UTC");
    account
}

/// Whether a decline is one that the diagram speaks of.
pub(super) fn is_replayed(decline: &Decline<'_>) -> bool {
    decline.recorded == Recorded::First && decline.attempt < ATTEMPTS
}
