//! What comparisons promise, over random accounts and declines: held against routes written out as text.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use reattempt::analysis::assume::{Assume, alternatives, may_matter};
use reattempt::analysis::compare::{
    Accounts, Candidate, ChangeClass, ChangeSink, Changed, CompareTally, Comparer, Each, Suspects,
    Variants,
};
use reattempt::analysis::sweep::{SweepTally, Sweeper};
use reattempt::analysis::{Summary, replay};
use reattempt::config::{Account, Difference, Differences, Format, Loaded, load};
use reattempt::engine::{Engine, Route};
use reattempt::ingest::{Block, Blocks, ReadOptions, Record, Scratch};
use reattempt::model::{Change, Decline, Instant, Money, Source};
use reattempt::report::compare::change_row;
use reattempt::report::csv::CsvRows;

use crate::generate::{self, Case};

/// Changes of which some are made to an account; those that do not fit it are left out.
const EDITS: [&str; 28] = [
    "assumptions.skip_wait=elapses",
    "assumptions.skip_reduction=accrues",
    "assumptions.reduction_mode=absolute",
    "assumptions.wait_from=first_decline",
    "assumptions.weekday_rule=nearest",
    "assumptions.blocked_slot=pass_over",
    "assumptions.after_handoff=service_owns",
    "assumptions.unknown_decline=soft",
    "account.rebill_time=04:30",
    "account.recycle_new_sales=true",
    "account.timezone=Asia/Kathmandu",
    "merchant[0].enabled=false",
    "merchant[1].block_prepaid=true",
    "merchant[0].currencies=[\"EUR\"]",
    "merchant[1].gateway=FlexPay",
    "merchant[1].accepts=[\"visa\", \"house card\"]",
    "campaign[0].disable_recycle_billing=true",
    "merchant+={id=\"x\", gateway=\"NMI\"}",
    "decline_map+={gateway=\"NMI\", contains=\"a\", kind=\"soft\"}",
    "decline_map[0].kind=hard",
    "profile[0].attempts.4={wait_days=2, price_reduction=1}",
    "profile[0].attempts.1={skip=true}",
    "profile[0].force_weekday=sunday",
    "profile[0].bill_on_fridays=true",
    "profile[0].apply_to=[\"12\"]",
    "profile[1].targets.4-6=99",
    "profile[1].minimum_price=20",
    "profile[1].title=renamed",
];

/// A base, a candidate and declines of the base.
#[derive(Debug)]
struct Pair {
    base: Case,
    candidate: String,
    edits: Vec<&'static str>,
}

fn pairs() -> impl Strategy<Value = Pair> {
    let edits = prop::sample::subsequence(EDITS.to_vec(), 0..=5);
    (generate::cases(), generate::cases(), edits, prop::bool::weighted(0.25)).prop_map(
        |(base, other, edits, is_other)| {
            let candidate = if is_other { other.config } else { base.config.clone() };
            Pair { base, candidate, edits }
        },
    )
}

fn check(cases: u32, test: impl Fn(&Pair) -> Result<(), TestCaseError>) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let outcome = TestRunner::new_with_rng(config, rng).run(&pairs(), |pair| test(&pair));
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

fn loaded(text: &str, edits: &[&str]) -> Loaded {
    let mut made: Vec<Change> = Vec::new();
    let source = || Source { name: "a.toml".into(), text: text.into() };
    let mut last = load(source(), Format::Toml, &[]);
    assert!(last.is_usable(), "{:?}", last.findings);
    for edit in edits {
        let more = [made.as_slice(), &[Change::read(edit).unwrap()]].concat();
        let changed = load(source(), Format::Toml, &more);
        if changed.is_usable() {
            (made, last) = (more, changed);
        }
    }
    last
}

