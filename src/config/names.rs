//! The names of array entries, looked up once for a whole document.

use std::sync::OnceLock;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::lookup::Lookup;
use super::node::Node;

/// The names of the entries of every array of tables whose entries have names.
#[derive(Clone, Debug)]
pub(super) struct Directory {
    merchants: Names,
    services: Names,
    /// Per service.
    service_accounts: Vec<Names>,
    campaigns: Names,
    profiles: Names,
    /// Per profile, where in its list each merchant is.
    apply_to: Vec<OnceLock<Lookup>>,
}

/// The names of one array's entries.
#[derive(Clone, Debug)]
pub(super) struct Names {
    /// The key whose value is an entry's usual name.
    key: &'static str,
    usual: NameMap,
    /// By another key, such as a merchant's title; asked only for names that are nobody's usual one.
    other: NameMap,
}

type NameMap = HashMap<Box<str>, Named, FixedState>;

#[derive(Clone, Copy, Debug)]
enum Named {
    One(usize),
    Many,
}

impl Directory {
    pub(super) fn of(root: &Node) -> Directory {
        let array = |key: &str| {
            root.as_table().and_then(|table| table.get(key)?.as_list()).unwrap_or_default()
        };
        let accounts = |service: &Node| {
            let accounts = service.as_table().and_then(|table| table.get("account")?.as_list());
            Names::of(accounts.unwrap_or_default(), "name", None)
        };
        Directory {
            merchants: Names::of(array("merchant"), "id", Some("title")),
            services: Names::of(array("service"), "name", None),
            service_accounts: array("service").iter().map(accounts).collect(),
            campaigns: Names::of(array("campaign"), "id", None),
            profiles: Names::of(array("profile"), "title", None),
            apply_to: array("profile").iter().map(|_| OnceLock::new()).collect(),
        }
    }

    /// The names in the array under a key at some depth of a path, the entry before it being at `owner`.
    pub(super) fn names(&self, depth: usize, key: &str, owner: Option<usize>) -> Option<&Names> {
        match (depth, key) {
            (0, "merchant") => Some(&self.merchants),
            (0, "service") => Some(&self.services),
            (0, "campaign") => Some(&self.campaigns),
            (0, "profile") => Some(&self.profiles),
            (2, "account") => self.service_accounts.get(owner?),
            _ => None,
        }
    }

    /// Where in a profile's `apply_to` an id is first.
    pub(super) fn apply_to(&self, root: &Node, profile: usize, id: &str) -> Option<usize> {
        let lookup = self.apply_to.get(profile)?.get_or_init(|| {
            let node =
                root.as_table().and_then(|root| root.get("profile")?.as_list()?.get(profile));
            let list = node.and_then(|node| node.as_table()?.get("apply_to")?.as_list());
            list.unwrap_or_default().iter().map(|id| id.as_text().unwrap_or_default()).collect()
        });
        lookup.get(id).map(|position| position as usize)
    }
}

impl Names {
    fn of(entries: &[Node], key: &'static str, other_key: Option<&str>) -> Names {
        let other = other_key.map(|key| name_map(entries, key)).unwrap_or_default();
        Names { key, usual: name_map(entries, key), other }
    }

    /// The position of the only entry of a name.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        match self.usual.get(name).or_else(|| self.other.get(name))? {
            Named::One(position) => Some(*position),
            Named::Many => None,
        }
    }

    /// The usual name of an entry, if it has one that no other has.
    pub(super) fn name<'d>(&self, entry: &'d Node) -> Option<&'d str> {
        let name = entry.text_of(self.key).filter(|name| !name.is_empty())?;
        matches!(self.usual.get(name)?, Named::One(_)).then_some(name)
    }
}

fn name_map(entries: &[Node], key: &str) -> NameMap {
    let mut map = NameMap::default();
    for (position, entry) in entries.iter().enumerate() {
        if let Some(name) = entry.text_of(key) {
            map.entry(name.into())
                .and_modify(|named| *named = Named::Many)
                .or_insert(Named::One(position));
        }
    }
    map
}
