//! Findings that only follow from what could not be read, and are left out: a person who repairs what was
//! found while loading would see them vanish.

use std::collections::BTreeSet;

use crate::config::{Document, Loaded};
use crate::model::{Code, ConfigPath, Finding, Step};

use super::catalogue::rule_of;
use super::rule::Needs;

/// What loading could not make out.
pub(super) struct Unread<'a> {
    document: &'a Document,
    is_whole: bool,
    /// The paths of values.
    values: BTreeSet<&'a str>,
    /// The paths of the merchants, profiles and other entries that hold them.
    entries: BTreeSet<ConfigPath>,
    /// Whether it is certain who is in which profile.
    knows_members: bool,
    /// Whether it is certain which accounts services list.
    knows_accounts: bool,
}

impl<'a> Unread<'a> {
    pub(super) fn of(loaded: &'a Loaded) -> Unread<'a> {
        let mut unread = Unread {
            document: &loaded.document,
            is_whole: true,
            values: BTreeSet::new(),
            entries: BTreeSet::new(),
            knows_members: true,
            knows_accounts: true,
        };
        for finding in &loaded.findings {
            unread.add(finding);
        }
        unread
    }

    fn add(&mut self, finding: &'a Finding) {
        let path = finding.place.path.as_str();
        self.is_whole &= finding.code != Code::Cfg001;
        if !path.is_empty() {
            self.values.insert(path);
        }
        // An entry with another's name, or with a secret, is read all the same.
        if !matches!(finding.code, Code::Cfg002 | Code::Cfg003 | Code::Cfg005) {
            return;
        }
        let Ok(path) = ConfigPath::read(path) else { return };
        let key = |at: usize| match path.0.get(at) {
            Some(Step::Key(key)) => key.as_str(),
            _ => "",
        };
        let is_unknown_key = finding.code == Code::Cfg002;
        let is_on_members = is_unknown_key && path.0.len() == 1
            || key(0) == "profile" && (key(2) == "apply_to" || is_unknown_key && path.0.len() == 3);
        self.knows_members &= !is_on_members;
        self.knows_accounts &= key(0) != "service";
        if let Some(entry) = entry_of(&path) {
            self.entries.insert(entry);
        }
    }

    /// Drops findings about a value that could not be read, or holds one that could not; what is missing
    /// where something was not read; and, of a file that does not parse, all that is not at a written value.
    pub(super) fn drop_consequences(&self, found: &mut Vec<Finding>) {
        if self.values.is_empty() && self.is_whole {
            return;
        }
        found.retain(|finding| {
            let Ok(path) = ConfigPath::read(&finding.place.path) else { return true };
            let is_missing = || {
                rule_of(finding.code).needs() == Needs::WholeFile
                    && self.is_about_unread(finding, &path)
            };
            let is_written = self.is_whole || self.document.get(&path).is_some();
            is_written && !self.is_unread_value(finding, &path) && !is_missing()
        });
    }

    /// Drops the unused allows that were not read as they are written.
    pub(super) fn drop_unused_allows(&self, findings: &mut Vec<Finding>) {
        findings.retain(|finding| {
            finding.code != Code::Cfg007
                || ConfigPath::read(&finding.place.path).is_ok_and(|path| {
                    entry_of(&path).is_none_or(|entry| !self.entries.contains(&entry))
                })
        });
    }

    fn is_unread_value(&self, finding: &Finding, path: &ConfigPath) -> bool {
        let text = finding.place.path.as_str();
        let inside = |other: &&&str| other[text.len()..].starts_with(['.', '[']);
        // An entry such as a whole merchant is judged even if one of its keys cannot be read.
        path.0.len() > 2
            && (self.values.contains(text)
                || self
                    .values
                    .range(text..)
                    .take_while(|other| other.starts_with(text))
                    .any(|other| inside(&other)))
    }

    fn is_about_unread(&self, finding: &Finding, path: &ConfigPath) -> bool {
        let profile = finding.profile.map(|profile| self.document.profile_path(profile));
        let merchant = finding.merchant.map(|merchant| self.document.merchant_path(merchant));
        let mut entries = [entry_of(path), profile, merchant].into_iter().flatten();
        match finding.code {
            Code::Ovl202 | Code::Ovl203 if !self.knows_members => true,
            Code::Hnd412 if !self.knows_accounts => true,
            _ => entries.any(|entry| self.entries.contains(&entry)),
        }
    }
}

/// The merchant, profile, service account or other entry that a path leads into.
fn entry_of(path: &ConfigPath) -> Option<ConfigPath> {
    let is_account = matches!(path.0.get(2), Some(Step::Key(key)) if key == "account");
    let depth = if is_account { 4 } else { 2 };
    path.0.get(..depth).map(|steps| ConfigPath(steps.to_vec()))
}
