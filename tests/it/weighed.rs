//! Which declines a finding of the configuration touches: those that run through what it is about.

use reattempt::analysis::replay;
use reattempt::check::DeclinesWatch;
use reattempt::config::{Format, load};
use reattempt::engine::Engine;
use reattempt::ingest::{Blocks, ReadOptions};
use reattempt::model::{Code, Finding, Place, ProfileIndex, Source, Spot};

const ACCOUNT: &str = r#"
[[merchant]]
id = "A"
[[merchant]]
id = "B"
[[merchant]]
id = "C"
[[merchant]]
id = "F"
gateway = "FlexPay"
[[profile]]
title = "P"
apply_to = ["A", "B"]
targets = { "4-6" = "F" }
attempts = { 4 = { wait_days = 1 } }
[[profile]]
title = "Q"
apply_to = ["C"]
attempts = { 1 = { wait_days = 1 } }
[[campaign]]
id = "c1"
[[campaign]]
id = "c10"
[[decline_map]]
merchant = "A"
contains = "maybe"
kind = "soft"
[[decline_map]]
merchant = "C"
contains = "maybe"
kind = "soft"
"#;

const DECLINES: &str = "\
transaction_id,declined_at,merchant_id,amount,response_type,response_text,campaign_id
1,2024-03-04,A,1,soft,,c1
2,2024-03-05,A,2,,maybe,c10
3,2024-03-06,B,4,soft,,c1
4,2024-03-07,C,8,soft,,
5,2024-03-08,C,16,,maybe,
6,2024-03-09,A,32,hard,,
7,2024-03-10,F,64,soft,,
8,2024-03-11,X,128,soft,,
";

/// What is touched is told apart by its sum of amounts: each row has a power of two.
#[test]
fn a_finding_weighs_what_runs_through_what_it_is_about() {
    let source = Source { name: "a.toml".into(), text: ACCOUNT.into() };
    let loaded = load(source, Format::Toml, &[]);
    assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
    let merchant = |id: &str| loaded.account.merchant_of(id);
    let [first, second] = [0, 1].map(|index| Some(ProfileIndex(index)));
    let cases = [
        // A profile: the soft declines of its merchants.
        (first, None, "", 1 + 2 + 4),
        (second, None, "", 8 + 16),
        // A profile and one of its merchants, or the merchant that it sends to.
        (first, merchant("A"), "", 1 + 2),
        (first, merchant("B"), "", 4),
        (first, merchant("F"), "", 1 + 2 + 4),
        (first, merchant("C"), "", 0),
        // A merchant: what declines on it, and what is sent to it.
        (None, merchant("A"), "", 1 + 2 + 32),
        (None, merchant("F"), "", 1 + 2 + 4 + 64),
        // A campaign, not one whose name begins alike.
        (None, None, "campaign.c1", 1 + 4),
        (None, None, "campaign.c1.disable_recycle_billing", 1 + 4),
        (None, None, "campaign.c10", 2),
        // A decline map: what it decides.
        (None, None, "decline_map[0].contains", 2),
        (None, None, "decline_map[1]", 16),
        (None, None, "account.name", 0),
    ];
    let findings = cases.map(|(profile, merchant, path, _)| {
        let place = Place { spot: Spot::PathOnly, path: path.to_owned() };
        Finding { profile, merchant, ..Finding::new(Code::Prf104, place, "") }
    });
    let engine = Engine::new(&loaded.account);
    let opened = Blocks::open(DECLINES.as_bytes(), &loaded.account, &ReadOptions::default());
    let (layout, blocks) = opened.unwrap();
    let mut watch = DeclinesWatch::new(&loaded, &findings);
    replay(&engine, &layout, blocks, &mut watch).unwrap();
    let (weights, of_declines) = watch.finish();
    for ((profile, merchant, path, dollars), weight) in cases.into_iter().zip(weights) {
        let minor: i128 = weight.amounts_minor.values().sum();
        let what = format!("{profile:?} {merchant:?} {path}");
        assert_eq!(
            (minor, weight.rows),
            (i128::from(dollars) * 100, u64::from(u32::count_ones(dollars))),
            "{what}"
        );
    }
    // That the configuration has no X is all that is wrong with the declines.
    let codes: Vec<Code> = of_declines.iter().map(|weighed| weighed.finding.code).collect();
    assert_eq!(codes, [Code::Dat904]);
}
