//! The dates of attempts, by the waits that lead to them and the moment of the decline.

use crate::model::{Moment, Notes};

use super::super::Engine;
use super::super::facts::Facts;
use super::super::route::{Attempt, Route};
use super::NOTES_OF_DATES;
use super::courses::Course;
use super::moments::{MomentNumber, Moments};

/// Lists of dates that are kept; then they are forgotten, all at once.
const ROOM: usize = 8192;

/// When an attempt takes place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Date {
    pub(super) due: Moment,
    pub(super) wait_days: i32,
    /// The notes that depend on dates alone.
    pub(super) notes: Notes,
}

/// The dates that are remembered.
#[derive(Debug)]
pub(super) struct Dates {
    /// Per moment and pattern, the position in `lists` plus one, or 0.
    positions: Vec<Vec<u32>>,
    lists: Vec<Box<[Date]>>,
    route: Route,
}

impl Default for Dates {
    fn default() -> Dates {
        Dates { positions: Vec::new(), lists: Vec::new(), route: Route::empty() }
    }
}

impl Dates {
    /// The dates of the attempts of a course for a moment.
    #[inline]
    pub(super) fn of(
        &mut self,
        engine: &Engine<'_>,
        course: &Course,
        moments: &Moments<'_>,
        number: MomentNumber,
    ) -> &[Date] {
        let (pattern, moment) = (course.pattern.0 as usize, number.0 as usize);
        let known = self.positions.get(moment).and_then(|row| row.get(pattern));
        let position = match known {
            Some(&position) if position > 0 => position,
            _ => {
                let declined = moments.example(number);
                self.learn(engine, pattern, moment, Facts { declined, ..course.facts })
            }
        };
        &self.lists[position as usize - 1]
    }

    #[cold]
    fn learn(&mut self, engine: &Engine<'_>, pattern: usize, moment: usize, facts: Facts) -> u32 {
        if self.lists.len() >= ROOM {
            self.lists.clear();
            self.positions.clear();
        }
        engine.replay_facts(facts, &mut self.route);
        let date = |attempt: &Attempt| Date {
            due: attempt.due,
            wait_days: attempt.wait_days,
            notes: attempt.notes.among(NOTES_OF_DATES),
        };
        self.lists.push(self.route.attempts.iter().map(date).collect());
        if self.positions.len() <= moment {
            self.positions.resize_with(moment + 1, Vec::new);
        }
        let row = &mut self.positions[moment];
        if row.len() <= pattern {
            row.resize(pattern + 1, 0);
        }
        row[pattern] = self.lists.len() as u32;
        row[pattern]
    }
}

#[cfg(test)]
mod tests {
    use super::super::Memory;
    use super::*;
    use crate::engine::example;
    use crate::model::Instant;

    #[test]
    fn dates_are_worked_out_once_until_there_is_no_room() {
        let account = example::account();
        let engine = Engine::new(&account);
        let mut memory = Memory::new(&engine);
        let facts = example::facts(&engine);
        let mut count = |half_day: i64| {
            let declined = Instant(facts.declined.instant.0 + half_day * 43_200);
            let facts = Facts { declined: account.timezone.moment(declined), ..facts };
            let place = memory.place(&facts).unwrap();
            assert_eq!(memory.dues(place).count(), 1);
            memory.dates.lists.len()
        };
        for half_day in 0..ROOM {
            assert_eq!(count(half_day as i64), half_day + 1);
            assert_eq!(count(half_day as i64), half_day + 1);
        }
        assert_eq!(count(0), ROOM);
        // There is no room for one more.
        assert_eq!(count(ROOM as i64), 1);
        assert_eq!(count(0), 2);
    }
}
