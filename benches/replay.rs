//! How fast declines are read, routed, added up and written: `cargo bench`.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

use reattempt::analysis::compare::{Candidate, Comparer};
use reattempt::analysis::sweep::Sweeper;
use reattempt::analysis::{Replayer, Sink};
use reattempt::config::{Format, Loaded, load};
use reattempt::engine::{Arrival, Engine, Facts, Place, Route, Timeline, on_shared_calendar};
use reattempt::generate::{Generator, Recipe};
use reattempt::ingest::{Block, Blocks, Layout, ReadOptions, Record, Scratch};
use reattempt::model::{Decline, Source};
use reattempt::report::csv::{CsvRows, Room, RowTemplates};

const ROWS: u64 = 50_000;

/// Nine slots on twelve merchants: the longest ladder there is.
fn account(wait_days: u16) -> Loaded {
    use std::fmt::Write as _;
    let mut text = String::from("[account]\nname = \"Bench\"\n");
    let ids: Vec<String> = (10..22).map(|id| format!("\"{id}\"")).collect();
    for id in &ids {
        let _ = write!(text, "[[merchant]]\nid = {id}\ngateway = \"NMI\"\n");
    }
    let _ = write!(
        text,
        "[[profile]]\ntitle = \"Nine\"\napply_to = [{}]\n[profile.attempts]\n",
        ids.join(", ")
    );
    for slot in 1..=9 {
        let _ =
            writeln!(text, "{slot} = {{ wait_days = {wait_days}, price_reduction = \"0.50\" }}");
    }
    let loaded = load(Source { name: "bench.toml".into(), text }, Format::Toml, &[]);
    assert!(loaded.is_usable(), "{:?}", loaded.findings);
    loaded
}

fn declines(loaded: &Loaded) -> Vec<u8> {
    let mut bytes = Vec::new();
    let generator = Generator::new(&loaded.account, Recipe::new(ROWS, 1));
    let written = generator.write(|block| {
        bytes.extend_from_slice(block);
        Ok::<_, std::convert::Infallible>(())
    });
    assert!(written.is_ok());
    bytes
}

fn blocks<'b>(loaded: &Loaded, bytes: &'b [u8]) -> (Layout, Blocks<&'b [u8]>) {
    Blocks::open(bytes, &loaded.account, &ReadOptions::default()).expect("generated declines read")
}

/// Makes rows of `routes.csv` and `transactions.csv` as a replay does, and throws them away.
struct Written<'a> {
    csv: &'a CsvRows,
    templates: RowTemplates<'a>,
    routes: Room,
    transactions: Room,
    row: Vec<u8>,
    bytes: usize,
}

impl Written<'_> {
    fn of(csv: &CsvRows) -> Written<'_> {
        Written {
            csv,
            templates: RowTemplates::of(csv),
            routes: Room::default(),
            transactions: Room::default(),
            row: Vec::new(),
            bytes: 0,
        }
    }
}

impl Sink for Written<'_> {
    fn routed(&mut self, decline: &Decline<'_>, route: &Route) {
        self.row.clear();
        self.csv.routes(decline, route, &mut self.row);
        self.csv.transaction(decline, route, &mut self.row);
        self.bytes += self.row.len();
    }

    fn recalled(&mut self, decline: &Decline<'_>, route: &Route, place: Place) {
        let Written { templates, routes, transactions, .. } = self;
        routes.clear();
        transactions.clear();
        templates.rows(decline, route, place, routes, transactions);
        self.bytes += routes.text().len() + transactions.text().len();
    }
}

fn replay(loaded: &Loaded, engine: &Engine<'_>, bytes: &[u8], sink: &mut impl Sink) -> u64 {
    let (layout, mut blocks) = blocks(loaded, bytes);
    let (mut block, mut replayer) = (Block::default(), Replayer::new(engine));
    while blocks.next_block(&mut block).expect("generated declines read") {
        replayer.block(&layout, &block, sink).expect("no card numbers are generated");
    }
    replayer.into_tally().replayed
}

fn compare<'e>(
    loaded: &Loaded,
    engine: &'e Engine<'e>,
    candidates: &'e [Candidate<'_, 'e>],
    bytes: &[u8],
) -> u64 {
    let (layout, mut blocks) = blocks(loaded, bytes);
    let (mut block, mut comparer) = (Block::default(), Comparer::new(engine, candidates));
    while blocks.next_block(&mut block).expect("generated declines read") {
        let compared = comparer.block(&layout, &block, &mut ());
        compared.expect("no card numbers are generated");
    }
    comparer.into_tally().replayed.count
}

