//! A discrete-event simulator of decline salvage: what a subscription CRM does with declined payments.

pub mod check;
pub mod config;
pub mod engine;
pub mod model;
pub mod report;
