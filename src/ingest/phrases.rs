//! Texts and pairs of numbers that were seen, numbered.

use super::memo::ends_of;

/// Texts of one run that are remembered, and pairs.
const ROOM: usize = 8192;
const ROOM_TOGETHER: usize = 65_536;

/// Longer texts of a run are not remembered.
const MOST_BYTES: usize = 512;

/// Where there is no number.
pub(super) const UNKNOWN: u32 = u32::MAX;

/// Numbers in a table with free places.
#[derive(Clone, Debug)]
struct Places {
    /// Each number, plus one so that 0 is free, in the low half, and a part of what leads to it in the high one. How
    /// many there are is a power of two.
    entries: Vec<u64>,
    /// How many are taken: no more than half of them.
    taken: usize,
}

impl Default for Places {
    fn default() -> Places {
        Places { entries: vec![0; 64], taken: 0 }
    }
}

impl Places {
    /// The number with this part in its high half that is meant, from the place of a hash on.
    #[inline]
    fn find(&self, hash: u64, high: u32, is_meant: impl Fn(u32) -> bool) -> Option<u32> {
        let mask = self.entries.len() - 1;
        let mut place = hash as usize & mask;
        loop {
            let entry = *self.entries.get(place)?;
            let number = (entry as u32).checked_sub(1)?;
            if (entry >> 32) as u32 == high && is_meant(number) {
                return Some(number);
            }
            place = (place + 1) & mask;
        }
    }

    /// Adds a new number; `hash_high` gives the hash and the part of any of them.
    fn add(&mut self, number: u32, hash_high: impl Fn(u32) -> (u64, u32)) {
        self.taken += 1;
        if self.taken * 2 > self.entries.len() {
            let wider = vec![0; self.entries.len() * 2];
            for entry in std::mem::replace(&mut self.entries, wider) {
                if let Some(number) = (entry as u32).checked_sub(1) {
                    self.put(number, hash_high(number));
                }
            }
        }
        self.put(number, hash_high(number));
    }

    fn put(&mut self, number: u32, (hash, high): (u64, u32)) {
        let mask = self.entries.len() - 1;
        let mut place = hash as usize & mask;
        while self.entries[place] != 0 {
            place = (place + 1) & mask;
        }
        self.entries[place] = u64::from(high) << 32 | u64::from(number + 1);
    }
}

/// Texts of one run, numbered.
#[derive(Clone, Debug, Default)]
pub(super) struct Phrases {
    /// Positions in `texts`.
    places: Places,
    /// Each text after its number and its length, so that what is compared lies together.
    texts: Vec<u8>,
    count: u32,
}

/// A number and a length.
const HEAD_BYTES: usize = 8;

impl Phrases {
    /// The number of a text, if it is known.
    #[expect(clippy::inline_always, reason = "on the path of every row")]
    #[inline(always)]
    pub(super) fn find(&self, text: &[u8]) -> Option<u32> {
        let hash = hash_of(text);
        let position = self.places.find(hash, (hash >> 32) as u32, |position| {
            self.at(position).is_some_and(|(_, known)| is_same(known, text))
        });
        Some(self.at(position?)?.0)
    }

    /// The number and the text at a position.
    #[expect(clippy::inline_always, reason = "on the path of every row")]
    #[inline(always)]
    fn at(&self, position: u32) -> Option<(u32, &[u8])> {
        let (head, texts) =
            self.texts.get(position as usize..)?.split_first_chunk::<HEAD_BYTES>()?;
        let head = u64::from_le_bytes(*head);
        Some((head as u32, texts.get(..(head >> 32) as usize)?))
    }

    /// The number of a text, a new one if it has none and there is room.
    pub(super) fn number(&mut self, text: &[u8]) -> Option<u32> {
        if let Some(number) = self.find(text) {
            return Some(number);
        }
        if self.count as usize >= ROOM || text.len() > MOST_BYTES {
            return None;
        }
        let number = self.count;
        self.count += 1;
        let position = self.texts.len() as u32;
        self.texts.extend((u64::from(number) | (text.len() as u64) << 32).to_le_bytes());
        self.texts.extend_from_slice(text);
        let mut places = std::mem::take(&mut self.places);
        places.add(position, |position| {
            let hash = self.at(position).map_or(0, |(_, text)| hash_of(text));
            (hash, (hash >> 32) as u32)
        });
        self.places = places;
        Some(number)
    }
}

/// Pairs of numbers, numbered. Frequent phrases have low numbers: pairs whose second numbers are near each
/// other are kept together, so that those of frequent ones stay in the cache.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairs {
    /// Pages by the first number and what is above the lowest bits of the second one.
    places: Places,
    keys: Vec<u32>,
    /// Numbers by the lowest bits of the second number; [`UNKNOWN`] where there is none yet.
    pages: Vec<[u32; PAGE]>,
    count: u32,
}

/// How many pairs are kept together: as many as a line of a cache holds.
const PAGE: usize = 16;

impl Pairs {
    /// The number of a pair, or [`UNKNOWN`] where it has none or one of both is that.
    #[expect(clippy::inline_always, reason = "on the path of every row")]
    #[inline(always)]
    pub(super) fn find(&self, one: u32, other: u32) -> u32 {
        if one == UNKNOWN || other == UNKNOWN {
            return UNKNOWN;
        }
        let key = key_of(one, other);
        match self.places.find(hash_of_key(key), key, |_| true) {
            Some(page) => self.pages[page as usize][other as usize % PAGE],
            None => UNKNOWN,
        }
    }

