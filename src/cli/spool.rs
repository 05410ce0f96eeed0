//! Bytes on their way into a file. The start of it goes through the page cache, as all of a file does that is not
//! large. What follows is gathered in chunks and written past the cache by a thread of its own, which does little but
//! wait for the disk.

use std::fs::File;
use std::io;
use std::mem;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use tempfile::NamedTempFile;

use super::disk;

/// How much of a file goes through the page cache. Of a file beyond it, to find pages and to copy into them costs
/// more than to make what is written, and it would drive all else out of the cache. Outputs are waited for until they
/// are on the disk in any case.
const CACHED_BYTES: usize = 64 << 20;

/// What is written at once past the cache.
const CHUNK_BYTES: usize = 512 << 10;

/// Where what goes past the cache has to begin, in memory as in the file: at multiples of this.
const ALIGNMENT_BYTES: usize = 4096;

/// Chunks of one file: one is filled while the other is written.
const CHUNKS: usize = 2;

/// Writes one file.
pub(crate) struct Spool {
    /// How much more goes through the cache.
    to_cache_bytes: usize,
    writer: Option<Writer>,
}

/// Writes the chunks of a file on its own thread.
struct Writer {
    chunk: Chunk,
    full: SyncSender<Chunk>,
    free: Receiver<Chunk>,
    thread: JoinHandle<io::Result<()>>,
}

/// The writing thread has ended early.
struct Ended;

/// Bytes from an aligned place on, for which there is room.
struct Chunk {
    room: Vec<u8>,
    start: usize,
}

impl Spool {
    /// Nothing written yet.
    pub(crate) const fn new() -> Spool {
        Spool { to_cache_bytes: CACHED_BYTES, writer: None }
    }

    /// Adds bytes to the file, which is the same every time. An error may be one of earlier bytes.
    pub(crate) fn add(&mut self, file: &mut NamedTempFile, bytes: &[u8]) -> io::Result<()> {
        let (to_cache, rest) = bytes.split_at(bytes.len().min(self.to_cache_bytes));
        if !to_cache.is_empty() {
            disk::write(file.as_file_mut(), to_cache)?;
            self.to_cache_bytes -= to_cache.len();
        }
        if rest.is_empty() {
            return Ok(());
        }
        let writer = match &mut self.writer {
            Some(writer) => writer,
            None => {
                let (file, past) =
                    (file.as_file().try_clone()?, disk::open_past_cache(file.path()));
                self.writer.insert(Writer::of(file, past)?)
            }
        };
        match writer.add(rest) {
            Ok(()) => Ok(()),
            Err(Ended) => self.finish(),
        }
    }

    /// Waits until everything is written.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.writer.take().map_or(Ok(()), Writer::finish)
    }
}

impl Writer {
    fn of(file: File, past: Option<File>) -> io::Result<Writer> {
        let (full, to_write) = sync_channel(CHUNKS);
        let (written, free) = sync_channel(CHUNKS);
        for _ in 1..CHUNKS {
            let _ = written.send(Chunk::new());
        }
        let write = move || write_all(file, past, &to_write, &written);
        let thread = thread::Builder::new().spawn(write)?;
        Ok(Writer { chunk: Chunk::new(), full, free, thread })
    }

    fn add(&mut self, bytes: &[u8]) -> Result<(), Ended> {
        let mut rest = self.chunk.fill(bytes);
        while !rest.is_empty() {
            let free = self.free.recv().map_err(|_| Ended)?;
            let full = mem::replace(&mut self.chunk, free);
            self.full.send(full).map_err(|_| Ended)?;
            rest = self.chunk.fill(rest);
        }
        Ok(())
    }

    /// Waits until the last chunk is written.
    fn finish(self) -> io::Result<()> {
        let _ = self.full.send(self.chunk);
        drop(self.full);
        self.thread.join().unwrap_or_else(|_| Err(io::Error::other("the writing thread panicked")))
    }
}

/// Writes what comes until nothing comes any more. The last chunk may not be whole, and goes through the cache.
fn write_all(
    mut file: File,
    mut past: Option<File>,
    full: &Receiver<Chunk>,
    free: &SyncSender<Chunk>,
) -> io::Result<()> {
    for mut chunk in full {
        let bytes = chunk.bytes();
        match &mut past {
            Some(past) if bytes.len() == CHUNK_BYTES => {
                disk::write_past_cache(&mut file, past, bytes)?;
            }
            _ => disk::write(&mut file, bytes)?,
        }
        chunk.clear();
        let _ = free.send(chunk);
    }
    Ok(())
}

impl Chunk {
    fn new() -> Chunk {
        let mut room: Vec<u8> = Vec::with_capacity(CHUNK_BYTES + ALIGNMENT_BYTES);
        let start = room.as_ptr().align_offset(ALIGNMENT_BYTES).min(ALIGNMENT_BYTES);
        room.resize(start, 0);
        Chunk { room, start }
    }

    /// Takes as many bytes as there is room for; the others.
    fn fill<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let (taken, rest) = bytes.split_at(bytes.len().min(CHUNK_BYTES - self.bytes().len()));
        self.room.extend_from_slice(taken);
        rest
    }

    fn bytes(&self) -> &[u8] {
        &self.room[self.start..]
    }

    fn clear(&mut self) {
        self.room.truncate(self.start);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_is_added_is_in_the_file() {
        let bytes: Vec<u8> = (0..3 * CHUNK_BYTES + 5).map(|at| (at % 251) as u8).collect();
        let cached = 2 * ALIGNMENT_BYTES;
        for length in [0, 1, cached, cached + 1, cached + 2 * CHUNK_BYTES, bytes.len()] {
            for piece_bytes in [100_003, 4 * CHUNK_BYTES] {
                let mut file = NamedTempFile::new().unwrap();
                let mut spool = Spool { to_cache_bytes: cached, writer: None };
                for piece in bytes[..length].chunks(piece_bytes) {
                    spool.add(&mut file, piece).unwrap();
                }
                spool.finish().unwrap();
                assert!(fs::read(file.path()).unwrap() == bytes[..length], "{length}");
            }
        }
    }

    #[test]
    fn what_does_not_go_past_the_cache_goes_through_it() {
        let mut file = NamedTempFile::new().unwrap();
        let unwritable = File::open(file.path()).unwrap();
        let writer = Writer::of(file.as_file().try_clone().unwrap(), Some(unwritable)).unwrap();
        let mut spool = Spool { to_cache_bytes: 0, writer: Some(writer) };
        spool.add(&mut file, &vec![7; 5 * CHUNK_BYTES]).unwrap();
        spool.finish().unwrap();
        assert!(fs::read(file.path()).unwrap() == vec![7; 5 * CHUNK_BYTES]);
    }

    #[test]
    fn what_cannot_be_written_is_an_error() {
        for chunks in [1, 5] {
            let mut file = NamedTempFile::new().unwrap();
            let writer = Writer::of(File::open(file.path()).unwrap(), None).unwrap();
            let mut spool = Spool { to_cache_bytes: 0, writer: Some(writer) };
            let added = spool.add(&mut file, &vec![0; chunks * CHUNK_BYTES]);
            assert!(added.is_err() || spool.finish().is_err(), "{chunks}");
        }
    }
}
