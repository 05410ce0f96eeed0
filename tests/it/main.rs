//! Integration tests.

mod differential;
mod generate;
mod oracle;
mod product;
mod reached;
mod spec_examples;
