//! Which declines a class holds: one set of values per fact, in the words of the input, so that regions of
//! different configurations can be laid over each other.

use crate::model::{
    Brand, Class, Currency, Decline, Fact, Moment, OrderType, SECONDS_PER_DAY, UsualBrand, Weekday,
};

use super::set::{Few, Set, Span};

/// The values of [`Region::prepaid`] and [`Region::debit`] by number.
pub const FACTS: [Fact; 3] = [Fact::Yes, Fact::No, Fact::Unknown];

/// A row's own attempt number is below this.
pub const ATTEMPTS: u8 = 10;

/// The largest amount, where there is none.
pub const NO_LIMIT: i64 = i64::MAX;

/// Brands by name, and whether an unknown brand is among them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Brands {
    /// Whether declines whose brand nobody knows are in it.
    pub has_unknown: bool,
    /// The known brands: usual names, and others in lower case.
    pub named: Set<String>,
}

impl Brands {
    /// Every brand, known or not.
    pub fn all() -> Brands {
        Brands { has_unknown: true, named: Set::all() }
    }

    fn has(&self, brand: Option<Brand<'_>>) -> bool {
        match brand {
            None => self.has_unknown,
            Some(brand) => self.named.has(&brand_name(brand)),
        }
    }

    /// Whether nothing is left out.
    pub fn is_all(&self) -> bool {
        self.has_unknown && self.named.is_all()
    }

    /// What is in either.
    pub fn union(&self, other: &Brands) -> Brands {
        Brands {
            has_unknown: self.has_unknown || other.has_unknown,
            named: self.named.union(&other.named),
        }
    }
}

/// The name under which a brand is compared.
pub(super) fn brand_name(brand: Brand<'_>) -> String {
    brand.name().to_ascii_lowercase()
}

/// A set of values of one fact.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Part {
    /// Numbers of [`Class::ALL`]: the verdict before any assumption.
    Classes(Few),
    /// Campaign ids; empty for a row without one.
    Campaigns(Set<String>),
    /// Numbers of [`OrderType::ALL`].
    OrderTypes(Few),
    /// The row's own attempt numbers.
    Attempts(Few),
    /// Currencies.
    Currencies(Set<Currency>),
    /// Brands.
    Brands(Brands),
    /// Numbers of [`FACTS`].
    Prepaid(Few),
    /// Numbers of [`FACTS`].
    Debit(Few),
    /// Amounts in minor units; up to [`NO_LIMIT`].
    Amounts(Span),
    /// Numbers of [`Weekday::ALL`], of the local date.
    Weekdays(Few),
    /// Local times of day in seconds since midnight.
    Seconds(Span),
}

impl Part {
    /// Whether a decline with this verdict is in it.
    pub(super) fn has(&self, decline: &Decline<'_>, class: Class) -> bool {
        match self {
            Part::Classes(few) => few.has(class as u8),
            Part::Campaigns(ids) => ids.has(&decline.campaign_id.to_owned()),
            Part::OrderTypes(few) => few.has(decline.order_type as u8),
            Part::Attempts(few) => few.has(decline.attempt),
            Part::Currencies(set) => set.has(&decline.amount.currency),
            Part::Brands(brands) => brands.has(decline.brand),
            Part::Prepaid(few) => few.has(decline.is_prepaid as u8),
            Part::Debit(few) => few.has(decline.is_debit as u8),
            Part::Amounts(span) => span.has(decline.amount.amount_minor),
            Part::Weekdays(_) | Part::Seconds(_) => self.has_moment(decline.declined_at),
        }
    }

    /// Whether a moment is in a set of weekdays or of times of day.
    pub(super) fn has_moment(&self, moment: Moment) -> bool {
        match self {
            Part::Weekdays(few) => few.has(moment.day.weekday() as u8),
            Part::Seconds(span) => span.has(i64::from(moment.second)),
            _ => false,
        }
    }

