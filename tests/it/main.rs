//! Everything that is tested from outside: the program as people run it, and the library as a whole.

mod replay_command;
mod support;
mod tidy;
