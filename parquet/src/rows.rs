//! Rows on their way into columns.

use std::sync::Arc;

use arrow_array::builder::{
    Decimal128Builder, Int32Builder, Int64Builder, StringBuilder, StringDictionaryBuilder,
    TimestampMillisecondBuilder,
};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, SchemaRef};

use crate::{AMOUNT_DECIMALS, Table};

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Nothing.
    Empty,
    /// A text or a word.
    Text(&'a str),
    /// A whole number.
    Number(u64),
    /// An amount of a currency with so many decimals, at most 4.
    Amount {
        /// In the currency's minor units.
        minor: i64,
        /// The currency's decimals.
        decimals: u32,
    },
    /// An instant, in seconds since 1970 UTC.
    At(i64),
}

/// Rows gathered column by column.
pub struct Rows {
    schema: SchemaRef,
    columns: Vec<Column>,
}

/// Rows that are complete.
pub struct Batch(pub(crate) RecordBatch);

enum Column {
    Text(StringBuilder),
    Word(StringDictionaryBuilder<Int32Type>),
    Small(Int32Builder),
    Whole(Int64Builder),
    Amount(Decimal128Builder),
    At(TimestampMillisecondBuilder),
}

impl Rows {
    /// No rows of a table yet.
    pub fn of(table: &Table) -> Rows {
        let columns = table.schema.fields().iter().map(|field| Column::of(field)).collect();
        Rows { schema: table.schema.clone(), columns }
    }

    /// Adds a row.
    ///
    /// # Panics
    ///
    /// If a value is not of its column's kind.
    pub fn push<'a>(&mut self, values: impl IntoIterator<Item = Value<'a>>) {
        for (column, value) in self.columns.iter_mut().zip(values) {
            column.push(value);
        }
    }

    /// Takes all rows out.
    ///
    /// # Panics
    ///
    /// If some row had fewer values than there are columns.
    pub fn take(&mut self) -> Batch {
        let columns = self.columns.iter_mut().zip(self.schema.fields());
        let columns = columns.map(|(column, field)| column.take(field)).collect();
        let batch = RecordBatch::try_new(self.schema.clone(), columns);
        Batch(batch.expect("rows have a value for every column"))
    }
}

impl Column {
    fn of(field: &Field) -> Column {
        match field.data_type() {
            DataType::Dictionary(..) => Column::Word(StringDictionaryBuilder::new()),
            DataType::Int32 => Column::Small(Int32Builder::new()),
            DataType::Int64 => Column::Whole(Int64Builder::new()),
            DataType::Decimal128(..) => Column::Amount(Decimal128Builder::new()),
            DataType::Timestamp(..) => Column::At(TimestampMillisecondBuilder::new()),
            _ => Column::Text(StringBuilder::new()),
        }
    }

    fn push(&mut self, value: Value<'_>) {
        match (self, value) {
            (Column::Text(column), Value::Empty) => column.append_null(),
            (Column::Text(column), Value::Text(text)) => column.append_value(text),
            (Column::Word(column), Value::Empty) => column.append_null(),
            (Column::Word(column), Value::Text(text)) => column.append_value(text),
            (Column::Small(column), Value::Empty) => column.append_null(),
            (Column::Small(column), Value::Number(number)) => {
                column.append_value(number.try_into().expect("the number is small"));
            }
            (Column::Whole(column), Value::Empty) => column.append_null(),
            (Column::Whole(column), Value::Number(number)) => column.append_value(number as i64),
            (Column::Amount(column), Value::Empty) => column.append_null(),
            (Column::Amount(column), Value::Amount { minor, decimals }) => {
                let unit = 10_i128.pow(AMOUNT_DECIMALS as u32 - decimals);
                column.append_value(i128::from(minor) * unit);
            }
            (Column::At(column), Value::Empty) => column.append_null(),
            (Column::At(column), Value::At(seconds)) => column.append_value(seconds * 1_000),
            (_, value) => panic!("{value:?} is of another kind than its column"),
        }
    }

    fn take(&mut self, field: &Field) -> ArrayRef {
        match self {
            Column::Text(column) => Arc::new(column.finish()),
            Column::Word(column) => Arc::new(column.finish()),
            Column::Small(column) => Arc::new(column.finish()),
            Column::Whole(column) => Arc::new(column.finish()),
            Column::Amount(column) => {
                Arc::new(column.finish().with_data_type(field.data_type().clone()))
            }
            Column::At(column) => {
                Arc::new(column.finish().with_data_type(field.data_type().clone()))
            }
        }
    }
}
