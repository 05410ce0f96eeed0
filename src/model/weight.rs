//! What a finding weighs in the declines at hand.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::once;

use super::money::{Currency, Money};
use super::time::Day;

/// The declines that a finding touches: how many, worth how much, from when to when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// How many rows.
    pub rows: u64,
    /// Their money in minor units, by currency.
    pub amounts_minor: BTreeMap<Currency, i128>,
    /// The earliest local date of a decline; `None` if no row is touched.
    pub first_day: Option<Day>,
    /// The latest.
    pub last_day: Option<Day>,
}

impl Weight {
    /// Adds one decline.
    pub fn add(&mut self, amount: Money, day: Day) {
        self.rows += 1;
        *self.amounts_minor.entry(amount.currency).or_default() += i128::from(amount.amount_minor);
        self.first_day = Some(self.first_day.map_or(day, |first| first.min(day)));
        self.last_day = Some(self.last_day.map_or(day, |last| last.max(day)));
    }

    /// The money in one currency, in minor units; 0 if there is none.
    pub fn amount_minor(&self, currency: Currency) -> i128 {
        self.amounts_minor.get(&currency).copied().unwrap_or_default()
    }

    /// Heavier first: by money in `currency`, then in the others by their codes, then by rows. Currencies
    /// are never added up.
    pub fn heavier_first(&self, other: &Weight, currency: Currency) -> std::cmp::Ordering {
        let others: BTreeSet<Currency> =
            self.amounts_minor.keys().chain(other.amounts_minor.keys()).copied().collect();
        once(currency)
            .chain(others)
            .map(|currency| other.amount_minor(currency).cmp(&self.amount_minor(currency)))
            .find(|order| order.is_ne())
            .unwrap_or_else(|| other.rows.cmp(&self.rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Ordering;

    fn weight(amounts: &[(&str, i64)]) -> Weight {
        let mut weight = Weight::default();
        for (at, &(code, amount_minor)) in amounts.iter().enumerate() {
            let currency = Currency::read(code).unwrap();
            weight.add(Money { currency, amount_minor }, Day(20_000 - at as i32));
        }
        weight
    }

    #[test]
    fn sums_by_currency_and_spans_the_days() {
        let weight = weight(&[("USD", 500), ("EUR", 1), ("USD", 250)]);
        assert_eq!(weight.rows, 3);
        assert_eq!(weight.amount_minor(Currency::USD), 750);
        assert_eq!(weight.amounts_minor.len(), 2);
        assert_eq!((weight.first_day, weight.last_day), (Some(Day(19_998)), Some(Day(20_000))));
    }

    #[test]
    fn the_main_currency_decides_then_the_others_then_rows() {
        let order = |a: &[_], b: &[_]| weight(a).heavier_first(&weight(b), Currency::USD);
        assert_eq!(order(&[("USD", 2)], &[("USD", 1), ("EUR", 900)]), Ordering::Less);
        assert_eq!(order(&[("EUR", 1)], &[("EUR", 2)]), Ordering::Greater);
        assert_eq!(order(&[("USD", 1), ("USD", 1)], &[("USD", 2)]), Ordering::Less);
        assert_eq!(order(&[], &[]), Ordering::Equal);
    }
}
