//! Names by which tables refer to each other.

use std::borrow::Cow;
use std::cell::OnceCell;

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
    /// Titles that could be taken for names, in the order of the names; looked up when a name is unknown.
    titles: Vec<&'d str>,
    title_lookup: OnceCell<Lookup>,
}

impl<'d> Named<'d> {
    fn of(names: Vec<&'d str>) -> Named<'d> {
        let lookup = names.iter().copied().collect();
        Named { names, lookup, titles: Vec::new(), title_lookup: OnceCell::new() }
    }

    /// The hint that a title was given in place of a name.
    fn by_title(&self, title: &str) -> Option<String> {
        let lookup = self.title_lookup.get_or_init(|| self.titles.iter().copied().collect());
        let name = self.names.get(lookup.get(title)? as usize)?;
        Some(format!("that is a title, name it by its id: {}", quoted(name)))
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
        // A number in place of a name has been reported already.
        if position.is_none() && field.node.as_text().is_some() {
            let help = self.by_title(name);
            reader.unknown(field, what, name, help, &self.names);
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
        let mut by_id = names(merchants, "id");
        by_id.titles = merchants.iter().map(|section| name_of(section, "title")).collect();
        References {
            merchants: by_id,
            services: Named::of(service::names(services)),
            profiles: names(profiles, "title"),
        }
    }

    /// The merchants by id.
    pub(super) fn into_merchant_lookup(self) -> Lookup {
        self.merchants.lookup
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

/// [`name_of`] as a key of its own.
pub(super) fn named<'d>(key: &str) -> impl Fn(&Section<'d>) -> Cow<'d, str> {
    move |section| name_of(section, key).into()
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

/// Reports each entry whose value of `key` an earlier one has.
pub(super) fn report_duplicates<'d>(
    reader: &mut Reader<'_>,
    sections: &[Section<'d>],
    what: &str,
    key: &str,
    name: impl Fn(&Section<'d>) -> Cow<'d, str>,
) {
    let mut first: HashMap<Cow<'d, str>, &Section<'d>, FixedState> = HashMap::default();
    for section in sections {
        let name = name(section);
        if name.is_empty() {
            continue;
        }
        if let Some(first) = first.get(&name) {
            let message = format!("another {what} has the {key} {}", quoted(&name));
            let place = reader.place(&section.path.key(key));
            let related = reader.place(&first.path.key(key));
            let finding = Finding::new(Code::Cfg004, place, message);
            reader.push(finding.with_related(related, "the first is here"));
        } else {
            first.insert(name, section);
        }
    }
}
