//! The words of the field: declines, money, dates, routes, findings. Nothing here knows a file format,
//! a configuration or a terminal.

pub mod change;
mod decline;
pub mod finding;
mod money;
mod route;
mod source;
mod time;
mod weight;
mod zone;

pub use change::{Change, ConfigPath, Edit, Step, toml_string};
pub use decline::{Brand, Decline, Fact, Kind, OrderType, Recorded, UsualBrand};
pub use finding::{Code, Finding, Fix, Place, Related, Severity, SpanRange, Spot};
pub use money::{Currency, Decimal, MAX_AMOUNT_DIGITS, Money};
pub use route::{
    BlockReason, Class, MerchantIndex, Note, Notes, Outcome, ProfileIndex, ServiceIndex, Slot,
    Status,
};
pub use source::{Position, Source};
pub use time::{Day, Instant, Moment, SECONDS_PER_DAY, Weekday};
pub use weight::Weight;
pub use zone::{Resolved, Zone};

pub(crate) use route::names;
