//! Findings as `JUnit` XML, for the test reports of CI servers.

use super::Findings;
use super::listing::{Item, Listing};
use super::page::Page;
use super::text::{block, location_text};
use crate::report::Look;
use crate::report::text::{escaped, is_unsafe};

/// One suite with a failing test case per finding; without findings, with one that passes, for an empty
/// suite counts as a failure to many servers.
pub fn junit(findings: &Findings<'_>) -> String {
    let listing = Listing::new(findings);
    let failures = listing.items.len();
    let tests = failures.max(1);
    let file = xml(&findings.source.name);
    let cases: String = if listing.items.is_empty() {
        format!("    <testcase classname=\"{file}\" name=\"no findings\"/>\n")
    } else {
        let source = &findings.source.name;
        listing.items.iter().map(|item| testcase(&listing.page, item, source)).collect()
    };
    let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"0\"");
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"reattempt check\" {counts}>\n  \
         <testsuite name=\"{file}\" {counts} skipped=\"0\">\n\
         {cases}  </testsuite>\n</testsuites>\n"
    )
}

fn testcase(page: &Page<'_>, item: &Item<'_>, source: &str) -> String {
    let finding = item.finding;
    let file = xml(item.location.file.unwrap_or(source));
    let (code, slug) = (finding.code.name(), finding.code.slug());
    format!(
        "    <testcase classname=\"{file}\" name=\"{code} {slug} at {place}\">\n      \
         <failure type=\"{severity}\" message=\"{message}\">{body}</failure>\n    </testcase>\n",
        place = xml(&location_text(&item.location)),
        severity = finding.severity.name(),
        message = xml(&finding.message),
        body = xml_lines(&block(page, item, Look::plain(100))),
    )
}

/// Text for an attribute: nothing unsafe, markup escaped.
pub(in crate::report) fn xml(text: &str) -> String {
    xml_lines(&escaped(text))
}

/// Lines for an element's content. XML knows no escape for two code points, which become U+FFFD.
pub(in crate::report) fn xml_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            char if char != '\n' && is_unsafe(char) => out.push('\u{fffd}'),
            char => out.push(char),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::findings::examples::with_examples;

    #[test]
    fn snapshot() {
        with_examples(|name, findings| insta::assert_snapshot!(name, junit(findings)));
    }

    #[test]
    fn text_cannot_become_markup() {
        assert_eq!(
            xml("<a b=\"c\">&\u{1b}\n\u{ffff}"),
            "&lt;a b=&quot;c&quot;&gt;&amp;\\u{1b}\\n\u{fffd}"
        );
    }
}
