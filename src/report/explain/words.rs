//! Dates, durations and names as people read them.

use crate::config::Account;
use crate::model::{
    Brand, Day, Decimal, Fact, MerchantIndex, Moment, Money, OrderType, ProfileIndex, ServiceIndex,
    Slot, Weekday,
};
use crate::report::text::{escaped, money};

/// `Tue 2024-03-05`.
pub(super) fn day(day: Day) -> String {
    format!("{} {day}", &weekday(day.weekday())[..3])
}

/// `Friday`.
pub(in crate::report) const fn weekday(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// `03:00`, with seconds where there are any.
pub(in crate::report) fn clock(second: u32) -> String {
    let (hours, minutes, seconds) = (second / 3600, second / 60 % 60, second % 60);
    match seconds {
        0 => format!("{hours:02}:{minutes:02}"),
        _ => format!("{hours:02}:{minutes:02}:{seconds:02}"),
    }
}

/// `Tue 2024-03-05 03:00`.
pub(super) fn moment(moment: Moment) -> String {
    format!("{} {}", day(moment.day), clock(moment.second))
}

/// `-05:00`.
pub(super) fn offset(moment: Moment) -> String {
    let text = moment.to_string();
    // RFC 3339 ends in an offset of six characters.
    text[text.len() - 6..].to_owned()
}

/// What passes between two moments: `45 minutes`, `17 hours`, `3 days`.
pub(super) fn elapsed(from: Moment, to: Moment) -> String {
    let seconds = to.instant.0 - from.instant.0;
    match seconds {
        ..3600 => count(seconds / 60, "minute"),
        3600..172_800 => count(seconds / 3600, "hour"),
        _ => count(seconds / 86_400, "day"),
    }
}

/// `1 day`, `2 days`.
pub(in crate::report) fn count(count: i64, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// `USD 1,234.50`.
pub(in crate::report) fn amount(amount: Money) -> String {
    money(amount.currency, amount.amount_minor.into())
}

/// A minimum of the configuration in the currency of a row: `USD 35`.
pub(super) fn minimum(minimum: Decimal, money: Money) -> String {
    format!("{} {minimum}", money.currency)
}

/// `merchant 12 (Main)`.
pub(super) fn merchant(account: &Account, index: MerchantIndex) -> String {
    let merchant = account.merchant(index);
    if merchant.id == merchant.title {
        merchant_id(account, index)
    } else {
        format!("{} ({})", merchant_id(account, index), escaped(&merchant.title))
    }
}

/// `merchant 12`.
pub(in crate::report) fn merchant_id(account: &Account, index: MerchantIndex) -> String {
    format!("merchant {}", escaped(&account.merchant(index).id))
}

/// `profile "FlexPay recovery"`.
pub(in crate::report) fn profile(account: &Account, index: ProfileIndex) -> String {
    format!("profile \"{}\"", escaped(&account.profile(index).title))
}

/// A service's name.
pub(in crate::report) fn service(account: &Account, index: ServiceIndex) -> String {
    escaped(&account.service(index).name).into_owned()
}

/// `visa`, or that nobody knows.
pub(super) fn brand(brand: Option<Brand<'_>>) -> String {
    brand.map_or_else(|| "brand unknown".to_owned(), |brand| escaped(brand.name()).into_owned())
}

/// `prepaid`, `not prepaid` or `prepaid unknown`.
pub(super) fn fact(fact: Fact, word: &str) -> String {
    match fact {
        Fact::Yes => word.to_owned(),
        Fact::No => format!("not {word}"),
        Fact::Unknown => format!("{word} unknown"),
    }
}

/// `new sale` or `rebill`.
pub(super) const fn order_type(order_type: OrderType) -> &'static str {
    match order_type {
        OrderType::NewSale => "new sale",
        OrderType::Rebill => "rebill",
    }
}

/// Slots in order, as ranges: `attempt 4`, `attempts 1-3, 5 and 7`.
pub(in crate::report) fn attempts(slots: &[Slot]) -> String {
    let mut ranges: Vec<(u8, u8)> = Vec::new();
    for slot in slots {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == slot.0 => *last = slot.0,
            _ => ranges.push((slot.0, slot.0)),
        }
    }
    let range = |(first, last): (u8, u8)| {
        if first == last { first.to_string() } else { format!("{first}-{last}") }
    };
    let texts: Vec<String> = ranges.into_iter().map(range).collect();
    let word = if slots.len() == 1 { "attempt" } else { "attempts" };
    format!("{word} {}", listed(&texts))
}

/// Names joined as in a sentence: `a, b and c`.
pub(in crate::report) fn listed(names: &[String]) -> String {
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_shown_as_ranges() {
        for (slots, text) in [
            (&[4][..], "attempt 4"),
            (&[1, 2, 3], "attempts 1-3"),
            (&[1, 2, 3, 5, 7, 8], "attempts 1-3, 5 and 7-8"),
        ] {
            let slots: Vec<Slot> = slots.iter().map(|&slot| Slot(slot)).collect();
            assert_eq!(attempts(&slots), text);
        }
    }
}
