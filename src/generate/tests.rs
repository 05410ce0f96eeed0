//! What is generated: the same bytes for ever, sorted, coherent, and in the documented mix.

use std::convert::Infallible;

use sha2::{Digest as _, Sha256};

use super::*;
use crate::config::{Format, load};
use crate::model::Source;

const SAMPLE: &str = include_str!("../../data/account.toml");

fn account_of(text: &str) -> Account {
    let source = Source { name: "account.toml".into(), text: text.into() };
    let loaded = load(source, Format::Toml, &[]);
    assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
    loaded.account
}

pub(super) fn sample_account() -> Account {
    account_of(SAMPLE)
}

fn generated(account: &Account, recipe: Recipe) -> String {
    let mut all = Vec::new();
    let Ok(()) = Generator::new(account, recipe).write(|block| {
        all.extend(block);
        Ok::<_, Infallible>(())
    });
    String::from_utf8(all).unwrap()
}

fn column(text: &str, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let at = reader.headers().unwrap().iter().position(|header| header == name).unwrap();
    reader.records().map(|record| record.unwrap()[at].to_owned()).collect()
}

fn share_of(values: &[String], wanted: &str) -> usize {
    values.iter().filter(|value| *value == wanted).count() * 1000 / values.len()
}

/// Other bytes are other data: results that were published with a seed could not be had again.
#[test]
fn the_bytes_of_a_recipe_never_change() {
    let account = account_of(
        "[[merchant]]\nid = \"12\"\ngateway = \"NMI\"\n\
         [[merchant]]\nid = \"13\"\ngateway = \"Authorize.Net\"\ncurrencies = [\"EUR\", \"JPY\"]\n\
         [[merchant]]\nid = \"99\"\ngateway = \"FlexPay\"\n",
    );
    let digest = |seed| {
        let digest = Sha256::digest(generated(&account, Recipe::new(1000, seed)));
        digest.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    };
    assert_eq!([digest(1), digest(2)], PINNED);
}

const PINNED: [&str; 2] = [
    "5d1bd108dbe8ab6d7079a9d62f42cb3b2fe5cba13cd0cac9c401a448b16e81b6",
    "cd6214197f3aeee4321d8852c2f92eb8349ca1cfb779662d59c0c8bc63636bd9",
];

#[test]
fn a_row_is_the_same_in_any_block() {
    let account = sample_account();
    let generator = Generator::new(&account, Recipe::new(700, 5));
    let mut whole = Vec::new();
    generator.append_rows(0..700, &mut whole);
    let mut pieces = Vec::new();
    for start in (0..700).step_by(61) {
        generator.append_rows(start..start + 61, &mut pieces);
    }
    assert!(whole == pieces);
    assert_eq!(String::from_utf8(whole).unwrap().lines().count(), 700);
}

#[test]
fn rows_are_sorted_and_of_the_days_asked_for() {
    let account = sample_account();
    let first_day = Day::from_civil(2025, 2, 27).unwrap();
    let recipe = Recipe { rows: 500, seed: 9, first_day, days: 3 };
    let stamps = column(&generated(&account, recipe), "declined_at");
    assert!(stamps.is_sorted());
    for day in ["2025-02-27", "2025-02-28", "2025-03-01"] {
        assert!(stamps.iter().any(|stamp| stamp.starts_with(day)), "{day}");
    }
    assert!(stamps.iter().all(|stamp| ("2025-02-27"..="2025-03-01 99").contains(&stamp.as_str())));
}

#[test]
fn the_mix_is_as_documented() {
    let account = account_of("[[merchant]]\nid = \"12\"\ngateway = \"NMI\"\n");
    let text = generated(&account, Recipe::new(20_000, 3));
    let codes = column(&text, "response_code");
    let (funds, honor) = (share_of(&codes, "202"), share_of(&codes, "201"));
    assert!((730..790).contains(&(funds + honor)), "{funds} {honor}");
    let sales = share_of(&column(&text, "order_type"), "NEW_SALE");
    assert!((70..90).contains(&sales), "{sales}");
    let kinds = column(&text, "response_type");
    assert!((55..130).contains(&share_of(&kinds, "HARD_DECLINE")));
    assert!((55..95).contains(&share_of(&kinds, "")));
    assert!((8..20).contains(&share_of(&kinds, "SUCCESS")));
    assert!((480..590).contains(&share_of(&column(&text, "card_brand"), "visa")));
}

#[test]
fn payments_come_back_with_the_same_card_price_and_cycle() {
    let text = generated(&sample_account(), Recipe::new(5000, 11));
    let payments = column(&text, "purchase_id").into_iter().zip(column(&text, "billing_cycle"));
    let facts = ["customer_id", "card", "amount", "merchant_id", "campaign_id", "card_brand"];
    let facts = facts.map(|name| column(&text, name));
    let mut rows: Vec<_> = payments
        .enumerate()
        .map(|(row, payment)| (payment, facts.each_ref().map(|values| values[row].clone())))
        .collect();
    rows.sort();
    let repeated = rows.windows(2).filter(|pair| pair[0].0 == pair[1].0);
    assert!(repeated.clone().all(|pair| pair[0].1 == pair[1].1));
    let repeated = repeated.count();
    assert!((500..1000).contains(&repeated), "{repeated}");
}

#[test]
fn the_file_reads_as_the_account_s_exports_do() {
    let account = account_of(
        "[[merchant]]\nid = 'a \"b\";c'\ngateway = \"NMI\"\n\
         [declines]\ncolumns = { declined_at = \"Trans Date\" }\ndelimiter = \";\"\n\
         date_format = \"%m/%d/%Y %H:%M %z\"\ntimezone = \"Asia/Tokyo\"\n",
    );
    let text = generated(&account, Recipe::new(50, 1));
    assert!(text.starts_with("transaction_id;Trans Date;merchant_id;"));
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert!(rows.iter().any(|row| &row[2] == "a \"b\";c"));
    assert!(rows.iter().all(|row| row[1].ends_with(" +0900")));
}

#[test]
fn an_account_without_anything_has_declines_of_unknown_merchants() {
    let account = account_of("[account]");
    let ids = column(&generated(&account, Recipe::new(20, 1)), "merchant_id");
    assert_eq!(ids.len(), 20);
    assert!(ids.iter().all(|id| id == "301" || id == "302"));
    assert_eq!(generated(&account, Recipe::new(0, 1)).lines().count(), 1);
}
