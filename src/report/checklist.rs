//! The guide's steps as text and JSON.

use std::fmt::Write as _;

use serde::Serialize;

use crate::check::{Step, Verdict};
use crate::config::Loaded;

use super::Look;
use super::text::{escaped, wrapped_hanging};

/// Columns before the text of a step.
const INDENT: usize = 16;

/// The answers for people: one block a step, then how many there are of each.
pub fn text(loaded: &Loaded, steps: &[Step], look: Look) -> String {
    let mut out = String::new();
    let mut counts = [0_u64; 3];
    for step in steps {
        let (word, style, at) = match step.verdict {
            Verdict::Pass => ("PASS", look.palette.strong, 0),
            Verdict::Fail(_) => ("FAIL", look.palette.error, 1),
            Verdict::CannotTell(_) => ("CANNOT-TELL", look.palette.note, 2),
        };
        counts[at] += 1;
        let profile = match profile_of(loaded, step) {
            Some(title) => format!(" [{}]", escaped(title)),
            None => String::new(),
        };
        let heading = format!("{}{profile}", step.title);
        for (line, text) in wrapped_hanging(&heading, look.columns() - INDENT, 0).iter().enumerate()
        {
            let _ = match line {
                0 => writeln!(out, "{style}{word:<11}{style:#} {:>2}. {text}", step.number),
                _ => writeln!(out, "{:INDENT$}{text}", ""),
            };
        }
        let mut lines = vec![step.evidence.clone()];
        match &step.verdict {
            Verdict::CannotTell(why) if step.evidence != *why => lines.push((*why).to_owned()),
            Verdict::Pass | Verdict::CannotTell(_) => {}
            Verdict::Fail(findings) => {
                for finding in findings {
                    let (code, message) = (finding.code.name(), escaped(&finding.message));
                    lines.push(format!("{code}: {message}"));
                }
            }
        }
        if !matches!(step.verdict, Verdict::Pass) {
            lines.push(format!("Where: {}", step.click_path));
        }
        for line in lines.iter().filter(|line| !line.is_empty()) {
            for line in wrapped_hanging(&escaped(line), look.columns() - INDENT, 0) {
                let _ = writeln!(out, "{:INDENT$}{line}", "");
            }
        }
    }
    let [passed, failed, unseen] = counts;
    let _ =
        writeln!(out, "\n{passed} passed, {failed} failed, {unseen} cannot be told from a file.");
    out
}

fn profile_of<'a>(loaded: &'a Loaded, step: &Step) -> Option<&'a str> {
    step.profile.map(|profile| loaded.account.profile(profile).title.as_str())
}

/// The answers for machines: `reattempt/checklist/1`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Document {
    schema: &'static str,
    steps: Vec<Entry>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Entry {
    step: u8,
    title: &'static str,
    profile: Option<String>,
    verdict: &'static str,
    evidence: String,
    reason: Option<&'static str>,
    findings: Vec<Found>,
    click_path: &'static str,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Found {
    code: &'static str,
    message: String,
    path: String,
}

impl Document {
    /// The document of a list of answers.
    pub fn of(loaded: &Loaded, steps: &[Step]) -> Document {
        let entry = |step: &Step| {
            let (verdict, reason, findings) = match &step.verdict {
                Verdict::Pass => ("pass", None, &[][..]),
                Verdict::Fail(findings) => ("fail", None, findings.as_slice()),
                Verdict::CannotTell(why) => ("cannot-tell", Some(*why), &[][..]),
            };
            Entry {
                step: step.number,
                title: step.title,
                profile: profile_of(loaded, step).map(str::to_owned),
                verdict,
                evidence: step.evidence.clone(),
                reason,
                findings: findings
                    .iter()
                    .map(|finding| Found {
                        code: finding.code.name(),
                        message: finding.message.clone(),
                        path: finding.place.path.clone(),
                    })
                    .collect(),
                click_path: step.click_path,
            }
        };
        Document { schema: "reattempt/checklist/1", steps: steps.iter().map(entry).collect() }
    }
}

/// The schema of the document.
#[cfg(test)]
pub(crate) fn schema() -> serde_json::Value {
    crate::report::json::schema_of::<Document>()
}
