//! Declines that their reader knows again by their wording.

use crate::ingest::WordingNumber;

use super::courses::{CourseNumber, GroupNumber, Span, StreamNumber};
use super::texts::TextNumber;

/// Where declines of one wording stand, if their amounts lie in a span.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    pub(super) span: ShortSpan,
    /// What classed them.
    pub text: TextNumber,
    /// Declines of the same facts.
    pub group: GroupNumber,
    /// Declines that take the same attempts.
    pub course: CourseNumber,
    /// Declines that are added up together.
    pub stream: StreamNumber,
}

/// A span without what is beyond 32 bits: what is known of a wording has to fit half a line of a cache.
#[derive(Clone, Copy, Debug)]
pub(super) struct ShortSpan {
    lowest_minor: u32,
    highest_minor: u32,
}

impl ShortSpan {
    /// No amounts at all.
    const EMPTY: ShortSpan = ShortSpan { lowest_minor: 1, highest_minor: 0 };

    #[inline]
    const fn has(self, amount_minor: i64) -> bool {
        self.lowest_minor as i64 <= amount_minor && amount_minor <= self.highest_minor as i64
    }
}

impl From<Span> for ShortSpan {
    fn from(span: Span) -> ShortSpan {
        let (lowest, highest) = span.bounds();
        match u32::try_from(lowest) {
            Ok(lowest_minor) => ShortSpan {
                lowest_minor,
                highest_minor: u32::try_from(highest).unwrap_or(u32::MAX),
            },
            Err(_) => ShortSpan::EMPTY,
        }
    }
}

/// What is known of a wording.
#[derive(Clone, Copy, Debug)]
struct Entry {
    /// That of the decline that came last.
    standing: Standing,
    /// How many declines stood there that came again, whatever their amounts.
    times: u64,
}

/// Where declines stand, by wording.
#[derive(Debug, Default)]
pub(super) struct Known {
    entries: Vec<Entry>,
    /// The standings before the last ones: most wordings have amounts of two spans at the most.
    others: Vec<Standing>,
}

/// Where there is none.
const NOWHERE: Standing = Standing {
    span: ShortSpan::EMPTY,
    text: TextNumber(u32::MAX),
    group: GroupNumber(0),
    course: CourseNumber(0),
    stream: StreamNumber(0),
};

impl Known {
    #[inline]
    pub(super) fn get(&self, WordingNumber(wording): WordingNumber) -> Option<&Standing> {
        let entry = self.entries.get(wording as usize)?;
        Some(&entry.standing).filter(|standing| standing.text != NOWHERE.text)
    }

    /// The standing of a decline that comes again, if it is known for such an amount.
    #[inline]
    pub(super) fn again(
        &mut self,
        WordingNumber(wording): WordingNumber,
        amount_minor: i64,
    ) -> Option<Standing> {
        let entry = self.entries.get_mut(wording as usize)?;
        if !entry.standing.span.has(amount_minor) {
            let other = &mut self.others[wording as usize];
            if !other.span.has(amount_minor) {
                return None;
            }
            std::mem::swap(&mut entry.standing, other);
        }
        entry.times += 1;
        Some(entry.standing)
    }

    pub(super) fn set(&mut self, WordingNumber(wording): WordingNumber, standing: Standing) {
        let at = wording as usize;
        if self.entries.len() <= at {
            self.entries.resize(at + 1, Entry { standing: NOWHERE, times: 0 });
            self.others.resize(at + 1, NOWHERE);
        }
        self.others[at] = std::mem::replace(&mut self.entries[at].standing, standing);
    }

    /// How many declines of each text came again since this was asked last.
    pub(super) fn take_times(&mut self) -> impl Iterator<Item = (TextNumber, u64)> {
        let known = self.entries.iter_mut().filter(|entry| entry.times > 0);
        known.map(|entry| (entry.standing.text, std::mem::take(&mut entry.times)))
    }
}
