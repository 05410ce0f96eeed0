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

/// What a run goes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    /// Bytes that are read.
    Bytes,
    /// Things of this name.
    Things(&'static str),
}

/// How far a run has come.
pub(crate) struct Progress {
    shown: bool,
    started: Instant,
    unit: Unit,
    total: Option<u64>,
    done: AtomicU64,
    last: Mutex<Option<Instant>>,
}

impl Progress {
    /// The progress of reading so many bytes, shown if `when` says so or a person is looking.
    pub(crate) fn new(when: When, total_bytes: Option<u64>) -> Progress {
        Progress::of(when, Unit::Bytes, total_bytes)
    }

    /// The progress of going through so many things.
    pub(crate) fn of_things(when: When, name: &'static str, total: u64) -> Progress {
        Progress::of(when, Unit::Things(name), Some(total))
    }

    fn of(when: When, unit: Unit, total: Option<u64>) -> Progress {
        let shown = match when {
            When::Always => true,
            When::Never => false,
            When::Auto => io::stderr().is_terminal(),
        };
        Progress {
            shown,
            started: Instant::now(),
            unit,
            total,
            done: AtomicU64::new(0),
            last: Mutex::new(None),
        }
    }

    /// So much more is done.
    pub(crate) fn advance(&self, more: u64) {
        let done = self.done.fetch_add(more, Ordering::Relaxed) + more;
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
        let megabytes = |bytes: u64| grouped(bytes / 1_000_000);
        let (come, speed) = match (self.unit, self.total) {
            (Unit::Bytes, Some(total)) if total >= done => {
                let read = format!("{} read", percent(done, total));
                (read, format!("{} MB/s", megabytes(per_second as u64)))
            }
            (Unit::Bytes, _) => (
                format!("{} MB read", megabytes(done)),
                format!("{} MB/s", megabytes(per_second as u64)),
            ),
            (Unit::Things(name), total) => (
                format!("{} of {} {name}", grouped(done), grouped(total.unwrap_or(done))),
                format!("{} per second", grouped(per_second as u64)),
            ),
        };
        match self.total {
            Some(total) if total >= done && per_second > 0 => {
                let left = (u128::from(total - done)).div_ceil(per_second);
                format!("{come}, {speed}, {} s left", grouped(left as u64))
            }
            _ => format!("{come}, {speed}"),
        }
    }

    /// Takes the line away.
    pub(crate) fn clear(&self) {
        if self.last.lock().unwrap_or_else(PoisonError::into_inner).take().is_some() {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}
