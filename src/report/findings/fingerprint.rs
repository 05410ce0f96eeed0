//! Names by which a collector of findings knows them again.

use std::collections::BTreeMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::listing::Item;
use crate::model::ConfigPath;

/// Names findings so that they are known again after lines moved and messages were reworded: by code and
/// path, the paths of related places, and a count where even these are the same.
#[derive(Default)]
pub(super) struct Fingerprints {
    seen: BTreeMap<String, usize>,
}

impl Fingerprints {
    /// The name of the next finding of a listing: 32 hexadecimal digits.
    pub(super) fn next(&mut self, item: &Item<'_>) -> String {
        let related = item.related.iter().map(|(location, _)| location.path);
        let mut identity = item.finding.code.name().to_owned();
        for path in std::iter::once(item.location.path).chain(related) {
            identity.push('\0');
            identity.push_str(&canonical(path));
        }
        let count = self.seen.entry(identity.clone()).or_default();
        *count += 1;
        let digest = Sha256::digest(format!("{identity}\0{count}"));
        digest.iter().take(16).fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").unwrap_or_default();
            hex
        })
    }
}

/// A path with the quotes that it needs and no others.
fn canonical(path: &str) -> String {
    ConfigPath::read(path).map_or_else(|_| path.to_owned(), |path| path.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Code, Finding, Place, Source, Spot};
    use crate::report::findings::Findings;
    use crate::report::findings::listing::Listing;

    fn fingerprints(text: &str, findings: &[(Code, usize, &str, &str)]) -> Vec<String> {
        let source = Source { name: "a.toml".into(), text: text.to_owned() };
        let found: Vec<Finding> = findings
            .iter()
            .map(|&(code, start, path, message)| {
                let spot = Spot::Span((start..start + 1).into());
                Finding::new(code, Place { spot, path: path.to_owned() }, message)
            })
            .collect();
        let findings = Findings {
            source: &source,
            findings: &found,
            flags: &[],
            secrets: &[],
            declines: None,
            weights: None,
        };
        let mut names = Fingerprints::default();
        Listing::new(&findings).items.iter().map(|item| names.next(item)).collect()
    }

    #[test]
    fn fingerprints_survive_moved_lines_and_new_words() {
        let before = fingerprints(
            "x = 1\ny = 2",
            &[(Code::Prf101, 0, "profile.A.x", "old"), (Code::Prf101, 6, "profile.B.x", "old")],
        );
        let after = fingerprints(
            "\n\n\ny = 2\nx = 1",
            &[(Code::Prf101, 9, "profile.A.x", "new"), (Code::Prf101, 3, "profile.\"B\".x", "new")],
        );
        assert_eq!(after, [before[1].clone(), before[0].clone()]);
    }

    #[test]
    fn fingerprints_differ_where_findings_do() {
        let all = fingerprints(
            "abc",
            &[
                (Code::Prf101, 0, "profile.A.x", "m"),
                (Code::Prf103, 0, "profile.A.x", "m"),
                (Code::Prf101, 0, "profile.B.x", "m"),
                (Code::Prf101, 1, "profile.A.x", "m"),
            ],
        );
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), 4);
    }
}
