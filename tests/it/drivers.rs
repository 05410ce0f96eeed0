//! Both drivers around the one step function give the same routes, and the shared calendar keeps its order.

use proptest::test_runner::{Config, TestRunner};

use reattempt::config::{Format, load};
use reattempt::engine::{
    Arrival, Attempt, Engine, Facts, Route, Timeline, TimelineEvent, TimelineKind,
    on_shared_calendar,
};
use reattempt::ingest::{Block, Blocks, ReadOptions, Record, Scratch};
use reattempt::model::{Instant, Outcome, Source};

use crate::generate::{self, Case};

/// The declines of a case as the engine sees them.
fn facts(case: &Case, engine: &Engine<'_>) -> Vec<Facts> {
    let mut all = Vec::new();
    let options = ReadOptions::default();
    let bytes = case.declines.as_bytes();
    let (layout, mut blocks) = Blocks::open(bytes, engine.account(), &options).unwrap();
    let (mut block, mut scratch) = (Block::default(), Scratch::default());
    while blocks.next_block(&mut block).unwrap() {
        let mut sink = |record: Record<'_>| {
            if let Record::Decline(decline) = record {
                all.push(engine.facts(&decline));
            }
        };
        layout.read(&block, &mut scratch, &mut sink).unwrap();
    }
    all
}

fn both_drivers_agree(case: &Case) {
    let source = Source { name: "case.toml".into(), text: case.config.clone() };
    let loaded = load(source, Format::Toml, &[]);
    let engine = Engine::new(&loaded.account);
    let facts = facts(case, &engine);
    let mut routes: Vec<(Vec<Attempt>, Option<Outcome>)> = vec![(Vec::new(), None); facts.len()];
    let mut keys = Vec::new();
    let arrivals = facts.iter().enumerate().map(|(tag, &facts)| Arrival { facts, tag }).collect();
    on_shared_calendar(&engine, arrivals, |event| {
        let (kind, slot) = match event.kind {
            TimelineKind::Declined => (0, 0),
            TimelineKind::Attempt(attempt) => {
                routes[event.tag].0.push(attempt);
                (1, attempt.slot.0)
            }
            TimelineKind::Ended(outcome) => {
                assert_eq!(routes[event.tag].1.replace(outcome), None, "a transaction ends once");
                (2, 0)
            }
        };
        keys.push((event.at, kind, facts[event.tag].line, slot));
    });
    assert!(keys.is_sorted(), "the calendar is out of order");
    let mut route = Route::empty();
    for (facts, (mut attempts, outcome)) in facts.iter().zip(routes) {
        engine.replay_facts(*facts, &mut route);
        // Passed-over attempts show at the time they would have had; slots order them as routes do.
        attempts.sort_by_key(|attempt| attempt.slot);
        assert_eq!((attempts, outcome), (route.attempts.clone(), Some(route.outcome)));
    }
}

/// The events of the shared calendar, stepped through one by one.
fn stepped_events(engine: &Engine<'_>, facts: &[Facts]) -> Vec<TimelineEvent<u32>> {
    let mut events = Vec::new();
    let arrivals = facts.iter().zip(0..).map(|(&facts, tag)| Arrival { facts, tag }).collect();
    on_shared_calendar(engine, arrivals, |event| events.push(event));
    events
}

fn the_timeline_agrees(case: &Case) {
    let source = Source { name: "case.toml".into(), text: case.config.clone() };
    let loaded = load(source, Format::Toml, &[]);
    let engine = Engine::new(&loaded.account);
    let mut all = facts(case, &engine);
    // More of them, some at the same second: many events fall on one day and on one instant.
    for number in 0..3 * all.len() {
        let instant = Instant(all[number].declined.instant.0 + [0, 1, 7, 43_200][number % 4]);
        let declined = loaded.account.timezone.moment(instant);
        all.push(Facts { declined, line: 1_000 + number as u64, ..all[number] });
    }
    let expected = stepped_events(&engine, &all);
    let gathered = {
        let (mut events, mut timeline) = (Vec::new(), Timeline::new(&engine));
        for (facts, tag) in all.iter().zip(0..) {
            timeline.arrive(facts, tag).unwrap();
        }
        timeline.finish(&mut |event| events.push(event));
        events
    };
    assert_eq!(gathered, expected);
    // They may come out of order by a day.
    let mut order: Vec<u32> = (0..all.len() as u32).collect();
    order.sort_by_key(|&tag| all[tag as usize].declined.instant.0 + i64::from(tag % 3) * 40_000);
    let (mut events, mut timeline) = (Vec::new(), Timeline::new(&engine));
    for tag in order {
        timeline.arrive(&all[tag as usize], tag).unwrap();
        timeline.advance(&mut |event| events.push(event));
    }
    timeline.finish(&mut |event| events.push(event));
    assert_eq!(events, expected);
}

#[test]
fn the_timeline_is_what_stepping_through_the_calendar_gives() {
    let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&generate::cases(), |case| {
        the_timeline_agrees(&case);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

#[test]
fn draining_each_transaction_and_sharing_a_calendar_give_the_same_routes() {
    let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&generate::cases(), |case| {
        both_drivers_agree(&case);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}
