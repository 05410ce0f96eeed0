//! Declines sorted by where they stand under several configurations.

use std::hash::Hash;

use super::lineup::{Numbers, Spot};

/// Bins that are kept, and spots whose bin is known; then everything is settled.
const ROOM: usize = 4096;
const SPOT_ROOM: usize = 1 << 18;

/// Amounts of a bin that are counted before they are added up.
const AMOUNTS: usize = 16;

/// Bins for declines whose spots come to the same, which is what a key says.
pub(crate) struct Bins<K, B> {
    /// Numbers plus one by hour and stand; 0 is unknown.
    by_hour: Vec<Vec<u32>>,
    spot_count: usize,
    numbers: Numbers<K>,
    all: Vec<B>,
}

impl<K, B> Default for Bins<K, B> {
    fn default() -> Bins<K, B> {
        Bins { by_hour: Vec::new(), spot_count: 0, numbers: Numbers::default(), all: Vec::new() }
    }
}

impl<K: Hash + Eq, B> Bins<K, B> {
    /// The bin of a spot, if it is known.
    #[inline]
    pub(crate) fn find(&self, spot: Spot) -> Option<u32> {
        self.by_hour.get(spot.hour as usize)?.get(spot.stand as usize)?.checked_sub(1)
    }

    /// The bin of a spot that comes to what `key` says.
    pub(crate) fn put(&mut self, spot: Spot, key: K, make: impl FnOnce(&K) -> B) -> u32 {
        let (hour, stand) = (spot.hour as usize, spot.stand as usize);
        let number = match self.numbers.get(&key) {
            Some(&number) => number,
            None => {
                let number = self.all.len() as u32;
                self.all.push(make(&key));
                self.numbers.insert(key, number);
                number
            }
        };
        if self.by_hour.len() <= hour {
            self.by_hour.resize_with(hour + 1, Vec::new);
        }
        let stands = &mut self.by_hour[hour];
        if stands.len() <= stand {
            self.spot_count += stand + 1 - stands.len();
            stands.resize(stand + 1, 0);
        }
        stands[stand] = number + 1;
        number
    }

    #[inline]
    pub(crate) fn at(&self, number: u32) -> &B {
        &self.all[number as usize]
    }

    #[inline]
    pub(crate) fn at_mut(&mut self, number: u32) -> &mut B {
        &mut self.all[number as usize]
    }

    /// Whether there is more than should be kept.
    pub(crate) fn is_full(&self) -> bool {
        self.all.len() >= ROOM || self.spot_count >= SPOT_ROOM
    }

    /// Hands all bins over, and starts anew.
    pub(crate) fn take(&mut self) -> Vec<B> {
        self.by_hour.clear();
        self.spot_count = 0;
        self.numbers.clear();
        std::mem::take(&mut self.all)
    }
}

/// Counts by amount of the amounts that came last, with what belongs to each.
pub(crate) struct Amounts<T> {
    counted: Vec<Counted<T>>,
    /// The position of the one that makes room for the next.
    oldest: usize,
}

/// Declines for one amount.
pub(crate) struct Counted<T> {
    pub(crate) amount_minor: i64,
    pub(crate) count: u64,
    pub(crate) rest: T,
}

impl<T> Default for Amounts<T> {
    fn default() -> Amounts<T> {
        Amounts { counted: Vec::new(), oldest: 0 }
    }
}

impl<T> Amounts<T> {
    /// The position of an amount.
    #[inline]
    pub(crate) fn find(&self, amount_minor: i64) -> Option<usize> {
        self.counted.iter().position(|counted| counted.amount_minor == amount_minor)
    }

    /// The position of a new amount, and what had to make room for it.
    pub(crate) fn add(&mut self, amount_minor: i64, rest: T) -> (usize, Option<Counted<T>>) {
        let counted = Counted { amount_minor, count: 0, rest };
        if self.counted.len() < AMOUNTS {
            self.counted.push(counted);
            return (self.counted.len() - 1, None);
        }
        let at = self.oldest;
        self.oldest = (at + 1) % AMOUNTS;
        (at, Some(std::mem::replace(&mut self.counted[at], counted)))
    }

    #[inline]
    pub(crate) fn at(&self, position: usize) -> &Counted<T> {
        &self.counted[position]
    }

    #[inline]
    pub(crate) fn at_mut(&mut self, position: usize) -> &mut Counted<T> {
        &mut self.counted[position]
    }

    /// All that are left.
    pub(crate) fn take(&mut self) -> Vec<Counted<T>> {
        std::mem::take(&mut self.counted)
    }
}
