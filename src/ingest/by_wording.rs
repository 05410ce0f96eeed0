//! Rows that are known by their wording, and those that are not.

use crate::model::{Currency, Moment, Money};

use super::blocks::Block;
use super::column::Column;
use super::error::InputError;
use super::layout::{Layout, RowCounts, Scratch, text_of};
use super::record::{Memory, Record};
use super::rows::Row;
use super::wordings::{Again, Meaning, Rows, WordingNumber, Wordings};

/// How many rows are looked up together.
pub(super) const LOOKED_UP_ROWS: usize = 16;

impl Layout {
    /// As [`Layout::read`], but declines that say what an earlier one said may come without being read cell by
    /// cell.
    pub fn read_by_wording(
        &self,
        block: &Block,
        scratch: &mut Scratch,
        sink: &mut impl Rows,
    ) -> Result<RowCounts, InputError> {
        if !self.groups.is_empty() || !scratch.wordings.is_worth_it() {
            return self.read(block, scratch, &mut |record| {
                sink.record(record, None);
            });
        }
        let Scratch { index, mended, undoubled, memory, wordings, numbers, .. } = scratch;
        index.fill(block);
        let mut counts = RowCounts::default();
        let mut known = 0;
        let mut rows = index.rows(block, self.names.len()).filter(|row| !row.bytes.is_empty());
        let mut together = Vec::with_capacity(LOOKED_UP_ROWS);
        loop {
            together.clear();
            while together.len() < LOOKED_UP_ROWS
                && let Some(row) = rows.next()
            {
                together.push(row);
            }
            if together.is_empty() {
                break;
            }
            counts.rows += together.len() as u64;
            wordings.find(&together, numbers);
            for (row, wording) in together.iter().zip(numbers.iter()) {
                self.refuse_card_number(row)?;
                let is_regular = self.is_regular(row, block.is_plain);
                if let Some(wording) = wording
                    && is_regular
                    && !row.has_doubled_quotes
                    && self.take_known(row, wording, wordings.meaning(wording), memory, sink)
                {
                    known += 1;
                    continue;
                }
                let text = text_of(row, mended);
                let record = self.record(row, text, is_regular, undoubled, memory);
                counts.rejected += u64::from(matches!(record, Record::Reject(_)));
                self.take_new(row, record, wordings, sink);
            }
        }
        wordings.looked_up(known, counts.rows - known);
        Ok(counts)
    }

    /// Hands a row over whose wording is known; false if it has to be read in full.
    #[expect(clippy::inline_always, reason = "on the path of every row")]
    #[inline(always)]
    fn take_known(
        &self,
        row: &Row<'_>,
        wording: WordingNumber,
        meaning: Meaning,
        memory: &mut Memory,
        sink: &mut impl Rows,
    ) -> bool {
        let line = row.line;
        match meaning {
            Meaning::Decline(currency) => {
                let read = self.moment_and_amount(row, currency, memory);
                if let Some((declined_at, amount)) = read {
                    sink.again(Again { line, wording, declined_at, amount });
                }
                read.is_some()
            }
            Meaning::Not(reason) => {
                let transaction_id = self.id_of(row);
                sink.record(Record::NotADecline { line, transaction_id, reason }, None);
                true
            }
            Meaning::Unknown => false,
        }
    }

    /// Hands the record of a row over that was read in full, and takes note of its wording.
    fn take_new(
        &self,
        row: &Row<'_>,
        record: Record<'_>,
        wordings: &mut Wordings,
        sink: &mut impl Rows,
    ) {
        let meaning = match &record {
            Record::Decline(decline) => Meaning::Decline(decline.amount.currency),
            Record::NotADecline { reason, .. } => Meaning::Not(*reason),
            Record::Reject(_) => Meaning::Unknown,
        };
        let has_wording = !row.has_doubled_quotes && meaning != Meaning::Unknown;
        let wording = if has_wording { wordings.number(row, &self.runs) } else { None };
        let keeps = sink.record(record, wording);
        if let Some(wording) = wording
            && (keeps || !matches!(meaning, Meaning::Decline(_)))
        {
            wordings.learn(wording, meaning);
        }
    }

    /// When and for how much the decline of a row is whose wording makes it one in this currency, if its other
    /// columns are right. No quote of the row is doubled.
    #[inline]
    fn moment_and_amount(
        &self,
        row: &Row<'_>,
        currency: Currency,
        memory: &mut Memory,
    ) -> Option<(Moment, Money)> {
        let value = |column: Column| row.value(self.positions[column as usize]? as usize);
        if value(Column::TransactionId)?.is_empty() {
            return None;
        }
        self.values.moment_and_amount(
            value(Column::DeclinedAt)?,
            value(Column::Amount)?,
            currency,
            memory,
        )
    }
}
