//! What the catalogue says about itself, as Markdown.

use std::fmt::Write as _;

use crate::model::Code;

use super::catalogue::{CATALOGUE, rule_of};
use super::rule::Rule;

/// The documentation of a rule, the blanks of its doc comment gone.
pub fn documentation(rule: &dyn Rule) -> String {
    let lines = rule.raw_documentation().lines();
    lines.flat_map(|line| [line.strip_prefix(' ').unwrap_or(line), "\n"]).collect()
}

/// The first sentence of a rule's documentation: what is wrong.
pub fn summary(code: Code) -> String {
    let text = documentation(rule_of(code));
    text.split("\n\n").next().unwrap_or_default().replace('\n', " ")
}

/// The code block under a heading of a rule's documentation.
pub fn example(code: Code, heading: &str) -> Option<String> {
    let text = documentation(rule_of(code));
    let (_, section) = text.split_once(&format!("\n## {heading}\n"))?;
    let section = section.split("\n## ").next()?;
    let (_, block) = section.split_once("```")?;
    let (_, block) = block.split_once('\n')?;
    let (block, _) = block.split_once("```")?;
    Some(block.to_owned())
}

/// The page of a rule: `reattempt rule CODE`.
pub fn rule_page(code: Code) -> String {
    page(code, "#")
}

fn page(code: Code, hashes: &str) -> String {
    let rule = rule_of(code);
    let mut page = format!("{hashes} {}: {}\n\n", code.name(), code.slug());
    let mut facts = vec![format!("Severity: {}.", code.severity().name())];
    if let Some(step) = code.guide_step() {
        let is_number = step.starts_with(|first: char| first.is_ascii_digit());
        let step = match (is_number, step.contains('-')) {
            (true, true) => format!("steps {step}"),
            (true, false) => format!("step {step}"),
            (false, _) => step.to_owned(),
        };
        facts.push(format!("FlexPay guide for Konnektive: {step}."));
    }
    facts.push(match rule.repair() {
        Some(repair) => format!("`--fix`: {repair}."),
        None => "No automatic fix.".to_owned(),
    });
    let _ = writeln!(page, "{}\n", facts.join(" "));
    for line in documentation(rule).lines() {
        let nested = if line.starts_with("## ") { &hashes[1..] } else { "" };
        let _ = writeln!(page, "{nested}{line}");
    }
    page
}

/// Every page: `docs/rules.md`.
pub fn catalogue_markdown() -> String {
    let mut text = String::from(
        "# Rules\n\nWhat `reattempt check` looks for. `reattempt rule CODE` prints one of these pages.\n\n\
         | code | name | severity | guide | fix | finds |\n|---|---|---|---|---|---|\n",
    );
    for rule in CATALOGUE {
        let code = rule.code();
        let anchor = format!("{}-{}", code.name().to_ascii_lowercase(), code.slug());
        let _ = writeln!(
            text,
            "| [{}](#{anchor}) | {} | {} | {} | {} | {} |",
            code.name(),
            code.slug(),
            code.severity().name(),
            code.guide_step().unwrap_or_default(),
            rule.repair().unwrap_or_default(),
            summary(code).trim_end_matches('.'),
        );
    }
    for rule in CATALOGUE {
        text.push('\n');
        text.push_str(&page(rule.code(), "##"));
    }
    text
}
