//! Everything that is tested from outside: the program as people run it, and the library as a whole.

mod data;
mod replay_command;
mod starting;
mod support;
mod tidy;
