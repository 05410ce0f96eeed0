//! Everything that is tested from outside: the program as people run it, and the library as a whole.

mod differential;
mod explain_agrees;
mod explain_command;
mod generate;
mod oracle;
mod product;
mod reached;
mod replay_command;
mod spec_examples;
mod support;
mod tidy;
