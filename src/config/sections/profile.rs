//! `[[profile]]`, but for its slots.

use foldhash::fast::FixedState;
use hashbrown::HashSet;

use crate::config::account::{Profile, ReductionType};
use crate::config::konnektive;
use crate::config::reader::{Reader, Section};
use crate::model::{Code, Finding, MerchantIndex, Weekday};

use super::references::{References, required_name};

pub(super) fn read(
    reader: &mut Reader<'_>,
    section: &Section<'_>,
    references: &References<'_>,
) -> Profile {
    let types = [("flat", ReductionType::Flat), ("percent", ReductionType::Percent)];
    let reduction_type =
        reader.choice(section.get("reduction_type"), &types).unwrap_or(ReductionType::Flat);
    Profile {
        title: required_name(reader, section, "title", "a profile has a title"),
        reduction_type,
        minimum_price: reader.money(section.get("minimum_price")).unwrap_or_default(),
        force_weekday: force_weekday(reader, section),
        hold_recycle_price: reader.truth(section.get("hold_recycle_price")).unwrap_or(false),
        apply_to: apply_to(reader, section, references),
        slots: konnektive::read_slots(reader, section, reduction_type, references),
    }
}

/// The weekday that one of three keys forces; the first where more than one is on.
fn force_weekday(reader: &mut Reader<'_>, section: &Section<'_>) -> Option<Weekday> {
    let weekdays = Weekday::ALL.map(|weekday| (weekday.name(), weekday));
    let mut bill_on =
        |key, day| reader.truth(section.get(key)).unwrap_or(false).then_some((key, day));
    let fridays = bill_on("bill_on_fridays", Weekday::Friday);
    let saturday = bill_on("bill_on_saturday", Weekday::Saturday);
    let forced = reader
        .choice(section.get("force_weekday"), &weekdays)
        .map(|weekday| ("force_weekday", weekday));
    let mut on = [fridays, saturday, forced].into_iter().flatten();
    let (first, weekday) = on.next()?;
    for (other, _) in on {
        let message = format!("`{other}` is on while `{first}` is, expected at most one of them");
        let finding = Finding::new(Code::Cfg003, reader.place(&section.path.key(other)), message)
            .with_help("leave one of `bill_on_fridays`, `bill_on_saturday` and `force_weekday` on")
            .with_related(reader.place(&section.path.key(first)), "the other one is on here");
        reader.push(finding);
    }
    Some(weekday)
}

/// The merchants in the order of the file, each once.
fn apply_to(
    reader: &mut Reader<'_>,
    section: &Section<'_>,
    references: &References<'_>,
) -> Vec<MerchantIndex> {
    let elements = reader.elements(section.get("apply_to")).unwrap_or_default();
    let mut seen: HashSet<MerchantIndex, FixedState> = HashSet::default();
    elements
        .into_iter()
        .filter_map(|element| references.merchant(reader, Some(element)))
        .filter(|merchant| seen.insert(*merchant))
        .collect()
}
