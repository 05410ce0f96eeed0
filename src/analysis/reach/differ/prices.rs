//! For which amounts two accounts ask for different prices: what differs at both ends of a stretch of amounts
//! tells of all between.

use std::collections::{BTreeSet, BinaryHeap};

use crate::analysis::compare::ChangeClass;
use crate::analysis::reach::bands::largest_minor;
use crate::analysis::reach::example::PLAIN_MINOR;
use crate::analysis::reach::region::{NO_LIMIT, Region};
use crate::analysis::reach::set::{Set, Span};
use crate::config::Profile;
use crate::engine::{Price, price};
use crate::model::{Currency, Decimal, Money, Status};

use super::{Agreement, ClassChange, Differ, Extent};

/// Stretches looked at before what is left is told as "some".
const MOST: usize = 2000;

/// One attempt's price under both accounts.
struct Prices<'a> {
    base: (&'a Profile, Decimal),
    candidate: (&'a Profile, Decimal),
    /// Whether it is made: the price of a blocked attempt is a detail.
    is_made: bool,
}

impl Prices<'_> {
    /// Amounts from which a minimum price, and no longer the amount itself, is the floor.
    fn bends(&self, currency: Currency) -> [i64; 2] {
        let most = Money { currency, amount_minor: largest_minor(currency) };
        let floor = |profile: &Profile| price(profile, most, Decimal::ZERO).floor_minor;
        [floor(self.base.0), floor(self.candidate.0)]
    }

    /// Whether the prices differ for every amount of a stretch without a bend, or for none; `None` where
    /// neither is certain. Between bends a price is a line, rounded: it is never further than one unit from
    /// the line between its ends.
    fn differ(&self, currency: Currency, span: Span) -> Option<bool> {
        let at = |amount_minor: i64| {
            let original = Money { currency, amount_minor };
            [self.base, self.candidate]
                .map(|(profile, reduction)| price(profile, original, reduction))
        };
        let (first, last) = (at(span.from), at(span.to));
        let is_same_rule = self.base.1 == self.candidate.1
            && self.base.0.reduction_type == self.candidate.0.reduction_type;
        if is_same_rule && !first.iter().chain(&last).any(Price::is_floored) {
            return Some(false);
        }
        let [first, last] = [first, last].map(|both| both.map(|price| price.amount.amount_minor));
        let (before, after) = (first[1] - first[0], last[1] - last[0]);
        let (length, grown) = (span.to - span.from, [last[0] - first[0], last[1] - first[1]]);
        // A price never falls as the amount grows, and never grows faster than it.
        let is_parallel = grown == [0, 0] || grown == [length, length];
        if is_parallel {
            return Some(before != 0);
        }
        let (least, sign) = (before.abs().min(after.abs()), before.signum());
        (sign == after.signum() && least > 2).then_some(true)
    }
}

/// Splits a region of two fates by the amounts for which something changes.
pub(super) fn split(
    differ: &Differ<'_>,
    region: &Region,
    pair: (u32, u32),
    agreement: Agreement,
    found: &mut impl FnMut(ClassChange),
) {
    let (base, candidate) = (&differ.base, &differ.candidate);
    let fates = (base.reach.tree.leaf_at(pair.0), candidate.reach.tree.leaf_at(pair.1));
    let accounts = (base.engine.account(), candidate.engine.account());
    let named = (&base.named[pair.0 as usize], &candidate.named[pair.1 as usize]);
    let is_detailed = named.0.shown != named.1.shown
        || (agreement == Agreement::Other && !named.0.has_no_attempts());
    let prices: Vec<Prices<'_>> = fates
        .0
        .steps
        .iter()
        .zip(&fates.1.steps)
        .filter_map(|(one, other)| {
            Some(Prices {
                base: (accounts.0.profile(fates.0.profile?), one.reduction),
                candidate: (accounts.1.profile(fates.1.profile?), other.reduction),
                is_made: one.status != Status::Blocked,
            })
        })
        .collect();
    for (currencies, currency) in by_decimals(&region.currencies) {
        let largest = largest_minor(currency);
        let span = region.amounts.intersection(Span { from: 1, to: largest });
        if span.is_empty() {
            continue;
        }
        let effect = |span: Span| effect(&prices, currency, span, is_detailed);
        let bends = prices.iter().flat_map(|of| of.bends(currency)).collect();
        let stretches = stretches(span, bends, &effect);
        for class in [ChangeClass::PriceChanged, ChangeClass::DetailChanged] {
            let wanted = [Effect::Changes(class), Effect::Unsure];
            let all = stretches.iter().filter(|stretch| wanted.contains(&stretch.effect));
            let all: Vec<&Stretch> = all.collect();
            let Some(near) = plainest(&all, class, &effect) else { continue };
            let to = all.last().map_or(span.to, |stretch| stretch.span.to);
            let amounts =
                Span { from: all[0].span.from, to: if to == largest { NO_LIMIT } else { to } };
            let held = Region { currencies: currencies.clone(), amounts, ..region.clone() };
            let is_every = all.len() == 1 && all[0].effect != Effect::Unsure;
            let extent = if is_every { Extent::Every } else { Extent::Some };
            let at = Region { amounts: Span { from: near, to: near }, ..held.clone() };
            let example = differ.example(&at);
            // A merchant to which its own declines are sent is named by one account alone.
            if differ.replayed(&example) != Some(class) {
                continue;
            }
            found(differ.change(held, class, extent, differ.sides(pair, class), example));
        }
    }
}

