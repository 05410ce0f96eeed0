//! `--routes-format parquet`: the cells of `routes.csv` and `transactions.csv` as typed columns.

use reattempt_parquet::{Batch, Failed, Kind, Rows, Table, Value, Writer};

use crate::analysis::{Cell, RouteColumn, TransactionColumn, attempt_cells, transaction_cells};
use crate::config::Account;
use crate::engine::Route;
use crate::model::{Decline, Notes};

use super::error::CliError;
use super::replay_folder::RoutesFormat;

/// Gathers the rows of a block.
pub(crate) struct TypedRows {
    names: Names,
    routes: Rows,
    transactions: Rows,
}

/// The rows of a block: those of routes, and those of transactions.
pub(crate) struct TypedBlock([Batch; 2]);

/// The files of routes and of transactions, as bytes on their way.
pub(crate) struct TypedFiles([Writer; 2]);

/// The texts of what cells have by number.
struct Names {
    merchants: Vec<String>,
    profiles: Vec<String>,
    services: Vec<String>,
    notes: Vec<String>,
}

impl TypedRows {
    /// No rows yet, if that is the format.
    pub(crate) fn of(format: RoutesFormat, account: &Account) -> Option<TypedRows> {
        (format == RoutesFormat::Parquet).then(|| {
            let [routes, transactions] = tables(account).map(|table| Rows::of(&table));
            TypedRows { names: Names::of(account), routes, transactions }
        })
    }

    /// Adds the rows of a decline.
    pub(crate) fn routed(&mut self, decline: &Decline<'_>, route: &Route) {
        for attempt in &route.attempts {
            let cells = attempt_cells(decline, attempt);
            self.routes.push(cells.iter().map(|cell| self.names.value(cell)));
        }
        let cells = transaction_cells(decline, route);
        self.transactions.push(cells.iter().map(|cell| self.names.value(cell)));
    }

    /// Takes the rows out.
    pub(crate) fn take(&mut self) -> TypedBlock {
        TypedBlock([self.routes.take(), self.transactions.take()])
    }
}

impl TypedFiles {
    /// Files without rows, if that is the format.
    pub(crate) fn of(
        format: RoutesFormat,
        account: &Account,
    ) -> Result<Option<TypedFiles>, CliError> {
        if format == RoutesFormat::Csv {
            return Ok(None);
        }
        let [routes, transactions] = tables(account).map(|table| Writer::of(&table));
        Ok(Some(TypedFiles([routes?, transactions?])))
    }

    /// Adds the rows of a block; the bytes that come next in each file.
    pub(crate) fn add(&mut self, block: &TypedBlock) -> Result<[Vec<u8>; 2], CliError> {
        let ([routes, transactions], TypedBlock([to_routes, to_transactions])) =
            (&mut self.0, block);
        Ok([routes.write(to_routes)?, transactions.write(to_transactions)?])
    }

    /// The last bytes of each file.
    pub(crate) fn finish(self) -> Result<[Vec<u8>; 2], CliError> {
        let [routes, transactions] = self.0;
        Ok([routes.finish()?, transactions.finish()?])
    }
}

impl From<Failed> for CliError {
    fn from(error: Failed) -> CliError {
        CliError::new(format!("internal error: Parquet: {error}"))
    }
}

fn tables(account: &Account) -> [Table; 2] {
    let zone = account.timezone.name();
    let routes = RouteColumn::ALL.iter().map(|column| (column.name(), route_kind(*column)));
    let transactions =
        TransactionColumn::ALL.iter().map(|column| (column.name(), transaction_kind(*column)));
    [Table::new(routes, zone), Table::new(transactions, zone)]
}

fn route_kind(column: RouteColumn) -> Kind {
    use RouteColumn as Column;
    match column {
        Column::TransactionId => Kind::Text,
        Column::Status
        | Column::Reason
        | Column::MerchantId
        | Column::Service
        | Column::Currency
        | Column::Notes => Kind::Word,
        Column::Attempt | Column::RecycleNumber | Column::WaitDays => Kind::Small,
        Column::DueAt => Kind::At,
        Column::Amount => Kind::Amount,
        Column::Line => Kind::Whole,
    }
}

fn transaction_kind(column: TransactionColumn) -> Kind {
    use TransactionColumn as Column;
    match column {
        Column::TransactionId => Kind::Text,
        Column::MerchantId
        | Column::Currency
        | Column::Class
        | Column::Profile
        | Column::Outcome
        | Column::HandoffMerchantId
        | Column::HandoffService
        | Column::FirstBlockReason
        | Column::LastMerchantId
        | Column::Notes => Kind::Word,
        Column::AttemptsMade
        | Column::AttemptsBlocked
        | Column::HandoffAttempt
        | Column::HandoffWaitDays
        | Column::LastAttempt => Kind::Small,
        Column::DeclinedAt | Column::HandoffAt | Column::LastAt => Kind::At,
        Column::Amount | Column::HandoffAmount | Column::LastAmount => Kind::Amount,
        Column::Line => Kind::Whole,
    }
}

impl Names {
    fn of(account: &Account) -> Names {
        Names {
            merchants: account.merchants.iter().map(|merchant| merchant.id.clone()).collect(),
            profiles: account.profiles.iter().map(|profile| profile.title.clone()).collect(),
            services: account.services.iter().map(|service| service.name.clone()).collect(),
            notes: (0..=u8::MAX).map(|bits| Notes::from_bits(bits).to_string()).collect(),
        }
    }

    /// A cell as a column has it: where the CSV has an empty cell, there is none.
    fn value<'c>(&'c self, cell: &'c Cell<'_>) -> Value<'c> {
        match cell {
            Cell::Empty => Value::Empty,
            Cell::Input(text) => text_value(text),
            Cell::Name(name) => text_value(name),
            Cell::Number(number) => Value::Number(*number),
            Cell::At(moment) => Value::At(moment.instant.0),
            Cell::Amount(money) => {
                Value::Amount { minor: money.amount_minor, decimals: money.currency.decimals() }
            }
            Cell::Currency(currency) => text_value(currency.code()),
            Cell::Merchant(index) => text_value(&self.merchants[index.0 as usize]),
            Cell::Profile(index) => text_value(&self.profiles[index.0 as usize]),
            Cell::Service(index) => text_value(&self.services[index.0 as usize]),
            Cell::Notes(notes) => text_value(&self.notes[usize::from(notes.bits())]),
        }
    }
}

fn text_value(text: &str) -> Value<'_> {
    if text.is_empty() { Value::Empty } else { Value::Text(text) }
}
