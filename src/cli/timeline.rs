//! `--timeline`: every event of the shared calendar, in time order.

use std::path::Path;

use crate::engine::{Arrival, Engine, on_shared_calendar};
use crate::ingest::{Block, Blocks, Layout, Record, Scratch};
use crate::model::Money;
use crate::report::csv::{CsvRows, TIMELINE_HEADER, TimelineRow};

use super::declines_file::Input;
use super::error::CliError;
use super::input_text;
use super::output::{OutputFile, Overwrite};
use super::signals;

/// Bytes gathered before they are written.
const CHUNK_BYTES: usize = 1 << 20;

/// Where the texts of a decline are kept while it is in flight.
#[derive(Clone, Copy)]
struct Kept {
    id: (u32, u32),
    merchant: (u32, u32),
    amount: Money,
}

/// Runs all declines on one calendar and writes what happens.
pub(crate) fn write(
    target: &Path,
    overwrite: Overwrite,
    engine: &Engine<'_>,
    name: &str,
    (layout, mut blocks): (Layout, Blocks<Input>),
) -> Result<(), CliError> {
    let mut texts = String::new();
    let mut keep = |text: &str| {
        let start = texts.len() as u32;
        texts.push_str(text);
        (start, texts.len() as u32)
    };
    let mut arrivals = Vec::new();
    let (mut block, mut scratch) = (Block::default(), Scratch::default());
    let failed = |error| input_text::input_error(name, &error);
    while blocks.next_block(&mut block).map_err(failed)? {
        signals::check()?;
        let read = layout.read(&block, &mut scratch, &mut |record| {
            if let Record::Decline(decline) = record {
                let tag = Kept {
                    id: keep(decline.transaction_id),
                    merchant: keep(decline.merchant_id),
                    amount: decline.amount,
                };
                arrivals.push(Arrival { facts: engine.facts(&decline), tag });
            }
        });
        read.map_err(failed)?;
    }
    let text = |(start, end): (u32, u32)| &texts[start as usize..end as usize];
    let (csv, zone) = (CsvRows::of(engine.account()), &engine.account().timezone);
    let mut file = OutputFile::create(target, overwrite)?;
    let mut rows = TIMELINE_HEADER.as_bytes().to_vec();
    let mut result = Ok(());
    on_shared_calendar(engine, arrivals, |event| {
        let row = TimelineRow {
            at: zone.moment(event.at),
            kind: event.kind,
            transaction_id: text(event.tag.id),
            merchant_id: text(event.tag.merchant),
            amount: event.tag.amount,
        };
        csv.timeline(&row, &mut rows);
        if rows.len() >= CHUNK_BYTES && result.is_ok() {
            result = signals::check().and_then(|()| file.write(&rows));
            rows.clear();
        }
    });
    result?;
    file.write(&rows)?;
    file.publish()
}
