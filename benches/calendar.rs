//! How many events per second the shared calendar runs, full semantics, rows in memory, one thread:
//! `cargo bench --bench calendar`. `-- --rate calendar 1000000` or `-- --rate heap 1000000` measures one of
//! them alone and prints the events, the seconds and the events per second. The plain heap steps through every event.
//! Declines and attempts are counted; ends are reported too, but the peers have none.
#![allow(clippy::print_stdout, reason = "what it measures is what it is for")]

use std::env;
use std::time::Instant as Clock;

use reattempt::config::{Format, Loaded, load};
use reattempt::engine::{
    Arrival, Engine, Facts, Timeline, TimelineEvent, TimelineKind, on_shared_calendar,
};
use reattempt::generate::{Generator, Recipe};
use reattempt::ingest::{Block, Blocks, ReadOptions, Record, Scratch};
use reattempt::model::{Instant, Source};

/// Rows that are generated; more are these again, some seconds later each time.
const GENERATED: u64 = 200_000;

/// Arrivals between two looks at the calendar.
const BATCH: usize = 2_000;

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let rate = arguments.iter().position(|argument| argument == "--rate");
    match rate.map(|at| &arguments[at + 1..]) {
        Some([what, rows, ..]) => measure(what, rows.parse().expect("a number of rows")),
        Some(_) => panic!("--rate takes `calendar` or `heap`, and a number of rows"),
        None => {
            for (what, rows) in
                [("calendar", 1_000_000), ("heap", 1_000_000), ("calendar", 10_000_000)]
            {
                print!("{what}, {rows} rows: ");
                measure(what, rows);
            }
        }
    }
}

/// Prints events, seconds and events per second.
fn measure(what: &str, rows: u64) {
    let loaded = account();
    let engine = Engine::new(&loaded.account);
    let generated = generated(&engine, rows.min(GENERATED));
    let copies = rows.div_ceil(generated.len() as u64).max(1);
    let copy = |facts: &Facts| {
        let (zone, facts) = (&engine.account().timezone, *facts);
        (0..copies).map(move |number| {
            let declined = zone.moment(Instant(facts.declined.instant.0 + number as i64));
            Facts { declined, ..facts }
        })
    };
    let mut all: Vec<Facts> = generated.iter().flat_map(copy).take(rows as usize).collect();
    // A file in time order.
    all.sort_by_key(|facts| facts.declined.instant);
    (2..).zip(&mut all).for_each(|(line, facts)| facts.line = line);
    let start = Clock::now();
    let events = match what {
        "heap" => heap(&engine, all),
        _ => timeline(&engine, &all),
    };
    let seconds = start.elapsed().as_secs_f64();
    println!("{events} {seconds:.3} {:.0}", events as f64 / seconds);
}

/// Takes an event with all that it says, as whoever writes it would.
fn count<T>(event: &TimelineEvent<T>, events: &mut u64) {
    std::hint::black_box(event);
    *events += u64::from(!matches!(event.kind, TimelineKind::Ended(_)));
}

fn heap(engine: &Engine<'_>, all: Vec<Facts>) -> u64 {
    let mut events = 0;
    let arrivals = all.into_iter().map(|facts| Arrival { facts, tag: () }).collect();
    on_shared_calendar(engine, arrivals, |event| count(&event, &mut events));
    events
}

fn timeline(engine: &Engine<'_>, all: &[Facts]) -> u64 {
    let mut events = 0;
    let mut report = |event: TimelineEvent<u32>| count(&event, &mut events);
    let mut timeline = Timeline::new(engine);
    for (place, facts) in all.iter().enumerate() {
        timeline.arrive(facts, 0).expect("generated declines are in time order");
        if place % BATCH == 0 {
            timeline.advance(&mut report);
        }
    }
    timeline.finish(&mut report);
    events
}

/// Nine slots on twelve merchants, three of them handed off.
fn account() -> Loaded {
    use std::fmt::Write as _;
    let mut text = String::from("[account]\nname = \"Bench\"\n");
    let ids: Vec<String> = (10..22).map(|id| format!("\"{id}\"")).collect();
    for id in &ids {
        let _ = write!(text, "[[merchant]]\nid = {id}\ngateway = \"NMI\"\n");
    }
    text.push_str("[[merchant]]\nid = \"99\"\ngateway = \"FlexPay\"\n");
    let ids = ids.join(", ");
    let _ = writeln!(text, "[[profile]]\ntitle = \"Nine\"\nreduction_type = \"percent\"");
    let _ =
        writeln!(text, "apply_to = [{ids}]\ntargets = {{ \"4-6\" = \"99\" }}\n[profile.attempts]");
    for (slot, wait_days) in (1..).zip([3, 3, 3, 5, 5, 5, 7, 7, 7]) {
        let _ = writeln!(text, "{slot} = {{ wait_days = {wait_days}, price_reduction = \"5\" }}");
    }
    let loaded = load(Source { name: "bench.toml".into(), text }, Format::Toml, &[]);
    assert!(loaded.is_usable(), "{:?}", loaded.findings);
    loaded
}

fn generated(engine: &Engine<'_>, rows: u64) -> Vec<Facts> {
    let mut bytes = Vec::new();
    let generator = Generator::new(engine.account(), Recipe::new(rows, 1));
    let written = generator.write(|block| {
        bytes.extend_from_slice(block);
        Ok::<_, std::convert::Infallible>(())
    });
    assert!(written.is_ok());
    let opened = Blocks::open(bytes.as_slice(), engine.account(), &ReadOptions::default());
    let (layout, mut blocks) = opened.expect("generated declines read");
    let (mut block, mut scratch) = (Block::default(), Scratch::default());
    let mut all = Vec::new();
    while blocks.next_block(&mut block).expect("generated declines read") {
        let read = layout.read(&block, &mut scratch, &mut |record| {
            if let Record::Decline(decline) = record {
                all.push(engine.facts(&decline));
            }
        });
        read.expect("no card numbers are generated");
    }
    all
}
