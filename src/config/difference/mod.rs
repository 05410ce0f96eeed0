//! What differs between two configurations, as units that can be put back one by one.
//!
//! A unit is a changed leaf, or a whole table that only one of the two has. Keys that say one thing between
//! them (the three that force a weekday) are one unit. What is written differently but comes to the same
//! account is none.

mod put_back;
mod walk;

use serde_json::Value as Json;

use crate::model::{ConfigPath, Place, Spot, Step};

use super::account::Account;
use super::document::Document;
use super::load::{Loaded, account_of};
use super::node::{Node, Value};
use super::resolved::resolved;
use super::secrets::{is_secret_path, is_secret_reference};
use put_back::PutBack;

/// One unit of what differs between a base and a candidate.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The path of the value, array entries by title, id or name where they have one.
    pub path: ConfigPath,
    /// What the base has there.
    pub base: Written,
    /// What the candidate has there.
    pub candidate: Written,
    put_back: Vec<PutBack>,
}

/// What one configuration has at a path, and where.
#[derive(Clone, Debug)]
pub struct Written {
    /// The value as written or, where nothing is, its default; `None` where there is neither.
    pub value: Option<Json>,
    /// Where it stands, or the nearest part of the path that is written.
    pub place: Place,
}

/// All that differs between two configurations that load, in the order of the candidate's file.
#[derive(Clone, Debug)]
pub struct Differences {
    /// The candidate, with whatever comes to the same account put back.
    root: Node,
    units: Vec<Difference>,
}

impl Differences {
    /// What differs between two configurations that load.
    pub fn between(base: &Loaded, candidate: &Loaded) -> Differences {
        if base.account == candidate.account {
            return Differences { root: candidate.document.root().clone(), units: Vec::new() };
        }
        let found = walk::changes(base.document.root(), candidate.document.root());
        let defaults = [resolved(&base.account), resolved(&candidate.account)];
        let mut units: Vec<Difference> = found
            .into_iter()
            .map(|change| Difference {
                base: written(&base.document, &defaults[0], &change.path, change.base.as_ref()),
                candidate: written(
                    &candidate.document,
                    &defaults[1],
                    &change.path,
                    change.candidate.as_ref(),
                ),
                path: change.path,
                put_back: change.put_back,
            })
            .collect();
        units.sort_by_key(file_order);
        let mut differences =
            Differences { root: candidate.document.root().clone(), units: Vec::new() };
        // What comes to the same account is put back for good: a unit may need it beside itself, as a slot
        // that is no longer skipped needs the wait that did not matter while it was.
        for unit in units {
            let root = differences.root_without(&[&unit]);
            match root.map(|root| (account_of(root.clone()), root)) {
                Some((Some(account), root)) if account == candidate.account => {
                    differences.root = root;
                }
                _ if unit.is_equal_after_defaults() => {}
                _ => differences.units.push(unit),
            }
        }
        differences
    }

    /// The units.
    pub fn units(&self) -> &[Difference] {
        &self.units
    }

    /// The candidate's account with some units put back to the base; `None` if that is no configuration.
    pub fn account_without(&self, units: &[&Difference]) -> Option<Account> {
        account_of(self.root_without(units)?)
    }

    fn root_without(&self, units: &[&Difference]) -> Option<Node> {
        let mut root = self.root.clone();
        let mut steps: Vec<&PutBack> = units.iter().flat_map(|unit| &unit.put_back).collect();
        // Values first, while every entry is where it was; then entries in, then out from the last on.
        steps.sort_by_key(|step| step.order());
        for step in steps {
            step.apply(&mut root)?;
        }
        Some(root)
    }
}

impl Difference {
    /// Whether both sides have one value, which only one of them writes.
    fn is_equal_after_defaults(&self) -> bool {
        self.base.value.is_some() && self.base.value == self.candidate.value
    }
}

/// Where a unit stands among the others: in the candidate's file or, if a flag made it, in the base's.
fn file_order(unit: &Difference) -> usize {
    let start = |place: &Place| match place.spot {
        Spot::Span(span) => Some(span.start),
        Spot::Flag(_) | Spot::PathOnly => None,
    };
    start(&unit.candidate.place).or_else(|| start(&unit.base.place)).unwrap_or_default()
}

