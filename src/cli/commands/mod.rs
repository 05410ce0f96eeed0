//! One file per command.

pub(crate) mod assume;
pub(crate) mod check;
pub(crate) mod checklist;
pub(crate) mod compare;
pub(crate) mod completions;
pub(crate) mod describe;
pub(crate) mod explain;
pub(crate) mod generate;
pub(crate) mod init;
pub(crate) mod inspect;
pub(crate) mod man;
pub(crate) mod merge;
pub(crate) mod reach;
pub(crate) mod replay;
pub(crate) mod report;
pub(crate) mod rule;
pub(crate) mod sweep;
pub(crate) mod test;
