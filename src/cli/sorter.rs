//! Records in the order of their keys: sorted in memory up to a size, and beyond it in runs on disk that are
//! merged at the end.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};

use super::disk;
use super::error::{CliError, reason};

/// What a sorter keeps in memory.
pub(crate) const MEMORY_BYTES: usize = 16 << 20;

/// What is written at once.
const WRITE_BYTES: usize = 1 << 20;

/// What is kept in memory of all runs while they are merged, and of each at least.
const READ_BYTES: usize = 4 << 20;
const LEAST_READ_BYTES: usize = 4 << 10;

/// On disk, a record is its key, its length, and its bytes.
const KEY_BYTES: usize = 8;
const HEAD_BYTES: usize = KEY_BYTES + 4;

/// Sorts records; those of equal keys stay in the order in which they came.
pub(crate) struct Sorter {
    memory_bytes: usize,
    /// Key and place in `records` of each record in memory.
    index: Vec<(i64, u32)>,
    /// Each with its length before it.
    records: Vec<u8>,
    file: Option<File>,
    /// Where the runs in the file end.
    run_ends: Vec<u64>,
}

impl Sorter {
    /// A sorter that keeps about so many bytes in memory.
    pub(crate) fn new(memory_bytes: usize) -> Sorter {
        let (index, records) = (Vec::new(), Vec::new());
        Sorter { memory_bytes, index, records, file: None, run_ends: Vec::new() }
    }

    /// Adds a record.
    pub(crate) fn push(&mut self, key: i64, record: &[u8]) -> Result<(), CliError> {
        self.index.push((key, self.records.len() as u32));
        self.records.extend_from_slice(&(record.len() as u32).to_le_bytes());
        self.records.extend_from_slice(record);
        if self.records.len() + size_of_val(&*self.index) >= self.memory_bytes {
            self.spill().map_err(|error| failed(&error))?;
        }
        Ok(())
    }

    /// Hands all records out, those with the least key first.
    pub(crate) fn finish(
        mut self,
        take: &mut impl FnMut(i64, &[u8]) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        if self.file.is_none() {
            return self.in_memory().try_for_each(|(key, record)| take(key, &record[4..]));
        }
        self.spill().map_err(|error| failed(&error))?;
        let Sorter { file: Some(file), run_ends, .. } = self else { return Ok(()) };
        let mut merge = Merge::new(file, &run_ends).map_err(|error| failed(&error))?;
        while let Some((key, run)) = merge.earliest() {
            take(key, merge.record(run))?;
            merge.pass(run).map_err(|error| failed(&error))?;
        }
        Ok(())
    }

    /// Key, and length and bytes, of each record in memory, in order.
    fn in_memory(&mut self) -> impl Iterator<Item = (i64, &[u8])> {
        self.index.sort_unstable();
        self.index.iter().map(|&(key, start)| {
            let record = &self.records[start as usize..];
            (key, &record[..4 + length(record)])
        })
    }

    /// Writes what is in memory as a run.
    fn spill(&mut self) -> io::Result<()> {
        let mut file = self.file.take().map_or_else(tempfile::tempfile, Ok)?;
        let mut end = self.run_ends.last().copied().unwrap_or(0);
        let mut bytes = Vec::with_capacity(WRITE_BYTES);
        for (key, record) in self.in_memory() {
            bytes.extend_from_slice(&key.to_le_bytes());
            bytes.extend_from_slice(record);
            if bytes.len() >= WRITE_BYTES {
                disk::write(&mut file, &bytes)?;
                end += bytes.len() as u64;
                bytes.clear();
            }
        }
        disk::write(&mut file, &bytes)?;
        self.run_ends.push(end + bytes.len() as u64);
        self.file = Some(file);
        self.index.clear();
        self.records.clear();
        Ok(())
    }
}

/// The length that a record starts with.
fn length(record: &[u8]) -> usize {
    record.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize)
}

fn failed(error: &io::Error) -> CliError {
    CliError::new(format!("cannot sort in a temporary file: {}", reason(error)))
}

/// Runs on their way to one order.
struct Merge {
    file: File,
    runs: Vec<Run>,
    /// The next key of each run. Earlier runs have what came earlier.
    next: BinaryHeap<Reverse<(i64, usize)>>,
    read_bytes: usize,
}

/// A run, read up to somewhere.
struct Run {
    /// What of the file is still to be read.
    unread: std::ops::Range<u64>,
    bytes: Vec<u8>,
    /// How many of the bytes are done with.
    passed: usize,
}

