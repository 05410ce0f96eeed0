//! Names by which tables refer to each other.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::config::lookup::Lookup;
use crate::config::reader::{Field, Reader, Section};
use crate::config::suggest::quoted;
use crate::model::{Code, Finding, MerchantIndex, ProfileIndex, ServiceIndex};

use super::service;

/// What can be referred to.
pub(in crate::config) struct References<'d> {
    merchants: Named<'d>,
    services: Named<'d>,
    profiles: Named<'d>,
}

struct Named<'d> {
    names: Vec<&'d str>,
    lookup: Lookup,
}

impl<'d> Named<'d> {
    fn of(names: Vec<&'d str>) -> Named<'d> {
        Named { lookup: names.iter().copied().collect(), names }
    }

    fn find(
        &self,
        reader: &mut Reader<'_>,
        what: &str,
        field: Option<Field<'_, '_>>,
    ) -> Option<u32> {
        let field = field?;
        let name = reader.text(Some(field))?;
        let position = self.lookup.get(name);
        if position.is_none() {
            reader.unknown(field, what, name, self.names.iter().copied());
        }
        position
    }
}

impl<'d> References<'d> {
    pub(super) fn of(
        merchants: &[Section<'d>],
        services: &[Section<'d>],
        profiles: &[Section<'d>],
    ) -> References<'d> {
        let names = |sections: &[Section<'d>], key| {
            Named::of(sections.iter().map(|section| name_of(section, key)).collect())
        };
        References {
            merchants: names(merchants, "id"),
            services: Named::of(service::names(services)),
            profiles: names(profiles, "title"),
        }
    }

    /// The merchant that a value names.
    pub(in crate::config) fn merchant(
        &self,
        reader: &mut Reader<'_>,
        field: Option<Field<'_, '_>>,
    ) -> Option<MerchantIndex> {
        self.merchants.find(reader, "merchant", field).map(MerchantIndex)
    }

    /// The service that a value names.
    pub(super) fn service(
        &self,
        reader: &mut Reader<'_>,
        field: Option<Field<'_, '_>>,
    ) -> Option<ServiceIndex> {
        self.services.find(reader, "service", field).map(ServiceIndex)
    }

    /// The profile that a value names.
    pub(super) fn profile(
        &self,
        reader: &mut Reader<'_>,
        field: Option<Field<'_, '_>>,
    ) -> Option<ProfileIndex> {
        self.profiles.find(reader, "profile", field).map(ProfileIndex)
    }
}

/// The name of an entry as far as it has one, without a word about what is wrong with it.
pub(super) fn name_of<'d>(section: &Section<'d>, key: &str) -> &'d str {
    let node = section.table.get(key);
    node.and_then(|node| node.as_text().or_else(|| node.value.as_written())).unwrap_or_default()
}

/// The name of an entry that has to have one.
pub(super) fn required_name(
    reader: &mut Reader<'_>,
    section: &Section<'_>,
    key: &str,
    why: &str,
) -> String {
    if section.get(key).is_none() {
        reader.missing(section, key, why, None);
    }
    reader.filled(section.get(key)).unwrap_or_default().to_owned()
}

/// Reports each entry whose name an earlier one has.
pub(super) fn report_duplicates(
    reader: &mut Reader<'_>,
    sections: &[Section<'_>],
    what: &str,
    key: &str,
) {
    let mut first: HashMap<&str, &Section<'_>, FixedState> = HashMap::default();
    for section in sections {
        let name = name_of(section, key);
        if name.is_empty() {
            continue;
        }
        if let Some(first) = first.get(name) {
            let message = format!("another {what} has the {key} {}", quoted(name));
            report_duplicate(reader, section, first, key, message);
        } else {
            first.insert(name, section);
        }
    }
}

/// Reports a value of `key` that `first` already has.
pub(super) fn report_duplicate(
    reader: &mut Reader<'_>,
    section: &Section<'_>,
    first: &Section<'_>,
    key: &str,
    message: String,
) {
    let place = reader.place(&section.path.key(key));
    let related = reader.place(&first.path.key(key));
    reader.push(
        Finding::new(Code::Cfg004, place, message).with_related(related, "the first is here"),
    );
}
