//! `compare --all`: what it lists is what changes, and what it does not list does not.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;

use proptest::sample::subsequence;
use proptest::test_runner::{Config, TestRunner};

use reattempt::analysis::compare::{ChangeClass, Namesakes, Routed};
use reattempt::analysis::reach::{Clock, Extent, USUAL_YEAR, differing};
use reattempt::config::{Account, Format, load};
use reattempt::engine::{Engine, Route};
use reattempt::model::{Change, Class, Decline, Source};

use crate::generate::{self, Case};
use crate::reach_classes::{each_decline, in_week};
use crate::support::{GUIDE_ACCOUNT, Ran, World};

/// Changes of which some make the candidate; one that an account cannot take leaves it as it is.
const CHANGES: [&str; 22] = [
    "account.recycle_new_sales=true",
    "account.rebill_time=04:00",
    "account.rebill_time=original",
    "merchant.12.enabled=false",
    "merchant.99.enabled=false",
    "merchant.99.block_prepaid=true",
    "merchant.99.currencies=[\"USD\", \"JPY\"]",
    "merchant.12.accepts=[\"visa\", \"jcb\"]",
    "merchant.12.gateway=Stripe",
    "campaign.5.disable_recycle_billing=true",
    "decline_map+={gateway=\"NMI\", contains=\"card\", kind=\"hard\"}",
    "decline_map+={merchant=\"12\", contains=\"funds\", order_type=\"rebill\", kind=\"hard\"}",
    "profile.Recovery.attempts.4.skip=true",
    "profile.Recovery.attempts.1={wait_days=2, price_reduction=\"0.5\"}",
    "profile.Recovery.attempts.4={wait_days=1, price_reduction=\"7\"}",
    "profile.Recovery.minimum_price=19.995",
    "profile.Recovery.reduction_type=percent",
    "profile.Recovery.targets.4-6=12",
    "assumptions.blocked_slot=pass_over",
    "assumptions.after_handoff=service_owns",
    "assumptions.unknown_decline=soft",
    "assumptions.weekday_rule=nearest",
];

fn account(config: &str, changes: &[&str]) -> Account {
    let source = Source { name: "case.toml".into(), text: config.to_owned() };
    let changes: Vec<Change> = changes.iter().map(|text| Change::read(text).unwrap()).collect();
    let loaded = load(source, Format::Toml, &changes);
    loaded.account
}

