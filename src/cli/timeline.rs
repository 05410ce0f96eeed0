//! `--timeline`: every event of all transactions, in time order.

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
use super::terminal::Terminal;

/// Bytes gathered before they are written.
const CHUNK_BYTES: usize = 1 << 20;

/// When declines take place that were read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wait {
    /// While later ones are read: they come in time order, give or take a day.
    ForLater,
    /// Once all are read.
    ForAll,
}

/// Runs all declines on one timeline and writes what happens. They are read with `open`, a second time if
/// they turn out not to be in time order.
pub(crate) fn write(
    target: &Path,
    overwrite: Overwrite,
    engine: &Engine<'_>,
    name: &str,
    terminal: &Terminal,
    mut open: impl FnMut() -> Result<(Layout, Blocks<Input>), CliError>,
) -> Result<(), CliError> {
    let mut run = |wait| {
        let mut writer = Writer {
            engine,
            csv: CsvRows::of(engine.account()),
            texts: Texts::default(),
            file: OutputFile::create(target, overwrite)?,
            rows: TIMELINE_HEADER.as_bytes().to_vec(),
            result: Ok(()),
        };
        let is_done = writer.run(name, wait, open()?)?;
        if is_done {
            writer.result?;
            writer.file.write(&writer.rows)?;
            writer.file.publish()?;
        }
        Ok::<bool, CliError>(is_done)
    };
    if !run(Wait::ForLater)? {
        terminal.notice(
            "the declines are not in time order: to sort them for the timeline, about 60 bytes of each are \
             kept in memory",
        );
        run(Wait::ForAll)?;
    }
    Ok(())
}

/// Writes rows as events happen.
struct Writer<'a> {
    engine: &'a Engine<'a>,
    csv: CsvRows,
    texts: Texts,
    file: OutputFile,
    rows: Vec<u8>,
    result: Result<(), CliError>,
}

impl Writer<'_> {
    /// Whether it could be done: declines that happen while others are read must come in time order.
    fn run(
        &mut self,
        name: &str,
        wait: Wait,
        (layout, mut blocks): (Layout, Blocks<Input>),
    ) -> Result<bool, CliError> {
        let failed = |error| input_text::input_error(name, &error);
        let mut timeline = Timeline::new(self.engine);
        let (mut block, mut scratch) = (Block::default(), Scratch::default());
        while blocks.next_block(&mut block).map_err(failed)? {
            signals::check()?;
            let mut is_late = false;
            let read = layout.read(&block, &mut scratch, &mut |record| {
                if let Record::Decline(decline) = record {
                    let tag = self.texts.keep(self.engine.account(), &decline);
                    is_late |= timeline.decline(&decline, tag).is_err();
                }
            });
            read.map_err(failed)?;
            if is_late {
                return Ok(false);
            }
            if wait == Wait::ForLater {
                timeline.advance(&mut |event| self.happened(&event));
            }
        }
        timeline.finish(&mut |event| self.happened(&event));
        Ok(true)
    }

    fn happened(&mut self, event: &TimelineEvent<u32>) {
        let account = self.engine.account();
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

/// The texts of the transactions under way, by numbers that are used again.
#[derive(Default)]
struct Texts {
    kept: Vec<Text>,
    free: Vec<u32>,
}

/// A transaction's id and, if the configuration does not have it, its merchant's, one after the other.
enum Text {
    Short { id_end: u8, end: u8, bytes: [u8; 21] },
    Long { id_end: u32, text: Box<str> },
}

impl Texts {
    fn keep(&mut self, account: &Account, decline: &Decline<'_>) -> u32 {
        let id = decline.transaction_id;
        let is_known = account.merchant_of(decline.merchant_id).is_some();
        let text = Text::of(id, if is_known { "" } else { decline.merchant_id });
        if let Some(number) = self.free.pop() {
            self.kept[number as usize] = text;
            return number;
        }
        self.kept.push(text);
        self.kept.len() as u32 - 1
    }

    fn of(&self, number: u32) -> (&str, &str) {
        match &self.kept[number as usize] {
            Text::Short { id_end, end, bytes } => {
                let text = std::str::from_utf8(&bytes[..usize::from(*end)]).unwrap_or_default();
                text.split_at(usize::from(*id_end))
            }
            Text::Long { id_end, text } => text.split_at(*id_end as usize),
        }
    }

    fn forget(&mut self, number: u32) {
        self.kept[number as usize] = Text::of("", "");
        self.free.push(number);
    }
}

impl Text {
    fn of(id: &str, merchant: &str) -> Text {
        let mut bytes = [0; 21];
        let end = id.len() + merchant.len();
        if end > bytes.len() {
            return Text::Long { id_end: id.len() as u32, text: [id, merchant].concat().into() };
        }
        bytes[..id.len()].copy_from_slice(id.as_bytes());
        bytes[id.len()..end].copy_from_slice(merchant.as_bytes());
        Text::Short { id_end: id.len() as u8, end: end as u8, bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_whatever_their_length() {
        for id_length in 0..30 {
            for merchant_length in 0..30 {
                let (id, merchant) = ("é".repeat(id_length), "m".repeat(merchant_length));
                let texts = Texts { kept: vec![Text::of(&id, &merchant)], free: Vec::new() };
                assert_eq!(texts.of(0), (id.as_str(), merchant.as_str()));
            }
        }
        assert_eq!(size_of::<Text>(), 24);
    }
}
