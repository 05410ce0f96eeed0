//! Whole configurations, from text to account and findings.

mod examples;

use crate::config::{Format, Loaded, load};
use crate::model::{Change, Finding, Source, Spot};

fn toml(text: &str) -> Loaded {
    changed(text, &[])
}

fn json(text: &str) -> Loaded {
    load(Source { name: "a.json".into(), text: text.into() }, Format::Json, &[])
}

fn changed(text: &str, sets: &[&str]) -> Loaded {
    let changes: Vec<Change> = sets.iter().map(|set| Change::read(set).unwrap()).collect();
    load(Source { name: "a.toml".into(), text: text.into() }, Format::Toml, &changes)
}

/// A finding in one line: `CODE line:column path: message; help`.
fn line(loaded: &Loaded, finding: &Finding) -> String {
    let source = loaded.document.source();
    let spot = match &finding.place.spot {
        Spot::Span(span) => {
            let at = source.position(span.start);
            format!("{}:{}", at.line, at.column)
        }
        Spot::Flag(flag) => format!("flag {flag}"),
        Spot::PathOnly => "-".to_owned(),
    };
    let help = finding.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
    let path = &finding.place.path;
    format!("{} {spot} {path}: {}{help}", finding.code.name(), finding.message)
}

fn lines(loaded: &Loaded) -> Vec<String> {
    loaded.findings.iter().map(|finding| line(loaded, finding)).collect()
}
