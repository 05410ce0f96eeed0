//! The folder that a replay writes, whole or as a shard, and that a merge of shards writes.

use std::path::Path;

use crate::analysis::Summary;
use crate::report::csv::{REJECTS_HEADER, ROUTES_HEADER, TRANSACTIONS_HEADER};
use crate::report::json;

use super::error::CliError;
use super::output::{OutputDir, Overwrite};
use super::pipeline::Rows;
use super::run_record::RunRecord;

/// The outputs with rows, each with its header.
pub(crate) const ROW_OUTPUTS: [(&str, &str); 3] = [
    ("routes.csv", ROUTES_HEADER),
    ("transactions.csv", TRANSACTIONS_HEADER),
    ("rejects.csv", REJECTS_HEADER),
];

/// The summary's output.
pub(crate) const SUMMARY: &str = "summary.json";
/// The output of the configuration as resolved.
pub(crate) const ACCOUNT: &str = "account.json";
/// The record of the run, the mark of a complete folder.
pub(crate) const RUN: &str = "run.json";

/// A folder on its way.
pub(crate) struct ReplayFolder {
    dir: OutputDir,
    /// The numbers of [`ROW_OUTPUTS`].
    rows: [usize; 3],
}

impl ReplayFolder {
    /// Opens the folder, with nothing but headers in the outputs with rows.
    pub(crate) fn create(path: &Path, overwrite: Overwrite) -> Result<ReplayFolder, CliError> {
        let names: Vec<&str> = ROW_OUTPUTS.iter().map(|(name, _)| *name).collect();
        let names = [&names[..], &[SUMMARY, ACCOUNT, RUN]].concat();
        let mut dir = OutputDir::create(path, &names, overwrite)?;
        let mut rows = [0; 3];
        for (number, (name, header)) in rows.iter_mut().zip(ROW_OUTPUTS) {
            *number = dir.open(name)?;
            dir.file(*number).write(header.as_bytes())?;
        }
        Ok(ReplayFolder { dir, rows })
    }

    /// Adds rows to all outputs.
    pub(crate) fn rows(&mut self, rows: &Rows) -> Result<(), CliError> {
        let texts = [rows.routes.text(), rows.transactions.text(), &rows.rejects];
        (0..).zip(texts).try_for_each(|(output, text)| self.add(output, text))
    }

    /// Adds rows to one of [`ROW_OUTPUTS`], by its position.
    pub(crate) fn add(&mut self, output: usize, rows: &[u8]) -> Result<(), CliError> {
        self.dir.file(self.rows[output]).write(rows)
    }

    /// Lets the folder appear with the documents that go with the rows, and last the record that `record` makes
    /// of the digests of all others.
    pub(crate) fn publish(
        mut self,
        summary: &Summary,
        account: &str,
        record: impl FnOnce(Vec<(String, String)>) -> RunRecord,
    ) -> Result<(), CliError> {
        self.document(SUMMARY, &json::document(summary))?;
        self.document(ACCOUNT, account)?;
        let record = record(self.dir.digests());
        self.document(RUN, &json::document(&record))?;
        self.dir.publish(RUN)
    }

    fn document(&mut self, name: &str, text: &str) -> Result<(), CliError> {
        let number = self.dir.open(name)?;
        self.dir.file(number).write(text.as_bytes())
    }
}
