//! A list that grows while what is on it is in use.

use std::sync::OnceLock;

/// Values that stay where they are put until the shelf is gone; any thread may add one.
#[derive(Debug)]
pub struct Shelf<T> {
    first: OnceLock<Box<Item<T>>>,
}

#[derive(Debug)]
struct Item<T> {
    value: T,
    next: OnceLock<Box<Item<T>>>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Shelf<T> {
        Shelf { first: OnceLock::new() }
    }
}

impl<T> Shelf<T> {
    /// Adds a value.
    pub fn put(&self, value: T) -> &T {
        let mut item = Box::new(Item { value, next: OnceLock::new() });
        let mut end = &self.first;
        loop {
            while let Some(taken) = end.get() {
                end = &taken.next;
            }
            match end.set(item) {
                Ok(()) => break,
                // Another thread was faster: on to the end again.
                Err(back) => item = back,
            }
        }
        // Invariant: the cell was set just now and is never emptied.
        &end.get().expect("a value was put here").value
    }
}

impl<T> Drop for Shelf<T> {
    /// One by one: a long shelf must not be dropped by recursion.
    fn drop(&mut self) {
        let mut next = self.first.take();
        while let Some(mut item) = next {
            next = item.next.take();
        }
    }
}
