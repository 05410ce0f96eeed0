//! Integration tests.

mod generate;
mod oracle;
mod reached;
mod spec_examples;
