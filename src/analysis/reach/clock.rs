//! Dates on which a clock change makes a difference to the answer of an ordinary week.

use std::collections::BTreeSet;

use crate::engine::{Engine, Facts};
use crate::model::{Day, ProfileIndex, SECONDS_PER_DAY};

use super::Reach;
use super::fate::Fate;
use super::region::Part;
use super::tree::{Node, NodeId};

/// A date of declines that fare otherwise than in an ordinary week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockDifference {
    /// The local date of the decline.
    pub day: Day,
    /// A local time of day at which it shows, in seconds since midnight: the first one found.
    pub second: u32,
    /// The local date of the clock change.
    pub change: Day,
    /// The profile whose ladder it is.
    pub profile: ProfileIndex,
    /// What becomes of the decline in an ordinary week.
    pub ordinary: Fate,
    /// What becomes of it on that date.
    pub actual: Fate,
}

/// Days before a clock change that are looked at one by one; beyond them only those from which an attempt
/// falls on the change.
const NEAR_DAYS: i32 = 40;

/// The dates of a year on which a clock change makes a difference, each profile's and time's first one: by
/// replaying each ladder from every date that can meet a change.
pub fn clock_differences(engine: &Engine<'_>, reach: &Reach, year: i32) -> Vec<ClockDifference> {
    let mut found: Vec<ClockDifference> = Vec::new();
    for change in changes(engine, year) {
        for ladder in &reach.dated {
            let (facts, node) = ladder;
            let Some(profile) = engine.door().profile(facts) else { continue };
            for day in days_before(reach, *node, change) {
                let known = |other: &ClockDifference| {
                    (other.day, other.change, other.profile) == (day, change.day, profile)
                };
                if found.iter().any(known) {
                    continue;
                }
                let times = times(reach, *node, change);
                found.extend(
                    times.into_iter().find_map(|second| {
                        difference(engine, reach, ladder, (day, second), change)
                    }),
                );
            }
        }
    }
    found.sort_by_key(|difference| (difference.day, difference.profile));
    found
}

/// A change of the clock: its local date and by how many seconds.
#[derive(Clone, Copy, Debug)]
struct Change {
    day: Day,
    jump_seconds: i64,
}

fn changes(engine: &Engine<'_>, year: i32) -> Vec<Change> {
    let zone = &engine.account().timezone;
    let midnight = |day: Day| zone.resolve(day, 0).moment.offset_seconds();
    let (Some(first), Some(last)) = (Day::from_civil(year, 1, 1), Day::from_civil(year, 12, 31))
    else {
        return Vec::new();
    };
    (first.0..=last.0)
        .map(Day)
        .map(|day| Change { day, jump_seconds: midnight(day.plus(1)) - midnight(day) })
        .filter(|change| change.jump_seconds != 0)
        .collect()
}

/// Dates of declines whose ladder can meet a change.
fn days_before(reach: &Reach, node: NodeId, change: Change) -> BTreeSet<Day> {
    let mut offsets: BTreeSet<i32> = BTreeSet::new();
    reach.tree.walk(node, super::Region::all(), &mut |_, _, fate| {
        offsets.extend(fate.steps.iter().map(|step| step.days));
    });
    let last = offsets.last().copied().unwrap_or(0);
    let near = 0..=(last + 1).min(NEAR_DAYS);
    let exact = offsets.into_iter().flat_map(|days| [days - 1, days, days + 1]);
    near.chain(exact).filter(|days| *days >= 0).map(|days| change.day.plus(-days)).collect()
}

/// Times of day at which a difference can begin or end: the bands of an ordinary week, moved by the change,
/// and every half hour.
fn times(reach: &Reach, node: NodeId, change: Change) -> BTreeSet<u32> {
    let mut starts: BTreeSet<i64> = BTreeSet::from([0]);
    let mut nodes = vec![node];
    while let Some(node) = nodes.pop() {
        if let Node::Split(parts) = reach.tree.get(node) {
            for (part, node) in parts {
                if let Part::Seconds(span) = part {
                    starts.insert(span.from);
                }
                nodes.push(*node);
            }
        }
    }
    let jump = change.jump_seconds;
    let moved = starts.iter().flat_map(|start| {
        [0, jump, -jump].into_iter().flat_map(move |by| [start + by - 1, start + by])
    });
    let half_hours = (0..48).map(|number| number * 1800);
    let day = 0..SECONDS_PER_DAY;
    moved.chain(half_hours).filter(|time| day.contains(time)).map(|time| time as u32).collect()
}

/// What replaying a ladder from a time of a date shows, if it differs from an ordinary week.
fn difference(
    engine: &Engine<'_>,
    reach: &Reach,
    (facts, node): &(Facts, NodeId),
    (day, second): (Day, u32),
    change: Change,
) -> Option<ClockDifference> {
    let declined = engine.account().timezone.resolve(day, second);
    // A time that the change skips is no time at which anything declines.
    if declined.skipped {
        return None;
    }
    let facts = Facts { declined: declined.moment, ..*facts };
    let actual = Fate::of(engine, facts, reach.grain);
    let (_, ordinary) = reach.tree.find(*node, |part| part.has_moment(facts.declined))?;
    let profile = actual.profile.filter(|_| actual != *ordinary)?;
    let ordinary = ordinary.clone();
    Some(ClockDifference { day, second, change: change.day, profile, ordinary, actual })
}
