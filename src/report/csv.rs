//! The CSV outputs: `routes.csv`, `transactions.csv`, `rejects.csv` and the timeline, byte by byte.
//!
//! Written by hand into a buffer: with every attempt of ten million declines written, this is the slowest part
//! of a run.

use crate::analysis::{Cell, transaction_cells};
use crate::config::Account;
use crate::engine::{Attempt, Route, TimelineKind};
use crate::model::{BlockReason, Decline, MerchantIndex, Moment, Money, Notes, Slot, Status};

use super::fast_row::{Room, Written};

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
    merchants: Vec<Written>,
    profiles: Vec<Written>,
    services: Vec<Written>,
    no_service: Written,
    /// The cell of every set of notes.
    notes: Vec<Written>,
    /// The cells of status and reason: of the statuses, and then of a blocked attempt by its reason.
    fates: Vec<Written>,
    /// The room that the cells of any one row may take.
    widest: usize,
}

/// The room that numbers, dates, amounts and commas of a route may take.
const ROUTE_BYTES: usize = 160;

impl CsvRows {
    /// The cells of an account's names.
    pub fn of(account: &Account) -> CsvRows {
        let cells = |names: Vec<&str>, write: fn(&mut Vec<u8>, &str)| -> Vec<Written> {
            let cell = |name| {
                let mut cell = Vec::new();
                write(&mut cell, name);
                Written::of(cell)
            };
            names.into_iter().map(cell).collect()
        };
        let note_cell = |bits| Written::of(Notes::from_bits(bits).to_string().into_bytes());
        let fate =
            |status: &str, reason: &str| Written::of(format!(",{status},{reason},").into_bytes());
        let statuses = Status::ALL.iter().map(|status| fate(status.name(), ""));
        let blocked = BlockReason::ALL.iter();
        let blocked = blocked.map(|reason| fate(Status::Blocked.name(), reason.name()));
        let merchants =
            cells(account.merchants.iter().map(|m| m.id.as_str()).collect(), guarded_cell);
        let services =
            cells(account.services.iter().map(|s| s.name.as_str()).collect(), plain_cell);
        let notes: Vec<Written> = (0..=u8::MAX).map(note_cell).collect();
        let fates: Vec<Written> = statuses.chain(blocked).collect();
        let no_service = Written::of(Vec::new());
        let widest_of = |cells: &[Written]| cells.iter().map(Written::room).max().unwrap_or(0);
        let of_services = widest_of(&services).max(no_service.room());
        let widest = widest_of(&merchants) + of_services + widest_of(&notes) + widest_of(&fates);
        CsvRows {
            profiles: cells(
                account.profiles.iter().map(|p| p.title.as_str()).collect(),
                guarded_cell,
            ),
            merchants,
            services,
            no_service,
            notes,
            fates,
            widest,
        }
    }

    /// One row of `routes.csv` per attempt.
    pub fn routes(&self, decline: &Decline<'_>, route: &Route, out: &mut Vec<u8>) {
        if route.attempts.is_empty() {
            return;
        }
        let start = out.len();
        guarded_cell(out, decline.transaction_id);
        let id_length = out.len() - start;
        let row_bytes = id_length + self.widest + ROUTE_BYTES;
        out.resize(start + route.attempts.len() * row_bytes, 0);
        let mut room = Room::new(&mut out[start..], id_length);
        for (position, attempt) in route.attempts.iter().enumerate() {
            if position > 0 {
                room.again(id_length);
            }
            self.route_cells(attempt, decline.line, &mut room);
        }
        let filled = room.filled();
        out.truncate(start + filled);
    }

    /// Everything of a route's row but the transaction's id.
    #[inline]
    fn route_cells(&self, attempt: &Attempt, line: u64, room: &mut Room<'_>) {
        room.array([b',']);
        room.number(u64::from(attempt.slot.0));
        room.array([b',']);
        if let Some(number) = attempt.recycle_number {
            room.number(u64::from(number));
        }
        room.cell(self.fate(attempt));
        room.array(attempt.due.rfc3339());
        room.array([b',']);
        room.number(attempt.wait_days.unsigned_abs().into());
        room.array([b',']);
        room.cell(&self.merchants[attempt.target.0 as usize]);
        room.array([b',']);
        room.cell(self.service_cell(attempt));
        room.array([b',']);
        room.amount(attempt.amount);
        room.array([b',']);
        room.array(attempt.amount.currency.code_bytes());
        room.array([b',']);
        room.cell(&self.notes[usize::from(attempt.notes.bits())]);
        room.array([b',']);
        room.number(line);
        room.array([b'\n']);
    }

    /// The row of `transactions.csv`.
    pub fn transaction(&self, decline: &Decline<'_>, route: &Route, out: &mut Vec<u8>) {
        self.row(&transaction_cells(decline, route), out);
    }

    /// A row of any cells. [`CsvRows::routes`] writes those of [`attempt_cells`](crate::analysis::attempt_cells),
    /// faster.
    pub fn row(&self, cells: &[Cell<'_>], out: &mut Vec<u8>) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            self.cell(cell, out);
        }
        out.push(b'\n');
    }

    #[inline]
    fn cell(&self, cell: &Cell<'_>, out: &mut Vec<u8>) {
        match *cell {
            Cell::Empty => {}
            Cell::Input(text) => guarded_cell(out, text),
            Cell::Name(name) => out.extend_from_slice(name.as_bytes()),
            Cell::Number(number) => push_number(out, number),
            Cell::At(moment) => moment.write_rfc3339(out),
            Cell::Amount(money) => push_amount(out, money),
            Cell::Currency(currency) => out.extend_from_slice(currency.code().as_bytes()),
            Cell::Merchant(index) => out.extend_from_slice(self.merchant(index)),
            Cell::Profile(index) => out.extend_from_slice(self.profiles[index.0 as usize].text()),
            Cell::Service(index) => out.extend_from_slice(self.services[index.0 as usize].text()),
            Cell::Notes(notes) => {
                out.extend_from_slice(self.notes[usize::from(notes.bits())].text());
            }
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
        self.merchants[merchant.0 as usize].text()
    }

    fn service_cell(&self, attempt: &Attempt) -> &Written {
        attempt.service.map_or(&self.no_service, |service| &self.services[service.0 as usize])
    }

    fn fate(&self, attempt: &Attempt) -> &Written {
        let statuses = Status::ALL.len();
        &self.fates
            [attempt.reason.map_or(attempt.status as usize, |reason| statuses + reason as usize)]
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
