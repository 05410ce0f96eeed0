//! One file per command.

pub(crate) mod assume;
pub(crate) mod compare;
pub(crate) mod generate;
pub(crate) mod init;
pub(crate) mod replay;
pub(crate) mod sweep;