fn each_decline(account: &Account, declines: &str, mut see: impl FnMut(&Decline<'_>)) {
    let options = ReadOptions::default();
    let opened = Blocks::open(declines.as_bytes(), account, &options);
    let (layout, mut blocks) = opened.unwrap();
    let (mut block, mut scratch) = (Block::default(), Scratch::default());
    while blocks.next_block(&mut block).unwrap() {
        let read = layout.read(&block, &mut scratch, &mut |record| {
            if let Record::Decline(decline) = record {
                see(&decline);
            }
        });
        read.unwrap();
    }
}

/// The rows of `routes.csv` and `transactions.csv`, on the account's own clock.
fn rows(account: &Account, decline: &Decline<'_>) -> String {
    let declined_at = account.timezone.moment(decline.declined_at.instant);
    let decline = Decline { declined_at, ..*decline };
    let mut route = Route::empty();
    Engine::new(account).replay(&decline, &mut route);
    let (csv, mut out) = (CsvRows::of(account), Vec::new());
    csv.routes(&decline, &route, &mut out);
    csv.transaction(&decline, &route, &mut out);
    String::from_utf8(out).unwrap()
}

/// What a comparison says of one decline.
#[derive(Default)]
struct Seen(Option<(ChangeClass, Vec<u32>, Each)>);

impl ChangeSink for Seen {
    fn takes_changes(&self) -> bool {
        true
    }

    fn changed(&mut self, _candidate: usize, changed: &Changed<'_>) {
        self.0 = Some((changed.class, changed.causes.units.clone(), changed.causes.each));
    }
}

#[test]
fn changes_are_those_of_the_rows_and_mirror_each_other() {
    check(256, |pair| {
        let (base, candidate) =
            (loaded(&pair.base.config, &[]), loaded(&pair.candidate, &pair.edits));
        let engines = [Engine::new(&base.account), Engine::new(&candidate.account)];
        let [there, back, same] = [(0, 1), (1, 0), (0, 0)]
            .map(|(base, candidate)| [Candidate::counted(&engines[base], &engines[candidate])]);
        let mut comparers = [
            Comparer::new(&engines[0], &there),
            Comparer::new(&engines[1], &back),
            Comparer::new(&engines[0], &same),
        ];
        let mut failure = Ok(());
        let mut count = 0;
        each_decline(&base.account, &pair.base.declines, |decline| {
            count += 1;
            let zone = &candidate.account.timezone;
            let seen_back =
                Decline { declined_at: zone.moment(decline.declined_at.instant), ..*decline };
            let changes = [decline, &seen_back, decline].map(|_| Seen::default());
            let [mut there, mut back, mut same] = changes;
            comparers[0].decline(decline, &mut there);
            comparers[1].decline(&seen_back, &mut back);
            comparers[2].decline(decline, &mut same);
            let class = |seen: &Seen| seen.0.as_ref().map(|(class, ..)| *class);
            let is_changed = rows(&base.account, decline) != rows(&candidate.account, decline);
            let is_right = class(&there).is_some() == is_changed
                && class(&there).map(ChangeClass::mirrored) == class(&back)
                && class(&same).is_none();
            if !is_right && failure.is_ok() {
                failure = Err(TestCaseError::fail(format!(
                    "{:?} there, {:?} back, {:?} to itself\n{}\n{}",
                    class(&there),
                    class(&back),
                    class(&same),
                    rows(&base.account, decline),
                    rows(&candidate.account, decline)
                )));
            }
        });
        failure?;
        let [there, back, same] = comparers.map(Comparer::into_tally);
        for tally in [&there, &back, &same] {
            let changes = &tally.candidates[0];
            prop_assert_eq!(tally.replayed.count, count);
            prop_assert_eq!(tally.unchanged(changes).count + changes.changed_count(), count);
        }
        prop_assert_eq!(same.candidates[0].changed_count(), 0);
        prop_assert_eq!(there.after(&there.candidates[0]), non_zero(&back));
        prop_assert_eq!(back.after(&back.candidates[0]), non_zero(&there));
        Ok(())
    });
}

/// First hand-offs under the base, as a candidate's are counted.
fn non_zero(tally: &CompareTally) -> reattempt::analysis::compare::HandoffCounts {
    let mut before = tally.before.clone();
    let after = tally.after(&tally.candidates[0]);
    // Both sides know the currencies and days that the other one has.
    after.amount.iter().for_each(|(currency, _)| before.amount.add_minor(currency, 0));
    before
}

/// Keeps the rows of each candidate's `changes.csv`.
#[derive(Default)]
struct Written(BTreeMap<usize, Vec<u8>>);

impl ChangeSink for Written {
    fn takes_changes(&self) -> bool {
        true
    }

    fn changed(&mut self, candidate: usize, changed: &Changed<'_>) {
        let units = changed.causes.units.iter().max().map_or(0, |last| last + 1);
        let paths: Vec<String> = (0..units).map(|unit| format!("unit {unit}")).collect();
        change_row(changed, &paths, self.0.entry(candidate).or_default());
    }
}

/// A decline again and again, and others of the same facts for other amounts at other times.
fn variations(account: &Account, decline: &Decline<'_>, mut see: impl FnMut(&Decline<'_>)) {
    let others = [(1, 5), (3, 0), (1, 0), (7, -30), (1, 24), (1, 0), (1, 240), (90, 1)];
    for ((times, hours), line) in [(1, 0); 4].into_iter().chain(others).zip(0..) {
        let amount_minor = decline.amount.amount_minor * times;
        let instant = Instant(decline.declined_at.instant.0 + hours * 3600);
        see(&Decline {
            line: decline.line * 100 + line,
            amount: Money { amount_minor, ..decline.amount },
            declined_at: account.timezone.moment(instant),
            ..*decline
        });
    }
}