    /// What a region holds of it; `None` if nothing.
    pub(super) fn within(&self, region: &Region) -> Option<Part> {
        let part = match self {
            Part::Classes(few) => Part::Classes(few.intersection(region.classes)),
            Part::Campaigns(ids) => Part::Campaigns(ids.intersection(&region.campaigns)),
            Part::OrderTypes(few) => Part::OrderTypes(few.intersection(region.order_types)),
            Part::Attempts(few) => Part::Attempts(few.intersection(region.attempts)),
            Part::Currencies(set) => Part::Currencies(set.intersection(&region.currencies)),
            Part::Brands(brands) => Part::Brands(Brands {
                has_unknown: brands.has_unknown && region.brands.has_unknown,
                named: brands.named.intersection(&region.brands.named),
            }),
            Part::Prepaid(few) => Part::Prepaid(few.intersection(region.prepaid)),
            Part::Debit(few) => Part::Debit(few.intersection(region.debit)),
            Part::Amounts(span) => Part::Amounts(span.intersection(region.amounts)),
            Part::Weekdays(few) => Part::Weekdays(few.intersection(region.weekdays)),
            Part::Seconds(span) => Part::Seconds(span.intersection(region.seconds)),
        };
        (!part.is_empty()).then_some(part)
    }

    fn is_empty(&self) -> bool {
        match self {
            Part::Classes(few)
            | Part::OrderTypes(few)
            | Part::Attempts(few)
            | Part::Prepaid(few)
            | Part::Debit(few)
            | Part::Weekdays(few) => few.is_empty(),
            Part::Campaigns(ids) => ids.is_empty(),
            Part::Currencies(set) => set.is_empty(),
            Part::Brands(brands) => !brands.has_unknown && brands.named.is_empty(),
            Part::Amounts(span) | Part::Seconds(span) => span.is_empty(),
        }
    }

    /// Both parts in one, if one part can hold them: spans only where they meet.
    pub(super) fn joined(&self, other: &Part) -> Option<Part> {
        let meeting = |a: Span, b: Span| {
            (a.to.checked_add(1) == Some(b.from)).then_some(Span { from: a.from, to: b.to })
        };
        Some(match (self, other) {
            (Part::Classes(a), Part::Classes(b)) => Part::Classes(a.union(*b)),
            (Part::Campaigns(a), Part::Campaigns(b)) => Part::Campaigns(a.union(b)),
            (Part::OrderTypes(a), Part::OrderTypes(b)) => Part::OrderTypes(a.union(*b)),
            (Part::Attempts(a), Part::Attempts(b)) => Part::Attempts(a.union(*b)),
            (Part::Currencies(a), Part::Currencies(b)) => Part::Currencies(a.union(b)),
            (Part::Brands(a), Part::Brands(b)) => Part::Brands(a.union(b)),
            (Part::Prepaid(a), Part::Prepaid(b)) => Part::Prepaid(a.union(*b)),
            (Part::Debit(a), Part::Debit(b)) => Part::Debit(a.union(*b)),
            (Part::Weekdays(a), Part::Weekdays(b)) => Part::Weekdays(a.union(*b)),
            (Part::Amounts(a), Part::Amounts(b)) => Part::Amounts(meeting(*a, *b)?),
            (Part::Seconds(a), Part::Seconds(b)) => Part::Seconds(meeting(*a, *b)?),
            _ => return None,
        })
    }
}

/// The declines with every fact in its set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Merchant ids.
    pub merchants: Set<String>,
    /// Numbers of [`Class::ALL`]: the verdict before any assumption.
    pub classes: Few,
    /// Campaign ids; empty for a row without one.
    pub campaigns: Set<String>,
    /// Numbers of [`OrderType::ALL`].
    pub order_types: Few,
    /// The row's own attempt numbers.
    pub attempts: Few,
    /// Currencies.
    pub currencies: Set<Currency>,
    /// Brands.
    pub brands: Brands,
    /// Numbers of [`FACTS`].
    pub prepaid: Few,
    /// Numbers of [`FACTS`].
    pub debit: Few,
    /// Amounts in minor units; up to [`NO_LIMIT`].
    pub amounts: Span,
    /// Numbers of [`Weekday::ALL`], of the local date.
    pub weekdays: Few,
    /// Local times of day in seconds since midnight.
    pub seconds: Span,
}

