//! One file per command.

pub(crate) mod assume;
pub(crate) mod compare;
pub(crate) mod replay;
pub(crate) mod sweep;
