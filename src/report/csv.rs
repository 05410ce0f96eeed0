//! The CSV outputs: `routes.csv`, `transactions.csv`, `rejects.csv` and the timeline, byte by byte.
//!
//! Written by hand into a buffer. Rows of declines that a replay remembers are copied from
//! [`RowTemplates`] instead.

use crate::analysis::{Cell, attempt_cells, transaction_cells};
use crate::config::Account;
use crate::engine::{Attempt, Route, TimelineKind};
use crate::model::{Decline, MerchantIndex, Moment, Money, Notes, Slot};

pub use super::room::Room;
pub use super::row_templates::RowTemplates;

/// The header of `routes.csv`.
pub const ROUTES_HEADER: &str = "transaction_id,attempt,recycle_number,status,reason,due_at,wait_days,\
    merchant_id,service,amount,currency,notes,line\n";

/// The header of `transactions.csv`.
pub const TRANSACTIONS_HEADER: &str = "transaction_id,declined_at,merchant_id,amount,currency,class,\
    profile,outcome,attempts_made,attempts_blocked,handoff_attempt,handoff_at,handoff_wait_days,\
    handoff_merchant_id,handoff_service,handoff_amount,first_block_reason,last_attempt,last_at,\
    last_merchant_id,last_amount,notes,line\n";

/// The header of `rejects.csv`.
pub const REJECTS_HEADER: &str = "line,transaction_id,column,problem,value\n";

/// The header of the timeline.
pub const TIMELINE_HEADER: &str =
    "at,event,transaction_id,attempt,merchant_id,status,reason,amount,currency\n";

/// Writes rows for one account, whose names are made into cells once.
pub struct CsvRows {
    merchants: Vec<Vec<u8>>,
    profiles: Vec<Vec<u8>>,
    services: Vec<Vec<u8>>,
    /// The cell of every set of notes.
    notes: Vec<Vec<u8>>,
}

impl CsvRows {
    /// The cells of an account's names.
    pub fn of(account: &Account) -> CsvRows {
        let cell = |write: fn(&mut Vec<u8>, &str), name: &str| {
            let mut cell = Vec::new();
            write(&mut cell, name);
            cell
        };
        let merchants = account.merchants.iter().map(|m| cell(guarded_cell, &m.id));
        let profiles = account.profiles.iter().map(|p| cell(guarded_cell, &p.title));
        let services = account.services.iter().map(|s| cell(plain_cell, &s.name));
        let notes = (0..=u8::MAX).map(|bits| Notes::from_bits(bits).to_string().into_bytes());
        CsvRows {
            merchants: merchants.collect(),
            profiles: profiles.collect(),
            services: services.collect(),
            notes: notes.collect(),
        }
    }

    /// One row of `routes.csv` per attempt.
    pub fn routes(&self, decline: &Decline<'_>, route: &Route, out: &mut Vec<u8>) {
        for attempt in &route.attempts {
            self.row(&attempt_cells(decline, attempt), out);
        }
    }

    /// The row of `transactions.csv`.
    pub fn transaction(&self, decline: &Decline<'_>, route: &Route, out: &mut Vec<u8>) {
        self.row(&transaction_cells(decline, route), out);
    }

    /// A row of any cells.
    fn row(&self, cells: &[Cell<'_>], out: &mut Vec<u8>) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            self.cell(cell, out);
        }
        out.push(b'\n');
    }

    #[inline]
    pub(super) fn cell(&self, cell: &Cell<'_>, out: &mut Vec<u8>) {
        match *cell {
            Cell::Empty => {}
            Cell::Input(text) => guarded_cell(out, text),
            Cell::Name(name) => out.extend_from_slice(name.as_bytes()),
            Cell::Number(number) => push_number(out, number),
            Cell::At(moment) => moment.write_rfc3339(out),
            Cell::Amount(money) => push_amount(out, money),
            Cell::Currency(currency) => out.extend_from_slice(currency.code().as_bytes()),
            Cell::Merchant(index) => out.extend_from_slice(self.merchant(index)),
            Cell::Profile(index) => out.extend_from_slice(&self.profiles[index.0 as usize]),
            Cell::Service(index) => out.extend_from_slice(&self.services[index.0 as usize]),
            Cell::Notes(notes) => out.extend_from_slice(&self.notes[usize::from(notes.bits())]),
        }
    }

