//! `[account]` and `[assumptions]`.

use crate::config::account::{Crm, RebillTime};
use crate::config::assumptions::{
    AfterHandoff, Assumptions, BlockedSlot, ReductionMode, SkipReduction, SkipWait, UnknownDecline,
    WaitFrom, WeekdayRule,
};
use crate::config::reader::{Field, Reader, Section};
use crate::model::{Currency, Zone};

const DEFAULT_ZONE: &str = "America/New_York";
const DEFAULT_REBILL_TIME: RebillTime = RebillTime::At(3 * 3600);

/// What `[account]` says.
pub(super) struct General {
    pub(super) name: String,
    pub(super) crm: Crm,
    pub(super) timezone: Zone,
    pub(super) rebill_time: RebillTime,
    pub(super) recycle_new_sales: bool,
    pub(super) default_currency: Currency,
}

pub(super) fn read(reader: &mut Reader<'_>, root: &Section<'_>) -> General {
    let section = root.section("account");
    let get = |key| section.as_ref().and_then(|section| section.get(key));
    General {
        name: reader.text(get("name")).unwrap_or_default().to_owned(),
        crm: reader
            .choice(get("crm"), &[("konnektive", Crm::Konnektive)])
            .unwrap_or(Crm::Konnektive),
        timezone: reader.zone(get("timezone")).unwrap_or_else(default_zone),
        rebill_time: rebill_time(reader, get("rebill_time")).unwrap_or(DEFAULT_REBILL_TIME),
        recycle_new_sales: reader.truth(get("recycle_new_sales")).unwrap_or(false),
        default_currency: reader.currency(get("default_currency")).unwrap_or(Currency::USD),
    }
}

fn default_zone() -> Zone {
    Zone::named(DEFAULT_ZONE).expect("the time-zone data has New York")
}

/// `HH:MM` from 00:00 to 23:59, or `original`.
fn rebill_time(reader: &mut Reader<'_>, field: Option<Field<'_, '_>>) -> Option<RebillTime> {
    let field = field?;
    let text = field.node.as_text().unwrap_or_default();
    let time = if text == "original" { Some(RebillTime::Original) } else { clock_time(text) };
    if time.is_none() {
        let help = match field.node.value.as_written() {
            Some(written) if clock_time(written).is_some() => {
                Some(format!("put it in quotes: \"{written}\""))
            }
            _ => reader.did_you_mean(text, ["original"]),
        };
        reader.invalid(field, "a time of day from \"00:00\" to \"23:59\", or \"original\"", help);
    }
    time
}

fn clock_time(text: &str) -> Option<RebillTime> {
    let &[h1, h2, b':', m1, m2] = text.as_bytes() else { return None };
    let digit = |byte: u8| byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
    let (hour, minute) = (digit(h1)? * 10 + digit(h2)?, digit(m1)? * 10 + digit(m2)?);
    (hour < 24 && minute < 60).then_some(RebillTime::At(hour * 3600 + minute * 60))
}

pub(super) fn read_assumptions(reader: &mut Reader<'_>, root: &Section<'_>) -> Assumptions {
    let Some(section) = root.section("assumptions") else { return Assumptions::default() };
    /// The value of a key, or the type's default.
    macro_rules! read {
        ($type:ident, $key:literal) => {{
            let choices: Vec<_> = $type::ALL.iter().map(|value| (value.name(), *value)).collect();
            reader.choice(section.get($key), &choices).unwrap_or_default()
        }};
    }
    Assumptions {
        skip_wait: read!(SkipWait, "skip_wait"),
        skip_reduction: read!(SkipReduction, "skip_reduction"),
        reduction_mode: read!(ReductionMode, "reduction_mode"),
        wait_from: read!(WaitFrom, "wait_from"),
        weekday_rule: read!(WeekdayRule, "weekday_rule"),
        blocked_slot: read!(BlockedSlot, "blocked_slot"),
        after_handoff: read!(AfterHandoff, "after_handoff"),
        unknown_decline: read!(UnknownDecline, "unknown_decline"),
    }
}
