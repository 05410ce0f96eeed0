//! Integration tests.

mod oracle;
mod spec_examples;
