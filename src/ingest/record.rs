//! The cells of a row to a record: a decline, no decline, or a reject.

use crate::model::{
    Brand, Currency, Decline, Fact, Moment, Money, OrderType, Recorded, UsualBrand,
};

use super::amount::{amount_minor, usual_amount_minor};
use super::choices::{self, NotADecline, Says};
use super::column::{Column, is_unknown};
use super::date::LastDay;
use super::fields::Cells;
use super::memo::Memo;
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

/// The most decimals that any currency has.
const MOST_DECIMALS: u32 = 4;

/// What was read last, to be read again for nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    last_day: LastDay,
    currencies: Memo<Result<Option<Currency>, Problem>>,
    brands: Memo<Option<UsualBrand>>,
    fundings: Memo<Result<(Fact, Fact), Problem>>,
    response_types: Memo<Says>,
    order_types: Memo<Result<OrderType, Problem>>,
    txn_types: Memo<Says>,
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
        cells: &impl Cells<'a>,
        memory: &mut Memory,
    ) -> Record<'a> {
        let transaction_id = cells.get(Column::TransactionId);
        let says = memory.says(cells);
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
                value: shown(cells.get(column).as_bytes()),
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
        cells: &impl Cells<'a>,
        (response, txn): (Says, Says),
        memory: &mut Memory,
    ) -> Result<Decline<'a>, Flaw> {
        let cell = |column: Column| cells.get(column);
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
        let brand = match optional(cells, Column::CardBrand) {
            "" if choices::is_check(cell(Column::PaySource)) => {
                Some(Brand::Usual(UsualBrand::Echeck))
            }
            "" => None,
            name => Some(memory.brand(name)),
        };
        let funding = memory.fundings.read(cell(Column::CardFunding), choices::funding);
        let funding = funding.map_err(flaw(Column::CardFunding))?;
        let fact = |column: Column| choices::fact(cell(column)).map_err(flaw(column));
        let (is_prepaid, is_debit) = match (fact(Column::IsPrepaid)?, fact(Column::IsDebit)?) {
            _ if brand == Some(Brand::Usual(UsualBrand::Echeck)) => (Fact::No, Fact::No),
            (prepaid, debit) => (stated(prepaid, funding.0), stated(debit, funding.1)),
        };
        let response_type = match known(response, Column::ResponseType)? {
            Says::Declined(kind) => Some(kind),
            _ => None,
        };
        let order_type = memory.order_types.read(cell(Column::OrderType), choices::order_type);
        let order_type = order_type.map_err(flaw(Column::OrderType))?;
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

    /// A moment and an amount in this currency, if they are right.
    #[inline]
    pub(super) fn moment_and_amount(
        &self,
        moment: &[u8],
        amount: &[u8],
        currency: Currency,
        memory: &mut Memory,
    ) -> Option<(Moment, Money)> {
        let moment = match self.clock.known_moment(moment, &memory.last_day) {
            Some(moment) => moment,
            None => {
                let text = std::str::from_utf8(moment).ok()?;
                self.clock.moment(text, &mut memory.last_day).ok()?
            }
        };
        let amount_minor = match usual_amount_minor(amount, currency.decimals()) {
            Some(amount_minor) => amount_minor,
            None => amount_minor(std::str::from_utf8(amount).ok()?, currency.decimals()).ok()?,
        };
        Some((moment, Money { currency, amount_minor }))
    }

    fn currency(&self, text: &str, memory: &mut Memory) -> Result<Currency, Problem> {
        let currency = memory.currencies.read(text, choices::currency);
        currency.map(|currency| currency.unwrap_or(self.default_currency))
    }
}

impl Memory {
    /// What `response_type` and `txn_type` say.
    #[inline]
    pub(super) fn says<'a>(&mut self, cells: &impl Cells<'a>) -> (Says, Says) {
        (
            self.response_types.read(cells.get(Column::ResponseType), choices::response_type),
            self.txn_types.read(cells.get(Column::TxnType), choices::txn_type),
        )
    }

    #[inline]
    fn brand<'a>(&mut self, name: &'a str) -> Brand<'a> {
        let usual = self.brands.read(name, |name| match Brand::read(name) {
            Brand::Usual(usual) => Some(usual),
            Brand::Other(_) => None,
        });
        usual.map_or(Brand::Other(name), Brand::Usual)
    }
}

/// The text of an optional column, empty where it says that nothing is known.
#[expect(clippy::inline_always, reason = "on the path of every cell")]
#[inline(always)]
fn optional<'a>(cells: &impl Cells<'a>, column: Column) -> &'a str {
    let text = cells.get(column);
    // The first letter decides for most: no blank, and no `-`, `N` or `U`.
    match text.as_bytes().first() {
        Some(first) if *first > b' ' && !matches!(*first | 0x20, b'-' | b'n' | b'u') => text,
        _ if is_unknown(text.trim_ascii()) => "",
        _ => text,
    }
}

/// A fact's own column where it is given, else what the card's funding says.
fn stated(own: Fact, by_funding: Fact) -> Fact {
    if own == Fact::Unknown { by_funding } else { own }
}
