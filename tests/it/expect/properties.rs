//! Over random accounts and declines: what is recorded holds, what is accepted holds, and what is said to be noticed
//! is noticed.

use std::fs;
use std::path::Path;

use proptest::test_runner::{Config, TestRunner};

use reattempt::analysis::expect::{
    Coverage, Fate, LooksAt, Miner, Mutation, Subject, Trial, accept, mutants, record_text,
};
use reattempt::analysis::{Sink, replay};
use reattempt::check::apply_fixes;
use reattempt::config::{Format, Loaded};
use reattempt::engine::{Engine, Route};
use reattempt::ingest::{Blocks, ReadOptions};
use reattempt::model::{Decline, Fix};

use super::{cases, codes, failures, loaded};
use crate::generate::{self, Case};

struct Mining<'e>(Miner<'e>);

impl Sink for Mining<'_> {
    fn routed(&mut self, decline: &Decline<'_>, route: &Route) {
        self.0.see(decline, route);
    }
}

/// The case file of some declines, and how many cases and combinations it has.
fn record(loaded: &Loaded, declines: &str) -> (String, usize, usize) {
    let engine = Engine::new(&loaded.account);
    let (layout, blocks) =
        Blocks::open(declines.as_bytes(), &loaded.account, &ReadOptions::default()).unwrap();
    let mut mining = Mining(Miner::new(&engine));
    replay(&engine, &layout, blocks, &mut mining).unwrap();
    let (recorded, combinations) = mining.0.pick();
    (record_text(&engine, &recorded), recorded.len(), combinations)
}

fn random(cases: u32, test: impl Fn(&Case)) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&generate::cases(), |case| {
        test(&case);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

#[test]
fn what_is_recorded_holds_and_is_not_more_than_needed() {
    random(200, |case| {
        let loaded = loaded(&case.config, &[]);
        let (text, count, combinations) = record(&loaded, &case.declines);
        assert!(count <= combinations, "{count} cases for {combinations} combinations\n{text}");
        if count > 0 {
            let file = cases(&text);
            assert_eq!(file.cases.len(), count);
            assert_eq!(failures(&loaded, &file), [""; 0], "{text}");
        }
    });
}

#[test]
fn what_is_accepted_holds() {
    random(40, |case| {
        let base = loaded(&case.config, &[]);
        let (mut text, count, _) = record(&base, &case.declines);
        if count == 0 {
            return;
        }
        for mutant in mutants(&base, LooksAt::Routes).iter().step_by(13) {
            let changes = [mutant.change.clone()];
            let other = reattempt::config::load(
                super::source("account.toml", &case.config),
                Format::Toml,
                &changes,
            );
            let file = cases(&text);
            if !other.is_usable() || !file.unreadable(&other.account).is_empty() {
                continue;
            }
            let (engine, codes) = (Engine::new(&other.account), codes(&other));
            let accepted = accept(&Subject { engine: &engine, codes: &codes }, &file);
            assert_eq!(accepted.split, [0; 0]);
            let fix = Fix { title: String::new(), changes: accepted.changes };
            text = apply_fixes(&text, &[&fix]).expect("the file can be changed");
            assert_eq!(failures(&other, &cases(&text)), [""; 0], "{:?}\n{text}", changes[0]);
        }
    });
}

fn data(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name);
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn mutation(loaded: &Loaded, text: &str) -> Mutation {
    let files = [cases(text)];
    let trial = Trial::of(loaded, Format::Toml, &[], &codes, &files);
    let mut route = Route::empty();
    let all = mutants(loaded, trial.looks_at());
    let tried = all.into_iter().map(|mutant| {
        let fate = trial.fate(&mutant, &mut route);
        (mutant, fate)
    });
    Mutation { tried: tried.collect() }
}

/// The sample's cases without the one that a text is in, and without the one about findings, which notices much.
fn without(part: &str) -> String {
    let all = data("cases.toml");
    let parts: Vec<&str> = all.split("[[case]]").collect();
    let is_kept = |case: &&&str| !case.contains(part) && !case.contains("findings = []");
    let kept: Vec<&str> = parts.iter().filter(is_kept).copied().collect();
    assert_eq!(kept.len() + 2, parts.len(), "{part}");
    kept.join("[[case]]")
}

#[test]
fn the_samples_cases_exercise_everything_and_notice_every_change() {
    let (account, text) = (data("account.toml"), data("cases.toml"));
    let base = loaded(&account, &[]);
    assert_eq!(failures(&base, &cases(&text)), [""; 0]);
    let engine = Engine::new(&base.account);
    let coverage = Coverage::of(&engine, &[cases(&text)]);
    let missed: Vec<_> = coverage.items().filter(|it| !it.is_exercised).collect();
    assert_eq!(missed, []);
    let mutation = mutation(&base, &text);
    assert_eq!(mutation.unnoticed().collect::<Vec<_>>(), Vec::<&_>::new());
    let (noticed, all) = mutation.noticed();
    assert!(noticed == all && all > 150, "{noticed} of {all}");
}

#[test]
fn a_change_is_noticed_exactly_if_a_case_fails_under_it() {
    let account = data("account.toml");
    let base = loaded(&account, &[]);
    let text = without("gift boxes are paid once");
    let mutation = mutation(&base, &text);
    let unnoticed: Vec<String> =
        mutation.unnoticed().map(|mutant| mutant.change.as_flag()).collect();
    assert_eq!(unnoticed, ["--set campaign.7.disable_recycle_billing=false"]);
    let file = cases(&text);
    for (mutant, fate) in &mutation.tried {
        let changed = loaded(&account, std::slice::from_ref(&mutant.change));
        let is_readable = file.unreadable(&changed.account).is_empty();
        let holds = is_readable && failures(&changed, &file).is_empty();
        assert_eq!(holds, *fate == Fate::Unnoticed, "{:?}", mutant.change);
    }
}

#[test]
fn what_no_case_exercises_is_told() {
    let base = loaded(&data("account.toml"), &[]);
    let engine = Engine::new(&base.account);
    for (part, path) in [
        ("gift boxes are paid once", "campaign.7.disable_recycle_billing"),
        ("the closed merchant's declines", "merchant.16"),
        ("do not retry means it", "decline_map[2]"),
        ("nor is what nobody can class", "assumptions.unknown_decline"),
        ("too small for SecondChance", "merchant.98"),
        ("first payments are left", "account.recycle_new_sales"),
    ] {
        let coverage = Coverage::of(&engine, &[cases(&without(part))]);
        let missed: Vec<String> = coverage
            .items()
            .filter(|it| !it.is_exercised)
            .map(|it| it.item.path(&base.document).to_string())
            .collect();
        assert!(missed.iter().any(|missed| missed == path), "{part}: {missed:?}");
    }
}
