//! The catalogue holds together: codes, documentation, examples, repairs.

use reattempt::check::{
    CATALOGUE, Documented, HEADINGS, Options, Rule, apply_fixes, check, documentation, example,
};
use reattempt::check::{catalogue_markdown, rule_page, summary};
use reattempt::config::{Format, load};
use reattempt::model::{Code, Finding, Source, Spot};

/// What a text gives when it is loaded and checked.
pub(crate) fn findings(text: &str) -> Vec<Finding> {
    let source = Source { name: "account.toml".into(), text: text.into() };
    check(&load(source, Format::Toml, &[]), &Options::default())
}

/// The codes of findings with the lines that they point at.
pub(crate) fn codes_at_lines(text: &str, findings: &[Finding]) -> Vec<(&'static str, usize)> {
    let source = Source { name: String::new(), text: text.into() };
    let line = |finding: &Finding| match finding.place.spot {
        Spot::Span(span) => source.position(span.start).line,
        Spot::Flag(_) | Spot::PathOnly => 0,
    };
    findings.iter().map(|finding| (finding.code.name(), line(finding))).collect()
}

fn rules() -> impl Iterator<Item = &'static dyn Rule> {
    CATALOGUE.iter().copied()
}

/// Rules whose examples are configurations: those on declines have examples of another kind.
fn rules_on_configurations() -> impl Iterator<Item = &'static dyn Rule> {
    rules().filter(|rule| !rule.code().is_about_declines())
}

#[test]
fn every_code_has_its_rule() {
    let codes: Vec<Code> = rules().map(Documented::code).collect();
    assert_eq!(codes, Code::ALL);
}

#[test]
fn every_page_has_its_headings() {
    for rule in rules() {
        let text = documentation(rule);
        let headings: Vec<&str> =
            text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, HEADINGS, "{}", rule.code().name());
        let summary = summary(rule.code());
        assert!(summary.ends_with('.') && summary.len() < 120, "{summary}");
        assert!(rule_page(rule.code()).contains(rule.code().slug()));
        assert!(catalogue_markdown().contains(&summary.trim_end_matches('.').to_owned()));
    }
}

#[test]
fn the_wrong_example_is_wrong_where_it_says_so() {
    for rule in rules_on_configurations() {
        let name = rule.code().name();
        let text = example(rule.code(), "Wrong").expect("a wrong example");
        let marked = text.lines().position(|line| line.ends_with("# <-")).expect("a mark") + 1;
        let findings = findings(&text);
        let shown: Vec<_> = findings.iter().map(|finding| &finding.message).collect();
        assert_eq!(codes_at_lines(&text, &findings), [(name, marked)], "{shown:#?}\n{text}");
        assert_eq!(findings[0].severity, rule.code().severity());
        assert!(findings[0].help.is_some() || name.starts_with("CFG"), "{name} has no help");
    }
}

#[test]
fn the_right_example_is_right() {
    for rule in rules_on_configurations() {
        let text = example(rule.code(), "Right").expect("a right example");
        assert_eq!(codes_at_lines(&text, &findings(&text)), [], "{}\n{text}", rule.code().name());
    }
}

#[test]
fn what_the_page_says_suppresses() {
    for rule in rules_on_configurations() {
        let wrong = example(rule.code(), "Wrong").expect("a wrong example");
        match example(rule.code(), "Suppress") {
            Some(allow) => {
                let text = format!("{wrong}\n{allow}");
                assert_eq!(codes_at_lines(&text, &findings(&text)), [], "{text}");
            }
            None => assert!(rule.code().refuses_configuration(), "{}", rule.code().name()),
        }
    }
}

#[test]
fn repairs_repair_and_change_nothing_else() {
    for rule in rules_on_configurations() {
        let name = rule.code().name();
        let text = example(rule.code(), "Wrong").expect("a wrong example");
        let findings_before = findings(&text);
        let fix = findings_before[0].fix.as_ref();
        assert_eq!(fix.is_some(), rule.repair().is_some(), "{name}");
        let Some(fix) = fix else { continue };
        let repaired = apply_fixes(&text, &[fix]).expect("a repair that can be made");
        assert_eq!(codes_at_lines(&repaired, &findings(&repaired)), [], "{name}\n{repaired}");
        let differing: Vec<_> =
            text.lines().zip(repaired.lines()).filter(|(before, after)| before != after).collect();
        // A forced weekday's key goes with its line; everything else changes in place.
        assert_eq!(text.lines().count(), repaired.lines().count(), "{name}\n{repaired}");
        assert_eq!(differing.len(), 1, "{name}: {differing:?}");
        assert!(repaired.contains("# <-"), "{name} lost a comment\n{repaired}");
    }
}
