//! Money and stamps against rust_decimal and jiff: what both read is the same. An amount on the first line, a
//! stamp on the second.

use std::sync::OnceLock;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use reattempt::ingest::DeclineFields;
use reattempt::model::{Decimal, Instant};

pub fn values(input: &[u8]) {
    let Some((amount, stamp)) =
        std::str::from_utf8(input).ok().and_then(|text| text.split_once('\n'))
    else {
        return;
    };
    configured(amount);
    let pairs = [("merchant", "12"), ("amount", amount), ("date", stamp)];
    let Ok(fields) = DeclineFields::from_pairs(pairs) else { return };
    let account = super::shared::account();
    let Ok(decline) = fields.decline(account) else { return };
    same_amount(amount.trim(), decline.amount.amount_minor);
    same_instant(stamp.trim(), decline.declined_at.instant);
}

/// A decimal of the configuration.
fn configured(text: &str) {
    if let Ok(decimal) = Decimal::read(text) {
        let other: rust_decimal::Decimal = text.parse().expect("a plain decimal");
        assert_eq!(rust_decimal::Decimal::new(decimal.thousandths(), 3), other);
        assert_eq!(Decimal::read(&decimal.to_string()), Ok(decimal));
    }
}

/// An amount in dollars; what is read has only a sign, commas and decimals.
fn same_amount(text: &str, amount_minor: i64) {
    let plain = text.replace(['$', ','], "");
    let other: rust_decimal::Decimal = plain.parse().expect("a plain decimal");
    assert_eq!(rust_decimal::Decimal::new(amount_minor, 2), other, "{text}");
}

/// A stamp on New York's clock, or with an offset. jiff reads more forms, but those here the same way.
fn same_instant(text: &str, Instant(seconds): Instant) {
    if let Ok(other) = text.parse::<jiff::Timestamp>() {
        // It rounds fractions before the epoch up; here they are cut off.
        let cut_off = i64::from(other.subsec_nanosecond() < 0);
        assert_eq!(seconds, other.as_second() - cut_off, "{text}");
    } else if let Ok(local) = text.parse::<DateTime>() {
        static ZONE: OnceLock<TimeZone> = OnceLock::new();
        let zone = ZONE.get_or_init(|| TimeZone::get("America/New_York").expect("bundled"));
        let other = match zone.to_ambiguous_zoned(local).later() {
            _ if zone.to_ambiguous_zoned(local).is_ambiguous() => return,
            Ok(zoned) => zoned.timestamp(),
            Err(_) => return,
        };
        // The years beyond 2037 follow a rule that the compiled-in tables end before.
        let cut_off = i64::from(other.subsec_nanosecond() < 0);
        if local.year() <= 2037 {
            assert_eq!(seconds, other.as_second() - cut_off, "{text}");
        }
    }
}
