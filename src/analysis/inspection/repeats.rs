//! Values that come again, in bounded memory.

use std::hash::BuildHasher as _;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::ingest::shown;

use super::Repeated;

/// How many values are remembered.
const MAX_VALUES: usize = 1 << 19;

/// Repeats that are shown.
const EXAMPLES: usize = 3;

/// Counts values that were there before. Of more than [`MAX_VALUES`] distinct ones it remembers a half, a
/// quarter and so on, chosen by their hashes, and what it counts is multiplied.
pub(super) struct Repeats {
    most: usize,
    /// By hash: the first line, and how often the value came again.
    seen: HashMap<u64, (u64, u64), FixedState>,
    /// Only hashes with so many leading zeros are remembered.
    zeros: u32,
    examples: Vec<(String, u64, u64)>,
}

impl Default for Repeats {
    fn default() -> Repeats {
        Repeats::remembering(MAX_VALUES)
    }
}

impl Repeats {
    fn remembering(most: usize) -> Repeats {
        Repeats { most, seen: HashMap::default(), zeros: 0, examples: Vec::new() }
    }

    pub(super) fn see(&mut self, value: &[&str], line: u64) {
        let hash = FixedState::with_seed(1).hash_one(value);
        if hash.leading_zeros() < self.zeros {
            return;
        }
        if let Some((first, again)) = self.seen.get_mut(&hash) {
            *again += 1;
            if self.examples.len() < EXAMPLES {
                let parts: Vec<String> = value
                    .iter()
                    .filter(|part| !part.is_empty())
                    .map(|part| shown(part.as_bytes()))
                    .collect();
                self.examples.push((parts.join(" / "), *first, line));
            }
            return;
        }
        self.seen.insert(hash, (line, 0));
        while self.seen.len() > self.most {
            self.zeros += 1;
            let zeros = self.zeros;
            self.seen.retain(|hash, _| hash.leading_zeros() >= zeros);
        }
    }

    pub(super) fn finish(self) -> Repeated {
        #[allow(clippy::iter_over_hash_type, reason = "added up")]
        let rows: u64 = self.seen.values().map(|(_, again)| again).sum();
        let examples = self
            .examples
            .into_iter()
            .map(|(value, first, line)| format!("{value} on lines {first} and {line}"));
        Repeated {
            rows: rows << self.zeros,
            is_exact: self.zeros == 0,
            examples: examples.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_are_counted_and_estimated_beyond_what_is_remembered() {
        let mut few = Repeats::default();
        for (line, value) in ["a", "b", "a", "a"].into_iter().enumerate() {
            few.see(&[value, ""], line as u64);
        }
        let few = few.finish();
        assert_eq!((few.rows, few.is_exact), (2, true));
        assert_eq!(few.examples, ["a on lines 0 and 2", "a on lines 0 and 3"]);
        let mut many = Repeats::remembering(10_000);
        let distinct = 30_000;
        for line in 0..2 * distinct {
            many.see(&[&(line % distinct).to_string()], line);
        }
        let many = many.finish();
        assert!(!many.is_exact);
        assert!(many.rows.abs_diff(distinct) < distinct / 20, "{}", many.rows);
    }
}