/// The plainest amount for which a class of change is certain.
fn plainest(all: &[&Stretch], class: ChangeClass, effect: &dyn Fn(Span) -> Effect) -> Option<i64> {
    let sure = all.iter().filter(|stretch| stretch.effect == Effect::Changes(class));
    let sure = sure.map(|stretch| stretch.span.closest(PLAIN_MINOR));
    let near = sure.min_by_key(|amount| (amount - PLAIN_MINOR).abs());
    near.or_else(|| {
        let mut amounts = all.iter().flat_map(|stretch| stretch.span.from..=stretch.span.to);
        let is_changed =
            |amount: &i64| effect(Span { from: *amount, to: *amount }) == Effect::Changes(class);
        amounts.by_ref().take(MOST).find(is_changed)
    })
}

/// What is known of amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Effect {
    /// Nothing changes for any of them.
    Nothing,
    /// This changes for all of them.
    Changes(ChangeClass),
    /// Nothing for all of them.
    Unsure,
}

/// What changes for all amounts of a stretch.
fn effect(prices: &[Prices<'_>], currency: Currency, span: Span, is_detailed: bool) -> Effect {
    let any = |is_made: bool| -> Option<bool> {
        let of = prices.iter().filter(|of| of.is_made == is_made);
        let differ: Vec<Option<bool>> = of.map(|of| of.differ(currency, span)).collect();
        let none_differs = differ.iter().all(|differs| *differs == Some(false));
        if differ.contains(&Some(true)) { Some(true) } else { none_differs.then_some(false) }
    };
    match any(true) {
        None => Effect::Unsure,
        Some(true) => Effect::Changes(ChangeClass::PriceChanged),
        Some(false) if is_detailed => Effect::Changes(ChangeClass::DetailChanged),
        Some(false) => match any(false) {
            None => Effect::Unsure,
            Some(true) => Effect::Changes(ChangeClass::DetailChanged),
            Some(false) => Effect::Nothing,
        },
    }
}

/// Amounts of which one thing is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Stretch {
    span: Span,
    effect: Effect,
}

/// The stretches of a span between its bends, in order; the longest unknown ones are halved first.
fn stretches(span: Span, bends: BTreeSet<i64>, effect: &dyn Fn(Span) -> Effect) -> Vec<Stretch> {
    let mut known: Vec<Stretch> = Vec::new();
    let mut unknown: BinaryHeap<(i64, Span)> = BinaryHeap::new();
    let ends = bends.into_iter().filter(|bend| span.has(*bend) && *bend < span.to);
    let mut from = span.from;
    for to in ends.chain([span.to]) {
        unknown.push((to - from, Span { from, to }));
        from = to + 1;
    }
    let mut looked_at = 0;
    while let Some((_, span)) = unknown.pop() {
        looked_at += 1;
        match effect(span) {
            Effect::Unsure if looked_at <= MOST && span.from < span.to => {
                let middle = span.from.midpoint(span.to);
                for half in [Span { to: middle, ..span }, Span { from: middle + 1, ..span }] {
                    unknown.push((half.to - half.from, half));
                }
            }
            effect => known.push(Stretch { span, effect }),
        }
    }
    known.sort_unstable();
    let mut joined: Vec<Stretch> = Vec::new();
    for stretch in known {
        match joined.last_mut() {
            Some(last) if last.effect == stretch.effect => last.span.to = stretch.span.to,
            _ => joined.push(stretch),
        }
    }
    joined
}

/// The currencies of a set by their decimals, each part with one of them.
fn by_decimals(currencies: &Set<Currency>) -> Vec<(Set<Currency>, Currency)> {
    let all = || Currency::codes().filter_map(Currency::read);
    let mut decimals: Vec<u32> = all().map(Currency::decimals).collect();
    decimals.sort_unstable();
    decimals.dedup();
    decimals
        .into_iter()
        .filter_map(|decimals| {
            let with = Set::of(all().filter(|currency| currency.decimals() == decimals));
            let held = with.intersection(currencies);
            match &held {
                Set::In(some) => some.first().copied().map(|first| (held.clone(), first)),
                Set::NotIn(_) => None,
            }
        })
        .collect()
}
