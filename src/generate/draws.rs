//! Random numbers keyed by what they are for: row 7's reason is the same number whoever asks for it, when,
//! on which machine.

use std::marker::PhantomData;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// Numbers per key; at least as many as a [`Purpose`] has values.
const WORDS: usize = 16;

/// What a number is for: its place among the numbers of its key.
pub(super) trait Purpose: Copy {
    /// The stream of these keys; each kind of key has its own.
    const STREAM: u64;

    /// The place, below 16.
    fn place(self) -> usize;
}

/// What a row's numbers decide.
#[derive(Clone, Copy)]
pub(super) enum OfRow {
    Time,
    OrderType,
    Repeats,
    Lag,
    Earlier,
    Purchase,
    Record,
    Line,
    SameLine,
    ResponseType,
    UnknownText,
    WhichUnknownText,
}

impl Purpose for OfRow {
    const STREAM: u64 = 0;

    fn place(self) -> usize {
        self as usize
    }
}

/// What a customer's numbers decide.
#[derive(Clone, Copy)]
pub(super) enum OfCustomer {
    Merchant,
    Campaign,
    Brand,
    Funding,
    Currency,
    Cycles,
    FirstPrice,
    SecondPrice,
    HasSecond,
    TokenHigh,
    TokenLow,
}

impl Purpose for OfCustomer {
    const STREAM: u64 = 1;

    fn place(self) -> usize {
        self as usize
    }
}

/// What a day's numbers decide.
#[derive(Clone, Copy)]
pub(super) enum OfDay {
    FirstCustomer,
}

impl Purpose for OfDay {
    const STREAM: u64 = 2;

    fn place(self) -> usize {
        self as usize
    }
}

/// The numbers of one key.
pub(super) struct Draws<P> {
    words: [u32; WORDS],
    purpose: PhantomData<P>,
}

impl<P: Purpose> Draws<P> {
    /// 32 random bits.
    pub(super) fn bits(&self, purpose: P) -> u32 {
        self.words[purpose.place()]
    }

    /// A whole number below `end` (0 if that is 0), each as likely as 32 bits can make it.
    pub(super) fn below(&self, purpose: P, end: u64) -> u64 {
        ((u128::from(self.bits(purpose)) * u128::from(end)) >> 32) as u64
    }

    /// Yes, so often in a thousand.
    pub(super) fn happens(&self, purpose: P, per_mille: u64) -> bool {
        self.below(purpose, 1000) < per_mille
    }
}

/// The numbers of all keys of one kind. `ChaCha8` can go to any place of its output, and each key has its
/// own 16 words of it.
pub(super) struct Source<P> {
    generator: ChaCha8Rng,
    next: u64,
    purpose: PhantomData<P>,
}

impl<P: Purpose> Source<P> {
    pub(super) fn new(seed: u64) -> Source<P> {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(P::STREAM);
        Source { generator, next: 0, purpose: PhantomData }
    }

    /// The numbers of a key; quickest in ascending order.
    pub(super) fn of(&mut self, key: u64) -> Draws<P> {
        if key != self.next {
            self.generator.set_word_pos(u128::from(key) * WORDS as u128);
        }
        self.next = key + 1;
        let words = std::array::from_fn(|_| self.generator.next_u32());
        Draws { words, purpose: PhantomData }
    }
}

/// Choices with how likely each is.
#[derive(Debug)]
pub(super) struct Weighted<T> {
    items: Vec<T>,
    /// Per item, the weights up to and with it.
    up_to: Vec<u64>,
}

impl<T> Weighted<T> {
    /// The choices whose weight is not 0.
    pub(super) fn new(choices: impl IntoIterator<Item = (T, u64)>) -> Weighted<T> {
        let mut weighted = Weighted { items: Vec::new(), up_to: Vec::new() };
        let mut sum = 0;
        for (item, weight) in choices.into_iter().filter(|(_, weight)| *weight > 0) {
            sum += weight;
            weighted.items.push(item);
            weighted.up_to.push(sum);
        }
        weighted
    }

    /// One of them; `None` if there are none.
    pub(super) fn pick<P: Purpose>(&self, draws: &Draws<P>, purpose: P) -> Option<&T> {
        let at = draws.below(purpose, *self.up_to.last()?);
        self.items.get(self.up_to.partition_point(|&up_to| up_to <= at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the generator gives is a contract; it may not move with a version of a crate.
    #[test]
    fn the_numbers_of_a_key_never_change() {
        let words = |seed, key| Source::<OfRow>::new(seed).of(key).words;
        assert_eq!(words(7, 0)[..4], FIRST);
        assert_eq!(words(7, 1_000_000_007)[..4], FAR);
        assert_ne!(Source::<OfCustomer>::new(7).of(0).words, words(7, 0));
        assert_ne!(words(8, 0), words(7, 0));
    }

    const FIRST: [u32; 4] = [742_701_683, 3_281_823_346, 3_936_197_989, 2_001_186_818];
    const FAR: [u32; 4] = [370_208_256, 1_559_842_999, 3_609_250_988, 3_783_865_152];

    #[test]
    fn a_key_has_the_same_numbers_in_any_order() {
        let mut ascending = Source::<OfRow>::new(3);
        let numbers: Vec<_> = (0..40).map(|key| ascending.of(key).words).collect();
        let mut descending = Source::<OfRow>::new(3);
        for key in (0..40).rev() {
            assert_eq!(descending.of(key).words, numbers[key as usize]);
        }
    }

    #[test]
    fn choices_come_as_often_as_they_weigh() {
        let weighted = Weighted::new([("often", 3), ("never", 0), ("seldom", 1)]);
        let mut source = Source::<OfRow>::new(1);
        let often = (0..4000)
            .filter(|&key| weighted.pick(&source.of(key), OfRow::Line) == Some(&"often"))
            .count();
        assert!((2900..3100).contains(&often), "{often}");
        assert_eq!(Weighted::<u8>::new([]).pick(&source.of(0), OfRow::Line), None);
    }
}
