//! Outputs with any text in them: CSV reads back cell by cell and starts no formula.
//!
//! The input is three texts between `|`. A page of HTML belongs here as well, as a function beside `csv`, with the same texts.
#![no_main]

mod shared;

use libfuzzer_sys::fuzz_target;
use reattempt::analysis::{Sink, replay};
use reattempt::engine::{Engine, Route};
use reattempt::ingest::{Blocks, ReadOptions, Reject};
use reattempt::model::Decline;
use reattempt::report::csv::{
    CsvRows, REJECTS_HEADER, ROUTES_HEADER, TRANSACTIONS_HEADER, reject_row,
};

fuzz_target!(|input: &[u8]| {
    let Ok(text) = std::str::from_utf8(input) else { return };
    if let [id, merchant, amount] = text.splitn(3, '|').collect::<Vec<_>>()[..] {
        csv(id, merchant, amount);
    }
});

/// Rows of a replay, and the ids as they were read.
struct Rows {
    csv: CsvRows,
    routes: Vec<u8>,
    transactions: Vec<u8>,
    rejects: Vec<u8>,
    ids: [Vec<String>; 3],
}

impl Sink for Rows {
    fn routed(&mut self, decline: &Decline<'_>, route: &Route) {
        self.csv.routes(decline, route, &mut self.routes);
        self.csv.transaction(decline, route, &mut self.transactions);
        let id = || decline.transaction_id.to_owned();
        self.ids[0].extend(route.attempts.iter().map(|_| id()));
        self.ids[1].push(id());
    }

    fn rejected(&mut self, reject: &Reject<'_>) {
        let (id, problem) = (reject.transaction_id, reject.problem.name());
        reject_row(reject.line, id, reject.column, problem, &reject.value, &mut self.rejects);
        self.ids[2].push(id.to_owned());
    }
}

fn csv(id: &str, merchant: &str, amount: &str) {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let [id, merchant, amount] = [id, merchant, amount].map(quoted);
    let declines = format!(
        "id,date,merchant_id,amount\n{id},2024-03-04,{merchant},5\n{id},2024-03-04,12,{amount}\n"
    );
    let account = shared::account();
    let opened = Blocks::open(declines.as_bytes(), account, &ReadOptions::default());
    let (layout, blocks) = opened.expect("a regular header");
    let mut rows = Rows {
        csv: CsvRows::of(account),
        routes: ROUTES_HEADER.into(),
        transactions: TRANSACTIONS_HEADER.into(),
        rejects: REJECTS_HEADER.into(),
        ids: [const { Vec::new() }; 3],
    };
    let engine = Engine::new(account);
    replay(&engine, &layout, blocks, &mut rows).expect("there are no card numbers");
    let Rows { routes, transactions, rejects, ids, .. } = rows;
    for (file, ids, id_at) in
        [(routes, &ids[0], 0), (transactions, &ids[1], 0), (rejects, &ids[2], 1)]
    {
        let mut reader = csv::Reader::from_reader(&file[..]);
        let records: Vec<_> = reader.records().map(|row| row.expect("a regular CSV")).collect();
        assert_eq!(records.len(), ids.len());
        for (record, id) in records.iter().zip(ids) {
            for cell in record {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
            }
            assert_eq!(record[id_at].strip_prefix('\'').unwrap_or(&record[id_at]), plain(id));
        }
    }
}

/// An id as it is compared: the guard may stand before one that has an apostrophe of its own.
fn plain(id: &str) -> &str {
    id.strip_prefix('\'').unwrap_or(id)
}