impl Merge {
    fn new(file: File, ends: &[u64]) -> io::Result<Merge> {
        let starts = std::iter::once(&0).chain(ends);
        let run = |(&start, &end)| Run { unread: start..end, bytes: Vec::new(), passed: 0 };
        let runs: Vec<Run> = starts.zip(ends).map(run).collect();
        let read_bytes = (READ_BYTES / runs.len().max(1)).max(LEAST_READ_BYTES);
        let mut merge = Merge { file, runs, next: BinaryHeap::new(), read_bytes };
        (0..ends.len()).try_for_each(|run| merge.look(run))?;
        Ok(merge)
    }

    /// Takes the least key out, with its run.
    fn earliest(&mut self) -> Option<(i64, usize)> {
        self.next.pop().map(|Reverse(next)| next)
    }

    /// The record that a run is at.
    fn record(&self, run: usize) -> &[u8] {
        let ahead = self.runs[run].ahead();
        &ahead[HEAD_BYTES..][..length(&ahead[KEY_BYTES..])]
    }

    /// Goes on to a run's next record.
    fn pass(&mut self, run: usize) -> io::Result<()> {
        self.runs[run].passed += HEAD_BYTES + self.record(run).len();
        self.look(run)
    }

    /// Puts the key that a run is at among the others, if it is not at its end.
    fn look(&mut self, number: usize) -> io::Result<()> {
        let run = &mut self.runs[number];
        run.read(&mut self.file, HEAD_BYTES, self.read_bytes)?;
        let Some(key) = run.ahead().first_chunk() else { return Ok(()) };
        self.next.push(Reverse((i64::from_le_bytes(*key), number)));
        let whole = HEAD_BYTES + length(&run.ahead()[KEY_BYTES..]);
        run.read(&mut self.file, whole, self.read_bytes)
    }
}

impl Run {
    fn ahead(&self) -> &[u8] {
        &self.bytes[self.passed..]
    }

    /// Reads on, if need be, until `needed` bytes are there or the run ends.
    fn read(&mut self, file: &mut File, needed: usize, read_bytes: usize) -> io::Result<()> {
        if self.ahead().len() >= needed || self.unread.is_empty() {
            return Ok(());
        }
        self.bytes.drain(..self.passed);
        self.passed = 0;
        let had = self.bytes.len();
        let count = (needed.max(read_bytes) - had) as u64;
        let count = count.min(self.unread.end - self.unread.start);
        self.bytes.resize(had + count as usize, 0);
        file.seek(SeekFrom::Start(self.unread.start))?;
        file.read_exact(&mut self.bytes[had..])?;
        self.unread.start += count;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::cli::disk::{Operation, fail_at, was_struck};

    fn sorted(records: &[(i64, Vec<u8>)], memory_bytes: usize) -> Vec<(i64, Vec<u8>)> {
        let mut sorter = Sorter::new(memory_bytes);
        for (key, record) in records {
            sorter.push(*key, record).unwrap();
        }
        let mut all = Vec::new();
        let mut take = |key, record: &[u8]| {
            all.push((key, record.to_vec()));
            Ok(())
        };
        sorter.finish(&mut take).unwrap();
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn it_sorts_stably_in_any_memory(
            records in prop::collection::vec((-3_i64..3, prop::collection::vec(any::<u8>(), 0..40)), 0..200),
            memory_bytes in prop::sample::select(vec![0, 1, 100, 1_000, MEMORY_BYTES]),
        ) {
            let mut expected = records.clone();
            expected.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(sorted(&records, memory_bytes), expected);
        }
    }

    #[test]
    fn a_record_may_be_longer_than_what_is_read_at_once() {
        let records = [(2, vec![1; 3 * READ_BYTES]), (1, vec![2; LEAST_READ_BYTES]), (2, vec![])];
        let [long, short, none] = records.clone();
        assert!(sorted(&records, 0) == [short, long, none]);
    }

    #[test]
    fn a_full_disk_is_an_error() {
        for before in 0..4 {
            let mut sorter = Sorter::new(0);
            fail_at(Operation::Write, before);
            let pushed = (0..4).try_for_each(|key| sorter.push(key, b"record"));
            assert!(was_struck());
            let message = pushed.unwrap_err().message;
            assert!(message.starts_with("cannot sort in a temporary file: "), "{message}");
        }
    }
}
