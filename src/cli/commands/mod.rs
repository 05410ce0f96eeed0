//! One file per command.

pub(crate) mod generate;
pub(crate) mod init;
pub(crate) mod replay;
