//! How cases went, as GitHub workflow commands, which show beside the lines of a pull request.

use crate::analysis::expect::{Coverage, Failed, Mutation, Run};
use crate::model::Position;
use crate::report::findings::{escaped_data, escaped_property};
use crate::report::text::escaped;

use super::words::{exercise, unnoticed};
use super::{Tested, failed_case, full_name, lines, position};

/// An error per decline of which something does not hold, at the first expectation that does not; a notice per part
/// of the configuration that no case exercises, and a warning per change that none notices.
pub fn github(tested: &Tested<'_>) -> String {
    let mut out = String::new();
    for run in tested.runs {
        out.extend(run.failed.iter().map(|failed| failure(tested, run, failed)));
    }
    let config = &tested.loaded.document.source().name;
    let account = &tested.loaded.account;
    let missed = tested.coverage.into_iter().flat_map(Coverage::items);
    for it in missed.filter(|it| !it.is_exercised) {
        let at = tested.position(&it.item.path(&tested.loaded.document));
        let text = format!("no case exercises {}", exercise(account, it.item));
        out.push_str(&command("notice", config, at, "not exercised", &text));
    }
    for mutant in tested.mutation.into_iter().flat_map(Mutation::unnoticed) {
        let at = tested.position(&mutant.change.path);
        let what = unnoticed(account, &mutant.what);
        let text = format!("your cases would not notice if {what}\n{}", mutant.change.as_flag());
        out.push_str(&command("warning", config, at, "not noticed", &text));
    }
    out
}

fn failure(tested: &Tested<'_>, run: &Run<'_>, failed: &Failed) -> String {
    let (case, variant) = failed_case(run, failed);
    let first = failed.mismatches.first().map(|it| &case.expectations[it.expectation].spot);
    let at = position(&run.file.source, first.unwrap_or(&case.spot));
    let text = format!("{}\n{}", lines(case, failed).join("\n"), tested.command(variant));
    command("error", &run.file.source.name, at, &full_name(case, variant), &text)
}

fn command(name: &str, file: &str, at: Option<Position>, title: &str, text: &str) -> String {
    let file = escaped_property(file);
    let at = at.map_or_else(String::new, |at| format!(",line={},col={}", at.line, at.column));
    let title = escaped_property(&escaped(title));
    let text: Vec<String> = text.lines().map(|line| escaped(line).into_owned()).collect();
    format!("::{name} file={file}{at},title={title}::{}\n", escaped_data(&text.join("\n")))
}
