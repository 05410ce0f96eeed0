//! Builds the diagram: facts are asked in the order of the gates, values that the configuration does not
//! tell apart are collapsed before anything is replayed, and every leaf is the engine's own answer.

use std::collections::BTreeMap;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::config::Account;
use crate::engine::{AttemptFacts, Engine, Facts, Recycling, Rung, ladder};
use crate::model::{
    BlockReason, Class, Fact, MerchantIndex, Money, Notes, OrderType, Outcome, ProfileIndex,
    Weekday,
};

use super::alike::Alike;
use super::bands;
use super::example::Picker;
use super::fate::{Fate, Grain, Recorder};
use super::place::{ECHECK, Place};
use super::region::{NO_LIMIT, Part, Region};
use super::set::{Few, Set, Span};
use super::tree::{NodeId, Tree};
use super::week::Week;

/// A diagram under construction.
pub(super) struct Builder<'e> {
    engine: &'e Engine<'e>,
    week: Week,
    picker: &'e Picker,
    tree: Tree<Fate>,
    /// Amounts, weekdays and times below a signature that was met before.
    known: HashMap<Key, NodeId, FixedState>,
    dated: Vec<(Facts, NodeId)>,
    /// Per profile, the times of day that make a difference.
    times: Vec<Option<Vec<Span>>>,
    recorder: Recorder,
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

/// Merchants that are treated alike, and the node that their declines start from.
#[derive(Debug)]
pub(super) struct Root {
    pub(super) merchants: Set<String>,
    pub(super) node: NodeId,
}

/// A diagram with what it starts from.
pub(super) struct Built {
    pub(super) tree: Tree<Fate>,
    /// In the order of the account; last, the merchants that it does not have.
    pub(super) roots: Vec<Root>,
    /// Ladders by their dates: what a replay started from, and the node that its dates decide.
    pub(super) dated: Vec<(Facts, NodeId)>,
}

