//! Stands in for `parquet.rs` in a build without it: nothing of it can come into being.

use crate::config::Account;
use crate::engine::Route;
use crate::model::Decline;

use super::error::CliError;
use super::replay_folder::RoutesFormat;

/// There are none.
pub(crate) enum TypedRows {}

/// There is none.
pub(crate) enum TypedBlock {}

/// There are none.
pub(crate) enum TypedFiles {}

impl TypedRows {
    /// None in any format.
    pub(crate) fn of(_: RoutesFormat, _: &Account) -> Option<TypedRows> {
        None
    }

    /// Never happens.
    pub(crate) fn routed(&mut self, _: &Decline<'_>, _: &Route) {
        match *self {}
    }

    /// Never happens.
    pub(crate) fn take(&mut self) -> TypedBlock {
        match *self {}
    }
}

impl TypedFiles {
    /// None; Parquet is refused.
    pub(crate) fn of(format: RoutesFormat, _: &Account) -> Result<Option<TypedFiles>, CliError> {
        match format {
            RoutesFormat::Csv => Ok(None),
            RoutesFormat::Parquet => {
                let error = CliError::new("--routes-format parquet: this build writes CSV alone");
                let error = error
                    .hint("`cargo install --path . --features parquet` makes one that writes both");
                Err(error.hint(
                    "DuckDB turns one into the other: COPY (FROM 'routes.csv') TO 'routes.parquet'",
                ))
            }
        }
    }

    /// Never happens.
    pub(crate) fn add(&mut self, _: &TypedBlock) -> Result<[Vec<u8>; 2], CliError> {
        match *self {}
    }

    /// Never happens.
    pub(crate) fn finish(self) -> Result<[Vec<u8>; 2], CliError> {
        match self {}
    }
}
