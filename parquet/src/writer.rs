//! The bytes of a Parquet file, row group by row group.

use std::fmt;

use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use crate::{Batch, Table};

/// Rows that are held in memory before they are written.
const ROWS_PER_GROUP: usize = 128 * 1024;

/// Turns batches into the bytes of a file.
pub struct Writer {
    writer: ArrowWriter<Vec<u8>>,
}

/// The format could not be written.
#[derive(Debug)]
pub struct Failed(ParquetError);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Failed {}

impl From<ParquetError> for Failed {
    fn from(error: ParquetError) -> Failed {
        Failed(error)
    }
}

impl Writer {
    /// A file of a table without rows.
    pub fn of(table: &Table) -> Result<Writer, Failed> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(ROWS_PER_GROUP))
            .build();
        let writer = ArrowWriter::try_new(Vec::new(), table.schema.clone(), Some(properties))?;
        Ok(Writer { writer })
    }

    /// Adds rows; the bytes that come next in the file, if there are any yet.
    pub fn write(&mut self, batch: &Batch) -> Result<Vec<u8>, Failed> {
        self.writer.write(&batch.0)?;
        Ok(std::mem::take(self.writer.inner_mut()))
    }

    /// The last bytes of the file.
    pub fn finish(self) -> Result<Vec<u8>, Failed> {
        Ok(self.writer.into_inner()?)
    }
}
