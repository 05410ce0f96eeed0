//! How many events per second the shared calendar runs, full semantics, rows in memory, one thread:
//! `ROWS=1000000 cargo bench --bench calendar`. The plain heap steps through every event; `HEAP=no` leaves it
//! out.
#![allow(clippy::print_stdout, reason = "what it measures is what it is for")]

use std::env;
use std::time::Instant as Clock;

use reattempt::config::{Format, Loaded, load};
use reattempt::engine::{Arrival, Engine, Facts, Timeline, TimelineEvent, on_shared_calendar};
use reattempt::generate::{Generator, Recipe};
use reattempt::ingest::{Block, Blocks, ReadOptions, Record, Scratch};
use reattempt::model::{Instant, Source};

/// Rows that are generated; more are these again, some seconds later each time.
const GENERATED: u64 = 200_000;

/// Arrivals between two looks at the calendar.
const BATCH: usize = 2_000;

fn main() {
    let rows = number("ROWS", 1_000_000);
    let loaded = account();
    let engine = Engine::new(&loaded.account);
    let generated = generated(&engine, rows.min(GENERATED));
    let copies = rows.div_ceil(generated.len() as u64).max(1);
    let facts = || {
        let copy = |(place, facts): (u64, Facts)| {
            let zone = &engine.account().timezone;
            (0..copies).map(move |number| {
                let declined = zone.moment(Instant(facts.declined.instant.0 + number as i64));
                Facts { declined, line: 2 + place * copies + number, ..facts }
            })
        };
        (0..).zip(generated.iter().copied()).flat_map(copy).take(rows as usize)
    };
    let in_memory: Option<Vec<Facts>> = (rows <= 2_000_000).then(|| facts().collect());
    let start = Clock::now();
    let events = match &in_memory {
        Some(all) => timeline(&engine, all.iter().copied()),
        None => timeline(&engine, facts()),
    };
    print("day calendar", rows, events, start);
    if let Some(all) = in_memory.filter(|_| env::var("HEAP").as_deref() != Ok("no")) {
        let start = Clock::now();
        let mut events = 0;
        let arrivals = all.into_iter().map(|facts| Arrival { facts, tag: () }).collect();
        on_shared_calendar(&engine, arrivals, |_| events += 1);
        print("plain heap", rows, events, start);
    }
}

fn timeline(engine: &Engine<'_>, facts: impl Iterator<Item = Facts>) -> u64 {
    let (mut events, mut amounts) = (0, 0_i64);
    let mut count = |event: TimelineEvent<u32>| {
        events += 1;
        amounts = amounts.wrapping_add(event.amount.amount_minor ^ event.at.0);
    };
    let mut timeline = Timeline::new(engine);
    for (place, facts) in facts.enumerate() {
        timeline.arrive(&facts, 0).expect("generated declines are in time order");
        if place % BATCH == 0 {
            timeline.advance(&mut count);
        }
    }
    timeline.finish(&mut count);
    std::hint::black_box(amounts);
    events
}

fn print(name: &str, rows: u64, events: u64, start: Clock) {
    let seconds = start.elapsed().as_secs_f64();
    let rate = events as f64 / seconds / 1e6;
    println!("{name}: {rows} rows, {events} events, {seconds:.2} s, {rate:.1} M events/s");
}

fn number(name: &str, default: u64) -> u64 {
    let text = env::var(name).unwrap_or_default();
    if text.is_empty() { default } else { text.parse().expect("a number") }
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
