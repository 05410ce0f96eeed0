//! Whole configurations, from text to account and findings.

mod changes;
mod examples;
mod places;
mod problems;
mod torture;

use crate::config::{Format, Loaded, load};
use crate::model::{Change, ConfigPath, Edit, Finding, Place, Source, Spot};

fn toml(text: &str) -> Loaded {
    load(Source { name: "a.toml".into(), text: text.into() }, Format::Toml, &[])
}

fn json(text: &str) -> Loaded {
    load(Source { name: "a.json".into(), text: text.into() }, Format::Json, &[])
}

/// Loads with flags: `PATH=VALUE`, `PATH+=VALUE`, `PATH-=VALUE`, or `!PATH` for `--unset`.
fn changed(text: &str, flags: &[&str]) -> Loaded {
    let change = |flag: &&str| match flag.strip_prefix('!') {
        Some(path) => Change { path: ConfigPath::read(path).unwrap(), edit: Edit::Unset },
        None => Change::read(flag).unwrap(),
    };
    let changes: Vec<Change> = flags.iter().map(change).collect();
    load(Source { name: "a.toml".into(), text: text.into() }, Format::Toml, &changes)
}

/// Where a place is: `line:column path`, `flag N path` or `- path`.
fn place(loaded: &Loaded, place: &Place) -> String {
    match &place.spot {
        Spot::Span(span) => {
            let at = loaded.document.source().position(span.start);
            format!("{}:{} {}", at.line, at.column, place.path)
        }
        Spot::Flag(flag) => format!("flag {flag} {}", place.path),
        Spot::PathOnly => format!("- {}", place.path),
    }
}

/// A finding in one line: `CODE place: message; help; related place`.
fn line(loaded: &Loaded, finding: &Finding) -> String {
    let place_of = |at| place(loaded, at);
    let mut line =
        format!("{} {}: {}", finding.code.name(), place_of(&finding.place), finding.message);
    if let Some(help) = &finding.help {
        line += "; ";
        line += help;
    }
    for related in &finding.related {
        line += "; ";
        line += &[place_of(&related.place).as_str(), related.message.as_str()].join(" ");
    }
    line
}

fn lines(loaded: &Loaded) -> Vec<String> {
    loaded.findings.iter().map(|finding| line(loaded, finding)).collect()
}

/// Asserts that a text has exactly these findings.
#[track_caller]
fn has(loaded: &Loaded, expected: &[&str]) {
    assert_eq!(lines(loaded), expected, "{}", loaded.document.source().text);
}
