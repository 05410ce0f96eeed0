//! Replays blocks on several threads and commits what they write in input order.

use std::io::Read;
use std::sync::{Condvar, Mutex, PoisonError};

use crate::analysis::{Replayer, Sink, Tally};
use crate::engine::{Engine, Route};
use crate::ingest::{Block, Blocks, InputError, Layout, Reject};
use crate::model::Decline;
use crate::report::csv::{CsvRows, reject_row};

use super::error::CliError;
use super::input_text;
use super::progress::Progress;
use super::signals;

/// What a replay works on.
pub(crate) struct Job<'a> {
    pub(crate) engine: &'a Engine<'a>,
    pub(crate) layout: &'a Layout,
    pub(crate) threads: usize,
    pub(crate) progress: &'a Progress,
    /// The name of the declines in messages.
    pub(crate) name: &'a str,
}

/// The rows of one block, ready to be written.
#[derive(Default)]
pub(crate) struct Rows {
    /// Rows of `routes.csv`.
    pub(crate) routes: Vec<u8>,
    /// Rows of `transactions.csv`.
    pub(crate) transactions: Vec<u8>,
    /// Rows of `rejects.csv`.
    pub(crate) rejects: Vec<u8>,
}

/// Takes the rows of block after block, in input order.
pub(crate) type Commit<'c> = dyn FnMut(&Rows) -> Result<(), CliError> + Send + 'c;

/// Replays everything. Without `commit`, nothing but the tally is made.
pub(crate) fn run<R: Read + Send>(
    job: &Job<'_>,
    blocks: Blocks<R>,
    commit: Option<&mut Commit<'_>>,
) -> Result<Tally, CliError> {
    let rows = commit.is_some().then(|| CsvRows::of(job.engine.account()));
    let shared = Shared {
        queue: Mutex::new(Queue { blocks, next: 0 }),
        turn: Mutex::new(Turn { next: 0, commit, failure: None }),
        turned: Condvar::new(),
    };
    let mut tally = Tally::default();
    if job.threads <= 1 {
        tally = work(job, &shared, rows.as_ref());
    } else {
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..job.threads)
                .map(|_| scope.spawn(|| work(job, &shared, rows.as_ref())))
                .collect();
            for worker in workers {
                match worker.join() {
                    Ok(part) => tally.merge(&part),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
        });
    }
    match shared.turn.into_inner().unwrap_or_else(PoisonError::into_inner).failure {
        Some((_, error)) => Err(error),
        None => Ok(tally),
    }
}

/// What the workers share.
struct Shared<'c, 'd, R> {
    queue: Mutex<Queue<R>>,
    turn: Mutex<Turn<'c, 'd>>,
    turned: Condvar,
}

/// Blocks not yet taken.
struct Queue<R> {
    blocks: Blocks<R>,
    next: u64,
}

/// Whose turn it is to commit.
struct Turn<'c, 'd> {
    next: u64,
    commit: Option<&'c mut Commit<'d>>,
    /// The failure of the earliest block that failed.
    failure: Option<(u64, CliError)>,
}

/// One worker: takes blocks until there are none, replays them, and commits each when its turn comes.
fn work<R: Read>(job: &Job<'_>, shared: &Shared<'_, '_, R>, rows: Option<&CsvRows>) -> Tally {
    let mut replayer = Replayer::new(job.engine);
    let mut block = Block::default();
    let mut sink = RowSink { csv: rows, rows: Rows::default() };
    loop {
        let taken = take(job, shared, &mut block);
        let (number, result) = match taken {
            (_, Ok(false)) => return replayer.into_tally(),
            (number, Ok(true)) => {
                sink.clear();
                let result = replayer.block(job.layout, &block, &mut sink);
                job.progress.advance(block.bytes().len() as u64);
                (number, result.map_err(|error| input_text::input_error(job.name, &error)))
            }
            (number, Err(error)) => (number, Err(error)),
        };
        let mut turn = shared.turn.lock().unwrap_or_else(PoisonError::into_inner);
        while turn.next != number
            && turn.failure.as_ref().is_none_or(|(failed, _)| *failed > number)
        {
            turn = shared.turned.wait(turn).unwrap_or_else(PoisonError::into_inner);
        }
        let has_failed = turn.failure.is_some();
        let result = match (result, &mut turn.commit) {
            (Ok(()), Some(commit)) if !has_failed => commit(&sink.rows),
            (result, _) => result,
        };
        if let Err(error) = result
            && turn.failure.as_ref().is_none_or(|(failed, _)| *failed > number)
        {
            turn.failure = Some((number, error));
        }
        turn.next += 1;
        let has_failed = turn.failure.is_some();
        drop(turn);
        shared.turned.notify_all();
        if has_failed {
            return replayer.into_tally();
        }
    }
}

/// Takes the next block and its number. A failure counts as a block, so that it comes out in its turn.
fn take<R: Read>(
    job: &Job<'_>,
    shared: &Shared<'_, '_, R>,
    block: &mut Block,
) -> (u64, Result<bool, CliError>) {
    let mut queue = shared.queue.lock().unwrap_or_else(PoisonError::into_inner);
    let number = queue.next;
    queue.next += 1;
    let next = signals::check().and_then(|()| {
        queue
            .blocks
            .next_block(block)
            .map_err(|error: InputError| input_text::input_error(job.name, &error))
    });
    (number, next)
}

/// Makes the rows of one block.
struct RowSink<'a> {
    csv: Option<&'a CsvRows>,
    rows: Rows,
}

impl RowSink<'_> {
    fn clear(&mut self) {
        self.rows.routes.clear();
        self.rows.transactions.clear();
        self.rows.rejects.clear();
    }
}

impl Sink for RowSink<'_> {
    fn routed(&mut self, decline: &Decline<'_>, route: &Route) {
        if let Some(csv) = self.csv {
            csv.routes(decline, route, &mut self.rows.routes);
            csv.transaction(decline, route, &mut self.rows.transactions);
        }
    }

    fn rejected(&mut self, reject: &Reject<'_>) {
        if self.csv.is_some() {
            let (problem, out) = (reject.problem.name(), &mut self.rows.rejects);
            reject_row(
                reject.line,
                reject.transaction_id,
                reject.column,
                problem,
                &reject.value,
                out,
            );
        }
    }
}
