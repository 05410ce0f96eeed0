//! Both drivers around the one step function give the same routes, and the shared calendar keeps its order.

use proptest::test_runner::{Config, TestRunner};

use reattempt::config::{Format, load};
use reattempt::engine::{Arrival, Attempt, Engine, Facts, Route, TimelineKind, on_shared_calendar};
use reattempt::ingest::{Block, Blocks, ReadOptions, Record, Scratch};
use reattempt::model::{Outcome, Source};

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
