//! `--timeline`: every event of all transactions, in time order.

mod texts;
mod waiting;

use std::path::Path;

use crate::config::Account;
use crate::engine::{Engine, Timeline, TimelineEvent, TimelineKind};
use crate::ingest::{Block, Blocks, Layout, Record, Scratch};
use crate::model::Decline;
use crate::report::csv::{CsvRows, TIMELINE_HEADER, TimelineRow};

use super::declines_file::Input;
use super::error::CliError;
use super::input_text;
use super::output::{OutputFile, Overwrite};
use super::signals;
use super::sorter::MEMORY_BYTES;
use super::terminal::Terminal;

use self::texts::Texts;
use self::waiting::Waiting;

/// Bytes gathered before they are written.
const CHUNK_BYTES: usize = 1 << 20;

/// Declines as they are opened.
type Opened = (Layout, Blocks<Input>);

/// Runs all declines on one timeline and writes what happens. They are read with `open`, a second time if
/// they turn out not to be in time order.
pub(crate) fn write(
    target: &Path,
    overwrite: Overwrite,
    engine: &Engine<'_>,
    name: &str,
    terminal: &Terminal,
    mut open: impl FnMut() -> Result<Opened, CliError>,
) -> Result<(), CliError> {
    let writer = || Writer::create(engine, name, target, overwrite);
    let mut as_read = writer()?;
    if as_read.in_order(open()?)? {
        return as_read.publish();
    }
    drop(as_read);
    terminal.notice(&format!(
        "the declines are not in time order: they are sorted for the timeline, {} MiB of them at a time in \
         memory and the others in a temporary file",
        MEMORY_BYTES >> 20,
    ));
    let mut sorted = writer()?;
    sorted.in_any_order(open()?, Waiting::in_memory(MEMORY_BYTES))?;
    sorted.publish()
}

/// Writes rows as events happen.
struct Writer<'a> {
    engine: &'a Engine<'a>,
    /// The name of the declines in messages.
    name: &'a str,
    timeline: Timeline<'a>,
    events: Events<'a>,
}

impl<'a> Writer<'a> {
    fn create(
        engine: &'a Engine<'a>,
        name: &'a str,
        target: &Path,
        overwrite: Overwrite,
    ) -> Result<Writer<'a>, CliError> {
        let events = Events {
            account: engine.account(),
            csv: CsvRows::of(engine.account()),
            texts: Texts::default(),
            file: OutputFile::create(target, overwrite)?,
            rows: TIMELINE_HEADER.as_bytes().to_vec(),
            result: Ok(()),
        };
        Ok(Writer { engine, name, timeline: Timeline::new(engine), events })
    }

    /// Lets declines happen while later ones are read; false if one comes too late for that.
    fn in_order(&mut self, (layout, mut blocks): Opened) -> Result<bool, CliError> {
        let failed = |error| input_text::input_error(self.name, &error);
        let (mut block, mut scratch) = (Block::default(), Scratch::default());
        while blocks.next_block(&mut block).map_err(failed)? {
            signals::check()?;
            let mut is_late = false;
            let read = layout.read(&block, &mut scratch, &mut |record| {
                if let Record::Decline(decline) = record {
                    let merchant_id = unknown_merchant(self.engine.account(), &decline);
                    let tag = self.events.texts.keep(decline.transaction_id, merchant_id);
                    is_late |= self.timeline.decline(&decline, tag).is_err();
                }
            });
            read.map_err(failed)?;
            if is_late {
                return Ok(false);
            }
            self.timeline.advance(&mut |event| self.events.happened(&event));
            self.events.check()?;
        }
        Ok(true)
    }

    /// Reads all declines before the first one happens.
    fn in_any_order(
        &mut self,
        (layout, mut blocks): Opened,
        mut waiting: Waiting,
    ) -> Result<(), CliError> {
        let failed = |error| input_text::input_error(self.name, &error);
        let (mut block, mut scratch) = (Block::default(), Scratch::default());
        while blocks.next_block(&mut block).map_err(failed)? {
            signals::check()?;
            let mut result = Ok(());
            let read = layout.read(&block, &mut scratch, &mut |record| {
                if let (Record::Decline(decline), Ok(())) = (record, &result) {
                    let facts = self.timeline.facts(&decline);
                    let merchant_id = unknown_merchant(self.engine.account(), &decline);
                    result = waiting.push(&facts, decline.transaction_id, merchant_id);
                }
            });
            read.map_err(failed)?;
            result?;
        }
        waiting.finish(&self.engine.account().timezone, &mut |decline| {
            let tag = self.events.texts.keep(decline.transaction_id, decline.merchant_id);
            // Invariant: they come in time order.
            self.timeline.arrive(&decline.facts, tag).expect("none is late");
            self.timeline.advance(&mut |event| self.events.happened(&event));
            self.events.check()
        })
    }

    fn publish(self) -> Result<(), CliError> {
        let Writer { timeline, mut events, .. } = self;
        timeline.finish(&mut |event| events.happened(&event));
        events.check()?;
        events.file.write(&events.rows)?;
        events.file.publish()
    }
}

/// The merchant's id where the configuration does not have it.
fn unknown_merchant<'d>(account: &Account, decline: &Decline<'d>) -> &'d str {
    if account.merchant_of(decline.merchant_id).is_some() { "" } else { decline.merchant_id }
}

/// What happens, row by row.
struct Events<'a> {
    account: &'a Account,
    csv: CsvRows,
    texts: Texts,
    file: OutputFile,
    rows: Vec<u8>,
    result: Result<(), CliError>,
}

impl Events<'_> {
    /// What has gone wrong since it was last asked.
    fn check(&mut self) -> Result<(), CliError> {
        std::mem::replace(&mut self.result, Ok(()))
    }

    fn happened(&mut self, event: &TimelineEvent<u32>) {
        let account = self.account;
        let (transaction_id, merchant_id) = self.texts.of(event.tag);
        let row = TimelineRow {
            at: account.timezone.moment(event.at),
            kind: event.kind,
            transaction_id,
            merchant_id: event.merchant.map_or(merchant_id, |index| &account.merchant(index).id),
            amount: event.amount,
        };
        self.csv.timeline(&row, &mut self.rows);
        if matches!(event.kind, TimelineKind::Ended(_)) {
            self.texts.forget(event.tag);
        }
        if self.rows.len() >= CHUNK_BYTES && self.result.is_ok() {
            self.result = signals::check().and_then(|()| self.file.write(&self.rows));
            self.rows.clear();
        }
    }
}

#[cfg(test)]
mod tests;
