//! A configuration as written, changes applied: what stands at a path, and where.

use std::ops::Range;
use std::sync::OnceLock;

use crate::model::{
    ConfigPath, MerchantIndex, Place, ProfileIndex, ServiceIndex, Slot, Source, Spot, Step,
};

use super::konnektive;
use super::names::{Directory, Names};
use super::node::{Node, Value};
use super::secrets;

/// A configuration as written, changes applied.
#[derive(Clone, Debug)]
pub struct Document {
    source: Source,
    root: Node,
    /// Built when the first path is asked for: a configuration without findings needs none.
    directory: OnceLock<Directory>,
    /// The positions in the file of the account's decline maps and allows; those that cannot be read are
    /// not in the account.
    pub(super) decline_maps: Vec<usize>,
    pub(super) allows: Vec<usize>,
}

/// What a walk along a path came to.
struct Walk<'d> {
    /// The value, if the path exists to its end.
    node: Option<&'d Node>,
    /// The last part of the path that exists: its value and, unless it is an array entry, its key.
    spot: &'d Spot,
    key_spot: &'d Spot,
    /// The whole path in its usual form.
    path: ConfigPath,
}

impl Document {
    pub(super) fn new(source: Source, root: Node) -> Document {
        Document {
            source,
            root,
            directory: OnceLock::new(),
            decline_maps: Vec::new(),
            allows: Vec::new(),
        }
    }

    /// The text, under the name that messages give it.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The whole tree.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// What is written at a path, `None` where nothing is.
    pub fn get(&self, path: &ConfigPath) -> Option<&Node> {
        self.walk(path).node
    }

    /// The place of the value at a path. Where nothing is written there, the spot is that of the nearest
    /// part of the path that is: its key or `[[header]]`.
    pub fn place(&self, path: &ConfigPath) -> Place {
        let walk = self.walk(path);
        let spot = if walk.node.is_some() { walk.spot } else { walk.key_spot };
        Place { spot: spot.clone(), path: walk.path.to_string() }
    }

    /// The place of the key at the end of a path; for an array entry, of its header.
    pub fn key_place(&self, path: &ConfigPath) -> Place {
        let walk = self.walk(path);
        Place { spot: walk.key_spot.clone(), path: walk.path.to_string() }
    }

    /// The path with array entries by title, id or name where that is unique, else by position.
    pub fn usual_path(&self, path: &ConfigPath) -> ConfigPath {
        self.walk(path).path
    }

