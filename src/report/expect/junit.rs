//! How cases went, as `JUnit` XML: a suite per file, a test case per decline.

use std::fmt::Write as _;

use crate::analysis::expect::{Failed, Run};
use crate::report::findings::{xml, xml_lines};

use super::{Tested, full_name, position};

/// The whole report.
pub fn junit(tested: &Tested<'_>) -> String {
    let (all, failed) = tested.counts();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"reattempt test\" tests=\"{all}\" failures=\"{failed}\" errors=\"0\">\n"
    );
    for run in tested.runs {
        suite(&mut out, tested, run);
    }
    out.push_str("</testsuites>\n");
    out
}

fn suite(out: &mut String, tested: &Tested<'_>, run: &Run<'_>) {
    let file = xml(&run.file.source.name);
    let (all, failures) = (run.declines, run.failed.len());
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "  <testsuite name=\"{file}\" tests=\"{all}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">"
    );
    let mut failed = run.failed.iter().peekable();
    for (at, case) in run.file.cases.iter().enumerate() {
        for (position, variant) in case.variants.iter().enumerate() {
            let name = xml(&full_name(case, variant));
            let _ = write!(out, "    <testcase classname=\"{file}\" name=\"{name}\"");
            match failed.next_if(|failed| (failed.case, failed.variant) == (at, position)) {
                None => out.push_str("/>\n"),
                Some(failed) => {
                    out.push_str(">\n");
                    failure(out, tested, run, failed);
                    out.push_str("    </testcase>\n");
                }
            }
        }
    }
    out.push_str("  </testsuite>\n");
}

fn failure(out: &mut String, tested: &Tested<'_>, run: &Run<'_>, failed: &Failed) {
    let (case, variant) = super::failed_case(run, failed);
    let lines = super::lines(case, failed);
    let message = lines.first().map(String::as_str).unwrap_or_default();
    let line = position(&run.file.source, &case.spot).map_or(1, |at| at.line);
    let body = format!(
        "{}:{line}\n{}\n{}",
        run.file.source.name,
        lines.join("\n"),
        tested.command(variant)
    );
    let (message, body) = (xml(message), xml_lines(&body));
    let _ =
        writeln!(out, "      <failure type=\"expectation\" message=\"{message}\">{body}</failure>");
}
