//! Tables of typed columns as the bytes of a Parquet file: money is decimal, times are instants with a zone,
//! words that repeat are dictionaries. Nothing here touches a file.
//!
//! The bytes depend on the rows and on how they come in [`Batch`]es, and on nothing else.

mod rows;
mod writer;

pub use parquet;

pub use rows::{Batch, Rows, Value};
pub use writer::{Failed, Writer};

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};

/// Digits of an amount, and how many of them are decimals: as many as any currency has.
const AMOUNT_DIGITS: u8 = 18;
const AMOUNT_DECIMALS: i8 = 4;

/// What a column holds. Any cell may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text of its own in nearly every row.
    Text,
    /// A text of which there are few: a dictionary.
    Word,
    /// A whole number below 2³¹.
    Small,
    /// A whole number below 2⁶³.
    Whole,
    /// An amount of money: a decimal of 18 digits, 4 of them after the point.
    Amount,
    /// An instant, in milliseconds UTC with the table's time zone.
    At,
}

/// The columns of a table.
#[derive(Clone, Debug)]
pub struct Table {
    schema: SchemaRef,
}

impl Table {
    /// A table of these columns, whose times are shown on the clock of an IANA zone.
    pub fn new(columns: impl IntoIterator<Item = (&'static str, Kind)>, zone: &str) -> Table {
        let zone: Arc<str> = zone.into();
        let field = |(name, kind)| Field::new(name, data_type(kind, &zone), true);
        let fields: Vec<Field> = columns.into_iter().map(field).collect();
        Table { schema: Arc::new(Schema::new(fields)) }
    }
}

fn data_type(kind: Kind, zone: &Arc<str>) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Word => DataType::Dictionary(DataType::Int32.into(), DataType::Utf8.into()),
        Kind::Small => DataType::Int32,
        Kind::Whole => DataType::Int64,
        Kind::Amount => DataType::Decimal128(AMOUNT_DIGITS, AMOUNT_DECIMALS),
        Kind::At => DataType::Timestamp(TimeUnit::Millisecond, Some(zone.clone())),
    }
}
