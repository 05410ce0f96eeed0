//! The folder that a replay writes, whole or as a shard, and that a merge of shards writes.

use std::path::Path;

use clap::ValueEnum;

use crate::analysis::Summary;
use crate::report::csv::{REJECTS_HEADER, ROUTES_HEADER, TRANSACTIONS_HEADER};
use crate::report::json;

use super::error::CliError;
use super::output::{OutputDir, Overwrite};
use super::parquet::TypedFiles;
use super::pipeline::Rows;
use super::run_record::RunRecord;

/// The outputs with rows, each with its header.
pub(crate) const ROW_OUTPUTS: [(&str, &str); 3] = [
    ("routes.csv", ROUTES_HEADER),
    ("transactions.csv", TRANSACTIONS_HEADER),
    ("rejects.csv", REJECTS_HEADER),
];

/// The first two of [`ROW_OUTPUTS`] in Parquet.
const TYPED_OUTPUTS: [&str; 2] = ["routes.parquet", "transactions.parquet"];

/// The summary's output.
pub(crate) const SUMMARY: &str = "summary.json";
/// The output of the configuration as resolved.
pub(crate) const ACCOUNT: &str = "account.json";
/// The record of the run, the mark of a complete folder.
pub(crate) const RUN: &str = "run.json";

/// What routes and transactions are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RoutesFormat {
    /// Text
    Csv,
    /// Typed columns, in a build that has it
    Parquet,
}

impl RoutesFormat {
    /// The outputs of routes and transactions.
    pub(crate) fn names(self) -> [&'static str; 2] {
        match self {
            RoutesFormat::Csv => [ROW_OUTPUTS[0].0, ROW_OUTPUTS[1].0],
            RoutesFormat::Parquet => TYPED_OUTPUTS,
        }
    }

    fn other(self) -> RoutesFormat {
        match self {
            RoutesFormat::Csv => RoutesFormat::Parquet,
            RoutesFormat::Parquet => RoutesFormat::Csv,
        }
    }
}

/// A folder on its way.
pub(crate) struct ReplayFolder {
    dir: OutputDir,
    /// The numbers of [`ROW_OUTPUTS`].
    rows: [usize; 3],
    typed: Option<TypedFiles>,
}

impl ReplayFolder {
    /// Opens the folder, with nothing but headers in the outputs with rows. Routes and transactions are Parquet
    /// where there are files for it.
    pub(crate) fn create(
        path: &Path,
        overwrite: Overwrite,
        typed: Option<TypedFiles>,
    ) -> Result<ReplayFolder, CliError> {
        let format = if typed.is_some() { RoutesFormat::Parquet } else { RoutesFormat::Csv };
        let mut outputs = ROW_OUTPUTS;
        if format == RoutesFormat::Parquet {
            let [routes, transactions] = format.names();
            [outputs[0], outputs[1]] = [(routes, ""), (transactions, "")];
        }
        refuse_beside(path, format.other())?;
        let names = [outputs[0].0, outputs[1].0, outputs[2].0, SUMMARY, ACCOUNT, RUN];
        let mut dir = OutputDir::create(path, &names, overwrite)?;
        let mut rows = [0; 3];
        for (number, (name, header)) in rows.iter_mut().zip(outputs) {
            *number = dir.open(name)?;
            dir.file(*number).write(header.as_bytes())?;
        }
        Ok(ReplayFolder { dir, rows, typed })
    }

    /// Adds rows to all outputs.
    pub(crate) fn rows(&mut self, rows: &Rows) -> Result<(), CliError> {
        if let (Some(files), Some(block)) = (&mut self.typed, &rows.typed) {
            let bytes = files.add(block)?;
            self.add_typed(&bytes)?;
        }
        let texts = [rows.routes.text(), rows.transactions.text(), &rows.rejects];
        (0..).zip(texts).try_for_each(|(output, text)| self.add(output, text))
    }

    fn add_typed(&mut self, bytes: &[Vec<u8>; 2]) -> Result<(), CliError> {
        (0..).zip(bytes).try_for_each(|(output, bytes)| self.add(output, bytes))
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
        if let Some(files) = self.typed.take() {
            self.add_typed(&files.finish()?)?;
        }
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

/// Routes of an earlier run in the other format would stay, and be taken for those of this one.
fn refuse_beside(path: &Path, other: RoutesFormat) -> Result<(), CliError> {
    match other.names().into_iter().find(|name| path.join(name).exists()) {
        None => Ok(()),
        Some(name) => {
            let error = CliError::new(format!("{} holds {name} of an earlier run", path.display()));
            Err(error.hint("remove it, or give another --out"))
        }
    }
}