#[test]
fn what_is_remembered_is_what_one_by_one_shows() {
    check(128, |pair| {
        let (base, candidate) =
            (loaded(&pair.base.config, &[]), loaded(&pair.candidate, &pair.edits));
        let differences = Differences::between(&base, &candidate);
        let [old, new] = [Engine::new(&base.account), Engine::new(&candidate.account)];
        let assumed = alternatives(&base.account);
        let others: Vec<Engine<'_>> = assumed.iter().map(|it| Engine::new(&it.account)).collect();
        let (accounts, variants) = (Accounts::default(), Variants::default());
        let suspects = Suspects::of(&old, &new, &differences, &accounts, &variants);
        let mut candidates = vec![Candidate::traced(&old, &new, suspects)];
        candidates.extend(others.iter().map(|other| Candidate::counted(&old, other)));
        let mut counted = Comparer::new(&old, &candidates);
        let mut shown = Comparer::new(&old, &candidates);
        let mut plain = Comparer::one_by_one(&old, &candidates);
        let [mut rows, mut plain_rows] = [Written::default(), Written::default()];
        each_decline(&base.account, &pair.base.declines, |decline| {
            variations(&base.account, decline, |decline| {
                counted.decline(decline, &mut ());
                shown.decline(decline, &mut rows);
                plain.decline(decline, &mut plain_rows);
            });
        });
        let [counted, shown, plain] =
            [counted, shown, plain].map(|all| format!("{:#?}", all.into_tally()));
        prop_assert_eq!(&counted, &plain);
        prop_assert_eq!(shown, plain);
        prop_assert_eq!(rows.0, plain_rows.0);
        Ok(())
    });
}

#[test]
fn a_sweep_adds_up_every_route() {
    check(96, |pair| {
        let (base, candidate) =
            (loaded(&pair.base.config, &[]), loaded(&pair.candidate, &pair.edits));
        let mut accounts: Vec<Account> =
            alternatives(&base.account).into_iter().map(|it| it.account).collect();
        accounts.extend([base.account.clone(), candidate.account.clone()]);
        let engine = Engine::new(&base.account);
        let engines: Vec<Engine<'_>> = accounts.iter().map(Engine::new).collect();
        let mut sweeper = Sweeper::new(&engine, &engines);
        let mut plain = vec![SweepTally::default(); engines.len()];
        let mut route = Route::empty();
        each_decline(&base.account, &pair.base.declines, |decline| {
            variations(&base.account, decline, |decline| {
                sweeper.decline(decline);
                for (engine, tally) in engines.iter().zip(&mut plain) {
                    let zone = &engine.account().timezone;
                    let declined_at = zone.moment(decline.declined_at.instant);
                    engine.replay(&Decline { declined_at, ..*decline }, &mut route);
                    tally.outcomes[route.outcome as usize].add(decline.amount);
                    for attempt in &route.attempts {
                        tally.attempts[attempt.status as usize] += 1;
                    }
                    if route.made().next().is_some() {
                        tally.touched.add(decline.amount);
                    }
                    if let Some(handoff) = route.handoff() {
                        tally.handed_off.add(handoff.amount);
                        let days = handoff.due.day.since(declined_at.day);
                        *tally.by_wait_days.entry(days).or_default() += 1;
                    }
                }
            });
        });
        let swept = format!("{:#?}", sweeper.into_tallies());
        prop_assert_eq!(swept, format!("{plain:#?}"));
        Ok(())
    });
}

