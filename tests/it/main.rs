//! Everything that is tested from outside: the program as people run it, and the library as a whole.

mod catalogue;
mod compare_command;
mod data;
mod describe_command;
mod differential;
mod docs;
mod drivers;
mod expect;
mod explain_agrees;
mod explain_command;
mod generate;
mod help;
mod oracle;
mod product;
mod reach_classes;
mod reach_command;
mod reached;
mod replay_command;
mod rules;
mod shards;
mod spec_examples;
mod starting;
mod support;
mod terminal;
mod tidy;
mod what_if;
