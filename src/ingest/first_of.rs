//! `--first-of`: which decline of each group is the one to replay.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::model::Instant;

/// The earliest decline, by instant and then line, of each group seen. Its memory grows with the groups, not
/// with the rows.
#[derive(Clone, Debug, Default)]
pub struct FirstOf {
    firsts: HashMap<Box<str>, (Instant, u64), FixedState>,
}

impl FirstOf {
    /// Takes note of a decline of a group.
    pub(super) fn note(&mut self, group: &str, at: Instant, line: u64) {
        match self.firsts.get_mut(group) {
            Some(first) => *first = (*first).min((at, line)),
            None => {
                self.firsts.insert(group.into(), (at, line));
            }
        }
    }

    /// Whether a decline is the earliest of its group.
    pub(super) fn is_first(&self, group: &str, at: Instant, line: u64) -> bool {
        self.firsts.get(group).is_none_or(|first| *first == (at, line))
    }

    /// Both together. The order of the two does not matter.
    pub fn merge(mut self, mut other: FirstOf) -> FirstOf {
        if self.firsts.len() < other.firsts.len() {
            std::mem::swap(&mut self, &mut other);
        }
        // The earlier of two is the same in any order.
        other.firsts.into_iter().for_each(|(group, (at, line))| {
            let first = self.firsts.entry(group).or_insert((at, line));
            *first = (*first).min((at, line));
        });
        self
    }
}
