//! A line on standard error while a long run goes on, and for `--verbose` one about it afterwards.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::ingest::RowCounts;
use crate::report::Look;
use crate::report::text::{bar, counted, fill, grouped, percent};

/// Nothing is shown before this.
const PATIENCE: Duration = Duration::from_millis(500);
/// Nor more often than this.
const PAUSE: Duration = Duration::from_millis(100);
/// Columns of the bar.
const BAR_COLUMNS: usize = 16;

/// How far a run has come.
pub(crate) struct Progress {
    /// How the line looks, where there is to be one.
    look: Option<Look>,
    /// What is counted: one, and several.
    names: [&'static str; 2],
    started: Instant,
    total_bytes: Option<u64>,
    bytes: AtomicU64,
    rows: AtomicU64,
    rejected: AtomicU64,
    last: Mutex<Option<Instant>>,
}

impl Progress {
    /// The progress of reading so many bytes.
    pub(crate) fn shown(look: Look, total_bytes: Option<u64>) -> Progress {
        let mut progress = Progress::hidden();
        (progress.look, progress.total_bytes) = (Some(look), total_bytes);
        progress
    }

    /// The same of going through so many things of this name.
    pub(crate) fn counting(mut self, names: [&'static str; 2], total: u64) -> Progress {
        (self.names, self.total_bytes) = (names, Some(total));
        self
    }

    /// Progress that nobody sees.
    pub(crate) fn hidden() -> Progress {
        Progress {
            look: None,
            names: ["row", "rows"],
            started: Instant::now(),
            total_bytes: None,
            bytes: AtomicU64::new(0),
            rows: AtomicU64::new(0),
            rejected: AtomicU64::new(0),
            last: Mutex::new(None),
        }
    }

    /// One more of what is counted is done.
    pub(crate) fn advance_one(&self) {
        self.advance(1, RowCounts { rows: 1, rejected: 0 });
    }

    /// So many bytes more are done, with these rows in them.
    pub(crate) fn advance(&self, bytes: u64, counts: RowCounts) {
        let bytes = self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes;
        let rows = self.rows.fetch_add(counts.rows, Ordering::Relaxed) + counts.rows;
        let rejected = self.rejected.fetch_add(counts.rejected, Ordering::Relaxed);
        let elapsed = self.started.elapsed();
        let (Some(look), true) = (self.look, elapsed >= PATIENCE) else { return };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_none_or(|last| last.elapsed() >= PAUSE) {
            *last = Some(Instant::now());
            let rejected = rejected + counts.rejected;
            let so_far = SoFar { names: self.names, bytes, rows, rejected, elapsed };
            let _ = write!(io::stderr(), "\r\u{1b}[K{}", so_far.line(self.total_bytes, look));
        }
    }

    /// Takes the line away.
    pub(crate) fn clear(&self) {
        if self.last.lock().unwrap_or_else(PoisonError::into_inner).take().is_some() {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }

    /// What was read, and how fast.
    pub(crate) fn afterwards(&self) -> String {
        let (rows, elapsed) = (self.rows.load(Ordering::Relaxed), self.started.elapsed());
        format!(
            "{} in {}.{:02} s ({} {}/s)",
            counted(rows, self.names[0], self.names[1]),
            elapsed.as_secs(),
            elapsed.subsec_millis() / 10,
            grouped(per_second(rows, elapsed)),
            self.names[1]
        )
    }
}

/// Its line goes whatever ends it: an error is told on a line of its own.
impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

/// How much of something there is in a second.
fn per_second(count: u64, elapsed: Duration) -> u64 {
    (u128::from(count) * 1000 / elapsed.as_millis().max(1)) as u64
}

/// What has been read when.
struct SoFar {
    names: [&'static str; 2],
    bytes: u64,
    rows: u64,
    rejected: u64,
    elapsed: Duration,
}

impl SoFar {
    /// As many parts as fit, the most telling first.
    fn line(&self, total_bytes: Option<u64>, look: Look) -> String {
        let mut parts = Vec::new();
        if self.rows > 0 {
            let [one, several] = self.names;
            parts.push(counted(self.rows, one, several));
            let per_second = grouped(per_second(self.rows, self.elapsed));
            parts.push(format!("{per_second} {several}/s"));
        }
        let bytes_per_second = per_second(self.bytes, self.elapsed);
        let mut line = String::new();
        if let Some(total) = total_bytes.filter(|&total| total >= self.bytes)
            && bytes_per_second > 0
        {
            let drawn = fill(&bar(self.bytes, total, BAR_COLUMNS, look.drawing), BAR_COLUMNS);
            line = format!("[{drawn}] {}", percent(self.bytes, total));
            let seconds_left = (total - self.bytes).div_ceil(bytes_per_second);
            parts.insert(0, format!("{} s left", grouped(seconds_left)));
        }
        if self.rejected > 0 {
            parts.push(format!("{} rejected", grouped(self.rejected)));
        }
        for part in parts {
            let longer = if line.is_empty() { part } else { format!("{line}, {part}") };
            if crate::report::text::columns(&longer) >= look.columns() {
                break;
            }
            line = longer;
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Drawing, Palette};

    #[test]
    fn the_line_says_what_fits() {
        let so_far = SoFar {
            names: ["row", "rows"],
            bytes: 75_000_000,
            rows: 612_345,
            rejected: 12,
            elapsed: Duration::from_millis(1500),
        };
        let look = |columns| Look::new(Palette::PLAIN, Drawing::Ascii, columns);
        for (total_bytes, columns, line) in [
            (
                Some(300_000_000),
                100,
                "[####            ] 25.0 %, 5 s left, 612,345 rows, 408,230 rows/s, 12 rejected",
            ),
            (Some(300_000_000), 60, "[####            ] 25.0 %, 5 s left, 612,345 rows"),
            (Some(1), 60, "612,345 rows, 408,230 rows/s, 12 rejected"),
            (None, 60, "612,345 rows, 408,230 rows/s, 12 rejected"),
        ] {
            assert_eq!(so_far.line(total_bytes, look(columns)), line);
        }
    }
}
