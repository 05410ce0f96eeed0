//! Findings word for word: of every rule's wrong example, and of every account one change away from the sample's.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;

use reattempt::analysis::expect::{LooksAt, mutants};
use reattempt::check::{CATALOGUE, Options, check, example};
use reattempt::config::{Format, Loaded, load};
use reattempt::model::{Change, ConfigPath, Edit, Finding, Place, Source, Spot};
use toml_edit::TableLike;

use crate::rules::accounts_one_change_away;

fn loaded(text: &str) -> Loaded {
    load(Source { name: "account.toml".into(), text: text.into() }, Format::Toml, &[])
}

/// A path, and the text that is there.
fn at(loaded: &Loaded, place: &Place) -> String {
    match &place.spot {
        Spot::Span(span) => {
            let text = &loaded.document.source().text[span.start..span.end];
            format!("{} = {}", place.path, text.lines().next().unwrap_or_default())
        }
        Spot::Flag(flag) => format!("{} of flag {flag}", place.path),
        Spot::PathOnly => place.path.clone(),
    }
}

/// Everything that a finding says.
fn in_full(loaded: &Loaded, finding: &Finding) -> String {
    let Finding { code, severity, message, place, related, help, fix, profile, merchant } = finding;
    let mut told = format!("{severity:?} {}: {message}\n  at {}\n", code.name(), at(loaded, place));
    for related in related {
        let _ = writeln!(told, "  and {}: {}", at(loaded, &related.place), related.message);
    }
    if let Some(help) = help {
        let _ = writeln!(told, "  help: {help}");
    }
    if let Some(fix) = fix {
        let _ = writeln!(told, "  fix: {}", fix.title);
        for change in &fix.changes {
            let _ = writeln!(told, "    {} {:?}", change.path, change.edit);
        }
    }
    let profile = profile.map(|profile| loaded.account.profile(profile).title.as_str());
    let merchant = merchant.map(|merchant| loaded.account.merchant(merchant).id.as_str());
    let _ = writeln!(told, "  about {profile:?} {merchant:?}");
    told
}

#[test]
fn every_wrong_example_in_full() {
    let mut told = String::new();
    for rule in CATALOGUE.iter().filter(|rule| !rule.code().is_about_declines()) {
        let loaded = loaded(&example(rule.code(), "Wrong").expect("a wrong example"));
        let findings = check(&loaded, &Options::default());
        findings.iter().for_each(|finding| told += &in_full(&loaded, finding));
    }
    insta::assert_snapshot!("every_wrong_example", told);
}

#[test]
fn every_account_of_the_rules_tests_in_full() {
    let mut told = String::new();
    for text in accounts_one_change_away() {
        let loaded = loaded(&text);
        for finding in check(&loaded, &Options::default()) {
            let full = in_full(&loaded, &finding);
            told += if told.contains(&full) { "" } else { &full };
        }
    }
    insta::assert_snapshot!("every_account_of_the_rules_tests", told);
}

/// What a change to an account adds to its findings, each message in full where it first occurs.
#[test]
fn every_account_one_change_away_in_full() {
    let mut told = String::new();
    for text in [include_str!("../../data/account.toml"), include_str!("../../data/new-sales.toml")]
    {
        let base = loaded(text);
        let before = check(&base, &Options::default());
        let _ = writeln!(told, "== {} findings before", before.len());
        for mutant in mutants(&base, LooksAt::Findings) {
            let source = Source { name: "account.toml".into(), text: text.into() };
            let changed = load(source, Format::Toml, std::slice::from_ref(&mutant.change));
            let after = check(&changed, &Options::default());
            let edit = match &mutant.change.edit {
                Edit::Unset => "is unset".to_owned(),
                edit => format!("{edit:?}"),
            };
            let new: Vec<&Finding> =
                after.iter().filter(|finding| !before.contains(finding)).collect();
            if !new.is_empty() {
                let _ = writeln!(told, "{} {edit}", mutant.change.path);
            }
            for finding in new {
                let full = in_full(&changed, finding);
                let seen = told.contains(&full);
                told += if seen { full.lines().next().unwrap_or_default() } else { &full };
                told += if seen { "\n" } else { "" };
            }
        }
    }
    insta::assert_snapshot!("every_account_one_change_away", told);
}

/// Values of every kind, each of which is wrong for nearly every key.
const VALUES: [&str; 8] =
    ["7", "-1", "1.5", "\"true\"", "\"\"", "\"Nonsense\"", "[\"12\", 7]", "{ a = 1 }"];

