//! One function for each target: it panics if something is wrong.

mod chunks;
mod configuration;
mod declines;
mod engine;
mod rendering;
mod shared;
mod values;

pub use chunks::chunks;
pub use configuration::configuration;
pub use declines::declines;
pub use engine::engine;
pub use rendering::rendering;
pub use values::values;
