//! The classes of random accounts: every random decline is in exactly one, and its class says what the replay
//! says; examples are of their class and can be typed; what refutes a claim does when it is replayed.

use proptest::test_runner::{Config, TestRunner};

use reattempt::analysis::reach::{
    Claim, Clock, DeclineClass, Fate, Grain, Reach, StepTarget, USUAL_YEAR, Unmet, Week,
};
use reattempt::config::{Account, Format, load};
use reattempt::engine::{Engine, Facts, Route, price};
use reattempt::ingest::{Block, Blocks, DeclineFields, ReadOptions, Record, Scratch};
use reattempt::model::{Decline, Notes, ServiceIndex, Source, Status};

use crate::generate::{self, Case};

fn account(config: &str) -> Account {
    let source = Source { name: "case.toml".into(), text: config.to_owned() };
    load(source, Format::Toml, &[]).account
}

/// Every decline of a case.
fn each_decline(case: &Case, account: &Account, visit: &mut impl FnMut(&Decline<'_>)) {
    let options = ReadOptions::default();
    let (layout, mut blocks) = Blocks::open(case.declines.as_bytes(), account, &options).unwrap();
    let (mut block, mut scratch) = (Block::default(), Scratch::default());
    while blocks.next_block(&mut block).unwrap() {
        let mut sink = |record: Record<'_>| {
            if let Record::Decline(decline) = record {
                visit(&decline);
            }
        };
        layout.read(&block, &mut scratch, &mut sink).unwrap();
    }
}

/// The same decline in the week that examples are taken from: on its weekday, at its time of day.
fn in_week<'d>(decline: &Decline<'d>, account: &Account, week: Week) -> Decline<'d> {
    let day = week.date(decline.declined_at.day.weekday());
    let declined_at = account.timezone.resolve(day, decline.declined_at.second).moment;
    Decline { declined_at, ..*decline }
}

/// What a fate tells, held against the engine's own route.
fn assert_says(fate: &Fate, grain: Grain, account: &Account, facts: &Facts, route: &Route) {
    assert_eq!((fate.outcome, fate.profile), (route.outcome, route.profile));
    assert_eq!((fate.own_notes, fate.steps.len()), (route.own_notes, route.attempts.len()));
    for (step, attempt) in fate.steps.iter().zip(&route.attempts) {
        assert_eq!(
            (step.slot, step.recycle_number, step.status, step.reason, step.service),
            (attempt.slot, attempt.recycle_number, attempt.status, attempt.reason, attempt.service)
        );
        assert_eq!(step.wait_days, attempt.wait_days);
        assert_eq!(facts.declined.day.plus(step.days), attempt.due.day);
        let target = match step.target {
            StepTarget::Own => facts.merchant.unwrap(),
            StepTarget::Merchant(target) => target,
        };
        assert_eq!(target, attempt.target);
        let profile = account.profile(route.profile.unwrap());
        assert_eq!(price(profile, facts.amount, step.reduction).amount, attempt.amount);
        let is_told = grain == Grain::Whole || step.status != Status::Blocked;
        assert_eq!(step.notes, if is_told { attempt.notes } else { Notes::NONE });
    }
}

fn holding(classes: &[DeclineClass<'_>], engine: &Engine<'_>, decline: &Decline<'_>) -> Vec<usize> {
    let class = engine.facts(decline).classification.class;
    let holding = classes.iter().filter(|of| of.region.has(decline, class));
    holding.map(|of| of.index).collect()
}

fn each_is_in_one_class(case: &Case, grain: Grain) {
    let account = account(&case.config);
    let engine = Engine::new(&account);
    let week = Week::ordinary(&[&account], USUAL_YEAR);
    if week.clock == Clock::TakenAsEven {
        return;
    }
    let reach = Reach::of(&engine, week, grain);
    let classes = reach.classes();
    assert_eq!(classes.len(), reach.count());
    each_decline(case, &account, &mut |decline| {
        let decline = in_week(decline, &account, week);
        let (index, fate) = reach.class_of(&engine, &decline).unwrap();
        assert_eq!(holding(&classes, &engine, &decline), [index]);
        let facts = engine.facts(&decline);
        let mut route = Route::empty();
        engine.replay_facts(facts, &mut route);
        assert_says(fate, grain, &account, &facts, &route);
    });
}

fn examples_are_of_their_class(case: &Case) {
    let account = account(&case.config);
    let engine = Engine::new(&account);
    let week = Week::ordinary(&[&account], USUAL_YEAR);
    let reach = Reach::of(&engine, week, Grain::Told);
    for class in reach.classes().iter().step_by(7) {
        let example = reach.example(&account, &class.region);
        let decline = example.decline(&account);
        let index = reach.class_of(&engine, &decline).map(|(index, _)| index);
        assert_eq!(index, Some(class.index), "{example:?}");
        let typed = example.typed(&account);
        let pairs = typed.iter().map(|(column, value)| (*column, value.as_str()));
        let read = DeclineFields::from_pairs(pairs).unwrap();
        let read = read.decline(&account).unwrap();
        assert_eq!(read, Decline { transaction_id: "typed", ..decline });
    }
}

fn counterexamples_refute(case: &Case) {
    let supported = case.config.replace("category = ", "supported_by = \"FlexPay\"\ncategory = ");
    let account = account(&supported);
    let engine = Engine::new(&account);
    let week = Week::ordinary(&[&account], USUAL_YEAR);
    if week.clock == Clock::TakenAsEven {
        return;
    }
    let reach = Reach::of(&engine, week, Grain::Told);
    let claim = Claim::read("attempt=4 handoff_wait_days=1").unwrap();
    for service in (0..account.services.len() as u32).map(ServiceIndex) {
        for found in reach.judge(&account, service, &claim).counterexamples {
            let mut route = Route::empty();
            engine.replay(&found.example.decline(&account), &mut route);
            let handoff = route.attempts.iter().find(|attempt| {
                attempt.status == Status::HandedOff && attempt.service == Some(service)
            });
            let declined = found.example.day;
            match found.unmet {
                Unmet::NotReached(missed) => {
                    assert_eq!((handoff, missed.outcome), (None, route.outcome));
                }
                Unmet::Attempt(slot) => assert_eq!(handoff.unwrap().slot, slot),
                Unmet::Days(days) => assert_eq!(handoff.unwrap().due.day.since(declined), days),
                Unmet::Outcome(_) => panic!("no outcome is claimed"),
            }
        }
    }
}

fn for_random_cases(count: u32, test: impl Fn(&Case)) {
    let config = Config { cases: count, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&generate::cases(), |case| {
        test(&case);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

#[test]
fn every_decline_is_in_one_class_and_fares_as_it_says() {
    for_random_cases(48, |case| each_is_in_one_class(case, Grain::Told));
}

#[test]
fn every_note_is_told_where_all_are_asked_for() {
    for_random_cases(24, |case| each_is_in_one_class(case, Grain::Whole));
}

#[test]
fn the_example_of_a_class_is_in_it_and_can_be_typed() {
    for_random_cases(32, examples_are_of_their_class);
}

#[test]
fn what_refutes_a_claim_does_when_it_is_replayed() {
    for_random_cases(32, counterexamples_refute);
}
