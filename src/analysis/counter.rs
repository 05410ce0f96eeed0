//! Counts by text in bounded memory, exact for every text that is kept, and the same however the input is
//! split.

use std::collections::BTreeMap;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// How many texts a counter keeps.
const MAX_TEXTS: usize = 5_000;

/// Counts of texts. Beyond [`MAX_TEXTS`] distinct ones it keeps those whose hashes are smallest: which they
/// are does not depend on the order of the input, and each kept count is complete.
#[derive(Clone, Debug, Default)]
pub struct TextCounter {
    counts: HashMap<Box<str>, u64, FixedState>,
    /// Texts whose hash is not below this are dropped; `None` keeps all.
    bound: Option<u64>,
    /// How often anything was counted.
    total: u64,
}

impl TextCounter {
    /// The counter that [`TextCounter::finish`] gave these of.
    pub fn of(counts: BTreeMap<String, u64>, rest: u64) -> TextCounter {
        let total = counts.values().sum::<u64>() + rest;
        let counts = counts.into_iter().map(|(text, count)| (text.into(), count)).collect();
        TextCounter { counts, bound: None, total }
    }

    /// Counts a text once.
    pub fn count(&mut self, text: &str) {
        self.add(text, 1);
    }

    /// Counts a text so many times.
    pub fn add(&mut self, text: &str, times: u64) {
        self.total += times;
        if let Some(count) = self.counts.get_mut(text) {
            *count += times;
        } else if self.bound.is_none_or(|bound| stable_hash(text) < bound) {
            self.counts.insert(text.into(), times);
            if self.counts.len() > 2 * MAX_TEXTS {
                self.shrink();
            }
        }
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: &TextCounter) {
        self.bound = match (self.bound, other.bound) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        let total = self.total + other.total;
        for (text, count) in other.sorted() {
            self.add(text, count);
        }
        self.total = total;
        self.shrink();
    }

    /// Each kept text with its count, and how much was counted of texts that are not kept.
    pub fn finish(&self) -> (BTreeMap<String, u64>, u64) {
        let mut kept = self.clone();
        kept.shrink();
        let counts: BTreeMap<String, u64> =
            kept.sorted().into_iter().map(|(text, count)| (text.to_owned(), count)).collect();
        let rest = self.total - counts.values().sum::<u64>();
        (counts, rest)
    }

    fn sorted(&self) -> Vec<(&str, u64)> {
        #[allow(clippy::iter_over_hash_type, reason = "sorted before anyone sees it")]
        let mut all: Vec<_> = self.counts.iter().map(|(text, &count)| (&**text, count)).collect();
        all.sort_unstable();
        all
    }

    fn shrink(&mut self) {
        if let Some(bound) = self.bound {
            self.counts.retain(|text, _| stable_hash(text) < bound);
        }
        if self.counts.len() > MAX_TEXTS {
            let mut hashes: Vec<u64> = self.counts.keys().map(|text| stable_hash(text)).collect();
            hashes.sort_unstable();
            let bound = hashes[MAX_TEXTS];
            self.bound = Some(bound);
            self.counts.retain(|text, _| stable_hash(text) < bound);
        }
    }
}

/// FNV-1a with a final mix: the same number on every platform and in every version.
fn stable_hash(text: &str) -> u64 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_does_not_depend_on_order_or_splits() {
        let texts: Vec<String> = (0..30_000).map(|n| format!("text {}", n % 17_000)).collect();
        let mut forward = TextCounter::default();
        texts.iter().for_each(|text| forward.count(text));
        let (mut one, mut two) = (TextCounter::default(), TextCounter::default());
        texts[..9_000].iter().rev().for_each(|text| one.count(text));
        texts[9_000..].iter().rev().for_each(|text| two.count(text));
        two.merge(&one);
        assert_eq!(forward.finish(), two.finish());
        let [(one, one_rest), (two, two_rest)] =
            [&texts[..16_000], &texts[16_000..]].map(|texts| {
                let mut counter = TextCounter::default();
                texts.iter().for_each(|text| counter.count(text));
                counter.finish()
            });
        let mut joined = TextCounter::of(one, one_rest);
        joined.merge(&TextCounter::of(two, two_rest));
        assert_eq!(joined.finish(), forward.finish());
        let (counts, rest) = forward.finish();
        assert!(counts.len() <= MAX_TEXTS && counts.len() > MAX_TEXTS / 2);
        assert_eq!(counts.values().sum::<u64>() + rest, 30_000);
        assert!(counts.iter().all(|(text, &count)| {
            count == texts.iter().filter(|other| *other == text).count() as u64
        }));
    }
}
