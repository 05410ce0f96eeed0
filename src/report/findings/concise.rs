//! One line per finding.

use super::Findings;
use super::listing::{At, Item, Listing};
use super::text::location_text;
use crate::report::text::escaped;

/// One line per finding, `file:line:column: error[PRF101] message`, and nothing else. Without a position it
/// begins with the file and ends with the path, `file: error[PRF101] message (path)`; a finding on a flag
/// begins with the flag.
pub fn concise(findings: &Findings<'_>) -> String {
    Listing::new(findings).items.iter().map(line).collect()
}

fn line(item: &Item<'_>) -> String {
    let (finding, location) = (item.finding, &item.location);
    let (place, path) = match &location.at {
        At::Whole => (escaped(location.file.unwrap_or_default()).into_owned(), location.path),
        At::Region { .. } | At::Flag(_) => (location_text(location), ""),
    };
    let label = format!("{}[{}]", finding.severity.name(), finding.code.name());
    let path = if path.is_empty() { String::new() } else { format!(" ({})", escaped(path)) };
    format!("{place}: {label} {}{path}\n", escaped(&finding.message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::findings::examples::with_examples;

    #[test]
    fn snapshot() {
        with_examples(|name, findings| insta::assert_snapshot!(name, concise(findings)));
    }
}
