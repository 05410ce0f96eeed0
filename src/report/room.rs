//! Room for rows that are written one after the other: made once and filled again and again, and filled in whole
//! steps, which costs less than copying exactly as many bytes as a text has.

use crate::model::Money;

/// Texts that are copied in whole steps are padded to a multiple of so many bytes.
pub(super) const STEP_BYTES: usize = 32;

/// A text of at most one step, padded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Short {
    padded: [u8; STEP_BYTES],
    length: usize,
}

/// Bytes of rows.
#[derive(Debug, Default)]
pub struct Room {
    bytes: Vec<u8>,
    filled: usize,
}

impl Room {
    /// What was written.
    pub fn text(&self) -> &[u8] {
        &self.bytes[..self.filled]
    }

    /// Forgets what was written, and keeps the room.
    pub fn clear(&mut self) {
        self.filled = 0;
    }

    /// Adds bytes.
    pub fn put(&mut self, bytes: &[u8]) {
        self.reserve(bytes.len());
        self.bytes[self.filled..][..bytes.len()].copy_from_slice(bytes);
        self.filled += bytes.len();
    }

    /// Makes room for so many more bytes.
    #[inline]
    pub(super) fn reserve(&mut self, more: usize) {
        if self.bytes.len() - self.filled < more {
            self.grow(more);
        }
    }

    #[cold]
    fn grow(&mut self, more: usize) {
        let least = self.filled + more;
        self.bytes.resize(least + least / 2, 0);
    }

    /// Adds the first `length` of bytes that are padded to whole steps, for which there must be room.
    #[inline]
    pub(super) fn padded(&mut self, bytes: &[u8], length: usize) {
        self.bytes[self.filled..][..bytes.len()].copy_from_slice(bytes);
        self.filled += length;
    }

    /// Adds a short text; there must be room for a whole step.
    #[inline]
    pub(super) fn short(&mut self, text: &Short) {
        self.padded(&text.padded, text.length);
    }

    /// Adds so many bytes, for which there must be room.
    #[inline]
    pub(super) fn array<const N: usize>(&mut self, bytes: [u8; N]) {
        self.bytes[self.filled..][..N].copy_from_slice(&bytes);
        self.filled += N;
    }

    /// Takes back so many bytes.
    pub(super) fn take_back(&mut self, bytes: usize) {
        self.filled -= bytes;
    }

    /// Writes over bytes that begin so many before the end.
    #[inline]
    pub(super) fn patch<const N: usize>(&mut self, before_end: usize, bytes: [u8; N]) {
        self.bytes[self.filled - before_end..][..N].copy_from_slice(&bytes);
    }
}

impl Short {
    /// An amount with exactly its currency's decimals.
    #[inline]
    pub(super) fn amount(money: Money) -> Short {
        let mut text = Short { padded: [0; STEP_BYTES], length: 0 };
        let minor = money.amount_minor.unsigned_abs();
        match money.currency.decimals() {
            0 => text.number(minor),
            2 => {
                text.number(minor / 100);
                let [tens, ones] = two_digits(minor % 100);
                text.array([b'.', tens, ones]);
            }
            decimals => {
                let unit = 10_u64.pow(decimals);
                text.number(minor / unit);
                text.array([b'.']);
                text.digits(minor % unit, decimals as usize);
            }
        }
        text
    }

    #[inline]
    fn array<const N: usize>(&mut self, bytes: [u8; N]) {
        self.padded[self.length..][..N].copy_from_slice(&bytes);
        self.length += N;
    }

    #[inline]
    fn number(&mut self, number: u64) {
        self.digits(number, number.checked_ilog10().unwrap_or(0) as usize + 1);
    }

    /// Adds the last so many digits of a number, with leading zeros.
    #[inline]
    fn digits(&mut self, mut number: u64, digits: usize) {
        let mut places = self.padded[self.length..][..digits].rchunks_exact_mut(2);
        for pair in &mut places {
            pair.copy_from_slice(&two_digits(number % 100));
            number /= 100;
        }
        if let [place] = places.into_remainder() {
            *place = b'0' + (number % 10) as u8;
        }
        self.length += digits;
    }
}

/// The digits of a number below 100.
#[inline]
pub(super) fn two_digits(number: u64) -> [u8; 2] {
    TWO_DIGITS[number as usize % 100]
}

/// The local time of day, `hh:mm:ss`.
#[inline]
pub(super) fn time_of_day(second: u32) -> [u8; 8] {
    let [hours, minutes, seconds] =
        [second / 3600, second / 60 % 60, second % 60].map(|part| two_digits(part.into()));
    [hours[0], hours[1], b':', minutes[0], minutes[1], b':', seconds[0], seconds[1]]
}

static TWO_DIGITS: [[u8; 2]; 100] = {
    let mut all = [[0; 2]; 100];
    let mut number = 0;
    while number < all.len() {
        all[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    all
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Currency;

    fn text(short: Short) -> String {
        String::from_utf8(short.padded[..short.length].to_vec()).unwrap()
    }

    #[test]
    fn amounts_and_times_are_written_as_they_display() {
        for (code, minor) in [
            ("USD", 4995),
            ("USD", 5),
            ("USD", i64::MAX),
            ("JPY", 0),
            ("JPY", 12_345_678),
            ("KWD", 1_234_567),
            ("CLF", 10_001),
        ] {
            let money = Money { currency: Currency::read(code).unwrap(), amount_minor: minor };
            assert_eq!(text(Short::amount(money)), money.to_string());
        }
        for second in [0, 59, 3_600, 45_296, 86_399] {
            let [hour, minute] = [second / 3600, second / 60 % 60];
            let shown = format!("{hour:02}:{minute:02}:{:02}", second % 60);
            assert_eq!(String::from_utf8(time_of_day(second).to_vec()).unwrap(), shown);
        }
    }

    #[test]
    fn room_is_filled_in_order_and_again() {
        let mut room = Room::default();
        for _ in 0..2 {
            room.clear();
            let mut expected = Vec::new();
            for length in [0, 1, 31, 32, 33, 60] {
                let mut bytes = vec![b'x'; length];
                room.put(&bytes);
                expected.extend_from_slice(&bytes);
                bytes.resize(length.next_multiple_of(STEP_BYTES), 0);
                room.reserve(bytes.len() + STEP_BYTES);
                room.padded(&bytes, length);
                expected.extend_from_slice(&bytes[..length]);
                room.array([b'a', b'b']);
                room.take_back(1);
                expected.push(b'a');
            }
            room.patch(3, [b'y']);
            let at = expected.len() - 3;
            expected[at] = b'y';
            assert_eq!(room.text(), expected);
        }
    }
}