    /// One row of the timeline. `at` is the event's instant on the account's clock.
    pub fn timeline(&self, event: &TimelineRow<'_>, out: &mut Vec<u8>) {
        event.at.write_rfc3339(out);
        let (name, attempt) = match event.kind {
            TimelineKind::Declined => ("declined", None),
            TimelineKind::Attempt(attempt) => ("attempt", Some(attempt)),
            TimelineKind::Ended(_) => ("ended", None),
        };
        out.push(b',');
        out.extend_from_slice(name.as_bytes());
        out.push(b',');
        guarded_cell(out, event.transaction_id);
        out.push(b',');
        if let Some(Attempt { slot: Slot(slot), .. }) = attempt {
            push_number(out, u64::from(slot));
        }
        out.push(b',');
        match attempt {
            Some(attempt) => out.extend_from_slice(self.merchant(attempt.target)),
            None => guarded_cell(out, event.merchant_id),
        }
        out.push(b',');
        let status = match event.kind {
            TimelineKind::Declined => "",
            TimelineKind::Attempt(attempt) => attempt.status.name(),
            TimelineKind::Ended(outcome) => outcome.name(),
        };
        out.extend_from_slice(status.as_bytes());
        out.push(b',');
        out.extend_from_slice(attempt.as_ref().map_or("", reason_name).as_bytes());
        out.push(b',');
        let amount = attempt.map_or(event.amount, |attempt| attempt.amount);
        push_amount(out, amount);
        out.push(b',');
        out.extend_from_slice(amount.currency.code().as_bytes());
        out.push(b'\n');
    }

    fn merchant(&self, merchant: MerchantIndex) -> &[u8] {
        &self.merchants[merchant.0 as usize]
    }
}

/// An event of the shared calendar with the texts of its decline.
#[derive(Clone, Copy, Debug)]
pub struct TimelineRow<'a> {
    /// When.
    pub at: Moment,
    /// What.
    pub kind: TimelineKind,
    /// The transaction's id.
    pub transaction_id: &'a str,
    /// The merchant of the decline.
    pub merchant_id: &'a str,
    /// What the decline was for.
    pub amount: Money,
}

/// A row of `rejects.csv`.
pub fn reject_row(
    line: u64,
    transaction_id: &str,
    column: &str,
    problem: &str,
    value: &str,
    out: &mut Vec<u8>,
) {
    push_number(out, line);
    for text in [transaction_id, column, problem, value] {
        out.push(b',');
        guarded_cell(out, text);
    }
    out.push(b'\n');
}

fn reason_name(attempt: &Attempt) -> &'static str {
    attempt.reason.map_or("", crate::model::BlockReason::name)
}

/// A text copied from the input: a spreadsheet must not take it for a formula.
pub(super) fn guarded_cell(out: &mut Vec<u8>, text: &str) {
    if matches!(text.as_bytes().first(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r')) {
        plain_cell(out, &format!("'{text}"));
    } else {
        plain_cell(out, text);
    }
}

/// A cell, quoted only where it must be.
pub(super) fn plain_cell(out: &mut Vec<u8>, text: &str) {
    if text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        out.push(b'"');
        for byte in text.bytes() {
            if byte == b'"' {
                out.push(b'"');
            }
            out.push(byte);
        }
        out.push(b'"');
    } else {
        out.extend_from_slice(text.as_bytes());
    }
}

pub(super) fn push_number(out: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

pub(super) fn push_amount(out: &mut Vec<u8>, money: Money) {
    let decimals = money.currency.decimals();
    let unit = 10_u64.pow(decimals);
    let minor = money.amount_minor.unsigned_abs();
    push_number(out, minor / unit);
    if decimals > 0 {
        out.push(b'.');
        let part = minor % unit;
        for place in (0..decimals).rev() {
            out.push(b'0' + (part / 10_u64.pow(place) % 10) as u8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{RouteColumn, TransactionColumn};
    use crate::model::Currency;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn cells_are_guarded_and_quoted() {
        for (text, cell) in [
            ("T1", "T1"),
            ("=1+1", "'=1+1"),
            ("-5", "'-5"),
            ("a,b", "\"a,b\""),
            ("+a\"b", "\"'+a\"\"b\""),
            ("\tx", "'\tx"),
            ("", ""),
        ] {
            assert_eq!(written(|out| guarded_cell(out, text)), cell);
        }
    }

    #[test]
    fn headers_name_the_cells() {
        let routes: Vec<&str> = RouteColumn::ALL.iter().map(|column| column.name()).collect();
        assert_eq!(ROUTES_HEADER.trim_end(), routes.join(","));
        let transactions: Vec<&str> =
            TransactionColumn::ALL.iter().map(|column| column.name()).collect();
        assert_eq!(TRANSACTIONS_HEADER.trim_end(), transactions.join(","));
    }

    #[test]
    fn amounts_are_written_as_they_display() {
        for (code, minor) in
            [("USD", 4995), ("USD", 5), ("JPY", 0), ("KWD", 1_234_567), ("CLF", 10_001)]
        {
            let money = Money { currency: Currency::read(code).unwrap(), amount_minor: minor };
            assert_eq!(written(|out| push_amount(out, money)), money.to_string());
        }
        assert_eq!(written(|out| push_number(out, u64::MAX)), u64::MAX.to_string());
    }
}
