//! What people and programs read: every text and file is made here, from values.

pub mod csv;
