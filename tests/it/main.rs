//! Everything that is tested from outside: the program as people run it, and the library as a whole.

mod catalogue;
mod compare_all;
mod compare_command;
mod data;
mod describe_command;
mod determinism;
mod differential;
mod docs;
mod drivers;
mod expect;
mod explain_agrees;
mod explain_command;
mod faults;
mod generate;
mod help;
mod inspect_command;
mod memory;
mod oracle;
#[cfg(feature = "parquet")]
mod parquet;
mod product;
mod reach_classes;
mod reach_command;
mod reached;
mod replay_command;
mod report;
mod rules;
mod shards;
mod spec_examples;
mod starting;
mod support;
mod terminal;
mod tidy;
mod torture;
mod what_if;
mod words;
