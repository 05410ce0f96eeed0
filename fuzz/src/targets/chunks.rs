//! However the bytes arrive and whatever the size of blocks, the same records come out. The first two bytes
//! say how they are read, and how many at a time.

use std::io::Read;

use reattempt::ingest::{Block, Blocks, InputError, Scratch};

use super::shared::{account, options};

pub fn chunks(input: &[u8]) {
    let [choice, most, bytes @ ..] = input else { return };
    let most = usize::from(*most) + 1;
    let in_drops = records(Dripping { bytes, most }, *choice, most);
    match (records(bytes, *choice, 1 << 20), in_drops) {
        // Where several things are wrong, the one in an earlier block is found first.
        (Err(_), Err(_)) => {}
        (whole, in_drops) => assert_eq!(in_drops, whole),
    }
}

fn records(reader: impl Read, choice: u8, block_bytes: usize) -> Result<Vec<String>, InputError> {
    let (layout, blocks) = Blocks::open(reader, account(), &options(choice))?;
    let mut blocks = blocks.in_blocks_of(block_bytes);
    let (mut block, mut scratch) = (Block::default(), Scratch::default());
    let mut seen = Vec::new();
    while blocks.next_block(&mut block)? {
        layout.read(&block, &mut scratch, &mut |record| seen.push(format!("{record:?}")))?;
    }
    Ok(seen)
}

/// Gives out at most so many bytes at a time.
struct Dripping<'a> {
    bytes: &'a [u8],
    most: usize,
}

impl Read for Dripping<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.most.min(buffer.len()).min(self.bytes.len());
        buffer[..count].copy_from_slice(&self.bytes[..count]);
        self.bytes = &self.bytes[count..];
        Ok(count)
    }
}
