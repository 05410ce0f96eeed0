//! Where an answer changes as an amount or a time of day grows: found by bisection over the engine's own
//! answers, exactly, in whole minor units and seconds.

use crate::config::{Account, Profile};
use crate::engine::{AttemptFacts, Engine, Facts, Plan, Schedule, Verdict};
use crate::engine::{is_under_min_gap, ladder, price};
use crate::model::{
    BlockReason, Currency, Day, Decimal, MAX_AMOUNT_DIGITS, Money, Outcome, ServiceIndex,
};

use super::region::{ALL_SECONDS, NO_LIMIT};
use super::set::Span;

/// The largest amount that a row can have, in minor units.
pub(super) fn largest_minor(currency: Currency) -> i64 {
    10_i64.pow(MAX_AMOUNT_DIGITS as u32 + currency.decimals()) - 1
}

/// The first number after `from` whose answer differs from that of `from`. Within each of the spans that
/// end at `ends` (sorted) the answer changes at most once.
fn next_change(from: i64, ends: &[i64], holds: impl Fn(i64) -> bool) -> Option<i64> {
    let before = holds(from);
    let mut low = from;
    for &end in ends.iter().filter(|end| **end > from) {
        if holds(low) != before {
            return Some(low);
        }
        if holds(end) != before {
            let mut high = end;
            while high - low > 1 {
                let middle = low.midpoint(high);
                if holds(middle) == before { low = middle } else { high = middle }
            }
            return Some(high);
        }
        if end == *ends.last()? {
            return None;
        }
        low = end + 1;
    }
    None
}

/// The last amount from that of `facts` upwards for which the engine decides everything alike, given the
/// plans of its replay: a replay asks of an amount only whether the door takes it, whether a reduced price
/// is floored, and whether a price is below a service's minimum.
pub(super) fn same_until(engine: &Engine<'_>, facts: &Facts, plans: &[Plan]) -> i64 {
    let door = engine.door();
    let from = facts.amount.amount_minor;
    let largest = largest_minor(facts.amount.currency);
    let at = |amount_minor: i64| Money { amount_minor, ..facts.amount };
    let refused =
        |minor: i64| door.refuses(Outcome::BelowMinimum, &Facts { amount: at(minor), ..*facts });
    let mut next = next_change(from, &[largest], refused);
    let mut earlier = |change: Option<i64>| {
        next = [next, change].into_iter().flatten().min();
    };
    if let Some(profile) = door.profile(facts) {
        let profile = engine.account().profile(profile);
        // Up to the minimum price the floor is the amount itself; above it, the minimum.
        let floor = price(profile, at(largest), Decimal::ZERO).floor_minor;
        let ends = [floor.min(largest), largest];
        for plan in plans {
            let priced = |minor: i64| price(profile, at(minor), plan.price.reduction);
            earlier(next_change(from, &ends, |minor| priced(minor).is_floored()));
            let is_below = |minor: i64| {
                let attempt = AttemptFacts::of(facts, plan.target, priced(minor).amount);
                engine.gates().verdict(BlockReason::BelowServiceMinimum, &attempt) == Verdict::Fail
            };
            earlier(next_change(from, &ends, is_below));
        }
    }
    next.map_or(NO_LIMIT, |next| next - 1)
}

/// The times of day between which a profile's attempts are due alike: on the same dates, and equally far
/// from the decline by the services' minimum gaps.
pub(super) fn seconds(engine: &Engine<'_>, profile: &Profile, day: Day) -> Vec<Span> {
    let account = engine.account();
    // A forced weekday moves a date or does not, by the same comparison with the time of the decline.
    let unforced = Profile { force_weekday: None, ..profile.clone() };
    let due = |second: i64, days: u32| {
        let declined = account.timezone.resolve(day, second as u32).moment;
        let due = Schedule::of(account, &unforced, declined).due(declined, days, 0);
        (declined, due.at.moment)
    };
    let last = ALL_SECONDS.to;
    let is_later = |second: i64| due(second, 0).1.day > day;
    let mut starts: Vec<i64> = vec![0];
    starts.extend(next_change(0, &[last], is_later));
    let ends: Vec<i64> =
        starts[1..].iter().map(|start| start - 1).chain(std::iter::once(last)).collect();
    for service in services(account, profile) {
        let service = account.service(service);
        let days = service.min_gap_hours / 24;
        for days in days..=days + 1 {
            let is_under = |second: i64| {
                let (declined, due) = due(second, days);
                is_under_min_gap(service, declined, due)
            };
            let mut from = 0;
            while let Some(change) = next_change(from, &ends, is_under) {
                starts.push(change);
                from = change;
            }
        }
    }
    starts.sort_unstable();
    starts.dedup();
    let next = starts[1..].iter().map(|start| start - 1).chain(std::iter::once(last));
    starts.iter().zip(next).map(|(&from, to)| Span { from, to }).collect()
}

/// The services that a profile's attempts can reach.
fn services(account: &Account, profile: &Profile) -> Vec<ServiceIndex> {
    let targets = ladder(profile, 0).filter_map(|rung| rung.rule.target);
    let mut services: Vec<ServiceIndex> =
        targets.filter_map(|target| account.merchant(target).service).collect();
    services.sort_unstable();
    services.dedup();
    services
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_found_to_the_unit() {
        // False up to 9, true up to 20, false from 21: one change in each span.
        let holds = |number: i64| (10..=20).contains(&number);
        let ends = [15, 1_000_000];
        assert_eq!(next_change(1, &ends, holds), Some(10));
        assert_eq!(next_change(10, &ends, holds), Some(21));
        assert_eq!(next_change(15, &ends, holds), Some(21));
        assert_eq!(next_change(16, &ends, holds), Some(21));
        assert_eq!(next_change(21, &ends, holds), None);
        // A change right at the start of the second span.
        assert_eq!(next_change(1, &[9, 50], |number| number >= 10), Some(10));
        assert_eq!(next_change(9, &[9, 50], |number| number >= 10), Some(10));
        assert_eq!(next_change(1, &[0, 50], |_| true), None);
    }
}
