use std::fs;
use std::io::Cursor;

use proptest::prelude::*;

use super::*;
use crate::config::{Format, load};
use crate::ingest::ReadOptions;
use crate::model::Source;

const HEADER: &str = "transaction_id,declined_at,merchant_id,amount,card_brand,response_type\n";

/// Declines over some days, no two at the same time of day: to known and unknown merchants, with ids of any length.
fn row(number: usize) -> String {
    let (day, minute, second) = (1 + number % 9, number / 60, number % 60);
    let merchant = ["12", "13", "a merchant that nobody knows"][number % 3];
    let class = ["soft", "soft", "hard", ""][number % 4];
    let id = "x".repeat(number % 23);
    format!(
        "T{number}{id},2024-03-0{day} 10:{minute:02}:{second:02},{merchant},{number}.95,visa,{class}\n"
    )
}

fn timeline(declines: &str, run: impl FnOnce(&mut Writer<'_>, Opened)) -> String {
    let config = include_str!("../../../data/account.toml");
    // Attempts at the time of day of their decline: no two events of different declines coincide.
    let text = config.replace("rebill_time = \"03:00\"", "rebill_time = \"original\"");
    let source = Source { name: "account.toml".into(), text };
    let account = load(source, Format::Toml, &[]).account;
    let engine = Engine::new(&account);
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("timeline.csv");
    let mut writer = Writer::create(&engine, "d.csv", &target, Overwrite::Refuse).unwrap();
    let input: Input = Box::new(Cursor::new(declines.to_owned().into_bytes()));
    run(&mut writer, Blocks::open(input, &account, &ReadOptions::default()).unwrap());
    writer.publish().unwrap();
    fs::read_to_string(target).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn declines_in_any_order_give_the_same_timeline(
        rows in Just((1..200).map(row).collect::<Vec<String>>()).prop_shuffle(),
        memory_bytes in prop::sample::select(vec![0, 1_000, MEMORY_BYTES]),
    ) {
        let mut sorted = rows.clone();
        sorted.sort_by_key(|row| row.split(',').nth(1).map(str::to_owned));
        let in_order = timeline(&(HEADER.to_owned() + &sorted.concat()), |writer, opened| {
            assert!(writer.in_order(opened).unwrap());
        });
        let in_any_order = timeline(&(HEADER.to_owned() + &rows.concat()), |writer, opened| {
            writer.in_any_order(opened, Waiting::in_memory(memory_bytes)).unwrap();
        });
        prop_assert!(in_order.lines().count() > 450);
        prop_assert_eq!(in_order, in_any_order);
    }
}
