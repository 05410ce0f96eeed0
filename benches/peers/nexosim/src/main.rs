//! NeXosim runs nine attempts for each decline on one calendar: one model that schedules itself, one thread.
//!
//! `nexosim-calendar TIMES ROWS`; TIMES is a binary file of 64-bit local seconds, sorted.

use std::fs::File;
use std::io::Read;
use std::time::Instant;

use nexosim::model::{Context, Model, schedulable};
use nexosim::simulation::{Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};

const DAY_SECONDS: i64 = 86_400;
const REBILL_SECONDS: i64 = 3 * 3_600;
const WAITS_DAYS: [i64; 9] = [3, 3, 3, 5, 5, 5, 7, 7, 7];

#[derive(Default, Serialize, Deserialize)]
struct Ladder {
    times: Vec<i64>,
    counts: [u64; 10],
}

#[Model]
impl Ladder {
    #[nexosim(init)]
    async fn init(&mut self, context: &Context<Self>) {
        self.schedule_decline(0, context);
    }

    #[nexosim(schedulable)]
    async fn declined(&mut self, row: u64, context: &Context<Self>) {
        self.counts[0] += 1;
        self.schedule_attempt(1, context);
        self.schedule_decline(row + 1, context);
    }

    #[nexosim(schedulable)]
    async fn attempted(&mut self, slot: u64, context: &Context<Self>) {
        self.counts[slot as usize] += 1;
        if slot < 9 {
            self.schedule_attempt(slot + 1, context);
        } else if self.counts[9] == self.times.len() as u64 {
            println!("{}", self.counts.iter().sum::<u64>());
        }
    }
}

impl Ladder {
    fn schedule_decline(&self, row: u64, context: &Context<Self>) {
        if let Some(&at) = self.times.get(row as usize) {
            // Its clock does not take events of the present moment; a second later changes nothing here.
            let at = at.max(context.time().as_secs() + 1);
            let at = MonotonicTime::new(at, 0).unwrap();
            context.schedule_event(at, schedulable!(Self::declined), row).unwrap();
        }
    }

    fn schedule_attempt(&self, slot: u64, context: &Context<Self>) {
        let day = context.time().as_secs().div_euclid(DAY_SECONDS) + WAITS_DAYS[slot as usize - 1];
        let due = MonotonicTime::new(day * DAY_SECONDS + REBILL_SECONDS, 0).unwrap();
        context.schedule_event(due, schedulable!(Self::attempted), slot).unwrap();
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().expect("a file of times");
    let rows: usize = arguments.next().and_then(|rows| rows.parse().ok()).expect("a number of rows");
    let mut bytes = vec![0; rows * 8];
    File::open(path).and_then(|mut file| file.read_exact(&mut bytes)).expect("enough times");
    let times: Vec<i64> =
        bytes.chunks_exact(8).map(|chunk| i64::from_le_bytes(chunk.try_into().unwrap())).collect();

    let started = Instant::now();
    let start = MonotonicTime::new(times[0] - 1, 0).unwrap();
    let ladder = Ladder { times, counts: [0; 10] };
    let mailbox = Mailbox::new();
    let mut simulation = SimInit::with_num_threads(1)
        .add_model(ladder, mailbox, "ladder")
        .init(start)
        .expect("a bench of one model");
    simulation.run().expect("a run to the end");
    println!("{}", started.elapsed().as_secs_f64());
}