fn written(
    document: &Document,
    defaults: &Json,
    path: &ConfigPath,
    node: Option<&Node>,
) -> Written {
    let value = match node {
        Some(node) => Some(json_of(node, path)),
        None => default_of(defaults, path),
    };
    Written { value, place: document.place(path) }
}

/// What is written, as JSON; numbers to the character where JSON can have them so.
fn json_of(node: &Node, path: &ConfigPath) -> Json {
    match &node.value {
        Value::Table(table) => {
            let entries = table.entries().iter();
            entries
                .map(|entry| (entry.key.clone(), json_of(&entry.node, &path.key(&entry.key))))
                .collect::<serde_json::Map<_, _>>()
                .into()
        }
        Value::List(list) => list.iter().map(|node| json_of(node, path)).collect(),
        Value::Text(text) if is_secret_path(path) && !is_secret_reference(text) => "****".into(),
        Value::Text(text) | Value::Date(text) => text.clone().into(),
        Value::Integer(text) | Value::Decimal(text) => {
            let number = serde_json::from_str::<serde_json::Number>(text);
            number.map_or_else(|_| text.clone().into(), Json::Number)
        }
        Value::Bool(truth) => (*truth).into(),
        Value::Null => Json::Null,
    }
}

/// The value of a path in a configuration with every default filled in.
fn default_of(resolved: &Json, path: &ConfigPath) -> Option<Json> {
    let mut at = resolved;
    for step in &path.0 {
        at = match (at, step) {
            (Json::Object(table), Step::Key(key)) => table.get(key)?,
            (Json::Array(list), Step::Key(name)) => list.iter().find(|entry| {
                let named = |key| entry.get(key).and_then(Json::as_str) == Some(name);
                ["id", "title", "name"]
                    .into_iter()
                    .find(|key| entry.get(key).is_some())
                    .is_some_and(named)
            })?,
            (Json::Array(list), Step::Position(position)) => list.get(*position)?,
            _ => return None,
        };
    }
    // A table that is not there is no value, whatever its keys default to.
    (!at.is_object()).then(|| at.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Format, load};
    use crate::model::{Change, Source};

    const BASE: &str = r#"
[account]
rebill_time = "03:00"
[[merchant]]
id = "12"
gateway = "NMI"
[[merchant]]
id = "13"
gateway = "NMI"
[[merchant]]
id = "99"
gateway = "FlexPay"
[[decline_map]]
gateway = "NMI"
contains = "funds"
kind = "soft"
[[profile]]
title = "A"
apply_to = ["12"]
minimum_price = "5.00"
[profile.targets]
"4-6" = "99"
[profile.attempts]
2 = { skip = true }
4 = { wait_days = 1 }
[[profile]]
title = "B"
apply_to = ["12", "13"]
[profile.attempts]
1 = { wait_days = 3 }
"#;

    fn loaded(text: &str, sets: &[&str]) -> Loaded {
        let changes: Vec<Change> = sets.iter().map(|set| Change::read(set).unwrap()).collect();
        let source = Source { name: "a.toml".into(), text: text.into() };
        let loaded = load(source, Format::Toml, &changes);
        assert_eq!(loaded.findings, [], "{text} {sets:?}");
        loaded
    }

    /// Each unit as `path: old -> new`. All together, put back, they are the base.
    fn units(base: &Loaded, candidate: &Loaded) -> Vec<String> {
        let differences = Differences::between(base, candidate);
        let all: Vec<&Difference> = differences.units().iter().collect();
        let back = differences.account_without(&all).expect("the base is a configuration");
        assert_eq!(resolved(&back), resolved(&base.account));
        let text = |written: &Written| match &written.value {
            Some(value) => value.to_string(),
            None => "nothing".to_owned(),
        };
        all.iter()
            .map(|unit| format!("{}: {} -> {}", unit.path, text(&unit.base), text(&unit.candidate)))
            .collect()
    }

    #[test]
    fn leaves_tables_and_groups_of_keys() {
        let base = loaded(BASE, &[]);
        for (sets, expected) in [
            (&["account.rebill_time=03:00", "merchant.12.enabled=true"][..], &[][..]),
            (&["profile.A.minimum_price=5"], &[]),
            (
                &["profile.A.attempts.4.wait_days=2", "merchant.99.enabled=false"],
                &["merchant.99.enabled: true -> false", "profile.A.attempts.4.wait_days: 1 -> 2"],
            ),
            (&["profile.A.bill_on_fridays=true"], &["profile.A.bill_on_fridays: false -> true"]),
            (
                &["profile.A.force_weekday=friday"],
                &[r#"profile.A.force_weekday: null -> "friday""#],
            ),
            (&["profile.B.apply_to-=12"], &[r#"profile.B.apply_to: ["12","13"] -> ["13"]"#]),
            (
                &["profile.A.attempts.5={wait_days=2}"],
                &[r#"profile.A.attempts.5: nothing -> {"wait_days":2}"#],
            ),
            (&["profile.A.attempts.3={skip=true}"], &[]),
            (
                &["profile.A.attempts.2={wait_days=0}"],
                &["profile.A.attempts.2.skip: true -> false"],
            ),
            (
                &["decline_map[0].gateway=Other", "assumptions.skip_wait=elapses"],
                &[
                    r#"assumptions.skip_wait: "omit" -> "elapses""#,
                    r#"decline_map[0].gateway: "NMI" -> "Other""#,
                ],
            ),
            (
                &["decline_map[0].order_type=rebill"],
                &[r#"decline_map[0].order_type: "all" -> "rebill""#],
            ),
        ] {
            let candidate = loaded(BASE, sets);
            let expected: Vec<String> =
                expected.iter().map(|line| line.replace("null", "nothing")).collect();
            assert_eq!(units(&base, &candidate), expected, "{sets:?}");
            units(&candidate, &base);
        }
    }

    #[test]
    fn secrets_are_not_told() {
        let with = |key: &str| {
            let text = BASE.replace("\"FlexPay\"", &format!("\"FlexPay\"\napi_key = \"{key}\""));
            load(Source { name: "a.toml".into(), text }, Format::Toml, &[])
        };
        let (base, candidate) = (with("live-0123456789"), with("env:KEY"));
        let differences = Differences::between(&base, &candidate);
        let [unit] = differences.units() else { panic!("{:?}", differences.units()) };
        assert_eq!(unit.base.value, Some("****".into()));
        assert_eq!(unit.candidate.value, Some("env:KEY".into()));
    }

    #[test]
    fn keys_that_exclude_each_other_are_put_back_together() {
        let friday = loaded(BASE, &["profile.A.bill_on_fridays=true"]);
        let saturday = loaded(BASE, &["profile.A.bill_on_saturday=true"]);
        assert_eq!(
            units(&friday, &saturday),
            ["profile.A.bill_on_saturday: \
              {\"bill_on_fridays\":true} -> {\"bill_on_saturday\":true}"]
        );
    }

    #[test]
    fn entries_come_and_go_and_change_places() {
        let base = loaded(BASE, &[]);
        let merchant = "[[merchant]]\nid = \"13\"\ngateway = \"NMI\"\n";
        let without = loaded(&BASE.replace(merchant, "").replace("\"12\", \"13\"", "\"12\""), &[]);
        let found = units(&base, &without);
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("merchant.13: {") && found[0].ends_with("-> nothing"));
        units(&without, &base);

        let (head, b) = BASE.split_at(BASE.rfind("[[profile]]").unwrap());
        let (head, a) = head.split_at(head.rfind("[[profile]]").unwrap());
        let swapped = loaded(&format!("{head}{b}{a}"), &[]);
        assert_eq!(units(&base, &swapped), [r#"profile: ["A","B"] -> ["B","A"]"#]);

        // The order of merchants means nothing.
        let id = |text: &str, from, to| text.replacen(from, to, 1);
        let turned = id(
            &id(&id(BASE, "id = \"12\"", "id = \"x\""), "id = \"13\"", "id = \"12\""),
            "\"x\"",
            "\"13\"",
        );
        assert_eq!(Differences::between(&base, &loaded(&turned, &[])).units().len(), 0);

        let map = "[[decline_map]]\ngateway = \"NMI\"\ncontains = \"x\"\nkind = \"hard\"\n";
        let more = loaded(&format!("{BASE}{map}{map}"), &[]);
        assert_eq!(units(&base, &more).len(), 2);
        assert_eq!(units(&more, &base).len(), 2);
    }
}