fn sweep<'e>(
    loaded: &Loaded,
    engine: &'e Engine<'e>,
    engines: &'e [Engine<'e>],
    bytes: &[u8],
) -> usize {
    let (layout, mut blocks) = blocks(loaded, bytes);
    let (mut block, mut sweeper) = (Block::default(), Sweeper::new(engine, engines));
    while blocks.next_block(&mut block).expect("generated declines read") {
        sweeper.block(&layout, &block).expect("no card numbers are generated");
    }
    sweeper.into_tallies().len()
}

fn read_all(loaded: &Loaded, bytes: &[u8], mut each: impl FnMut(&Decline<'_>)) {
    let (layout, mut blocks) = blocks(loaded, bytes);
    let (mut block, mut scratch) = (Block::default(), Scratch::default());
    while blocks.next_block(&mut block).expect("generated declines read") {
        let read = layout.read(&block, &mut scratch, &mut |record| {
            if let Record::Decline(decline) = record {
                each(&decline);
            }
        });
        read.expect("no card numbers are generated");
    }
}

fn benches(criterion: &mut Criterion) {
    let loaded = account(3);
    let bytes = declines(&loaded);
    let engine = Engine::new(&loaded.account);
    let mut facts: Vec<Facts> = Vec::new();
    read_all(&loaded, &bytes, |decline| facts.push(engine.facts(decline)));

    let mut group = criterion.benchmark_group("declines");
    group.throughput(Throughput::Elements(ROWS)).sample_size(10);
    group.bench_function(BenchmarkId::new("read", ROWS), |bencher| {
        bencher.iter(|| {
            let mut count = 0_u64;
            read_all(&loaded, &bytes, |_| count += 1);
            count
        });
    });
    group.bench_function(BenchmarkId::new("engine", ROWS), |bencher| {
        let mut route = Route::empty();
        bencher.iter(|| {
            let mut attempts = 0;
            for facts in &facts {
                engine.replay_facts(*facts, &mut route);
                attempts += route.attempts.len();
            }
            attempts
        });
    });
    group.bench_function(BenchmarkId::new("plain heap", ROWS), |bencher| {
        bencher.iter(|| {
            let arrivals = facts.iter().map(|&facts| Arrival { facts, tag: () }).collect();
            let mut events = 0_u64;
            on_shared_calendar(&engine, arrivals, |_| events += 1);
            events
        });
    });
    group.bench_function(BenchmarkId::new("timeline", ROWS), |bencher| {
        bencher.iter(|| {
            let mut timeline = Timeline::new(&engine);
            for facts in &facts {
                timeline.arrive(facts, 0).expect("nothing happens yet");
            }
            let mut events = 0_u64;
            timeline.finish(&mut |_| events += 1);
            events
        });
    });
    group.bench_function(BenchmarkId::new("replay", ROWS), |bencher| {
        bencher.iter(|| replay(&loaded, &engine, &bytes, &mut ()));
    });
    let others: Vec<Loaded> = (1..=16).map(|wait_days| account(wait_days + 3)).collect();
    let engines: Vec<Engine<'_>> = others.iter().map(|other| Engine::new(&other.account)).collect();
    let candidates: Vec<Candidate<'_, '_>> =
        engines.iter().map(|other| Candidate::counted(&engine, other)).collect();
    for count in [1, 10, 16] {
        let name = format!("compare with {count}");
        group.bench_function(BenchmarkId::new(name, ROWS), |bencher| {
            bencher.iter(|| compare(&loaded, &engine, &candidates[..count], &bytes));
        });
    }
    group.bench_function(BenchmarkId::new("sweep of 16", ROWS), |bencher| {
        bencher.iter(|| sweep(&loaded, &engine, &engines, &bytes));
    });
    group.bench_function(BenchmarkId::new("replay with every row written", ROWS), |bencher| {
        bencher.iter(|| {
            let csv = CsvRows::of(&loaded.account);
            let mut sink = Written::of(&csv);
            replay(&loaded, &engine, &bytes, &mut sink);
            sink.bytes
        });
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
