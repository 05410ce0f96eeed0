//! Case files: declines with what is expected of each.

use crate::config::{Node, Table, key_shown, tree};
use crate::ingest::{Column, DeclineFields, TypedProblem, typed_column};
use crate::model::{Code, ConfigPath, Finding, Slot, Source, Spot, Step};

use super::expected::{Expectation, Test};
use super::field::{
    Field, GROUPS, attempt_keys, decline_keys, group_keys, of_attempt, of_decline, of_group,
};
use super::reader::{At, CaseReader};
use crate::analysis::RouteColumn;
use crate::config::SLOTS;

/// Declines of one file that cases may stand for at the most.
const MOST_VARIANTS: usize = 1_000_000;

/// A file of cases.
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// Its text and name.
    pub source: Source,
    /// The cases, in the order of the file.
    pub cases: Vec<Case>,
}

/// A decline, or several that differ in a few columns, and what is expected of each.
#[derive(Clone, Debug)]
pub struct Case {
    /// The name.
    pub name: String,
    /// Its place in the file: the name, or the header.
    pub spot: Spot,
    /// Which `[[case]]` of the file it is, from 0.
    pub position: usize,
    /// The columns that all variants share, with their places; the place of the decline.
    pub given: Vec<Given>,
    /// The declines; one, without fields, for a case about the configuration alone.
    pub variants: Vec<Variant>,
    /// What is expected, in the order of the file.
    pub expectations: Vec<Expectation>,
}

/// A column that a case gives.
#[derive(Clone, Debug)]
pub struct Given {
    /// The column.
    pub column: Column,
    /// Where its value is.
    pub spot: Spot,
}

/// One decline of a case.
#[derive(Clone, Debug)]
pub struct Variant {
    /// What `for_each` gives it: `card_brand=visa, amount=5.00`; empty without.
    pub label: String,
    /// The decline; `None` for a case about the configuration alone.
    pub fields: Option<DeclineFields>,
}

/// Reads a case file: its cases as far as they can be read, and everything that is wrong, in the order of the file.
pub fn read_cases(source: Source) -> (CaseFile, Vec<Finding>) {
    let (root, syntax) = tree(&source);
    let mut reader = CaseReader { findings: syntax };
    let mut cases = Vec::new();
    // What follows from a line that does not parse would only be noise.
    if reader.findings.is_empty() {
        cases = read_root(&mut reader, &root);
    }
    reader.findings.sort_by_key(|finding| match finding.place.spot {
        Spot::Span(span) => span.start,
        Spot::Flag(_) | Spot::PathOnly => 0,
    });
    (CaseFile { source, cases }, reader.findings)
}

fn read_root(reader: &mut CaseReader, root: &Node) -> Vec<Case> {
    let root_path = ConfigPath::default();
    let keys = ["case".to_owned()];
    let entries = root.as_table().map(Table::entries).unwrap_or_default();
    let mut cases = Vec::new();
    for entry in entries {
        let path = ConfigPath::of(["case"]);
        match (entry.key.as_str(), entry.node.as_list()) {
            ("case", Some(list)) => {
                let mut left = MOST_VARIANTS;
                for (position, node) in list.iter().enumerate() {
                    let path = path.position(position);
                    let at = At { key: "case", path: &path, node };
                    let Some(table) = reader.table(at) else { continue };
                    cases.extend(read_case(reader, position, at, table, &mut left));
                }
            }
            ("case", None) => {
                let at = At { key: "case", path: &path, node: &entry.node };
                reader.invalid(at, "an array of tables", Some("write `[[case]]`".to_owned()));
            }
            _ => reader.unknown_key(&entry.key_spot, &root_path, &entry.key, &keys),
        }
    }
    if cases.is_empty() && reader.findings.is_empty() {
        let help = Some("see `reattempt test --help`".to_owned());
        let message = "there is no [[case]] in the file".to_owned();
        reader.report(Code::Cfg003, &Spot::PathOnly, &root_path, message, help);
    }
    cases
}

