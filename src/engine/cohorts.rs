//! Transactions under way, by what they have in common: the moment of their decline and when their attempts
//! are due.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::model::{Currency, Instant, MerchantIndex};

use super::calendar::{EventKey, EventKind, Rank};
use super::facts::Facts;
use super::memory::{CourseNumber, GroupNumber, Memory, MomentNumber, Place};
use super::route::Route;

/// A transaction under way; 32 bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    /// The first line of the input row.
    pub(super) line: u64,
    /// What the decline was for.
    pub(super) amount_minor: i64,
    /// What its driver knows it by.
    pub(super) tag: u32,
    /// Its group, unless it is not remembered.
    pub(super) group: GroupNumber,
    /// How much later than in its cohort everything happens; not 0 only where attempts go with the time of
    /// day of the decline.
    pub(super) shift_seconds: i32,
}

/// Transactions to which the same happens at the same times, shifts aside.
#[derive(Debug)]
pub(super) struct Cohort {
    pub(super) timing: Timing,
    /// In the order in which each of their events happens, once the cohort is closed.
    pub(super) members: Vec<Member>,
    /// What happens to the one member of a cohort that is not remembered.
    pub(super) stepped: Option<Box<(Facts, Route)>>,
    is_closed: bool,
}

/// What the members of a cohort have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Timing {
    pub(super) moment: MomentNumber,
    /// When each of the attempts is due.
    pub(super) dues: Box<[Instant]>,
    /// When all is over.
    pub(super) end: Instant,
}

/// Which of a transaction's events after the decline one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// The attempt of this position.
    Attempt(u8),
    /// The end.
    Ended,
}

/// The position of a cohort; used again when it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CohortNumber(u32);

/// All cohorts under way.
#[derive(Debug, Default)]
pub(super) struct Cohorts {
    all: Vec<Cohort>,
    over: Vec<CohortNumber>,
    /// The cohorts that still take members.
    open: HashMap<Timing, CohortNumber, FixedState>,
    /// The same by course, as far as they were looked for since the last one closed.
    by_course: HashMap<(MomentNumber, CourseNumber), CohortNumber, FixedState>,
}

impl Timing {
    pub(super) fn of(moment: MomentNumber, declined: Instant, dues: Box<[Instant]>) -> Timing {
        let end = dues.iter().copied().max().unwrap_or(declined);
        Timing { moment, dues, end }
    }

    /// When a stage is reached by a member whose shift is 0.
    pub(super) fn at(&self, stage: Stage) -> Instant {
        match stage {
            Stage::Attempt(position) => self.dues[usize::from(position)],
            Stage::Ended => self.end,
        }
    }

    /// All that happens after the decline.
    pub(super) fn stages(&self) -> impl Iterator<Item = Stage> + use<> {
        (0..self.dues.len() as u8).map(Stage::Attempt).chain([Stage::Ended])
    }
}

impl Cohort {
    /// The merchant and the currency of a member's decline.
    #[inline]
    pub(super) fn payer(
        &self,
        memory: &Memory<'_>,
        member: &Member,
    ) -> (Option<MerchantIndex>, Currency) {
        match &self.stepped {
            Some(stepped) => (stepped.0.merchant, stepped.0.amount.currency),
            None => memory.payer(member.group),
        }
    }
}

impl Stage {
    /// Where an event of this stage stands among all events.
    #[inline]
    pub(super) fn rank(self, at: Instant, line: u64) -> Rank {
        let (kind, attempt) = match self {
            Stage::Attempt(position) => (EventKind::Attempt, position),
            Stage::Ended => (EventKind::Ended, 0),
        };
        Rank::of(&EventKey { at, kind, line, attempt })
    }
}

