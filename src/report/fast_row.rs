//! A row written into room that is there already: no growth to check for, and short cells are copied as fixed
//! numbers of bytes, which costs less than copying exactly as many as they have.

use crate::model::Money;

/// What is copied of a cell whatever its length.
const PADDED_BYTES: usize = 32;

/// A cell that is written over and over.
#[derive(Clone, Debug)]
pub(super) struct Written {
    text: Box<[u8]>,
    /// Its start, padded.
    padded: [u8; PADDED_BYTES],
}

impl Written {
    /// The cell of these bytes.
    pub(super) fn of(text: Vec<u8>) -> Written {
        let mut padded = [0; PADDED_BYTES];
        let start = text.len().min(PADDED_BYTES);
        padded[..start].copy_from_slice(&text[..start]);
        Written { text: text.into_boxed_slice(), padded }
    }

    /// Its bytes.
    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    /// The room that writing it may take.
    pub(super) fn room(&self) -> usize {
        self.text.len().max(PADDED_BYTES)
    }
}

/// Room for rows, filled from the start.
pub(super) struct Room<'a> {
    bytes: &'a mut [u8],
    filled: usize,
}

impl<'a> Room<'a> {
    /// Room of which so many bytes are filled.
    pub(super) fn new(bytes: &'a mut [u8], filled: usize) -> Room<'a> {
        Room { bytes, filled }
    }

    /// How many bytes are filled.
    pub(super) fn filled(&self) -> usize {
        self.filled
    }

    /// Adds a cell.
    #[inline]
    pub(super) fn cell(&mut self, cell: &Written) {
        if cell.text.len() <= PADDED_BYTES {
            self.bytes[self.filled..][..PADDED_BYTES].copy_from_slice(&cell.padded);
        } else {
            self.bytes[self.filled..][..cell.text.len()].copy_from_slice(&cell.text);
        }
        self.filled += cell.text.len();
    }

    /// Adds so many bytes.
    #[inline]
    pub(super) fn array<const N: usize>(&mut self, bytes: [u8; N]) {
        self.bytes[self.filled..][..N].copy_from_slice(&bytes);
        self.filled += N;
    }

    /// Adds the first `length` of the bytes that are filled once more.
    #[inline]
    pub(super) fn again(&mut self, length: usize) {
        self.bytes.copy_within(..length, self.filled);
        self.filled += length;
    }

    /// Adds a number.
    #[inline]
    pub(super) fn number(&mut self, number: u64) {
        if number < 10 {
            return self.array([b'0' + number as u8]);
        }
        let digits = number.ilog10() as usize + 1;
        self.digits(number, digits);
    }

    /// Adds the last so many digits of a number, with leading zeros.
    #[inline]
    fn digits(&mut self, mut number: u64, digits: usize) {
        for place in self.bytes[self.filled..][..digits].iter_mut().rev() {
            *place = b'0' + (number % 10) as u8;
            number /= 10;
        }
        self.filled += digits;
    }

    /// Adds an amount with exactly its currency's decimals.
    #[inline]
    pub(super) fn amount(&mut self, money: Money) {
        let minor = money.amount_minor.unsigned_abs();
        match money.currency.decimals() {
            0 => self.number(minor),
            2 => {
                self.number(minor / 100);
                self.array([b'.']);
                self.digits(minor % 100, 2);
            }
            decimals => {
                let unit = 10_u64.pow(decimals);
                self.number(minor / unit);
                self.array([b'.']);
                self.digits(minor % unit, decimals as usize);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Currency;

    fn written(write: impl FnOnce(&mut Room<'_>)) -> String {
        let mut bytes = [0; 100];
        let mut room = Room::new(&mut bytes, 0);
        write(&mut room);
        let filled = room.filled();
        String::from_utf8(bytes[..filled].to_vec()).unwrap()
    }

    #[test]
    fn numbers_and_amounts_are_written_as_they_display() {
        for number in [0, 7, 9, 10, 99, 100, 12_345_678, u64::MAX] {
            assert_eq!(written(|room| room.number(number)), number.to_string());
        }
        for (code, minor) in
            [("USD", 4995), ("USD", 5), ("JPY", 0), ("KWD", 1_234_567), ("CLF", 10_001)]
        {
            let money = Money { currency: Currency::read(code).unwrap(), amount_minor: minor };
            assert_eq!(written(|room| room.amount(money)), money.to_string());
        }
    }

    #[test]
    fn cells_of_any_length_are_written_whole() {
        for length in [0, 1, 31, 32, 33, 60] {
            let text = "x".repeat(length);
            let cell = Written::of(text.clone().into_bytes());
            assert_eq!(written(|room| room.cell(&cell)), text);
            assert!(cell.room() >= length);
            let twice = written(|room| {
                room.cell(&cell);
                room.again(length.min(40));
            });
            assert_eq!(twice, text.clone() + &text[..length.min(40)]);
        }
    }
}