fn read_case(
    reader: &mut CaseReader,
    position: usize,
    at: At<'_>,
    table: &Table,
    left: &mut usize,
) -> Option<Case> {
    const KEYS: [&str; 4] = ["name", "decline", "for_each", "expect"];
    let mut sections: [Option<At<'_>>; KEYS.len()] = [None; KEYS.len()];
    let paths = KEYS.map(|key| at.path.key(key));
    for entry in table.entries() {
        match KEYS.iter().position(|key| *key == entry.key) {
            Some(number) => {
                let (key, path) = (KEYS[number], &paths[number]);
                sections[number] = Some(At { key, path, node: &entry.node });
            }
            None => {
                reader.unknown_key(&entry.key_spot, at.path, &entry.key, &KEYS.map(str::to_owned));
            }
        }
    }
    let [name, decline, for_each, expect] = sections;
    let spot = name.map_or(&at.node.spot, |name| &name.node.spot).clone();
    let name = required(reader, at, name, "name").and_then(|name| reader.plain(name));
    let expectations = required(reader, at, expect, "expect").map(|expect| {
        let mut expectations = Expectations { reader, found: Vec::new() };
        expectations.read(expect);
        expectations.found
    });
    if decline.is_none() && for_each.is_some() {
        required(reader, at, None, "decline");
    }
    let (given, variants) = match decline {
        Some(decline) => read_variants(reader, decline, for_each, left),
        None => (Vec::new(), vec![Variant { label: String::new(), fields: None }]),
    };
    let expectations = expectations?;
    if decline.is_none() {
        let of_decline = expectations.iter().filter(|it| it.field != Field::Findings);
        for expectation in of_decline {
            let message = format!("{} is expected of no decline", key_shown(&expectation.name));
            let help = Some("only findings can be expected without `decline`".to_owned());
            reader.report(Code::Cfg003, &expectation.spot, &expectation.path, message, help);
        }
    }
    Some(Case { name: name?, spot, position, given, variants, expectations })
}

/// A key that a case must have.
fn required<'n>(
    reader: &mut CaseReader,
    case: At<'_>,
    at: Option<At<'n>>,
    key: &str,
) -> Option<At<'n>> {
    if at.is_none() {
        let message = format!("{} is missing", key_shown(key));
        reader.report(Code::Cfg003, &case.node.spot, &case.path.key(key), message, None);
    }
    at
}

/// The decline of a case, once for each combination of the values of `for_each`; the last column changes fastest.
fn read_variants(
    reader: &mut CaseReader,
    decline: At<'_>,
    for_each: Option<At<'_>>,
    left: &mut usize,
) -> (Vec<Given>, Vec<Variant>) {
    let mut given: Vec<Given> = Vec::new();
    let mut shared = DeclineFields::default();
    for (column, path, node) in columns(reader, decline, &given) {
        let value = reader.plain(At { key: column.name(), path: &path, node });
        shared.give(column, &value.unwrap_or_default());
        given.push(Given { column, spot: node.spot.clone() });
    }
    let mut variants = vec![Variant { label: String::new(), fields: Some(shared) }];
    let Some(for_each) = for_each else { return (given, variants) };
    for (column, path, node) in columns(reader, for_each, &given) {
        given.push(Given { column, spot: node.spot.clone() });
        let values = node.as_list().unwrap_or_default();
        if values.is_empty() {
            let at = At { key: column.name(), path: &path, node };
            reader.invalid(at, "a list of values", None);
            continue;
        }
        let values: Vec<String> = values
            .iter()
            .filter_map(|node| reader.plain(At { key: column.name(), path: &path, node }))
            .collect();
        if variants.len().saturating_mul(values.len()) > *left {
            let message = "`for_each` makes more than a million declines".to_owned();
            reader.report(Code::Cfg003, &node.spot, &path, message, None);
            continue;
        }
        variants = variants
            .iter()
            .flat_map(|variant| values.iter().map(move |value| variant.with(column, value)))
            .collect();
    }
    *left -= variants.len().min(*left);
    (given, variants)
}

impl Variant {
    fn with(&self, column: Column, value: &str) -> Variant {
        let mut variant = self.clone();
        let comma = if variant.label.is_empty() { "" } else { ", " };
        variant.label.push_str(&format!("{comma}{}={value}", column.name()));
        if let Some(fields) = &mut variant.fields {
            fields.give(column, value);
        }
        variant
    }
}

/// The columns that a table names; what is no column, or is given already, is reported.
fn columns<'n>(
    reader: &mut CaseReader,
    at: At<'n>,
    given: &[Given],
) -> Vec<(Column, ConfigPath, &'n Node)> {
    let mut found: Vec<(Column, ConfigPath, &Node)> = Vec::new();
    for entry in reader.table(at).map(Table::entries).unwrap_or_default() {
        let path = at.path.key(&entry.key);
        let is_taken = |column: Column, found: &[(Column, ConfigPath, &Node)]| {
            given.iter().any(|given| given.column == column)
                || found.iter().any(|(other, ..)| *other == column)
        };
        match typed_column(&entry.key) {
            Ok(column) if is_taken(column, &found) => {
                let message = format!("{} is given twice", key_shown(column.name()));
                reader.report(Code::Cfg003, &entry.key_spot, &path, message, None);
            }
            Ok(column) => found.push((column, path, &entry.node)),
            Err(TypedProblem::UnknownName { suggestion, .. }) => {
                let help = suggestion.map(|near| format!("did you mean `{near}`?"));
                let help = help.or_else(|| Some("see `reattempt test --help`".to_owned()));
                let message = format!("there is no column {}", key_shown(&entry.key));
                reader.report(Code::Cfg002, &entry.key_spot, &path, message, help);
            }
            Err(_) => {}
        }
    }
    found
}

