//! Declines in: bytes of a CSV to blocks of whole rows, and blocks to records.
//!
//! [`Blocks::open`] reads the header, which settles a [`Layout`]; [`Blocks::next_block`] hands out blocks in
//! order; [`Layout::read`] turns a block into records, on any thread. Nothing here opens files: it is handed
//! a reader.

mod amount;
mod blocks;
mod by_wording;
mod card_number;
mod choices;
mod column;
mod date;
mod date_guess;
mod error;
mod fields;
mod first_of;
mod header;
mod input;
mod layout;
mod marks;
mod memo;
mod options;
mod phrases;
mod problem;
mod quotes;
mod record;
mod rows;
mod shard;
mod typed;
mod wordings;

#[cfg(test)]
mod tests;

use std::io::Read;

use crate::config::Account;

pub use blocks::{Block, Blocks, MAX_ROW_BYTES};
pub use card_number::card_number_spans;
pub use choices::NotADecline;
pub use column::Column;
pub use date::{Stamp, read_stamp};
pub use date_guess::DateGuess;
pub use error::{InputError, LooksLike, Notice};
pub use first_of::FirstOf;
pub use input::{Compression, decompress};
pub use layout::{Form, Layout, LineEnd, RowCounts, Scratch};
pub use options::ReadOptions;
pub use problem::{Problem, Reject, shown};
pub use record::Record;
pub use shard::Shard;
pub use typed::{DeclineFields, TypedProblem, typed_column};
pub use wordings::{Again, Rows, WordingNumber};

impl<R: Read> Blocks<R> {
    /// Reads the header: how the rows read, and the rows themselves in blocks.
    pub fn open(
        reader: R,
        account: &Account,
        options: &ReadOptions,
    ) -> Result<(Layout, Blocks<R>), InputError> {
        header::open(reader, options::Reading::new(account, options)?)
    }
}
