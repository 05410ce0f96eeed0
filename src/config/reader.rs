//! Reading values of the tree as what the model wants, and saying what is wrong with them.

use std::cell::Cell;
use std::collections::BTreeSet;

use crate::model::{Code, ConfigPath, Finding, Place};

use super::document::Document;
use super::node::{Node, Table};
use super::suggest::{closest, key_shown, quoted, quoted_alternatives, value_shown};

/// How many names are compared in search of a close one; beyond it, errors go without suggestions, so that
/// a file full of errors is still read at once.
const MAX_COMPARISONS: usize = 1_000_000;

/// Up to so many names are listed where none of them is close.
const FEW_NAMES: usize = 8;

/// Collects what is wrong with a document.
pub(super) struct Reader<'d> {
    document: &'d Document,
    findings: Vec<Finding>,
    parsed: Parsed,
    comparisons_left: Cell<usize>,
}

/// How much of the file the document has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parsed {
    /// All of it.
    Whole,
    /// Not what does not parse, so that nothing can be said to be missing.
    InPart,
}

/// A table being read, and the way to it.
pub(super) struct Section<'d> {
    pub(super) path: ConfigPath,
    pub(super) table: &'d Table,
}

/// A value being read: of a key of a section, or an element of the list there.
#[derive(Clone, Copy)]
pub(super) struct Field<'s, 'd> {
    section: &'s Section<'d>,
    key: &'s str,
    element: Option<usize>,
    pub(super) node: &'d Node,
}

static EMPTY: Table = Table::EMPTY;

impl<'d> Section<'d> {
    /// The table of a document's root.
    pub(super) fn root(document: &'d Document) -> Section<'d> {
        let table = document.root().as_table().unwrap_or(&EMPTY);
        Section { path: ConfigPath::default(), table }
    }

    /// The value of a key.
    pub(super) fn get<'s>(&'s self, key: &'s str) -> Option<Field<'s, 'd>> {
        let node = self.table.get(key)?;
        Some(Field { section: self, key, element: None, node })
    }

    /// The table of a key; nothing if something else is there.
    pub(super) fn section(&self, key: &str) -> Option<Section<'d>> {
        Some(Section { path: self.path.key(key), table: self.table.get(key)?.as_table()? })
    }

    /// The tables of an array; an empty one for each element that is something else.
    pub(super) fn sections(&self, key: &str) -> Vec<Section<'d>> {
        let list = self.table.get(key).and_then(Node::as_list).unwrap_or_default();
        let path = self.path.key(key);
        let section = |(at, node): (usize, &'d Node)| Section {
            path: path.position(at),
            table: node.as_table().unwrap_or(&EMPTY),
        };
        list.iter().enumerate().map(section).collect()
    }
}

impl<'s, 'd> Field<'s, 'd> {
    /// An element of the list here.
    pub(super) fn element(self, position: usize, node: &'d Node) -> Field<'s, 'd> {
        Field { element: Some(position), node, ..self }
    }

    pub(super) fn path(&self) -> ConfigPath {
        let path = self.section.path.key(self.key);
        match self.element {
            Some(position) => path.position(position),
            None => path,
        }
    }

    /// What messages call the value: its key, or the key of its list.
    fn name(&self) -> String {
        let key = key_shown(self.key);
        if self.element.is_some() { format!("an entry of {key}") } else { key }
    }
}

impl Reader<'_> {
    pub(super) fn new(document: &Document, parsed: Parsed) -> Reader<'_> {
        let comparisons_left = Cell::new(MAX_COMPARISONS);
        Reader { document, findings: Vec::new(), parsed, comparisons_left }
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// The place of a path.
    pub(super) fn place(&self, path: &ConfigPath) -> Place {
        self.document.place(path)
    }

    /// Adds a finding about the value at a path.
    pub(super) fn report(
        &mut self,
        code: Code,
        path: &ConfigPath,
        message: String,
        help: Option<String>,
    ) {
        let mut finding = Finding::new(code, self.document.place(path), message);
        finding.help = help;
        self.findings.push(finding);
    }

    /// The path with array entries by their usual names.
    pub(super) fn usual_path(&self, path: &ConfigPath) -> ConfigPath {
        self.document.usual_path(path)
    }

    /// Adds a finding.
    pub(super) fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// "did you mean", if a candidate is close.
    pub(super) fn did_you_mean<'a>(
        &self,
        word: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Option<String> {
        let left = self.comparisons_left.get();
        let mut compared = 0;
        let counted = candidates.into_iter().take(left).inspect(|_| compared += 1);
        let found = closest(word, counted).map(|name| format!("did you mean {}?", quoted(name)));
        self.comparisons_left.set(left - compared);
        found
    }

    /// Reports a key that has to be there and is not, unless part of the file did not parse.
    pub(super) fn missing(
        &mut self,
        section: &Section<'_>,
        key: &str,
        why: &str,
        help: Option<&str>,
    ) {
        let is_table =
            || self.document.get(&section.path).is_some_and(|it| it.as_table().is_some());
        if self.parsed == Parsed::Whole && is_table() {
            let message = format!("{} is missing: {why}", key_shown(key));
            self.report(Code::Cfg003, &section.path.key(key), message, help.map(str::to_owned));
        }
    }

    /// Reports a name of something that does not exist, unless part of the file did not parse.
    pub(super) fn unknown(
        &mut self,
        field: Field<'_, '_>,
        what: &str,
        name: &str,
        help: Option<String>,
        known: &[&str],
    ) {
        if self.parsed == Parsed::Whole {
            let message = format!("there is no {what} {}", quoted(name));
            let help = help
                .or_else(|| self.did_you_mean(name, known.iter().copied()))
                .or_else(|| expected_names(known));
            self.report(Code::Cfg005, &field.path(), message, help);
        }
    }

    /// Reports a value that is not what is expected.
    pub(super) fn invalid(&mut self, field: Field<'_, '_>, expected: &str, help: Option<String>) {
        let message =
            format!("{} is {}, expected {expected}", field.name(), value_shown(field.node));
        self.report(Code::Cfg003, &field.path(), message, help);
    }
}

/// The names there are, if they are few.
fn expected_names(known: &[&str]) -> Option<String> {
    if known.len() > FEW_NAMES {
        return None;
    }
    let names: BTreeSet<&str> = known.iter().copied().filter(|name| !name.is_empty()).collect();
    (!names.is_empty()).then(|| format!("expected {}", quoted_alternatives(names)))
}
