//! Findings as SARIF 2.1.0 (OASIS), for code scanning.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::Findings;
use super::fingerprint::Fingerprints;
use super::json::{FixEntry, WeightEntry, pretty};
use super::listing::{At, Item, Listing, Location};
use crate::model::{Code, Severity};

/// What a rule says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleText {
    /// The rule.
    pub code: Code,
    /// One sentence: what is wrong.
    pub summary: String,
    /// The rule's whole documentation in Markdown.
    pub help_markdown: String,
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    column_kind: &'static str,
    results: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    id: &'static str,
    name: &'static str,
    short_description: Text<'a>,
    help: Help<'a>,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct Help<'a> {
    text: &'a str,
    markdown: &'a str,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    locations: [SarifLocation<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<SarifLocation<'a>>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifLocation<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    #[serde(flatten)]
    rest: Option<RegionRest>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RegionRest {
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation<'a> {
    fully_qualified_name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    guide_step: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flag: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<FixEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<WeightEntry>,
}

/// A SARIF log with one run. `rules` become the rules of the driver, in their order. What has no lines (a
/// path, a flag) stands at line 1 of the configuration, for code scanning shows nothing without a line; its
/// path is the logical location. A repair is a change to a value, not to bytes, and therefore a property.
pub fn sarif(findings: &Findings<'_>, rules: &[RuleText]) -> String {
    let listing = Listing::new(findings);
    let mut fingerprints = Fingerprints::default();
    let file = findings.source.name.as_str();
    let results = listing.items.iter().map(|item| {
        let rule_index = rules.iter().position(|rule| rule.code == item.finding.code);
        entry(item, file, rule_index, fingerprints.next(item))
    });
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "reattempt",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: rules.iter().map(rule).collect(),
                },
            },
            column_kind: "unicodeCodePoints",
            results: results.collect(),
        }],
    };
    pretty(&log)
}

fn rule(rule: &RuleText) -> Rule<'_> {
    Rule {
        id: rule.code.name(),
        name: rule.code.slug(),
        short_description: Text { text: &rule.summary },
        help: Help { text: &rule.help_markdown, markdown: &rule.help_markdown },
        default_configuration: Configuration { level: level(rule.code.severity()) },
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn entry<'a>(
    item: &'a Item<'_>,
    file: &str,
    rule_index: Option<usize>,
    fingerprint: String,
) -> Entry<'a> {
    let finding = item.finding;
    let text = match &finding.help {
        Some(help) => format!("{}\nhelp: {help}", finding.message),
        None => finding.message.clone(),
    };
    let related = item.related.iter().zip(1..).map(|((location, message), id)| SarifLocation {
        id: Some(id),
        message: Some(Message { text: unlinked(message) }),
        ..sarif_location(location, file)
    });
    Entry {
        rule_id: finding.code.name(),
        rule_index,
        level: level(finding.severity),
        message: Message { text: unlinked(&text) },
        locations: [sarif_location(&item.location, file)],
        related_locations: related.collect(),
        partial_fingerprints: BTreeMap::from([("reattemptPlace/v1", fingerprint)]),
        properties: Properties {
            guide_step: finding.code.guide_step(),
            flag: match &item.location.at {
                At::Flag(flag) => Some(flag),
                At::Region { .. } | At::Whole => None,
            },
            fix: finding.fix.as_ref().map(FixEntry::from),
            weight: item.weight.map(WeightEntry::from),
        },
    }
}

/// `[text](target)` would be a link in a SARIF message.
fn unlinked(text: &str) -> String {
    if text.contains("](") { text.replace('[', "\\[").replace(']', "\\]") } else { text.to_owned() }
}

fn sarif_location<'a>(location: &Location<'a>, file: &str) -> SarifLocation<'a> {
    let region = match &location.at {
        At::Region { start, end, .. } => Region {
            start_line: start.line,
            rest: Some(RegionRest {
                start_column: start.column,
                end_line: end.line,
                end_column: end.column,
            }),
        },
        At::Flag(_) | At::Whole => Region { start_line: 1, rest: None },
    };
    let logical = match location.path {
        "" => Vec::new(),
        path => vec![LogicalLocation { fully_qualified_name: path }],
    };
    SarifLocation {
        id: None,
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: uri(location.file.unwrap_or(file)) },
            region,
        },
        logical_locations: logical,
        message: None,
    }
}

/// A file's name as a URI reference: relative as it is, absolute with its scheme.
fn uri(file: &str) -> String {
    let is_drive = |file: &str| matches!(file.as_bytes(), [_, b':', b'/' | b'\\', ..]);
    let slashed = if is_drive(file) || file.contains('\\') && !file.contains('/') {
        file.replace('\\', "/")
    } else {
        file.to_owned()
    };
    let mut uri = match slashed.as_str() {
        absolute if absolute.starts_with('/') => "file://".to_owned(),
        absolute if is_drive(absolute) => "file:///".to_owned(),
        _ => String::new(),
    };
    for byte in slashed.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            write!(uri, "%{byte:02X}").unwrap_or_default();
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::findings::examples::with_examples;

    fn rules() -> Vec<RuleText> {
        [Code::Prf101, Code::Ovl201]
            .map(|code| RuleText {
                code,
                summary: format!("{} in one sentence", code.slug()),
                help_markdown: format!("# {}\n\nwhy `it` matters", code.slug()),
            })
            .to_vec()
    }

    #[test]
    fn snapshot() {
        with_examples(|name, findings| {
            insta::assert_snapshot!(name, sarif(findings, &rules()));
        });
    }

    #[test]
    fn files_become_uri_references() {
        for (file, reference) in [
            ("conf/account.toml", "conf/account.toml"),
            ("my account#1.toml", "my%20account%231.toml"),
            ("a:b.toml", "a%3Ab.toml"),
            ("é.toml", "%C3%A9.toml"),
            ("/etc/a.toml", "file:///etc/a.toml"),
            ("C:\\x\\a.toml", "file:///C%3A/x/a.toml"),
            ("conf\\a.toml", "conf/a.toml"),
            ("-", "-"),
        ] {
            assert_eq!(uri(file), reference);
        }
    }

    #[test]
    fn links_in_messages_stay_text() {
        assert_eq!(unlinked("[a](https://example.com)"), "\\[a\\](https://example.com)");
        assert_eq!(unlinked("a[0] (b)"), "a[0] (b)");
    }
}
