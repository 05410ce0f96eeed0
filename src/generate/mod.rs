//! Synthetic declines for an account: real-looking, and the same bytes for the same recipe everywhere.
//!
//! Nothing is kept: a row follows from its number alone, so rows come in blocks of any size, in any order,
//! and ten million take seconds. Rows are in time order. Customers keep merchant, card and purchases from
//! row to row; a part of the rows tries an earlier row's payment again, as exports record it.

mod customer;
mod draws;
mod layout;
mod mix;
mod row;
mod site;
#[cfg(test)]
mod tests;
mod volume;

use std::ops::Range;

use crate::config::Account;
use crate::model::Day;

use customer::Population;
use draws::{OfDay, Source};
use layout::Layout;
use row::Rows;
use volume::Volume;

/// Rows per block of [`Generator::write`].
const BLOCK_ROWS: u64 = 4096;

/// 2024-01-01.
const USUAL_FIRST_DAY: Day = Day(19_723);

/// What to generate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// How many rows.
    pub rows: u64,
    /// Another seed, other rows.
    pub seed: u64,
    /// The first local date.
    pub first_day: Day,
    /// Over how many days; at least 1.
    pub days: u32,
}

impl Recipe {
    /// So many rows over 365 days from 2024-01-01.
    pub const fn new(rows: u64, seed: u64) -> Recipe {
        Recipe { rows, seed, first_day: USUAL_FIRST_DAY, days: 365 }
    }
}

/// A recipe and the account it is for.
pub struct Generator<'a> {
    recipe: Recipe,
    layout: Layout<'a>,
    population: Population,
    volume: Volume,
    /// Customers billed on one day.
    customers_per_day: u64,
    /// Per day, where among those its declines start.
    first_customers: Vec<u64>,
}

impl<'a> Generator<'a> {
    /// Works out what rows of this account look like.
    pub fn new(account: &'a Account, recipe: Recipe) -> Generator<'a> {
        let layout = Layout::of(account);
        let Recipe { rows, first_day, days, .. } = recipe;
        let days = days.max(1);
        let customers_per_day =
            (rows.saturating_mul(mix::CUSTOMERS_PER_ROW) / u64::from(days)).max(1);
        let mut draws = Source::<OfDay>::new(recipe.seed);
        let mut first_customer = |day| draws.of(day).below(OfDay::FirstCustomer, customers_per_day);
        Generator {
            recipe,
            customers_per_day,
            first_customers: (0..u64::from(days)).map(&mut first_customer).collect(),
            population: Population::of(account, &layout),
            volume: Volume::new(rows, first_day, days, account.rebill_time),
            layout,
        }
    }

    /// The header line, with its line end.
    pub fn header(&self) -> Vec<u8> {
        self.layout.header()
    }

    /// Appends rows by number, from 0, each with its line end; those past the last one are left out.
    pub fn append_rows(&self, rows: Range<u64>, out: &mut Vec<u8>) {
        let mut writer = Rows::new(self);
        for row in rows.start..rows.end.min(self.recipe.rows) {
            writer.append(row, out);
        }
    }

    /// Hands the whole file over, block by block, until `sink` fails.
    pub fn write<E>(&self, mut sink: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        let mut block = self.header();
        let mut row = 0;
        loop {
            self.append_rows(row..row + BLOCK_ROWS, &mut block);
            if !block.is_empty() {
                sink(&block)?;
            }
            block.clear();
            row += BLOCK_ROWS;
            if row >= self.recipe.rows {
                return Ok(());
            }
        }
    }
}
