//! Findings for programs.

use std::fmt::Write;

use serde::Serialize;

use super::listing::{At, Listing, Location};
use super::{Counts, Findings};
use crate::model::{Change, Code, Edit, Fix, Weight};
use crate::report::text::{amount, is_unsafe};

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Document<'a> {
    schema: &'static str,
    findings: Vec<Entry<'a>>,
    counts: Counts,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Entry<'a> {
    code: &'static str,
    slug: &'static str,
    severity: &'static str,
    message: &'a str,
    #[serde(flatten)]
    region: Region<'a>,
    related: Vec<RelatedEntry<'a>>,
    help: Option<&'a str>,
    guide_step: Option<&'static str>,
    fix: Option<FixEntry<'a>>,
    weight: Option<WeightEntry>,
    path: &'a str,
    flag: Option<&'a str>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Region<'a> {
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RelatedEntry<'a> {
    message: &'a str,
    #[serde(flatten)]
    region: Region<'a>,
    path: &'a str,
    flag: Option<&'a str>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct FixEntry<'a> {
    title: &'a str,
    changes: Vec<ChangeEntry<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ChangeEntry<'a> {
    path: String,
    edit: &'static str,
    value: Option<&'a str>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct WeightEntry {
    rows: u64,
    amount: serde_json::Map<String, serde_json::Value>,
    first_day: Option<String>,
    last_day: Option<String>,
}

/// The document `reattempt/check/1`: `findings` in the order of every other output, and `counts` by severity
/// and of what is fixable. Lines and columns count from 1, columns in characters; the end is the position
/// after the last character. They are null where a finding has a `path` alone; a finding on a `flag` has no
/// `file` either. `guide_step` is a number, a range such as `12-13`, or the name of a note.
pub fn json(findings: &Findings<'_>) -> String {
    let listing = Listing::new(findings);
    let entries = listing.items.iter().map(|item| {
        let finding = item.finding;
        let related = item.related.iter().map(|(location, message)| RelatedEntry {
            message,
            region: region(location),
            path: location.path,
            flag: flag(location),
        });
        Entry {
            code: finding.code.name(),
            slug: finding.code.slug(),
            severity: finding.severity.name(),
            message: &finding.message,
            region: region(&item.location),
            related: related.collect(),
            help: finding.help.as_deref(),
            guide_step: Code::guide_step(finding.code),
            fix: finding.fix.as_ref().map(FixEntry::from),
            weight: item.weight.map(WeightEntry::from),
            path: item.location.path,
            flag: flag(&item.location),
        }
    });
    let document = Document {
        schema: "reattempt/check/1",
        findings: entries.collect(),
        counts: findings.counts(),
    };
    pretty(&document)
}

fn region<'a>(location: &Location<'a>) -> Region<'a> {
    let (start, end) = match &location.at {
        At::Region { start, end, .. } => (Some(start), Some(end)),
        At::Flag(_) | At::Whole => (None, None),
    };
    Region {
        file: location.file,
        line: start.map(|start| start.line),
        column: start.map(|start| start.column),
        end_line: end.map(|end| end.line),
        end_column: end.map(|end| end.column),
    }
}

fn flag<'a>(location: &'a Location<'_>) -> Option<&'a str> {
    match &location.at {
        At::Flag(flag) => Some(flag),
        At::Region { .. } | At::Whole => None,
    }
}

impl<'a> From<&'a Fix> for FixEntry<'a> {
    fn from(fix: &'a Fix) -> FixEntry<'a> {
        FixEntry { title: &fix.title, changes: fix.changes.iter().map(ChangeEntry::from).collect() }
    }
}

impl<'a> From<&'a Change> for ChangeEntry<'a> {
    fn from(change: &'a Change) -> ChangeEntry<'a> {
        let (edit, value) = match &change.edit {
            Edit::Set(value) => ("set", Some(value.as_str())),
            Edit::Add(value) => ("add", Some(value.as_str())),
            Edit::Remove(value) => ("remove", Some(value.as_str())),
            Edit::Unset => ("unset", None),
        };
        ChangeEntry { path: change.path.to_string(), edit, value }
    }
}

impl From<&Weight> for WeightEntry {
    fn from(weight: &Weight) -> WeightEntry {
        let amounts = weight
            .amounts_minor
            .iter()
            .map(|(&currency, &minor)| (currency.to_string(), amount(currency, minor).into()));
        WeightEntry {
            rows: weight.rows,
            amount: amounts.collect(),
            first_day: weight.first_day.map(|day| day.to_string()),
            last_day: weight.last_day.map(|day| day.to_string()),
        }
    }
}

/// Indented JSON that is safe to look at: what a terminal would act on is written as `\u....`, so that
/// programs still read the value itself.
pub(super) fn pretty(document: &impl Serialize) -> String {
    let json = serde_json::to_string_pretty(document)
        .expect("wire types have string keys and no fallible values");
    let mut safe = String::with_capacity(json.len() + 1);
    for char in json.chars() {
        if char != '\n' && is_unsafe(char) {
            let mut units = [0; 2];
            for unit in char.encode_utf16(&mut units) {
                write!(safe, "\\u{unit:04x}").unwrap_or_default();
            }
        } else {
            safe.push(char);
        }
    }
    safe.push('\n');
    safe
}

/// The schema of the document.
#[cfg(test)]
pub(crate) fn schema() -> serde_json::Value {
    crate::report::json::schema_of::<Document<'_>>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::findings::examples::with_examples;

    #[test]
    fn snapshot() {
        with_examples(|name, findings| insta::assert_snapshot!(name, json(findings)));
    }

    #[test]
    fn unsafe_characters_are_escaped_and_read_back() {
        let text = "a\u{1b}\u{9b}\u{202e}\u{e0041}\u{7f}\né🚀";
        let json = pretty(&text);
        assert!(!json.trim_end().contains(is_unsafe), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