#[test]
fn causes_are_what_putting_back_shows() {
    check(192, |pair| {
        let (base, candidate) =
            (loaded(&pair.base.config, &[]), loaded(&pair.candidate, &pair.edits));
        let differences = Differences::between(&base, &candidate);
        let units: Vec<&Difference> = differences.units().iter().collect();
        let all_back = differences.account_without(&units);
        prop_assert!(all_back.is_some(), "the base is a configuration");
        let all_back = all_back.unwrap();
        let [old, new] = [Engine::new(&base.account), Engine::new(&candidate.account)];
        let (accounts, variants) = (Accounts::default(), Variants::default());
        let suspects = Suspects::of(&old, &new, &differences, &accounts, &variants);
        let candidates = [Candidate::traced(&old, &new, suspects)];
        let mut comparer = Comparer::new(&old, &candidates);
        let mut failures: Vec<String> = Vec::new();
        each_decline(&base.account, &pair.base.declines, |decline| {
            let mut seen = Seen::default();
            comparer.decline(decline, &mut seen);
            let [was, is, again] = [&base.account, &candidate.account, &all_back]
                .map(|account| rows(account, decline));
            let Some((_, found, each)) = seen.0 else { return };
            let mut fail = |what: &str| {
                failures.push(format!("{what}: {found:?} {each:?} of {units:#?}\n{was}\n{is}"));
            };
            if again != was {
                fail("all units put back are not the base");
            }
            // With some units put back; as the candidate where that is no configuration.
            let without = |put_back: &[u32]| {
                let units: Vec<&Difference> =
                    put_back.iter().map(|at| units[*at as usize]).collect();
                differences
                    .account_without(&units)
                    .map_or(is.clone(), |account| rows(&account, decline))
            };
            let all: Vec<u32> = (0..units.len() as u32).collect();
            let alone: Vec<u32> =
                all.iter().copied().filter(|unit| without(&[*unit]) != is).collect();
            match each {
                Each::Alone if found != alone => fail("each alone"),
                Each::Together if !alone.is_empty() || found.is_empty() => fail("together"),
                Each::Together => {
                    let rest: Vec<u32> = all.into_iter().filter(|at| !found.contains(at)).collect();
                    if without(&rest) != is {
                        fail("the set does not make the change");
                    }
                    let is_smaller = |unit: &u32| {
                        let mut fewer = rest.clone();
                        fewer.push(*unit);
                        fewer.sort_unstable();
                        let units: Vec<&Difference> =
                            fewer.iter().map(|at| units[*at as usize]).collect();
                        let account = differences.account_without(&units);
                        account.is_some_and(|account| rows(&account, decline) == is)
                    };
                    if found.iter().any(is_smaller) {
                        fail("the set is not minimal");
                    }
                }
                Each::Alone => {}
            }
        });
        prop_assert!(failures.is_empty(), "{}", failures.join("\n"));
        Ok(())
    });
}

#[test]
fn an_assumption_that_cannot_matter_changes_nothing() {
    check(192, |pair| {
        let loaded = loaded(&pair.base.config, &pair.edits);
        let account = &loaded.account;
        let engine = Engine::new(account);
        let assumed = alternatives(account);
        let engines: Vec<Engine<'_>> = assumed.iter().map(|it| Engine::new(&it.account)).collect();
        let candidates: Vec<Candidate<'_, '_>> =
            engines.iter().map(|other| Candidate::counted(&engine, other)).collect();
        let mut comparer = Comparer::new(&engine, &candidates);
        each_decline(account, &pair.base.declines, |decline| comparer.decline(decline, &mut ()));
        let found = Assume::of(account, &assumed, &comparer.into_tally());
        let opened = Blocks::open(pair.base.declines.as_bytes(), account, &ReadOptions::default());
        let (layout, blocks) = opened.unwrap();
        let tally = replay(&engine, &layout, blocks, &mut ()).unwrap();
        let summary = Summary::of(account, engine.profiles(), &tally).unwrap();
        let may = may_matter(account, &summary);
        for assumption in &found.assumptions {
            let is_told = may.contains(&assumption.key);
            prop_assert!(is_told || !assumption.matters(), "{} matters", assumption.key);
        }
        Ok(())
    });
}