    fn walk(&self, path: &ConfigPath) -> Walk<'_> {
        let mut walk = Walk {
            node: Some(&self.root),
            spot: &self.root.spot,
            key_spot: &self.root.spot,
            path: ConfigPath(Vec::with_capacity(path.0.len())),
        };
        let mut names: Option<&Names> = None;
        let mut service = None;
        for (depth, step) in path.0.iter().enumerate() {
            let Some(node) = walk.node else {
                walk.path.0.push(step.clone());
                continue;
            };
            walk.node = None;
            match (&node.value, step) {
                (Value::Table(table), Step::Key(key)) => {
                    walk.path.0.push(step.clone());
                    names = self.directory().names(depth, key, service);
                    if let Some(entry) = table.entry(key) {
                        walk.node = Some(&entry.node);
                        walk.spot = &entry.node.spot;
                        // A key of the file whose value a flag has set: the flag it is about.
                        walk.key_spot = match entry.node.spot {
                            Spot::Flag(_) => &entry.node.spot,
                            _ => &entry.key_spot,
                        };
                    }
                }
                (Value::List(list), step) => {
                    let position = match step {
                        Step::Position(position) => Some(*position),
                        Step::Key(name) => names.and_then(|names| names.position(name)),
                    };
                    let entry = position.and_then(|position| list.get(position));
                    let name = names.and_then(|names| names.name(entry?));
                    walk.path.0.push(match (name, position) {
                        (Some(name), _) => Step::Key(name.to_owned()),
                        (None, Some(position)) => Step::Position(position),
                        (None, None) => step.clone(),
                    });
                    service = position;
                    if let Some(node) = entry {
                        walk.node = Some(node);
                        walk.spot = &node.spot;
                        walk.key_spot = &node.spot;
                    }
                }
                _ => walk.path.0.push(step.clone()),
            }
        }
        walk
    }

    fn directory(&self) -> &Directory {
        self.directory.get_or_init(|| Directory::of(&self.root))
    }

    fn entry_path(&self, key: &str, position: usize) -> ConfigPath {
        self.usual_path(&ConfigPath::of([key]).position(position))
    }

    /// The path of a merchant.
    pub fn merchant_path(&self, merchant: MerchantIndex) -> ConfigPath {
        self.entry_path("merchant", merchant.0 as usize)
    }

    /// The path of a profile.
    pub fn profile_path(&self, profile: ProfileIndex) -> ConfigPath {
        self.entry_path("profile", profile.0 as usize)
    }

    /// The path of a service; the built-in one has the path that it would have if it were declared.
    pub fn service_path(&self, service: ServiceIndex) -> ConfigPath {
        let declared = self.root.as_table().and_then(|root| root.get("service")?.as_list());
        if (service.0 as usize) < declared.map_or(0, <[Node]>::len) {
            self.entry_path("service", service.0 as usize)
        } else {
            ConfigPath::of(["service", super::sections::BUILT_IN_SERVICE])
        }
    }

    /// The path of an account of a service.
    pub fn service_account_path(&self, service: ServiceIndex, account: usize) -> ConfigPath {
        self.usual_path(&self.service_path(service).key("account").position(account))
    }

    /// The path of a campaign of [`super::Account::campaigns`].
    pub fn campaign_path(&self, campaign: usize) -> ConfigPath {
        self.entry_path("campaign", campaign)
    }

    /// The path of a decline map of [`super::Account::decline_maps`].
    pub fn decline_map_path(&self, map: usize) -> ConfigPath {
        self.entry_path("decline_map", self.decline_maps.get(map).copied().unwrap_or(map))
    }

    /// The path of an allow of [`super::Account::allows`].
    pub fn allow_path(&self, allow: usize) -> ConfigPath {
        self.entry_path("allow", self.allows.get(allow).copied().unwrap_or(allow))
    }

    /// The path of a re-attempt of a profile.
    pub fn slot_path(&self, profile: ProfileIndex, slot: Slot) -> ConfigPath {
        self.profile_path(profile).key("attempts").key(&slot.to_string())
    }

    /// The path of the merchant that a slot's group goes to; `None` for slots that always go to the merchant
    /// of the decline.
    pub fn target_path(&self, profile: ProfileIndex, slot: Slot) -> Option<ConfigPath> {
        let group = konnektive::group_of(slot)?;
        Some(self.profile_path(profile).key("targets").key(group.key))
    }

    /// The path of a merchant's entry in a profile's `apply_to`; the list's own if it is not there.
    pub fn apply_to_path(&self, profile: ProfileIndex, merchant: MerchantIndex) -> ConfigPath {
        let path = self.profile_path(profile).key("apply_to");
        let root = self.root.as_table();
        let merchants = root.and_then(|root| root.get("merchant")?.as_list());
        let id = merchants.and_then(|list| list.get(merchant.0 as usize)?.text_of("id"));
        match id.and_then(|id| self.directory().apply_to(&self.root, profile.0 as usize, id)) {
            Some(position) => path.position(position),
            None => path,
        }
    }

    /// The path of the first element of a list of strings that is `text`; the list's own if none is.
    pub fn element_path(&self, list: &ConfigPath, text: &str) -> ConfigPath {
        let elements = self.get(list).and_then(Node::as_list).unwrap_or_default();
        match elements.iter().position(|element| element.as_text() == Some(text)) {
            Some(position) => list.position(position),
            None => list.clone(),
        }
    }

    /// The spans of the text that no output may show, in order, none within another.
    pub fn secret_spans(&self) -> Vec<Range<usize>> {
        secrets::secret_spans(&self.source.text, &self.root)
    }
}
