//! A discrete-event simulator of decline salvage: what a subscription CRM does with declined payments.

pub mod analysis;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
pub mod engine;
pub mod generate;
pub mod ingest;
pub mod model;
pub mod report;
