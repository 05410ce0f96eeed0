//! Whole files through the reader.

mod columns;
mod files;
mod grammar;
mod properties;
mod typed;
mod values;
mod wordings;

use std::io::Read;

use crate::model::{Currency, Recorded, Zone};

use super::date::Clock;
use super::options::{Reading, Values};
use super::record::Record;
use super::{Block, Column, FirstOf, InputError, Layout, Scratch, header};

/// The four needed columns.
const HEADER: &str = "transaction_id,declined_at,merchant_id,amount\n";

fn reading() -> Reading {
    Reading {
        columns: Vec::new(),
        delimiter: None,
        first_of: Vec::new(),
        idle: Vec::new(),
        values: Values {
            clock: Clock::new(&Zone::named("America/New_York").unwrap(), None, None),
            default_currency: Currency::USD,
        },
    }
}

/// Every record as a line of text: `LINE ID MERCHANT AMOUNT CURRENCY`, `LINE not REASON` or
/// `LINE reject COLUMN PROBLEM VALUE`.
fn records(bytes: impl Read, reading: &Reading) -> Result<Vec<String>, InputError> {
    records_by_blocks(bytes, reading, 256 * 1024)
}

fn records_by_blocks(
    bytes: impl Read,
    reading: &Reading,
    block_bytes: usize,
) -> Result<Vec<String>, InputError> {
    let (layout, blocks) = header::open(bytes, reading.clone())?;
    let mut blocks = blocks.in_blocks_of(block_bytes);
    let mut seen = Vec::new();
    let (mut block, mut scratch) = (Block::default(), Scratch::default());
    while blocks.next_block(&mut block)? {
        layout.read(&block, &mut scratch, &mut |record| seen.push(described(&record)))?;
    }
    Ok(seen)
}

fn described(record: &Record<'_>) -> String {
    match record {
        Record::Decline(decline) => {
            let later = if decline.recorded == Recorded::Later { " later" } else { "" };
            let (id, merchant) = (decline.transaction_id, decline.merchant_id);
            let amount = decline.amount;
            format!("{} {id} {merchant} {amount} {}{later}", decline.line, amount.currency)
        }
        Record::NotADecline { line, reason, .. } => format!("{line} not {}", reason.name()),
        Record::Reject(reject) => {
            let (column, problem) = (reject.column, reject.problem.name());
            format!("{} reject {column} {problem} {}", reject.line, reject.value)
        }
    }
}

/// The records of rows under a header of the needed columns.
fn rows(rows: &[u8]) -> Result<Vec<String>, InputError> {
    records(&[HEADER.as_bytes(), rows].concat()[..], &reading())
}

fn layout_of(header: &str, reading: Reading) -> Result<Layout, InputError> {
    header::open(header.as_bytes(), reading).map(|(layout, _)| layout)
}
