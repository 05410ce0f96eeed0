//! The cells of a row to a record: a decline, no decline, or a reject.

use crate::model::{Brand, Currency, Decline, Fact, Money, Recorded, UsualBrand};

use super::amount::amount_minor;
use super::choices::{self, NotADecline, Says};
use super::column::{Column, is_unknown};
use super::date::LastDay;
use super::options::Values;
use super::problem::{Flaw, Problem, Reject, shown};

/// What a row is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record<'a> {
    /// A declined payment.
    Decline(Decline<'a>),
    /// A payment or movement of money that did not decline; whatever else is wrong with it does not matter.
    NotADecline {
        /// The row's first line.
        line: u64,
        /// The transaction's id; may be empty.
        transaction_id: &'a str,
        /// What it is.
        reason: NotADecline,
    },
    /// A row that cannot be used.
    Reject(Reject<'a>),
}

/// The values of a row by column: without quotes and outer blanks, empty where the file has no such column.
pub(super) type Cells<'a> = [&'a str; Column::COUNT];

/// The most decimals that any currency has.
const MOST_DECIMALS: u32 = 4;

/// What was read last, to be read again for nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    last_day: LastDay,
    last_currency: Option<([u8; 3], Currency)>,
}

impl Values {
    /// Reads the cells of the row on line `line`.
    #[expect(
        clippy::inline_always,
        reason = "a record is large, and this is the path of every row"
    )]
    #[inline(always)]
    pub(super) fn record<'a>(
        &self,
        line: u64,
        cells: &Cells<'a>,
        memory: &mut Memory,
    ) -> Record<'a> {
        let transaction_id = cells[Column::TransactionId as usize];
        let says = says(cells);
        if let (Says::Not(reason), _) | (_, Says::Not(reason)) = says {
            return Record::NotADecline { line, transaction_id, reason };
        }
        match self.decline(line, cells, says, memory) {
            Ok(decline) => Record::Decline(decline),
            Err(Flaw { column, problem }) => Record::Reject(Reject {
                line,
                transaction_id,
                column: column.name(),
                problem,
                value: shown(cells[column as usize].as_bytes()),
            }),
        }
    }

    /// The decline, or what is wrong with the first column, in the order of the contract, that is not right.
    #[expect(
        clippy::inline_always,
        reason = "a decline is large, and this is the path of every row"
    )]
    #[inline(always)]
    pub(super) fn decline<'a>(
        &self,
        line: u64,
        cells: &Cells<'a>,
        (response, txn): (Says, Says),
        memory: &mut Memory,
    ) -> Result<Decline<'a>, Flaw> {
        let cell = |column: Column| cells[column as usize];
        let flaw = |column| move |problem| Flaw { column, problem };
        let needed = |column: Column| match cell(column) {
            "" => Err(flaw(column)(Problem::MissingValue)),
            value => Ok(value),
        };
        let known = |says: Says, column: Column| match says {
            Says::Unrecognised => Err(flaw(column)(Problem::UnknownValue)),
            says => Ok(says),
        };
        let transaction_id = needed(Column::TransactionId)?;
        let declined_at = self
            .clock
            .moment(needed(Column::DeclinedAt)?, &mut memory.last_day)
            .map_err(flaw(Column::DeclinedAt))?;
        let merchant_id = needed(Column::MerchantId)?;
        let currency = self.currency(cell(Column::Currency), memory);
        let decimals = currency.map_or(MOST_DECIMALS, Currency::decimals);
        let amount_minor =
            amount_minor(needed(Column::Amount)?, decimals).map_err(flaw(Column::Amount))?;
        let currency = currency.map_err(flaw(Column::Currency))?;
        let is_check = choices::is_check(cell(Column::PaySource));
        let brand = match optional(cells, Column::CardBrand) {
            "" if is_check => Some(Brand::Usual(UsualBrand::Echeck)),
            "" => None,
            name => Some(Brand::read(name)),
        };
        let funding =
            choices::funding(cell(Column::CardFunding)).map_err(flaw(Column::CardFunding))?;
        let fact = |column: Column| choices::fact(cell(column)).map_err(flaw(column));
        let (is_prepaid, is_debit) = match (fact(Column::IsPrepaid)?, fact(Column::IsDebit)?) {
            _ if brand == Some(Brand::Usual(UsualBrand::Echeck)) => (Fact::No, Fact::No),
            (prepaid, debit) => (stated(prepaid, funding.0), stated(debit, funding.1)),
        };
        let response_type = match known(response, Column::ResponseType)? {
            Says::Declined(kind) => Some(kind),
            _ => None,
        };
        let order_type =
            choices::order_type(cell(Column::OrderType)).map_err(flaw(Column::OrderType))?;
        known(txn, Column::TxnType)?;
        let attempt = choices::attempt(cell(Column::Attempt)).map_err(flaw(Column::Attempt))?;
        Ok(Decline {
            line,
            transaction_id,
            declined_at,
            merchant_id,
            amount: Money { currency, amount_minor },
            brand,
            is_prepaid,
            is_debit,
            response_type,
            response_code: optional(cells, Column::ResponseCode),
            response_text: optional(cells, Column::ResponseText),
            order_type,
            attempt,
            billing_cycle: optional(cells, Column::BillingCycle),
            campaign_id: optional(cells, Column::CampaignId),
            customer_id: optional(cells, Column::CustomerId),
            purchase_id: optional(cells, Column::PurchaseId),
            order_id: optional(cells, Column::OrderId),
            card: optional(cells, Column::Card),
            recorded: Recorded::First,
        })
    }

    fn currency(&self, text: &str, memory: &mut Memory) -> Result<Currency, Problem> {
        match memory.last_currency {
            Some((last, currency)) if last == text.as_bytes() => Ok(currency),
            _ if is_unknown(text) => Ok(self.default_currency),
            _ => {
                let currency = Currency::read(text).ok_or(Problem::UnknownCurrency)?;
                memory.last_currency = text.as_bytes().try_into().ok().map(|last| (last, currency));
                Ok(currency)
            }
        }
    }
}

/// What `response_type` and `txn_type` say.
pub(super) fn says(cells: &Cells<'_>) -> (Says, Says) {
    let response = choices::response_type(cells[Column::ResponseType as usize]);
    (response, choices::txn_type(cells[Column::TxnType as usize]))
}

/// The text of an optional column, empty where it says that nothing is known.
#[expect(clippy::inline_always, reason = "on the path of every cell")]
#[inline(always)]
fn optional<'a>(cells: &Cells<'a>, column: Column) -> &'a str {
    let text = cells[column as usize];
    if is_unknown(text.trim_ascii()) { "" } else { text }
}

/// A fact's own column where it is given, else what the card's funding says.
fn stated(own: Fact, by_funding: Fact) -> Fact {
    if own == Fact::Unknown { by_funding } else { own }
}
