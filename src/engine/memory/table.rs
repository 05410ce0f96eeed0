//! Numbers for things that are seen again and again.

use std::hash::{BuildHasher as _, Hash};

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// Things with their numbers, from 0 in the order in which they were first seen.
#[derive(Debug)]
pub(super) struct Table<T> {
    numbers: HashTable<u32>,
    things: Vec<T>,
    /// How many there may be.
    room: usize,
}

impl<T> Table<T> {
    pub(super) const fn with_room(room: usize) -> Table<T> {
        Table { numbers: HashTable::new(), things: Vec::new(), room }
    }

    /// The number of the thing that is meant, by its hash.
    pub(super) fn find(&self, hash: u64, is_meant: impl Fn(&T) -> bool) -> Option<u32> {
        self.numbers.find(hash, |&number| is_meant(&self.things[number as usize])).copied()
    }

    /// Gives a new thing a number, if there is room; `hash` hashes any of them.
    pub(super) fn add(&mut self, thing: T, hash: impl Fn(&T) -> u64) -> Option<u32> {
        if self.things.len() >= self.room {
            return None;
        }
        let number = self.things.len() as u32;
        let own_hash = hash(&thing);
        self.things.push(thing);
        let things = &self.things;
        self.numbers.insert_unique(own_hash, number, |&other| hash(&things[other as usize]));
        Some(number)
    }

    /// A thing, of which nothing may change that its hash is made from.
    pub(super) fn at_mut(&mut self, number: u32) -> &mut T {
        &mut self.things[number as usize]
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
pub(super) fn hash_of(thing: &(impl Hash + ?Sized)) -> u64 {
    FixedState::default().hash_one(thing)
}
