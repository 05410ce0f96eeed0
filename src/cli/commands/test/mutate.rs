//! `--mutate`: every value of the configuration changed in turn.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::analysis::expect::{Fate, Mutant, Mutation, Trial, mutants};
use crate::cli::error::CliError;
use crate::cli::progress::Progress;
use crate::cli::terminal::Terminal;
use crate::cli::{signals, workers};
use crate::config::Loaded;
use crate::engine::Route;

use super::{Changes, Files, TestArgs, codes, format_of};

/// Tries every mutant on as many threads as are asked for.
pub(super) fn mutate(
    args: &TestArgs,
    loaded: &Loaded,
    changes: &Changes,
    files: &Files,
    terminal: &Terminal,
) -> Result<Mutation, CliError> {
    let trial = Trial::of(loaded, format_of(args), changes, &codes, files);
    let all = mutants(loaded, trial.looks_at());
    let names = ["changed value", "changed values"];
    let progress = terminal.progress(None).counting(names, all.len() as u64);
    let fates = fates(&trial, &all, workers::count(args.threads), &progress);
    terminal.end(&progress);
    Ok(Mutation { tried: all.into_iter().zip(fates?).collect() })
}

/// What becomes of each mutant, in their order.
fn fates(
    trial: &Trial<'_>,
    mutants: &[Mutant],
    threads: usize,
    progress: &Progress,
) -> Result<Vec<Fate>, CliError> {
    let next = AtomicUsize::new(0);
    let fates = Mutex::new(vec![Fate::Unnoticed; mutants.len()]);
    let work = || -> Result<(), CliError> {
        let mut route = Route::empty();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(mutant) = mutants.get(at) else { return Ok(()) };
            signals::check()?;
            let fate = trial.fate(mutant, &mut route);
            fates.lock().unwrap_or_else(PoisonError::into_inner)[at] = fate;
            progress.advance_one();
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads.min(mutants.len())).map(|_| scope.spawn(work)).collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, Result<(), CliError>>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        threads.into_iter().try_for_each(join)
    })?;
    Ok(fates.into_inner().unwrap_or_else(PoisonError::into_inner))
}