    /// The number of a pair, a new one if it has none and there is room.
    pub(super) fn number(&mut self, one: u32, other: u32) -> Option<u32> {
        match self.find(one, other) {
            UNKNOWN if self.count as usize >= ROOM_TOGETHER => return None,
            UNKNOWN => {}
            number => return Some(number),
        }
        let key = key_of(one, other);
        let page = self.places.find(hash_of_key(key), key, |_| true).unwrap_or_else(|| {
            let page = self.keys.len() as u32;
            self.keys.push(key);
            self.pages.push([UNKNOWN; PAGE]);
            self.places.add(page, |page| {
                (hash_of_key(self.keys[page as usize]), self.keys[page as usize])
            });
            page
        });
        self.pages[page as usize][other as usize % PAGE] = self.count;
        self.count += 1;
        Some(self.count - 1)
    }
}

/// What leads to a page: both numbers are below 2^16.
#[inline]
const fn key_of(one: u32, other: u32) -> u32 {
    (one << 16) | (other / PAGE as u32)
}

#[inline]
fn hash_of_key(key: u32) -> u64 {
    u64::from(key).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32
}

/// Bytes that are looked at together.
const CHUNK: usize = 16;

/// The same for equal texts; texts of different lengths that look the same are told apart by comparing.
#[expect(clippy::inline_always, reason = "on the path of every row")]
#[inline(always)]
fn hash_of(text: &[u8]) -> u64 {
    let Some(last) = text.last_chunk::<CHUNK>() else {
        let (first, last) = ends_of(text);
        return mix(first ^ SALT, last ^ SALT.rotate_left(32));
    };
    // Products of their own, so that none waits for another.
    let (chunks, _) = text.as_chunks::<CHUNK>();
    let (mut hash, mut salt) = (mix_chunk(last, SALT.rotate_left(32)), SALT);
    for chunk in chunks {
        hash ^= mix_chunk(chunk, salt);
        salt = salt.wrapping_add(SALT);
    }
    hash
}

const SALT: u64 = 0x2d35_8dcc_aa6c_78a5;

#[inline]
fn mix_chunk(chunk: &[u8; CHUNK], salt: u64) -> u64 {
    let chunk = u128::from_le_bytes(*chunk);
    mix(chunk as u64 ^ salt, (chunk >> 64) as u64 ^ salt.rotate_left(17))
}

/// Both halves of a product.
#[inline]
fn mix(one: u64, other: u64) -> u64 {
    let product = u128::from(one).wrapping_mul(u128::from(other));
    product as u64 ^ (product >> 64) as u64
}

/// Whether two texts are equal: for texts as short as these, faster than a call.
#[expect(clippy::inline_always, reason = "on the path of every row")]
#[inline(always)]
fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let (Some(one_last), Some(other_last)) = (one.last_chunk::<CHUNK>(), other.last_chunk()) else {
        return ends_of(one) == ends_of(other);
    };
    let (one, other) = (one.as_chunks::<CHUNK>().0, other.as_chunks::<CHUNK>().0);
    one_last == other_last && one.iter().zip(other).all(|(one, other)| one == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_keep_their_numbers_while_there_is_room() {
        let text = |number: usize| format!("{}{number}", "some words ".repeat(number % 7));
        let mut phrases = Phrases::default();
        for number in 0..ROOM {
            assert_eq!(phrases.number(text(number).as_bytes()), Some(number as u32));
        }
        for number in 0..ROOM {
            assert_eq!(phrases.find(text(number).as_bytes()), Some(number as u32));
            assert_eq!(phrases.number(text(number).as_bytes()), Some(number as u32));
        }
        assert_eq!(phrases.number(text(ROOM).as_bytes()), None);
        assert_eq!(Phrases::default().number(&[b'a'; MOST_BYTES + 1]), None);
    }

    #[test]
    fn pairs_keep_their_numbers_while_there_is_room() {
        let mut pairs = Pairs::default();
        let pair = |number: u32| (number % 1000 * 60, number / 1000 * 5);
        for number in 0..ROOM_TOGETHER as u32 {
            let (one, other) = pair(number);
            assert_eq!(pairs.find(one, other), UNKNOWN);
            assert_eq!(pairs.number(one, other), Some(number));
        }
        for number in 0..ROOM_TOGETHER as u32 {
            let (one, other) = pair(number);
            assert_eq!(pairs.find(one, other), number);
        }
        assert_eq!(pairs.number(pair(0).0, 7), None);
        assert_eq!(pairs.find(UNKNOWN, 0), UNKNOWN);
        assert_eq!(pairs.find(0, UNKNOWN), UNKNOWN);
    }

    #[test]
    fn texts_are_the_same_only_byte_for_byte() {
        let base: Vec<u8> = (0..70).collect();
        for length in 0..base.len() {
            let text = &base[..length];
            assert!(is_same(text, text));
            assert!(!is_same(text, &base[..=length]));
            for at in 0..length {
                let mut other = text.to_vec();
                other[at] ^= 0x40;
                assert!(!is_same(text, &other), "{length} {at}");
                assert_ne!(hash_of(text), hash_of(&other), "{length} {at}");
            }
        }
    }
}
