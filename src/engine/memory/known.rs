//! Declines that their reader knows again by their wording.

use crate::ingest::WordingNumber;

use super::courses::{CourseNumber, GroupNumber, Span, StreamNumber};
use super::table::{Table, hash_of};
use super::texts::TextNumber;

/// Where declines of one wording stand, if their amounts lie in a span.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    pub(super) span: Span,
    /// What classed them; the first one with the same words.
    pub text: TextNumber,
    /// Declines of the same facts.
    pub group: GroupNumber,
    /// Declines that take the same attempts.
    pub course: CourseNumber,
    /// Declines that are added up together.
    pub stream: StreamNumber,
}

/// Where declines of many wordings stand that are added up alike, and how many did.
#[derive(Debug)]
struct Common {
    span: Span,
    text: TextNumber,
    course: CourseNumber,
    stream: StreamNumber,
    /// How many declines came again.
    times: u64,
}

impl Common {
    fn of(standing: &Standing) -> Common {
        let Standing { span, text, course, stream, .. } = *standing;
        Common { span, text, course, stream, times: 0 }
    }

    fn identity(&self) -> (Span, TextNumber, CourseNumber, StreamNumber) {
        (self.span, self.text, self.course, self.stream)
    }
}

/// What declines stand alike that are known by their wording. There are many wordings, so each is small: what their
/// declines have in common is kept once.
#[derive(Debug)]
pub(super) struct Known {
    /// By wording, the positions in `commons` for the amounts that came last and before them, plus one: most wordings
    /// have amounts of two spans at the most.
    positions: Vec<[u16; 2]>,
    commons: Table<Common>,
    /// What classed them, and the group of one of them, by wording.
    examples: Vec<Option<(TextNumber, GroupNumber)>>,
}

impl Default for Known {
    fn default() -> Known {
        Known {
            positions: Vec::new(),
            commons: Table::with_room(usize::from(u16::MAX)),
            examples: Vec::new(),
        }
    }
}

impl Known {
    /// What classed the declines of a wording, and the group of one of them.
    pub(super) fn example(&self, wording: WordingNumber) -> Option<(TextNumber, GroupNumber)> {
        *self.examples.get(wording.0 as usize)?
    }

    /// The course and the stream of a decline that comes again, if they are known for such an amount.
    #[inline]
    pub(super) fn again(
        &mut self,
        wording: WordingNumber,
        amount_minor: i64,
    ) -> Option<(CourseNumber, StreamNumber)> {
        let [last, before] = self.positions.get_mut(wording.0 as usize)?;
        let mut common = self.commons.at_mut(u32::from(*last).checked_sub(1)?);
        if !common.span.has(amount_minor) {
            common = self.commons.at_mut(u32::from(*before).checked_sub(1)?);
            if !common.span.has(amount_minor) {
                return None;
            }
            std::mem::swap(last, before);
        }
        common.times += 1;
        Some((common.course, common.stream))
    }

    /// Takes note of where declines of a wording stand.
    pub(super) fn set(&mut self, wording: WordingNumber, standing: &Standing) {
        let at = wording.0 as usize;
        if self.positions.len() <= at {
            self.positions.resize(at + 1, [0; 2]);
            self.examples.resize(at + 1, None);
        }
        self.examples[at] = Some((standing.text, standing.group));
        let common = Common::of(standing);
        let hash = |common: &Common| hash_of(&common.identity());
        let found = self.commons.find(hash(&common), |other| other.identity() == common.identity());
        let Some(number) = found.or_else(|| self.commons.add(common, hash)) else { return };
        let [last, before] = &mut self.positions[at];
        *before = std::mem::replace(last, number as u16 + 1);
    }

    /// How many declines of each text came again since this was asked last.
    pub(super) fn take_times(&mut self) -> impl Iterator<Item = (TextNumber, u64)> {
        self.commons
            .all_mut()
            .iter_mut()
            .map(|common| (common.text, std::mem::take(&mut common.times)))
    }
}
