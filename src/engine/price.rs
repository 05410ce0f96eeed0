//! What an attempt asks for: semantics.md section 4, "Price".

use crate::config::{Profile, ReductionType};
use crate::model::{Decimal, Money};

/// A price with the steps that led to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// All that is taken off: money or percentage points, by the profile's reduction type.
    pub reduction: Decimal,
    /// The original less the reduction, rounded; may be negative. In minor units.
    pub reduced_minor: i64,
    /// The lowest it may be: the minimum price, or the original where that is lower. In minor units.
    pub floor_minor: i64,
    /// The price.
    pub amount: Money,
}

impl Price {
    /// Whether the reductions would have gone below the floor.
    pub const fn is_floored(&self) -> bool {
        self.reduced_minor < self.floor_minor
    }
}

/// The price of an attempt on `original` from which `reduction` is taken off in all.
pub fn price(profile: &Profile, original: Money, reduction: Decimal) -> Price {
    let reduced_minor = match profile.reduction_type {
        ReductionType::Flat => original.less_flat_minor(reduction),
        ReductionType::Percent => original.less_percent_minor(reduction),
    };
    let minimum_minor = profile.minimum_price.round_to_minor(original.currency);
    let floor_minor = minimum_minor.min(original.amount_minor);
    let amount_minor = reduced_minor.max(floor_minor);
    debug_assert!((0..=original.amount_minor).contains(&amount_minor));
    Price { reduction, reduced_minor, floor_minor, amount: Money { amount_minor, ..original } }
}
