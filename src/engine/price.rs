//! What an attempt asks for: semantics.md section 4, "Price".

use crate::config::{Profile, ReductionType};
use crate::model::{Currency, Decimal, Money};

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
    Discount::of(profile, original.currency, reduction).price(original)
}

/// What makes prices out of the originals of one currency, worked out once for many of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Discount {
    reduction: Decimal,
    taken: Taken,
    /// The profile's minimum price in minor units.
    minimum_minor: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Taken {
    /// So many minor units, whatever the original: those are whole ones, so what rounding adds or takes
    /// away is the same for all.
    Flat(i64),
    /// The reduction's percentage points of the original.
    Percent,
}

impl Discount {
    /// What taking off `reduction` in all comes to.
    pub fn of(profile: &Profile, currency: Currency, reduction: Decimal) -> Discount {
        let nothing = Money { currency, amount_minor: 0 };
        Discount {
            reduction,
            taken: match profile.reduction_type {
                ReductionType::Flat => Taken::Flat(-nothing.less_flat_minor(reduction)),
                ReductionType::Percent => Taken::Percent,
            },
            minimum_minor: profile.minimum_price.round_to_minor(currency),
        }
    }

    /// The price of an attempt on `original`.
    #[inline]
    pub fn price(&self, original: Money) -> Price {
        let reduced_minor = match self.taken {
            Taken::Flat(minor) => original.amount_minor - minor,
            Taken::Percent => original.less_percent_minor(self.reduction),
        };
        let floor_minor = self.minimum_minor.min(original.amount_minor);
        let amount_minor = reduced_minor.max(floor_minor);
        debug_assert!((0..=original.amount_minor).contains(&amount_minor));
        let amount = Money { amount_minor, ..original };
        Price { reduction: self.reduction, reduced_minor, floor_minor, amount }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_reduction_takes_the_same_off_every_original() {
        for code in ["JPY", "USD", "KWD", "CLF"] {
            let currency = Currency::read(code).unwrap();
            for thousandths in [0, 1, 4, 5, 6, 499, 500, 501, 995, 1000, 4_950, 4_995, 999_999] {
                let reduction = Decimal::from_thousandths(thousandths);
                let taken = Money { currency, amount_minor: 0 }.less_flat_minor(reduction);
                for amount_minor in [1, 2, 99, 4_995, 1_000_000] {
                    let original = Money { currency, amount_minor };
                    assert_eq!(original.less_flat_minor(reduction), amount_minor + taken, "{code}");
                }
            }
        }
    }
}
