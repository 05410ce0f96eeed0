//! How a row is written: as the account's own exports read (`[declines]`), so that what is generated for an
//! account can be replayed with it.

use std::io::Write as _;

use chrono::{DateTime, FixedOffset};

use crate::config::Account;
use crate::model::{Currency, Day, Moment, Zone};

/// The columns, in order, under the names of the contract.
pub(super) const COLUMNS: [&str; 17] = [
    "transaction_id",
    "declined_at",
    "merchant_id",
    "amount",
    "currency",
    "card_brand",
    "card_funding",
    "response_type",
    "response_code",
    "response_text",
    "order_type",
    "txn_type",
    "billing_cycle",
    "campaign_id",
    "customer_id",
    "purchase_id",
    "card",
];

/// Delimiter, header and dates.
pub(super) struct Layout<'a> {
    account: &'a Account,
    pub(super) delimiter: u8,
    /// The zone of stamps, where it is not the account's.
    other_zone: Option<&'a Zone>,
    pattern: Option<&'a str>,
}

impl<'a> Layout<'a> {
    pub(super) fn of(account: &'a Account) -> Layout<'a> {
        let format = &account.declines;
        let zone = format.timezone.as_ref();
        Layout {
            account,
            delimiter: format.delimiter.unwrap_or(b','),
            other_zone: zone.filter(|zone| zone.name() != account.timezone.name()),
            pattern: format.date_format.as_deref(),
        }
    }

    /// The header line.
    pub(super) fn header(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for (position, name) in COLUMNS.iter().enumerate() {
            if position > 0 {
                out.push(self.delimiter);
            }
            let mapped = self.account.declines.columns.iter().find(|(column, _)| column == name);
            out.extend(self.cell(mapped.map_or(name, |(_, header)| header)));
        }
        out.push(b'\n');
        out
    }

    /// A text as a cell, in quotes where it needs them.
    pub(super) fn cell(&self, text: &str) -> Vec<u8> {
        let needs_quotes =
            |byte: u8| byte == self.delimiter || matches!(byte, b'"' | b'\n' | b'\r');
        if text.bytes().any(needs_quotes) {
            format!("\"{}\"", text.replace('"', "\"\"")).into_bytes()
        } else {
            text.as_bytes().to_vec()
        }
    }

    /// A local time of the account.
    pub(super) fn write_stamp(&self, day: Day, second: u32, out: &mut Vec<u8>) {
        if self.other_zone.is_none() && self.pattern.is_none() {
            return write_plain_stamp(day, second, out);
        }
        let mut moment = self.account.timezone.resolve(day, second).moment;
        if let Some(zone) = self.other_zone {
            moment = zone.moment(moment.instant);
        }
        match self.pattern.zip(at_offset(moment)) {
            Some((pattern, at)) => {
                let start = out.len();
                // A pattern that chrono cannot write gives the plain form.
                if write!(out, "{}", at.format(pattern)).is_err() {
                    out.truncate(start);
                    write_plain_stamp(moment.day, moment.second, out);
                }
            }
            None => write_plain_stamp(moment.day, moment.second, out),
        }
    }
}

fn at_offset(moment: Moment) -> Option<DateTime<FixedOffset>> {
    let offset = FixedOffset::east_opt(moment.offset_seconds() as i32)?;
    Some(DateTime::from_timestamp(moment.instant.0, 0)?.with_timezone(&offset))
}

/// `YYYY-MM-DD HH:MM:SS`.
fn write_plain_stamp(day: Day, second: u32, out: &mut Vec<u8>) {
    let (year, month, day) = day.civil();
    write_number(u64::from(year.unsigned_abs()), 4, out);
    for (mark, value) in [
        (b'-', month),
        (b'-', day),
        (b' ', second / 3600),
        (b':', second / 60 % 60),
        (b':', second % 60),
    ] {
        out.push(mark);
        write_number(u64::from(value), 2, out);
    }
}

/// A whole number of at least so many digits, zeros in front.
pub(super) fn write_number(value: u64, digits: usize, out: &mut Vec<u8>) {
    let mut buffer = [b'0'; 20];
    let mut start = buffer.len();
    let mut rest = value;
    while rest > 0 {
        start -= 1;
        buffer[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    out.extend(&buffer[start.min(buffer.len() - digits)..]);
}

/// An amount given in hundredths of the unit, with as many decimals as the currency has.
pub(super) fn write_amount(hundredths: u32, currency: Currency, out: &mut Vec<u8>) {
    let (amount, decimals) = (u64::from(hundredths), currency.decimals() as usize);
    if decimals == 0 {
        // As many of the small unit: 19.95 of a dollar and 1995 yen are about as dear.
        return write_number(amount, 1, out);
    }
    write_number(amount / 100, 1, out);
    out.push(b'.');
    write_number(amount % 100, 2, out);
    out.extend(std::iter::repeat_n(b'0', decimals.saturating_sub(2)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_zeros_in_front() {
        for (value, digits, expected) in [(0, 1, "0"), (7, 3, "007"), (1234, 2, "1234")] {
            let mut out = Vec::new();
            write_number(value, digits, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }

    #[test]
    fn amounts_have_their_currency_s_decimals() {
        for (code, expected) in [("USD", "19.95"), ("JPY", "1995"), ("KWD", "19.950")] {
            let mut out = Vec::new();
            write_amount(1995, Currency::read(code).unwrap(), &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
