//! What every text output shares: numbers as people read them, tables, bars, and text made safe to show.

mod bar;
mod escape;
mod lists;
mod numbers;
mod shell;
mod table;
mod width;

pub use bar::bar;
pub use escape::{csv_cell, escaped, is_unsafe};
pub use lists::{and_list, and_more, number_list, or_list};
pub use numbers::{amount, counted, grouped, money, percent, plural};
pub use shell::{shell_flag, shell_quoted};
pub use table::{Align, Table};
pub use width::{char_columns, columns, fill, kept_together, wrapped, wrapped_hanging};
