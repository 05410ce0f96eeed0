//! A line on standard error while a long run goes on.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::report::text::{grouped, percent};

use super::terminal::When;

/// Nothing is shown before this.
const PATIENCE: Duration = Duration::from_millis(500);
/// Nor more often than this.
const PAUSE: Duration = Duration::from_millis(100);

/// How far a run has come.
pub(crate) struct Progress {
    shown: bool,
    started: Instant,
    total_bytes: Option<u64>,
    bytes: AtomicU64,
    last: Mutex<Option<Instant>>,
}

impl Progress {
    /// The progress of reading so many bytes, shown if `when` says so or a person is looking.
    pub(crate) fn new(when: When, total_bytes: Option<u64>) -> Progress {
        let shown = match when {
            When::Always => true,
            When::Never => false,
            When::Auto => io::stderr().is_terminal(),
        };
        Progress {
            shown,
            started: Instant::now(),
            total_bytes,
            bytes: AtomicU64::new(0),
            last: Mutex::new(None),
        }
    }

    /// So many bytes more are done.
    pub(crate) fn advance(&self, bytes: u64) {
        let done = self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if !self.shown || self.started.elapsed() < PATIENCE {
            return;
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_none_or(|last| last.elapsed() >= PAUSE) {
            *last = Some(Instant::now());
            let _ = write!(io::stderr(), "\r\u{1b}[K{}", self.line(done));
        }
    }

    fn line(&self, done: u64) -> String {
        let seconds = self.started.elapsed().as_millis().max(1);
        let per_second = u128::from(done) * 1000 / seconds;
        let speed = format!("{} MB/s", grouped((per_second / 1_000_000) as u64));
        match self.total_bytes {
            Some(total) if total >= done && per_second > 0 => {
                let left = (u128::from(total - done)).div_ceil(per_second);
                format!("{} read, {speed}, {} s left", percent(done, total), grouped(left as u64))
            }
            _ => format!("{} MB read, {speed}", grouped(done / 1_000_000)),
        }
    }

    /// Takes the line away.
    pub(crate) fn clear(&self) {
        if self.last.lock().unwrap_or_else(PoisonError::into_inner).take().is_some() {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}
