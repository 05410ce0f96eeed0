//! From a configuration's text and changes to an account, with everything that is wrong on the way.

use crate::model::{Change, Code, Finding, Place, Source, SpanRange, Spot, Step};

use super::account::Account;
use super::document::Document;
use super::node::Node;
use super::reader::{Parsed, Reader, Section};
use super::suggest::key_shown;
use super::toml::{SyntaxError, within};
use super::{apply, json, sections, structure, toml};

/// The language of a configuration file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// TOML.
    Toml,
    /// The same model as JSON.
    Json,
}

impl Format {
    /// By a file's name: JSON for one that ends in `.json`, else TOML.
    pub fn of_name(name: &str) -> Format {
        let ending = name.rsplit('.').next().unwrap_or_default();
        if ending.len() < name.len() && ending.eq_ignore_ascii_case("json") {
            Format::Json
        } else {
            Format::Toml
        }
    }
}

/// A configuration, read as far as it can be.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The account. Where something is wrong it is a best effort: bad values are replaced by defaults, bad
    /// references dropped.
    pub account: Account,
    /// What is written, and where.
    pub document: Document,
    /// Everything wrong with the configuration, in the order of the file.
    pub findings: Vec<Finding>,
}

impl Loaded {
    /// Whether it is a file of this kind at all: it parses, and is of the one schema version there is.
    pub fn is_readable(&self) -> bool {
        !self.findings.iter().any(|finding| {
            finding.code == Code::Cfg001 || finding.place.path == sections::SCHEMA_VERSION
        })
    }

    /// Whether the account is what the configuration says: no finding refuses it.
    pub fn is_usable(&self) -> bool {
        !self.findings.iter().any(|finding| finding.code.refuses_configuration())
    }
}

/// Reads a configuration, with changes made to it before anything is checked.
pub fn load(source: Source, format: Format, changes: &[Change]) -> Loaded {
    let (mut root, errors, duplicates) = match format {
        Format::Toml => {
            let (root, errors) = toml::parse(&source.text);
            (root, errors, Vec::new())
        }
        Format::Json => match json::parse(&source.text) {
            Ok((root, duplicates)) => (root, Vec::new(), duplicates),
            Err(error) => (Node::empty_table(Spot::PathOnly), vec![error], Vec::new()),
        },
    };
    let parsed = if errors.is_empty() { Parsed::Whole } else { Parsed::InPart };
    let is_empty = errors.is_empty()
        && changes.is_empty()
        && root.as_table().is_some_and(|table| table.entries().is_empty());
    let wrapped = structure::wrap_single_tables(&mut root);
    let refused = apply::apply(&mut root, changes, parsed);
    let mut document = Document::new(source, root);

    let mut reader = Reader::new(&document, parsed);
    for path in &duplicates {
        let Some(Step::Key(key)) = path.0.last() else { continue };
        let message = format!("duplicate key {}", key_shown(key));
        reader.report(Code::Cfg001, path, message, None);
    }
    structure::report_wrapped(&mut reader, &wrapped, format);
    structure::check(&mut reader, document.root(), format);
    let read = sections::read(&mut reader, &Section::root(&document));
    let mut findings = reader.into_findings();
    drop_consequences(&mut findings, &document.source().text, &errors);
    findings.extend(refused);
    findings.extend(errors.into_iter().map(|error| syntax_finding(&document.source().text, error)));
    findings.extend(is_empty.then(|| {
        let place = Place { spot: Spot::Span((0..0).into()), path: String::new() };
        Finding::new(Code::Cfg001, place, "the file holds no configuration")
            .with_help("`reattempt init FILE` writes one to start from")
    }));
    sort(&mut findings);
    document.decline_maps = read.decline_maps;
    document.allows = read.allows;
    Loaded { account: read.account, document, findings }
}

/// The tree of any TOML text with the place of every key and value, and what does not parse.
pub fn tree(source: &Source) -> (Node, Vec<Finding>) {
    let (root, errors) = toml::parse(&source.text);
    let findings = errors.into_iter().map(|error| syntax_finding(&source.text, error)).collect();
    (root, findings)
}

/// The account of a tree put together from trees that load; `None` if their values do not go together.
pub(super) fn account_of(root: Node) -> Option<Account> {
    let document = Document::new(Source::default(), root);
    let mut reader = Reader::new(&document, Parsed::Whole);
    let read = sections::read(&mut reader, &Section::root(&document));
    let findings = reader.into_findings();
    let is_refused = findings.iter().any(|finding| finding.code.refuses_configuration());
    (!is_refused).then_some(read.account)
}

fn syntax_finding(text: &str, error: SyntaxError) -> Finding {
    let place = Place { spot: Spot::Span(within(text, error.span)), path: String::new() };
    Finding::new(Code::Cfg001, place, error.message)
}

/// Drops findings on lines that do not parse: what was made out of those is not what is written.
fn drop_consequences(findings: &mut Vec<Finding>, text: &str, errors: &[SyntaxError]) {
    let mut broken: Vec<SpanRange> = Vec::new();
    for error in errors {
        let span = within(text, error.span.clone());
        let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
        match broken.last_mut() {
            Some(last) if start <= last.end => last.end = last.end.max(end),
            _ => broken.push(SpanRange { start, end }),
        }
    }
    findings.retain(|finding| match finding.place.spot {
        Spot::Span(span) => {
            let after = broken.partition_point(|lines| lines.start <= span.end);
            broken[..after].last().is_none_or(|lines| span.start > lines.end)
        }
        Spot::Flag(_) | Spot::PathOnly => true,
    });
}

/// In the order of the file; what has no place in it stays in the order in which it was found.
fn sort(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| match &finding.place.spot {
        Spot::Span(span) => (0, span.start),
        Spot::PathOnly => (1, 0),
        Spot::Flag(flag) => (2, *flag),
    });
}