/// Every amount.
pub(super) const ALL_AMOUNTS: Span = Span { from: 1, to: NO_LIMIT };
/// Every time of day.
pub(super) const ALL_SECONDS: Span = Span { from: 0, to: SECONDS_PER_DAY - 1 };

impl Region {
    /// Every decline.
    pub fn all() -> Region {
        Region {
            merchants: Set::all(),
            classes: Few::all(Class::ALL.len() as u8),
            campaigns: Set::all(),
            order_types: Few::all(OrderType::ALL.len() as u8),
            attempts: Few::all(ATTEMPTS),
            currencies: Set::all(),
            brands: Brands::all(),
            prepaid: Few::all(FACTS.len() as u8),
            debit: Few::all(FACTS.len() as u8),
            amounts: ALL_AMOUNTS,
            weekdays: Few::all(Weekday::ALL.len() as u8),
            seconds: ALL_SECONDS,
        }
    }

    /// Whether a decline with this verdict is in it.
    pub fn has(&self, decline: &Decline<'_>, class: Class) -> bool {
        self.merchants.has(&decline.merchant_id.to_owned())
            && self.classes.has(class as u8)
            && self.campaigns.has(&decline.campaign_id.to_owned())
            && self.order_types.has(decline.order_type as u8)
            && self.attempts.has(decline.attempt)
            && self.currencies.has(&decline.amount.currency)
            && self.brands.has(decline.brand)
            && self.prepaid.has(decline.is_prepaid as u8)
            && self.debit.has(decline.is_debit as u8)
            && self.amounts.has(decline.amount.amount_minor)
            && self.weekdays.has(decline.declined_at.day.weekday() as u8)
            && self.seconds.has(i64::from(decline.declined_at.second))
    }

    /// What a part of one fact's values leaves of this region; `None` if nothing.
    pub(super) fn held_to(&self, part: &Part) -> Option<Region> {
        let mut region = self.clone();
        match part.within(self)? {
            Part::Classes(few) => region.classes = few,
            Part::Campaigns(ids) => region.campaigns = ids,
            Part::OrderTypes(few) => region.order_types = few,
            Part::Attempts(few) => region.attempts = few,
            Part::Currencies(set) => region.currencies = set,
            Part::Brands(brands) => region.brands = brands,
            Part::Prepaid(few) => region.prepaid = few,
            Part::Debit(few) => region.debit = few,
            Part::Amounts(span) => region.amounts = span,
            Part::Weekdays(few) => region.weekdays = few,
            Part::Seconds(span) => region.seconds = span,
        }
        Some(region)
    }

    /// The same among the declines of `among`, which hold it: a fact that is as free as there can be anything.
    pub(super) fn told_among(&self, among: &Region) -> Region {
        fn told<T: Clone + PartialEq>(own: &T, among: &T, any: T) -> T {
            if own == among { any } else { own.clone() }
        }
        let any = Region::all();
        Region {
            merchants: self.merchants.clone(),
            classes: told(&self.classes, &among.classes, any.classes),
            campaigns: told(&self.campaigns, &among.campaigns, any.campaigns),
            order_types: told(&self.order_types, &among.order_types, any.order_types),
            attempts: told(&self.attempts, &among.attempts, any.attempts),
            currencies: told(&self.currencies, &among.currencies, any.currencies),
            brands: told(&self.brands, &among.brands, any.brands),
            prepaid: told(&self.prepaid, &among.prepaid, any.prepaid),
            debit: told(&self.debit, &among.debit, any.debit),
            amounts: told(&self.amounts, &among.amounts, any.amounts),
            weekdays: told(&self.weekdays, &among.weekdays, any.weekdays),
            seconds: told(&self.seconds, &among.seconds, any.seconds),
        }
    }

    /// Whether a decline can be in it: an echeck is neither prepaid nor debit.
    pub(super) fn is_possible(&self) -> bool {
        let no = Fact::No as u8;
        let echeck = Set::of([UsualBrand::Echeck.name().to_owned()]);
        self.brands.has_unknown
            || self.brands.named != echeck
            || (self.prepaid.has(no) && self.debit.has(no))
    }
}