impl Cohorts {
    /// Takes a transaction in where there are others like it, or else into a new cohort, which is returned.
    #[inline]
    pub(super) fn join(
        &mut self,
        place: Place,
        member: Member,
        timing: impl FnOnce() -> Timing,
    ) -> Option<CohortNumber> {
        let key = (place.moment, place.course);
        if let Some(&number) = self.by_course.get(&key) {
            self.all[number.0 as usize].members.push(member);
            return None;
        }
        let timing = timing();
        let known = self.open.get(&timing).copied();
        let number = known.unwrap_or_else(|| {
            let number = self.begin(timing.clone(), None);
            self.open.insert(timing, number);
            number
        });
        self.all[number.0 as usize].members.push(member);
        self.by_course.insert(key, number);
        if known.is_none() { Some(number) } else { None }
    }

    /// Gives a transaction that was stepped through a cohort of its own.
    pub(super) fn seat(&mut self, member: Member, facts: Facts, route: Route) -> CohortNumber {
        let dues = route.attempts.iter().map(|attempt| attempt.due.instant).collect();
        // Its moment is never asked for.
        let timing = Timing::of(MomentNumber(0), facts.declined.instant, dues);
        let number = self.begin(timing, Some(Box::new((facts, route))));
        self.all[number.0 as usize].members.push(member);
        number
    }

    fn begin(&mut self, timing: Timing, stepped: Option<Box<(Facts, Route)>>) -> CohortNumber {
        let over = self.over.pop();
        let mut cohort = Cohort { timing, members: Vec::new(), stepped, is_closed: false };
        match over {
            Some(number) => {
                let old = &mut self.all[number.0 as usize];
                std::mem::swap(&mut old.members, &mut cohort.members);
                cohort.members.clear();
                *old = cohort;
                number
            }
            None => {
                self.all.push(cohort);
                CohortNumber(self.all.len() as u32 - 1)
            }
        }
    }

    /// How many there ever were at once.
    #[cfg(test)]
    pub(super) fn most(&self) -> usize {
        self.all.len()
    }

    #[inline]
    pub(super) fn at(&self, number: CohortNumber) -> &Cohort {
        &self.all[number.0 as usize]
    }

    /// A cohort to which something is about to happen: it takes no members any more. Whoever is like them
    /// but comes later goes into another one.
    pub(super) fn closed(&mut self, number: CohortNumber) -> &Cohort {
        let cohort = &mut self.all[number.0 as usize];
        if !cohort.is_closed {
            cohort.is_closed = true;
            // They came in as they declined; as a rule that is the order of the file too.
            cohort.members.sort_by_key(|member| (member.shift_seconds, member.line));
            if cohort.stepped.is_none() {
                self.open.remove(&cohort.timing);
                self.by_course.clear();
            }
        }
        cohort
    }

    /// Forgets a cohort to which nothing more happens.
    pub(super) fn leave(&mut self, number: CohortNumber) {
        self.over.push(number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cohort_that_is_over_makes_room() {
        let mut cohorts = Cohorts::default();
        let member = |line| Member {
            line,
            amount_minor: 5,
            tag: 0,
            group: GroupNumber(0),
            shift_seconds: 0,
        };
        let place = |moment, course| Place {
            group: GroupNumber(0),
            course: CourseNumber(course),
            moment: MomentNumber(moment),
        };
        let due = |at: i64| move || Timing::of(MomentNumber(0), Instant(0), [Instant(at)].into());
        let first = cohorts.join(place(0, 0), member(1), due(9)).unwrap();
        // Another course, and the same times.
        assert_eq!(cohorts.join(place(0, 1), member(2), due(9)), None);
        let second = cohorts.join(place(1, 0), member(3), due(8)).unwrap();
        assert_ne!(first, second);
        assert_eq!(cohorts.closed(first).members.len(), 2);
        // Whoever comes now is not let in any more.
        let third = cohorts.join(place(0, 1), member(4), due(9)).unwrap();
        assert!(third != first && third != second);
        cohorts.leave(first);
        let fourth = cohorts.join(place(2, 0), member(5), due(7)).unwrap();
        assert_eq!(fourth, first);
        assert_eq!(cohorts.at(fourth).members.len(), 1);
    }
}