impl<'e> Builder<'e> {
    pub(super) fn new(
        engine: &'e Engine<'e>,
        week: Week,
        picker: &'e Picker,
        grain: Grain,
    ) -> Builder<'e> {
        Builder {
            engine,
            week,
            picker,
            tree: Tree::default(),
            known: HashMap::default(),
            dated: Vec::new(),
            times: vec![None; engine.account().profiles.len()],
            recorder: Recorder::new(grain),
        }
    }

    pub(super) fn build(mut self) -> Built {
        let roots = self.roots();
        let mut dated = self.dated;
        dated.sort_by_key(|(_, node)| *node);
        dated.dedup_by_key(|(_, node)| *node);
        Built { tree: self.tree, roots, dated }
    }

    fn roots(&mut self) -> Vec<Root> {
        let account = self.engine.account();
        let mut alike: BTreeMap<Alike, Vec<MerchantIndex>> = BTreeMap::new();
        for merchant in (0..account.merchants.len() as u32).map(MerchantIndex) {
            alike.entry(Alike::of(self.engine, merchant)).or_default().push(merchant);
        }
        let mut nodes: BTreeMap<NodeId, Vec<MerchantIndex>> = BTreeMap::new();
        for merchants in alike.into_values() {
            let node = self.by_merchant(Some(merchants[0]));
            nodes.entry(node).or_default().extend(merchants);
        }
        let mut nodes: Vec<(Option<MerchantIndex>, Root)> = nodes
            .into_iter()
            .map(|(node, merchants)| {
                let ids = merchants.iter().map(|index| account.merchant(*index).id.clone());
                (merchants.iter().min().copied(), Root { merchants: Set::of(ids), node })
            })
            .collect();
        nodes.sort_by_key(|(first, _)| *first);
        let unlisted =
            Root { merchants: unlisted_merchants(account), node: self.by_merchant(None) };
        nodes.into_iter().map(|(_, root)| root).chain([unlisted]).collect()
    }

    /// The facts of the plainest decline of a merchant.
    fn plain(&self, merchant: Option<MerchantIndex>) -> Facts {
        let account = self.engine.account();
        let merchants = match merchant {
            Some(merchant) => Set::of([account.merchant(merchant).id.clone()]),
            None => unlisted_merchants(account),
        };
        let example = self.picker.example(account, &Region { merchants, ..Region::all() });
        self.engine.facts(&example.decline(account))
    }

    fn replay(&mut self, facts: &Facts) -> Fate {
        self.recorder.replay(self.engine, *facts)
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

    /// A question: the node of each part of a fact's values.
    fn split<T>(
        &mut self,
        parts: impl IntoIterator<Item = (Part, T)>,
        mut node: impl FnMut(&mut Self, T) -> NodeId,
    ) -> NodeId {
        let parts = parts.into_iter().map(|(part, value)| (part, node(self, value)));
        let parts = parts.collect();
        self.tree.split(parts)
    }

    fn by_merchant(&mut self, merchant: Option<MerchantIndex>) -> NodeId {
        let facts = self.plain(merchant);
        let gates = [Outcome::UnknownMerchant, Outcome::AtService];
        self.turned_away(&facts, &gates).unwrap_or_else(|| self.by_class(&facts))
    }

    fn by_class(&mut self, facts: &Facts) -> NodeId {
        let count = Class::ALL.len() as u8;
        let parts = Class::ALL.iter().map(|&class| {
            let mut facts = *facts;
            facts.classification.class = class;
            (Part::Classes(Few::one(class as u8, count)), facts)
        });
        let gates = [Outcome::HardDecline, Outcome::Unclassified];
        self.split(parts, |builder, facts| {
            builder.turned_away(&facts, &gates).unwrap_or_else(|| builder.by_campaign(&facts))
        })
    }

    fn by_campaign(&mut self, facts: &Facts) -> NodeId {
        let disabled = not_recycled(self.engine.account());
        let parts = [
            (Set::all_but(disabled.clone()), Recycling::Enabled),
            (Set::of(disabled), Recycling::Disabled),
        ];
        let parts = parts.into_iter().filter(|(ids, _)| !ids.is_empty());
        let parts = parts.map(|(ids, recycling)| (Part::Campaigns(ids), recycling));
        self.split(parts, |builder, recycling| {
            let facts = Facts { recycling, ..*facts };
            builder
                .turned_away(&facts, &[Outcome::RecyclingDisabled])
                .unwrap_or_else(|| builder.by_order_type(&facts))
        })
    }

    fn by_order_type(&mut self, facts: &Facts) -> NodeId {
        let count = OrderType::ALL.len() as u8;
        let one = |order_type: OrderType| Part::OrderTypes(Few::one(order_type as u8, count));
        let parts = OrderType::ALL.iter().map(|&order_type| (one(order_type), order_type));
        let gates = [Outcome::NewSaleNotRecycled, Outcome::NoProfile];
        self.split(parts, |builder, order_type| {
            let facts = Facts { order_type, ..*facts };
            builder.turned_away(&facts, &gates).unwrap_or_else(|| builder.by_attempt(&facts))
        })
    }

    fn by_attempt(&mut self, facts: &Facts) -> NodeId {
        let Some(place) = Place::of(self.engine, facts) else {
            unreachable!("the door turned away what is in no profile")
        };
        let parts = place.attempts.iter().map(|(few, attempt)| (Part::Attempts(*few), *attempt));
        self.split(parts, |builder, attempt| builder.by_brand(&place, &Facts { attempt, ..*facts }))
    }

    fn by_brand(&mut self, place: &Place<'_>, facts: &Facts) -> NodeId {
        let parts = place.brands.iter();
        let parts = parts.map(|(brands, method)| (Part::Brands(brands.clone()), *method));
        self.split(parts, |builder, method| {
            let facts = Facts { method, ..*facts };
            if method == ECHECK {
                // An echeck is neither prepaid nor debit.
                let (is_prepaid, is_debit) = (Fact::No, Fact::No);
                builder.by_currency(place, &Facts { is_prepaid, is_debit, ..facts })
            } else {
                builder.by_prepaid(place, &facts)
            }
        })
    }

    fn by_prepaid(&mut self, place: &Place<'_>, facts: &Facts) -> NodeId {
        let parts = place.prepaid.iter().map(|(few, fact)| (Part::Prepaid(*few), *fact));
        self.split(parts, |builder, is_prepaid| {
            builder.by_debit(place, &Facts { is_prepaid, ..*facts })
        })
    }

    fn by_debit(&mut self, place: &Place<'_>, facts: &Facts) -> NodeId {
        let parts = place.debit.iter().map(|(few, fact)| (Part::Debit(*few), *fact));
        self.split(parts, |builder, is_debit| {
            builder.by_currency(place, &Facts { is_debit, ..*facts })
        })
    }

    fn by_currency(&mut self, place: &Place<'_>, facts: &Facts) -> NodeId {
        let parts = place.currencies.iter();
        let parts = parts.map(|(set, currency)| (Part::Currencies(set.clone()), *currency));
        self.split(parts, |builder, currency| {
            let amount = Money { currency, ..facts.amount };
            builder.by_rest(place, &Facts { amount, ..*facts })
        })
    }

    /// Below the currency only amount and date are left, and they count alike wherever all gates say the
    /// same.
    fn by_rest(&mut self, place: &Place<'_>, facts: &Facts) -> NodeId {
        let gates = self.engine.gates();
        let currency = facts.amount.currency;
        let price = Money { currency, amount_minor: bands::largest_minor(currency) };
        let judge = |rung: Rung<'_>| {
            let target = rung.rule.target.unwrap_or(place.merchant);
            gates.judge(&AttemptFacts::of(facts, target, price))
        };
        let key = Key {
            profile: place.index,
            is_ambiguous: place.is_ambiguous,
            order_type: facts.order_type,
            attempt: facts.attempt,
            decimals: currency.decimals(),
            judgements: ladder(place.profile, facts.attempt).map(judge).collect(),
        };
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let node = self.by_amount(place, facts);
        self.known.insert(key, node);
        node
    }

    fn by_amount(&mut self, place: &Place<'_>, facts: &Facts) -> NodeId {
        let mut parts = Vec::new();
        let mut from = 1;
        loop {
            let facts = Facts { amount: Money { amount_minor: from, ..facts.amount }, ..*facts };
            let fate = self.replay(&facts);
            let to = bands::same_until(self.engine, &facts, self.recorder.plans());
            let node = if fate.steps.is_empty() {
                self.tree.leaf(fate)
            } else {
                let node = self.by_weekday(place, &facts);
                self.dated.push((facts, node));
                node
            };
            parts.push((Part::Amounts(Span { from, to }), node));
            if to == NO_LIMIT {
                return self.tree.split(parts);
            }
            from = to + 1;
        }
    }

    /// The weekday counts only where one is forced.
    fn by_weekday(&mut self, place: &Place<'_>, facts: &Facts) -> NodeId {
        if place.profile.force_weekday.is_none() {
            return self.by_time(place, facts, Weekday::Monday);
        }
        let count = Weekday::ALL.len() as u8;
        let one = |weekday: Weekday| Part::Weekdays(Few::one(weekday as u8, count));
        let parts = Weekday::ALL.iter().map(|&weekday| (one(weekday), weekday));
        self.split(parts, |builder, weekday| builder.by_time(place, facts, weekday))
    }

    fn by_time(&mut self, place: &Place<'_>, facts: &Facts, weekday: Weekday) -> NodeId {
        let (engine, day) = (self.engine, self.week.date(weekday));
        let times = &mut self.times[place.index.0 as usize];
        let spans = times.get_or_insert_with(|| bands::seconds(engine, place.profile, day)).clone();
        self.split(spans.into_iter().map(|span| (Part::Seconds(span), span)), |builder, span| {
            let zone = &engine.account().timezone;
            let declined = zone.resolve(day, span.from as u32).moment;
            let fate = builder.replay(&Facts { declined, ..*facts });
            builder.tree.leaf(fate)
        })
    }
}

/// The merchants that an account does not have.
fn unlisted_merchants(account: &Account) -> Set<String> {
    Set::all_but(account.merchants.iter().map(|merchant| merchant.id.clone()))
}

/// The campaigns whose declines are never recycled, by id.
pub(super) fn not_recycled(account: &Account) -> Vec<String> {
    let campaigns = account.campaigns.iter().filter(|campaign| campaign.disable_recycle_billing);
    campaigns.map(|campaign| campaign.id.clone()).collect()
}
