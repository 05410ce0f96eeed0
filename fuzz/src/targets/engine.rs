//! The engine against the naive oracle of the tests: the first 32 bytes choose an account and
//! declines.

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use reattempt::analysis::{Sink, replay};
use reattempt::config::{Format, load};
use reattempt::engine::{Engine, Route};
use reattempt::ingest::{Block, Blocks, FirstOf, ReadOptions, Reject, Scratch};
use reattempt::model::{Decline, Source};
use reattempt::report::csv::{CsvRows, ROUTES_HEADER, TRANSACTIONS_HEADER};
use serde::de::DeserializeOwned;

use crate::generate::{self, Case};
use crate::oracle::{self, Expected};

pub fn engine(bytes: &[u8]) {
    // Bytes as the numbers themselves would run out, and sampling would wait for another for ever.
    let mut seed = [0; 32];
    seed.iter_mut().zip(bytes).for_each(|(seed, byte)| *seed = *byte);
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let Ok(tree) = generate::cases().new_tree(&mut runner) else { return };
    let case = tree.current();
    let expected = oracle::replay(&case.config, &case.declines, &case.first_of);
    let got = product(&case);
    assert_eq!(got.routes, expected.routes, "{case:?}");
    assert_eq!(got.transactions, expected.transactions, "{case:?}");
}

/// The rows of a replay.
struct Rows {
    csv: CsvRows,
    routes: Vec<u8>,
    transactions: Vec<u8>,
}

impl Sink for Rows {
    fn routed(&mut self, decline: &Decline<'_>, route: &Route) {
        self.csv.routes(decline, route, &mut self.routes);
        self.csv.transaction(decline, route, &mut self.transactions);
    }

    fn rejected(&mut self, reject: &Reject<'_>) {
        panic!("a clean row was rejected: {reject:?}");
    }
}

fn product(case: &Case) -> Expected {
    let source = Source { name: "account.toml".into(), text: case.config.clone() };
    let loaded = load(source, Format::Toml, &[]);
    assert!(loaded.is_usable(), "{:?}\n{case:?}", loaded.findings);
    let options = ReadOptions {
        first_of: case.first_of.iter().map(ToString::to_string).collect(),
        ..ReadOptions::default()
    };
    let open = || {
        let opened = Blocks::open(case.declines.as_bytes(), &loaded.account, &options);
        opened.expect("generated declines are read")
    };
    let (mut layout, mut blocks) = open();
    if layout.needs_gathering() {
        let (mut block, mut scratch) = (Block::default(), Scratch::default());
        let mut firsts = FirstOf::default();
        while blocks.next_block(&mut block).expect("they are read") {
            layout.gather(&block, &mut scratch, &mut firsts).expect("they have no card numbers");
        }
        layout = layout.with_firsts(firsts);
    }
    let mut rows = Rows {
        csv: CsvRows::of(&loaded.account),
        routes: ROUTES_HEADER.as_bytes().to_vec(),
        transactions: TRANSACTIONS_HEADER.as_bytes().to_vec(),
    };
    let engine = Engine::new(&loaded.account);
    replay(&engine, &layout, open().1, &mut rows).expect("they have no card numbers");
    Expected { routes: read(&rows.routes), transactions: read(&rows.transactions) }
}

fn read<Row: DeserializeOwned>(bytes: &[u8]) -> Vec<Row> {
    csv::Reader::from_reader(bytes).deserialize().collect::<Result<_, _>>().expect("a regular CSV")
}