/// Every value of the tables at or below one, with the span of the whole `key = value` and of the value.
fn leaves(
    table: &dyn TableLike,
    path: &str,
    found: &mut Vec<(String, Range<usize>, Range<usize>)>,
) {
    for (key, item) in table.iter() {
        let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        if let Some(array) = item.as_array_of_tables() {
            array.iter().for_each(|table| leaves(table, &path, found));
        } else if let Some(value) = item.as_value() {
            let value = value.span().expect("a value that was read");
            let key = table.key(key).and_then(toml_edit::Key::span).expect("a key that was read");
            found.push((path.clone(), key.start..value.end, value));
        }
        if let Some(table) = item.as_table_like() {
            leaves(table, &path, found);
        }
    }
}

/// What is found in a configuration when each of its keys, where it first occurs, is left out, written wrong, or given
/// each of these values.
#[test]
fn every_key_written_wrong_in_full() {
    let text = include_str!("../../src/config/tests/example.toml");
    let document = toml_edit::Document::parse(text).expect("the example parses");
    let mut found = Vec::new();
    leaves(document.as_table(), "", &mut found);
    let before: BTreeSet<String> = check(&loaded(text), &Options::default())
        .into_iter()
        .map(|finding| finding.message)
        .collect();
    let mut seen = BTreeSet::new();
    let mut told = String::new();
    for (path, entry, value) in found {
        if !seen.insert(path.clone()) {
            continue;
        }
        let _ = writeln!(told, "== {path}");
        let key = &text[entry.start..value.start];
        let shorter = |key: &str| key.replacen(|char: char| char.is_alphanumeric(), "", 1);
        let written = VALUES.map(|value| format!("{key}{value}"));
        let others = [String::new(), format!("{}{}", shorter(key), &text[value.clone()])];
        for replacement in others.into_iter().chain(written) {
            let changed = [&text[..entry.start], &replacement, &text[entry.end..]].concat();
            let changed = loaded(&changed);
            let _ =
                writeln!(told, "{}", if replacement.is_empty() { "nothing" } else { &replacement });
            let findings = check(&changed, &Options::default());
            let new = findings.iter().filter(|finding| !before.contains(&finding.message));
            for Finding { code, message, place, help, related, .. } in new {
                let help = help.as_deref().unwrap_or("-");
                let _ =
                    writeln!(told, "  {} {}: {message}; {help}", code.name(), at(&changed, place));
                for related in related {
                    let _ =
                        writeln!(told, "    {}: {}", at(&changed, &related.place), related.message);
                }
            }
        }
    }
    insta::assert_snapshot!("every_key_written_wrong", told);
}

/// What `--set` and `--unset` say of each path of an account and of paths beside it, where they change nothing or
/// something that cannot be.
#[test]
fn every_path_changed_in_full() {
    let text = include_str!("../../src/config/tests/example.toml");
    let document = toml_edit::Document::parse(text).expect("the example parses");
    let mut found = Vec::new();
    leaves(document.as_table(), "", &mut found);
    let is_list = |path: &str| document.get(path).is_some_and(toml_edit::Item::is_array_of_tables);
    let mut told = String::new();
    let mut seen = BTreeSet::new();
    for (path, ..) in found {
        let (first, rest) = path.split_once('.').unwrap_or((&path, ""));
        let path = if is_list(first) { format!("{first}[0].{rest}") } else { path };
        if !seen.insert(path.clone()) {
            continue;
        }
        let (above, key) = path.rsplit_once('.').unwrap_or(("", &path));
        for flag in [
            format!("{path}=7"),
            format!("{path}=[\"12\", 7]"),
            format!("{path}+=\"12\""),
            format!("{path}-=\"12\""),
            format!("{path}[0]=12"),
            format!("{path}[9]=12"),
            format!("{path}.x=12"),
            format!("{above}[0].{key}=12"),
            format!("{above}+={{ {key} = 12 }}"),
            format!("{path}x=12"),
        ] {
            let Ok(change) = Change::read(&flag) else { continue };
            told_of_change(text, &flag, change, &mut told);
        }
        let change = Change { path: ConfigPath::read(&path).expect("a path"), edit: Edit::Unset };
        told_of_change(text, &format!("unset {path}"), change, &mut told);
    }
    insta::assert_snapshot!("every_path_changed", told);
}

fn told_of_change(text: &str, flag: &str, change: Change, told: &mut String) {
    let source = Source { name: "account.toml".into(), text: text.into() };
    let changed = load(source, Format::Toml, &[change]);
    let at_flag = changed.findings.iter().filter(|finding| finding.place.spot == Spot::Flag(0));
    for Finding { code, message, place, help, .. } in at_flag {
        let help = help.as_deref().unwrap_or("-");
        let _ = writeln!(told, "{flag}\n  {} {}: {message}; {help}", code.name(), place.path);
    }
}
