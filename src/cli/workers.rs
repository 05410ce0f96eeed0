//! Puts the blocks of a file through several threads and commits what each comes to in input order.

use std::io::Read;
use std::sync::{Condvar, Mutex, PoisonError};

use crate::ingest::{Block, Blocks, InputError, Layout, RowCounts};

use super::error::{CliError, Exit};
use super::input_text;
use super::progress::Progress;
use super::signals;

/// What the rows of a file are put through; one per thread.
pub(crate) trait Worker: Send {
    /// What one block comes to.
    type Rows;

    /// Takes a block.
    fn block(&mut self, layout: &Layout, block: &Block) -> Result<RowCounts, InputError>;

    /// What the last block came to.
    fn rows(&self) -> &Self::Rows;
}

/// What the workers are fed from.
pub(crate) struct Feed<'a> {
    pub(crate) layout: &'a Layout,
    pub(crate) progress: &'a Progress,
    /// The name of the declines in messages.
    pub(crate) name: &'a str,
}

/// Takes what block after block comes to, in input order.
pub(crate) type Commit<'c, Rows> = dyn FnMut(&Rows) -> Result<(), CliError> + Send + 'c;

/// How many workers `--threads` asks for; all that the machine has without it.
pub(crate) fn count(threads: Option<usize>) -> usize {
    let all = || std::thread::available_parallelism().map_or(1, usize::from);
    threads.map_or_else(all, |threads| threads.max(1))
}

/// Puts every block through one of the workers, each on its own thread, and hands them back. Where nothing is
/// committed, none waits for another.
pub(crate) fn run<R: Read + Send, W: Worker>(
    feed: &Feed<'_>,
    blocks: Blocks<R>,
    mut workers: Vec<W>,
    commit: Option<&mut Commit<'_, W::Rows>>,
) -> Result<Vec<W>, CliError> {
    let shared = Shared {
        queue: Mutex::new(Queue { blocks, next: 0 }),
        turn: Mutex::new(Turn { next: 0, commit, failure: None }),
        turned: Condvar::new(),
    };
    if let [worker] = workers.as_mut_slice() {
        work(feed, &shared, worker);
    } else {
        std::thread::scope(|scope| {
            for worker in &mut workers {
                scope.spawn(|| work(feed, &shared, worker));
            }
        });
    }
    match shared.turn.into_inner().unwrap_or_else(PoisonError::into_inner).failure {
        Some((_, error)) => Err(error),
        None => Ok(workers),
    }
}

/// What the workers share.
struct Shared<'c, 'd, R, Rows> {
    queue: Mutex<Queue<R>>,
    turn: Mutex<Turn<'c, 'd, Rows>>,
    turned: Condvar,
}

/// Blocks not yet taken.
struct Queue<R> {
    blocks: Blocks<R>,
    next: u64,
}

/// Whose turn it is to commit.
struct Turn<'c, 'd, Rows> {
    next: u64,
    commit: Option<&'c mut Commit<'d, Rows>>,
    /// The failure of the earliest block that failed.
    failure: Option<(u64, CliError)>,
}

/// Keeps the other workers from waiting for the turn of one that panics.
struct Stopper<'s, 'c, 'd, R, Rows> {
    shared: &'s Shared<'c, 'd, R, Rows>,
}

impl<R, Rows> Drop for Stopper<'_, '_, '_, R, Rows> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let mut turn = self.shared.turn.lock().unwrap_or_else(PoisonError::into_inner);
            turn.failure = Some((0, CliError::silent(Exit::Failed)));
            drop(turn);
            self.shared.turned.notify_all();
        }
    }
}

/// Takes blocks until there are none, puts them through a worker, and commits each when its turn comes.
fn work<R: Read, W: Worker>(feed: &Feed<'_>, shared: &Shared<'_, '_, R, W::Rows>, worker: &mut W) {
    let _stopper = Stopper { shared };
    let mut block = Block::default();
    loop {
        let (number, result) = match take(feed, shared, &mut block) {
            (_, Ok(false)) => return,
            (number, Ok(true)) => {
                let result = worker
                    .block(feed.layout, &block)
                    .map(|counts| feed.progress.advance(block.bytes().len() as u64, counts))
                    .map_err(|error| input_text::input_error(feed.name, &error));
                (number, result)
            }
            (number, Err(error)) => (number, Err(error)),
        };
        let mut turn = shared.turn.lock().unwrap_or_else(PoisonError::into_inner);
        while turn.commit.is_some()
            && turn.next != number
            && turn.failure.as_ref().is_none_or(|(failed, _)| *failed > number)
        {
            turn = shared.turned.wait(turn).unwrap_or_else(PoisonError::into_inner);
        }
        let result = match (result, &mut *turn) {
            (Ok(()), Turn { commit: Some(commit), failure: None, .. }) => commit(worker.rows()),
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
            return;
        }
    }
}

/// Takes the next block and its number. A failure counts as a block, so that it comes out in its turn.
fn take<R: Read, Rows>(
    feed: &Feed<'_>,
    shared: &Shared<'_, '_, R, Rows>,
    block: &mut Block,
) -> (u64, Result<bool, CliError>) {
    let mut queue = shared.queue.lock().unwrap_or_else(PoisonError::into_inner);
    let number = queue.next;
    queue.next += 1;
    let next = signals::check().and_then(|()| {
        let next = queue.blocks.next_block(block);
        next.map_err(|error| input_text::input_error(feed.name, &error))
    });
    (number, next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Format, load};
    use crate::ingest::ReadOptions;
    use crate::model::Source;

    /// Panics at the block that starts right after the header.
    struct Panicking;

    impl Worker for Panicking {
        type Rows = ();

        fn block(&mut self, _: &Layout, block: &Block) -> Result<RowCounts, InputError> {
            assert!(block.first_line() > 2, "the first block");
            Ok(RowCounts::default())
        }

        fn rows(&self) -> &() {
            &()
        }
    }

    #[test]
    fn a_panic_ends_the_run_and_not_in_silence() {
        let account = load(Source::default(), Format::Toml, &[]).account;
        let header = "transaction_id,declined_at,merchant_id,amount\n";
        let text = header.to_owned() + &"T,2024-03-04 10:00,12,5.00\n".repeat(300_000);
        let opened = Blocks::open(text.as_bytes(), &account, &ReadOptions::default());
        let (layout, blocks) = opened.unwrap();
        let progress = Progress::hidden();
        let feed = Feed { layout: &layout, progress: &progress, name: "d.csv" };
        let workers = (0..4).map(|_| Panicking).collect();
        let run = || run(&feed, blocks, workers, Some(&mut |()| Ok(()))).is_ok();
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
        assert!(ended.is_err());
    }
}
