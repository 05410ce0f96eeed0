//! Short texts read before, to be read again for next to nothing.

/// What short texts came to. One for each column: few of them have more than a handful of values.
#[derive(Clone, Debug)]
pub(super) struct Memo<T> {
    entries: Box<[Option<(Key, T)>; ENTRIES]>,
}

const ENTRIES: usize = 32;

/// How many places a text may be kept at.
const PLACES: usize = 4;

/// The longest text that is kept.
const MOST_BYTES: usize = 16;

/// A text in full: its first and its last bytes, which overlap, and its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key {
    first: u64,
    last: u64,
    length: usize,
}

impl Key {
    /// `None` for texts that are not kept: the empty and the long ones.
    #[inline]
    fn of(text: &str) -> Option<Key> {
        let length = text.len();
        let (first, last) = ends_of(text.as_bytes());
        (1..=MOST_BYTES).contains(&length).then_some(Key { first, last, length })
    }

    /// The first place where it may be kept.
    #[inline]
    fn place(self) -> usize {
        let mixed = self.first.wrapping_add(self.last.rotate_left(29));
        (mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 59) as usize
    }
}

/// The first and the last bytes of a text, eight each if it has so many. A text of no more than sixteen is
/// these and its length.
#[inline]
pub(super) fn ends_of(text: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        return (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    }
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        return (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last)));
    }
    match *text {
        [] => (0, 0),
        [first, ..] => {
            let (middle, last) = (text[text.len() / 2], text[text.len() - 1]);
            (u64::from(first) << 8 | u64::from(middle), u64::from(last))
        }
    }
}

impl<T> Default for Memo<T> {
    fn default() -> Memo<T> {
        Memo { entries: Box::new([const { None }; ENTRIES]) }
    }
}

impl<T: Copy> Memo<T> {
    /// What `read` makes of a text, or made of it before.
    #[inline]
    pub(super) fn read(&mut self, text: &str, read: impl FnOnce(&str) -> T) -> T {
        let Some(key) = Key::of(text) else { return read(text) };
        match self.entries[key.place()] {
            Some((known, value)) if known == key => value,
            _ => self.read_again(key, text, read),
        }
    }

    /// The same where the first place holds something else. Texts that find no place take that of another.
    #[cold]
    fn read_again(&mut self, key: Key, text: &str, read: impl FnOnce(&str) -> T) -> T {
        let mut place = key.place();
        for _ in 0..PLACES {
            match self.entries[place] {
                Some((known, value)) if known == key => return value,
                Some(_) => place = (place + 1) % ENTRIES,
                None => break,
            }
        }
        let value = read(text);
        self.entries[place] = Some((key, value));
        value
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_memo_changes_nothing(texts in prop::collection::vec("[ab\0é]{0,18}", 0..200)) {
            let read = |text: &str| text.bytes().fold(7_u64, |hash, byte| hash * 31 % 1_000_003 + u64::from(byte));
            let mut memo = Memo::default();
            for text in &texts {
                prop_assert_eq!(memo.read(text, read), read(text), "{}", text);
            }
        }
    }

    #[test]
    fn what_is_known_is_not_read_again() {
        let mut memo = Memo::default();
        let texts = ["1", "USD", "VISA", "credit", "MASTERCARD", "SOFT_DECLINE", "REBILL"];
        for text in texts {
            let mut count = 0;
            for _ in 0..3 {
                memo.read(text, |_| count += 1);
            }
            assert_eq!(count, 1, "{text}");
        }
    }
}
