//! Findings as GitHub workflow commands, which show beside the lines of a pull request.

use super::Findings;
use super::listing::{At, Item, Listing};
use crate::model::Severity;
use crate::report::text::escaped;

/// One workflow command per finding. Columns are given within one line only, as GitHub wants them.
pub fn github(findings: &Findings<'_>) -> String {
    Listing::new(findings).items.iter().map(command).collect()
}

fn command(item: &Item<'_>) -> String {
    let finding = item.finding;
    let name = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let file = item.location.file.map(|file| ("file", file.to_owned()));
    let mut properties: Vec<(&str, String)> = file.into_iter().collect();
    let place = match &item.location.at {
        At::Region { start, end, .. } => {
            properties.push(("line", start.line.to_string()));
            properties.push(("endLine", end.line.to_string()));
            if start.line == end.line {
                properties.push(("col", start.column.to_string()));
                properties.push(("endColumn", end.column.to_string()));
            }
            ""
        }
        At::Flag(flag) => flag,
        At::Whole => item.location.path,
    };
    properties.push(("title", format!("{} {}", finding.code.name(), finding.code.slug())));
    let properties: Vec<String> = properties
        .into_iter()
        .map(|(key, value)| format!("{key}={}", escaped_property(&value)))
        .collect();

    let place = if place.is_empty() { String::new() } else { format!(" ({})", escaped(place)) };
    let help = finding.help.as_ref().map(|help| format!("\nhelp: {}", escaped(help)));
    let message = format!("{}{place}{}", escaped(&finding.message), help.unwrap_or_default());
    format!("::{name} {}::{}\n", properties.join(","), escaped_data(&message))
}

/// As GitHub's own toolkit escapes what follows the second `::`.
pub(in crate::report) fn escaped_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// As GitHub's own toolkit escapes a property's value.
pub(in crate::report) fn escaped_property(text: &str) -> String {
    escaped_data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::findings::examples::with_examples;

    #[test]
    fn snapshot() {
        with_examples(|name, findings| insta::assert_snapshot!(name, github(findings)));
    }

    #[test]
    fn values_cannot_end_a_command() {
        assert_eq!(escaped_data("50 % : a,b\r\n::x"), "50 %25 : a,b%0D%0A::x");
        assert_eq!(escaped_property("C:\\a,b.toml%"), "C%3A\\a%2Cb.toml%25");
    }
}