/// What changes for one decline, and its verdicts.
fn change(
    accounts: [&Account; 2],
    engines: [&Engine<'_>; 2],
    decline: &Decline<'_>,
) -> (Option<ChangeClass>, [Class; 2]) {
    let routes = engines.map(|engine| {
        let mut route = Route::empty();
        engine.replay(decline, &mut route);
        route
    });
    let declined_at = decline.declined_at;
    let [base, candidate] = routes.each_ref().map(|route| Routed { declined_at, route });
    let change = Namesakes::of(accounts[0], accounts[1]).change(base, candidate);
    (change, routes.map(|route| route.classification.class))
}

fn lists_what_changes(case: &Case, changes: &[&str], seen: &mut BTreeSet<&str>) {
    let (base, candidate) = (account(&case.config, &[]), account(&case.config, changes));
    let both = differing(&base, &candidate, USUAL_YEAR).unwrap();
    if both.week.clock == Clock::TakenAsEven {
        return;
    }
    let (accounts, week) = ([&base, &candidate], both.week);
    let (base_engine, candidate_engine) = (Engine::new(&base), Engine::new(&candidate));
    let engines = [&base_engine, &candidate_engine];
    for listed in &both.changes {
        let (class, verdicts) = change(accounts, engines, &listed.example.decline(&base));
        assert_eq!(class, Some(listed.class), "{listed:?}");
        assert!(listed.region.has(&listed.example.decline(&base), verdicts[0]), "{listed:?}");
    }
    each_decline(case, &base, &mut |decline| {
        let decline = in_week(decline, &base, week);
        let (class, verdicts) = change(accounts, engines, &decline);
        seen.extend(class.map(ChangeClass::name));
        let holding = both.changes.iter().filter(|listed| {
            listed.region.has(&decline, verdicts[0])
                && (listed.class != ChangeClass::Reclassified
                    || listed.reclassified == Some(verdicts[1]))
        });
        let is_listed = holding.clone().any(|listed| Some(listed.class) == class);
        assert!(class.is_none() || is_listed, "{class:?} is not listed: {decline:?}");
        if class != Some(ChangeClass::Reclassified) {
            let every = holding.filter(|listed| listed.extent == Extent::Every);
            for listed in every {
                assert_eq!(class, Some(listed.class), "{decline:?} {listed:?}");
            }
        }
    });
}

#[test]
fn a_class_is_listed_if_and_only_if_it_changes() {
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    let strategy = (generate::cases(), subsequence(CHANGES.to_vec(), 0..=3));
    let seen = RefCell::new(BTreeSet::new());
    let outcome = TestRunner::new(config).run(&strategy, |(case, changes)| {
        let usable: Vec<&str> = changes
            .into_iter()
            .filter(|text| {
                let source = Source { name: "case.toml".into(), text: case.config.clone() };
                load(source, Format::Toml, &[Change::read(text).unwrap()]).is_usable()
            })
            .collect();
        lists_what_changes(&case, &usable, &mut seen.borrow_mut());
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    assert!(!seen.borrow().is_empty(), "nothing ever changed");
}

fn compare(args: &[&str]) -> Ran {
    World::with([("reattempt.toml", GUIDE_ACCOUNT)]).run(&[&["compare", "--all"], args].concat())
}

#[test]
fn an_account_held_against_itself_changes_nothing() {
    let args = ["--candidate", "reattempt.toml", "--exit-code"];
    let text = compare(&args).expect(0).stdout;
    assert!(text.contains("Nothing changes for any decline of an ordinary week."), "{text}");
    let json = compare(&[&args[..], &["--format", "json"]].concat()).expect(0).stdout;
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(document["changes"], serde_json::json!([]));
}

#[test]
fn every_class_that_changes_with_its_example() {
    let changes = [
        ["--candidate-set", "profile.\"FlexPay recovery\".bill_on_fridays=true"],
        ["--candidate-set", "decline_map+={gateway=\"NMI\", contains=\"stolen\", kind=\"hard\"}"],
    ];
    let args = [&changes.concat()[..], &["--exit-code"]].concat();
    insta::assert_snapshot!("fridays.txt", compare(&args).expect(1).stdout);
    let disabled = ["--candidate-set", "merchant.99.enabled=false", "--format", "json"];
    insta::assert_snapshot!("disabled.json", compare(&disabled).expect(0).stdout);
}

#[test]
fn the_samples_mistakes_in_few_lines() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let args = ["compare", "--all", "--base", "account.toml", "--candidate"];
    for name in ["overlapping-profiles", "flexpay-mid-disabled"] {
        let candidate = format!("mistakes/{name}.toml");
        let mut command = World::new().command(&[&args[..], &[&candidate]].concat());
        let output = command.current_dir(&data).output().unwrap();
        insta::assert_snapshot!(name, String::from_utf8(output.stdout).unwrap());
    }
}

#[test]
fn what_cannot_be_compared_is_an_error() {
    let zones = compare(&["--candidate-set", "account.timezone=UTC"]).expect(2).stderr;
    assert!(zones.contains("the accounts are in different zones"), "{zones}");
    let two = compare(&["declines.csv", "--candidate", "reattempt.toml"]).expect(2).stderr;
    assert!(two.contains("cannot be used with"), "{two}");
    let neither = World::new().run(&["compare", "--candidate", "a.toml"]).expect(2).stderr;
    assert!(neither.contains("required"), "{neither}");
    let markdown = compare(&["--candidate", "reattempt.toml", "--format", "markdown"]).expect(2);
    assert!(markdown.stderr.contains("--all is not written as Markdown"));
}
