//! Integration tests.

mod catalogue;
mod rules;
