//! Numbers for things that are seen again and again.

use std::hash::{BuildHasher as _, Hash};

use foldhash::fast::FixedState;

/// Things with their numbers, from 0 in the order in which they were first seen.
#[derive(Debug)]
pub(super) struct Table<T> {
    /// Numbers plus one, each at the first free place from its hash on; 0 is free. Half of them are, and
    /// their number is a power of two.
    places: Vec<u32>,
    things: Vec<T>,
    /// How many there may be.
    room: usize,
}

impl<T> Table<T> {
    pub(super) fn with_room(room: usize) -> Table<T> {
        Table { places: vec![0; 64], things: Vec::new(), room }
    }

    /// The number of the thing that is meant, by its hash.
    #[inline]
    pub(super) fn find(&self, hash: u64, is_meant: impl Fn(&T) -> bool) -> Option<u32> {
        let mask = self.places.len() - 1;
        let mut place = hash as usize & mask;
        loop {
            let number = self.places[place].checked_sub(1)?;
            if is_meant(&self.things[number as usize]) {
                return Some(number);
            }
            place = (place + 1) & mask;
        }
    }

    /// Gives a new thing a number, if there is room; `hash` hashes any of them.
    pub(super) fn add(&mut self, thing: T, hash: impl Fn(&T) -> u64) -> Option<u32> {
        if self.things.len() >= self.room {
            return None;
        }
        self.things.push(thing);
        let number = self.things.len() as u32 - 1;
        if self.things.len() * 2 > self.places.len() {
            self.places = vec![0; self.places.len() * 2];
            (0..=number).for_each(|number| self.put(number, &hash));
        } else {
            self.put(number, &hash);
        }
        Some(number)
    }

    fn put(&mut self, number: u32, hash: &impl Fn(&T) -> u64) {
        let mask = self.places.len() - 1;
        let mut place = hash(&self.things[number as usize]) as usize & mask;
        while self.places[place] != 0 {
            place = (place + 1) & mask;
        }
        self.places[place] = number + 1;
    }

    /// A thing, of which nothing may change that its hash is made from.
    #[inline]
    pub(super) fn at_mut(&mut self, number: u32) -> &mut T {
        &mut self.things[number as usize]
    }

    /// All of them, likewise.
    pub(super) fn all_mut(&mut self) -> &mut [T] {
        &mut self.things
    }

    pub(super) fn all(&self) -> &[T] {
        &self.things
    }
}

impl<T: Hash + Eq> Table<T> {
    /// The number of a thing, a new one if it has none and there is room.
    pub(super) fn number(&mut self, thing: T) -> Option<u32> {
        match self.find(hash_of(&thing), |other| *other == thing) {
            Some(number) => Some(number),
            None => self.add(thing, hash_of),
        }
    }
}

/// The same for equal things, on every machine.
#[inline]
pub(super) fn hash_of(thing: &(impl Hash + ?Sized)) -> u64 {
    FixedState::default().hash_one(thing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_keep_their_numbers_while_there_is_room() {
        let mut table = Table::with_room(1_000);
        for thing in 0..1_000_u64 {
            assert_eq!(table.number(thing * 7), Some(thing as u32));
        }
        assert_eq!(table.number(1), None);
        for thing in 0..1_000_u64 {
            assert_eq!(table.number(thing * 7), Some(thing as u32));
            assert_eq!(
                table.find(hash_of(&(thing * 7 + 1)), |other| *other == thing * 7 + 1),
                None
            );
        }
    }
    #[test]
    fn a_thing_is_found_among_few() {
        let asked = std::cell::Cell::new(0);
        let mut table = Table::with_room(10_000);
        for thing in 0..10_000_u64 {
            assert_eq!(table.number(thing), Some(thing as u32));
            let (places, things) = (table.places.len(), table.things.len());
            assert!(things * 2 <= places && (places == 64 || places < things * 4), "{places}");
            let is_meant = |other: &u64| {
                asked.set(asked.get() + 1);
                *other == thing
            };
            assert_eq!(table.find(hash_of(&thing), is_meant), Some(thing as u32));
        }
        assert!(asked.get() < 20_000, "{asked:?}");
    }
}
