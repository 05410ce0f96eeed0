//! Sets of names of which there is no end: some of them, or all but some.

/// Some values, or all but some; the values sorted, each once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Set<T> {
    /// These.
    In(Vec<T>),
    /// All but these.
    NotIn(Vec<T>),
}

impl<T: Ord + Clone> Set<T> {
    /// Everything.
    pub const fn all() -> Set<T> {
        Set::NotIn(Vec::new())
    }

    /// These values.
    pub fn of(values: impl IntoIterator<Item = T>) -> Set<T> {
        Set::In(sorted(values))
    }

    /// All but these values.
    pub fn all_but(values: impl IntoIterator<Item = T>) -> Set<T> {
        Set::NotIn(sorted(values))
    }

    /// Whether nothing is left out.
    pub fn is_all(&self) -> bool {
        matches!(self, Set::NotIn(values) if values.is_empty())
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        matches!(self, Set::In(values) if values.is_empty())
    }

    /// Whether a value is in it.
    pub fn has(&self, value: &T) -> bool {
        match self {
            Set::In(values) => values.binary_search(value).is_ok(),
            Set::NotIn(values) => values.binary_search(value).is_err(),
        }
    }

    /// What is in both.
    pub fn intersection(&self, other: &Set<T>) -> Set<T> {
        match (self, other) {
            (Set::In(values), wanted) | (wanted, Set::In(values)) => {
                Set::In(values.iter().filter(|value| wanted.has(value)).cloned().collect())
            }
            (Set::NotIn(some), Set::NotIn(others)) => {
                Set::all_but(some.iter().chain(others).cloned())
            }
        }
    }

    /// What is in either.
    pub fn union(&self, other: &Set<T>) -> Set<T> {
        self.complement().intersection(&other.complement()).complement()
    }

    fn complement(&self) -> Set<T> {
        match self {
            Set::In(values) => Set::NotIn(values.clone()),
            Set::NotIn(values) => Set::In(values.clone()),
        }
    }
}

fn sorted<T: Ord>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut values: Vec<T> = values.into_iter().collect();
    values.sort_unstable();
    values.dedup();
    values
}

/// Some of a few values, by number, below 16.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Few {
    bits: u16,
    /// How many values there are.
    count: u8,
}

impl Few {
    /// All of `count` values.
    pub const fn all(count: u8) -> Few {
        Few { bits: (1 << count) - 1, count }
    }

    /// None of `count` values.
    pub const fn none(count: u8) -> Few {
        Few { bits: 0, count }
    }

    /// One of `count` values.
    pub const fn one(number: u8, count: u8) -> Few {
        Few { bits: 1 << number, count }
    }

    /// Whether a value is in it.
    pub const fn has(self, number: u8) -> bool {
        number < 16 && self.bits & (1 << number) != 0
    }

    /// Whether nothing is left out.
    pub const fn is_all(self) -> bool {
        self.bits == Few::all(self.count).bits
    }

    /// Whether nothing is in it.
    pub const fn is_empty(self) -> bool {
        self.bits == 0
    }

    /// What is in both.
    pub const fn intersection(self, other: Few) -> Few {
        Few { bits: self.bits & other.bits, count: self.count }
    }

    /// What is in either.
    pub const fn union(self, other: Few) -> Few {
        Few { bits: self.bits | other.bits, count: self.count }
    }

    /// The values in it.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (0..self.count).filter(move |&number| self.has(number))
    }

    /// As an index of a table of its values: those whose value is in it.
    pub fn of<T: Copy>(self, values: &[T]) -> Vec<T> {
        self.iter().filter_map(|number| values.get(usize::from(number)).copied()).collect()
    }
}

/// Whole numbers from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first.
    pub from: i64,
    /// The last.
    pub to: i64,
}

impl Span {
    /// Whether a number is in it.
    pub const fn has(self, number: i64) -> bool {
        self.from <= number && number <= self.to
    }

    /// What is in both; empty if the first is after the last.
    pub fn intersection(self, other: Span) -> Span {
        Span { from: self.from.max(other.from), to: self.to.min(other.to) }
    }

    /// Whether nothing is in it.
    pub const fn is_empty(self) -> bool {
        self.from > self.to
    }

    /// The number of it that is closest to `wanted`.
    pub fn closest(self, wanted: i64) -> i64 {
        wanted.max(self.from).min(self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_with_and_without_end_combine() {
        let (few, rest) = (Set::of([3, 1, 3]), Set::all_but([1]));
        assert_eq!(few.intersection(&rest), Set::of([3]));
        assert_eq!(rest.intersection(&few), Set::of([3]));
        assert!(few.union(&rest).is_all());
        assert_eq!(few.union(&Set::of([2])), Set::of([1, 2, 3]));
        assert_eq!(rest.intersection(&Set::all_but([2])), Set::all_but([1, 2]));
        assert_eq!(rest.union(&Set::all_but([2])), Set::all());
        assert!(few.intersection(&Set::of([2])).is_empty());
        for value in 0..5 {
            assert_eq!(few.has(&value), value == 1 || value == 3);
            assert_eq!(rest.has(&value), value != 1);
        }
    }

    #[test]
    fn few_values_and_spans_combine() {
        let weekdays = Few::one(0, 7).union(Few::one(6, 7));
        assert_eq!(weekdays.iter().collect::<Vec<_>>(), [0, 6]);
        assert!(!weekdays.is_all() && Few::all(7).is_all());
        assert!(weekdays.intersection(Few::one(3, 7)).is_empty());
        let span = Span { from: 5, to: 9 };
        assert_eq!((span.closest(1), span.closest(7), span.closest(20)), (5, 7, 9));
        assert!(span.intersection(Span { from: 10, to: 12 }).is_empty());
    }
}
