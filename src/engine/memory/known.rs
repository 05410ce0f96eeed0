//! Declines that their reader knows again by their wording.

use crate::ingest::WordingNumber;

use super::courses::{CourseNumber, GroupNumber, Span, StreamNumber};
use super::texts::TextNumber;

/// Where declines of one wording stand, if their amounts lie in a span.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    pub(super) span: Span,
    /// What classed them.
    pub text: TextNumber,
    /// Declines of the same facts.
    pub group: GroupNumber,
    /// Declines that take the same attempts.
    pub course: CourseNumber,
    /// Declines that are added up together.
    pub stream: StreamNumber,
}

/// The standing of the decline that came last, by wording; one with no amounts at all where there is none.
#[derive(Debug, Default)]
pub(super) struct Known(Vec<Standing>);

const NONE: Standing = Standing {
    span: Span::EMPTY,
    text: TextNumber(0),
    group: GroupNumber(0),
    course: CourseNumber(0),
    stream: StreamNumber(0),
};

impl Known {
    #[inline]
    pub(super) fn get(&self, WordingNumber(wording): WordingNumber) -> Option<&Standing> {
        self.0.get(wording as usize).filter(|standing| !standing.span.is_empty())
    }

    /// The same, if it is that of an amount.
    #[inline]
    pub(super) fn get_for(
        &self,
        WordingNumber(wording): WordingNumber,
        amount_minor: i64,
    ) -> Option<&Standing> {
        self.0.get(wording as usize).filter(|standing| standing.span.has(amount_minor))
    }

    pub(super) fn set(&mut self, WordingNumber(wording): WordingNumber, standing: Standing) {
        let at = wording as usize;
        if self.0.len() <= at {
            self.0.resize(at + 1, NONE);
        }
        self.0[at] = standing;
    }
}