/// Reads `expect`.
struct Expectations<'r> {
    reader: &'r mut CaseReader,
    found: Vec<Expectation>,
}

impl Expectations<'_> {
    fn read(&mut self, expect: At<'_>) {
        let Some(table) = self.reader.table(expect) else { return };
        for entry in table.entries() {
            let path = expect.path.key(&entry.key);
            let at = At { key: &entry.key, path: &path, node: &entry.node };
            if let Some((group, first)) = GROUPS.iter().find(|(group, _)| *group == entry.key) {
                self.group(at, group, Field::Transaction(*first));
            } else if entry.key == "attempt" {
                self.attempts(at);
            } else if let Some((field, test)) = self.field(at, of_decline) {
                self.push(field, test, at, entry.key.clone());
            } else {
                self.unknown(at, &entry.key_spot, expect.path, &decline_keys());
            }
        }
        if table.entries().is_empty() {
            self.reader.invalid(expect, "something that is expected", None);
        }
    }

    /// `handoff` and `last`.
    fn group(&mut self, at: At<'_>, group: &str, first: Field) {
        let Some(table) = self.reader.table(at) else { return };
        for entry in table.entries() {
            let path = at.path.key(&entry.key);
            let inner = At { key: &entry.key, path: &path, node: &entry.node };
            let name = format!("{group}.{}", entry.key);
            if entry.key == "absent" {
                let test = self.reader.test(first, at);
                self.push(first, test, at, group.to_owned());
                return;
            }
            match self.field(inner, |key| of_group(group, key)) {
                Some((field, test)) => self.push(field, test, inner, name),
                None => self.unknown(inner, &entry.key_spot, at.path, &group_keys(group)),
            }
        }
    }

    /// `attempt.4 = { ... }`.
    fn attempts(&mut self, at: At<'_>) {
        let Some(table) = self.reader.table(at) else { return };
        for entry in table.entries() {
            let path = at.path.key(&entry.key);
            let slot = entry.key.parse().ok().filter(|slot| (1..=SLOTS).contains(slot)).map(Slot);
            let Some(slot) = slot else {
                let slots: Vec<String> = (1..=SLOTS).map(|slot| slot.to_string()).collect();
                self.reader.unknown_key(&entry.key_spot, at.path, &entry.key, &slots);
                continue;
            };
            let inner = At { key: &entry.key, path: &path, node: &entry.node };
            self.attempt(inner, slot);
        }
    }

    fn attempt(&mut self, at: At<'_>, slot: Slot) {
        let Some(table) = self.reader.table(at) else { return };
        for entry in table.entries() {
            if entry.key == "absent" {
                let field = Field::Attempt(slot, RouteColumn::Attempt);
                let test = self.reader.test(field, at);
                self.push(field, test, at, format!("attempt.{slot}"));
                return;
            }
            let path = at.path.key(&entry.key);
            let inner = At { key: &entry.key, path: &path, node: &entry.node };
            match self.field(inner, |key| of_attempt(slot, key)) {
                Some((field, test)) => {
                    self.push(field, test, inner, format!("attempt.{slot}.{}", entry.key));
                }
                None => self.unknown(inner, &entry.key_spot, at.path, &attempt_keys()),
            }
        }
    }

    /// The field of a key and what is said of it; the test is `None` where it cannot be read.
    fn field(
        &mut self,
        at: At<'_>,
        of: impl Fn(&str) -> Option<Field>,
    ) -> Option<(Field, Option<Test>)> {
        let list = |make: fn(Vec<super::Value>) -> Test, key: &str| {
            of(key).filter(|field| field.is_list()).map(|field| (field, make))
        };
        let listed = match (at.key.strip_suffix("_include"), at.key.strip_suffix("_absent")) {
            (Some(key), _) => list(Test::Include, key),
            (_, Some(key)) => list(Test::Without, key),
            _ => list(Test::List, at.key),
        };
        match listed {
            Some((field, make)) => Some((field, self.reader.values(field, at).map(make))),
            None => of(at.key).map(|field| (field, self.reader.test(field, at))),
        }
    }

    fn push(&mut self, field: Field, test: Option<Test>, at: At<'_>, name: String) {
        let Some(test) = test else { return };
        let (path, spot) = (at.path.clone(), at.node.spot.clone());
        self.found.push(Expectation { field, test, path, name, spot });
    }

    fn unknown(&mut self, at: At<'_>, spot: &Spot, path: &ConfigPath, keys: &[String]) {
        self.reader.unknown_key(spot, path, at.key, keys);
    }
}

impl Case {
    /// Where a column's value is, else the case.
    pub fn spot_of(&self, column: Column) -> &Spot {
        let given = self.given.iter().find(|given| given.column == column);
        given.map_or(&self.spot, |given| &given.spot)
    }

    /// The path of the case: `case[2]`.
    pub fn path(&self) -> ConfigPath {
        ConfigPath(vec![Step::Key("case".to_owned()), Step::Position(self.position)])
    }
}
