//! `--routes-format parquet`: what is read back is what the CSV says, cell by cell, and typed.

use std::fs::File;

use chrono::DateTime;
use reattempt_parquet::parquet::arrow::parquet_to_arrow_schema;
use reattempt_parquet::parquet::file::reader::{FileReader, SerializedFileReader};
use reattempt_parquet::parquet::record::Field;

use crate::support::{GUIDE_ACCOUNT, World};

const ARGS: [&str; 4] = ["replay", "declines.csv", "--out", "out"];

/// The rows of a Parquet file as the CSV would have them.
fn cells(world: &World, name: &str) -> Vec<Vec<String>> {
    let reader = SerializedFileReader::new(File::open(world.path(name)).unwrap()).unwrap();
    let rows = reader.get_row_iter(None).unwrap().map(|row| {
        row.unwrap().get_column_iter().map(|(_, field)| text(field)).collect::<Vec<_>>()
    });
    rows.collect()
}

fn text(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Int(number) => number.to_string(),
        Field::Long(number) => number.to_string(),
        Field::TimestampMillis(at) => at.to_string(),
        Field::Decimal(decimal) => {
            assert_eq!((decimal.precision(), decimal.scale()), (18, 4));
            let bytes = decimal.data();
            let negative = [if bytes[0] < 128 { 0 } else { 255 }; 8];
            let units = [&negative[bytes.len()..], bytes].concat();
            i64::from_be_bytes(units.try_into().unwrap()).to_string()
        }
        other => panic!("{other:?} is of no kind that there is"),
    }
}

/// A cell of the CSV as [`text`] has it: instants in milliseconds, amounts in ten-thousandths.
fn of_csv(column: &str, cell: &str) -> String {
    if cell.is_empty() {
        String::new()
    } else if column.ends_with("_at") {
        DateTime::parse_from_rfc3339(cell).unwrap().timestamp_millis().to_string()
    } else if column.ends_with("amount") {
        let (whole, part) = cell.split_once('.').unwrap_or((cell, ""));
        format!("{whole}{part:0<4}").trim_start_matches('0').to_owned()
    } else {
        cell.to_owned()
    }
}

#[test]
fn every_cell_is_that_of_the_csv() {
    let world = World::sample();
    let replay = |format: &str, threads: &str, out: &str| {
        let args = ["replay", "declines.csv", "--config", "account.toml"];
        let flags = ["--routes-format", format, "--threads", threads, "--out", out];
        world.run(&[&args[..], &flags].concat()).expect(0)
    };
    replay("csv", "2", "csv");
    let ran = replay("parquet", "2", "typed");
    assert!(ran.stdout.contains("typed: routes.parquet, transactions.parquet"), "{}", ran.stdout);
    replay("parquet", "1", "again");
    for table in ["routes", "transactions"] {
        let csv = world.read(&format!("csv/{table}.csv"));
        let mut csv = csv::Reader::from_reader(csv.as_bytes());
        let header = csv.headers().unwrap().clone();
        let expected: Vec<Vec<String>> = csv
            .records()
            .map(|row| header.iter().zip(&row.unwrap()).map(|(c, cell)| of_csv(c, cell)).collect())
            .collect();
        let found = cells(&world, &format!("typed/{table}.parquet"));
        assert!(found.len() > 2_900);
        assert!(found == expected, "{table}");
        let bytes = |out| std::fs::read(world.path(&format!("{out}/{table}.parquet"))).unwrap();
        assert!(bytes("typed") == bytes("again"), "{table} depends on the threads");
    }
    for name in ["rejects.csv", "summary.json", "account.json"] {
        assert_eq!(world.read(&format!("csv/{name}")), world.read(&format!("typed/{name}")));
    }
    assert_eq!(world.names("typed").len(), 6);
}

#[test]
fn columns_have_types_and_texts_no_prefix() {
    let declines = "transaction_id,declined_at,merchant_id,amount,currency,response_type\n\
        =1+1,2024-03-04 10:00,12,49.95,USD,soft\n\
        -2,2024-03-04 10:00,12,5000,JPY,hard\n";
    let world = World::with([("reattempt.toml", GUIDE_ACCOUNT), ("declines.csv", declines)]);
    world.run(&[&ARGS[..], &["--routes-format", "parquet"]].concat()).expect(0);
    let rows = cells(&world, "out/transactions.parquet");
    assert_eq!([&rows[0][0], &rows[1][0], &rows[1][3]], ["=1+1", "-2", "50000000"]);

    let file = File::open(world.path("out/routes.parquet")).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let metadata = reader.metadata().file_metadata();
    let schema = parquet_to_arrow_schema(metadata.schema_descr(), metadata.key_value_metadata());
    let types: Vec<String> = schema
        .unwrap()
        .fields()
        .iter()
        .map(|field| format!("{}: {}", field.name(), field.data_type()))
        .collect();
    insta::assert_snapshot!(types.join("\n"));
}

#[test]
fn formats_do_not_mix() {
    let world = World::with([
        ("reattempt.toml", GUIDE_ACCOUNT),
        ("declines.csv", crate::support::FEW_DECLINES),
    ]);
    let parquet = ["--routes-format", "parquet"];
    world.run(&ARGS).expect(0);
    let ran = world.run(&[&ARGS[..], &parquet, &["--force"]].concat()).expect(2);
    insta::assert_snapshot!(ran.stderr, @r"
    error: out holds routes.csv of an earlier run
    help: remove it, or give another --out
    ");
    let part = ["replay", "declines.csv", "--shard", "1/1", "--out", "part"];
    world.run(&[&part[..], &parquet].concat()).expect(0);
    let ran = world.run(&["merge", "part", "--out", "whole"]).expect(2);
    insta::assert_snapshot!(ran.stderr, @r"
    error: part holds routes.parquet: merge joins CSV alone
    help: what reads Parquet reads all parts at once, as */routes.parquet
    ");
}
