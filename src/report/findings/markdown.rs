//! Findings as a comment on a pull request.

use super::Findings;
use super::listing::{Item, Listing};
use super::text::{guide_text, location_text, weight_text};
use crate::model::Severity;
use crate::report::text::{escaped, grouped};

/// A heading, the closing line of the text output, and a table per severity.
pub fn markdown(findings: &Findings<'_>) -> String {
    let listing = Listing::new(findings);
    let is_weighed = findings.weights.is_some();
    let mut out = format!(
        "### reattempt check: {}\n\n{}\n",
        plain(&findings.source.name),
        findings.counts().summary().replace("--fix", "`--fix`")
    );
    for (severity, title) in
        [(Severity::Error, "Errors"), (Severity::Warning, "Warnings"), (Severity::Note, "Notes")]
    {
        let rows: Vec<String> = listing
            .items
            .iter()
            .filter(|item| item.finding.severity == severity)
            .map(|item| row(item, is_weighed))
            .collect();
        if !rows.is_empty() {
            out.extend([heading(title, rows.len(), is_weighed), rows.concat()]);
        }
    }
    out
}

fn heading(title: &str, count: usize, is_weighed: bool) -> String {
    let (weight, rule) = if is_weighed { (" Weight |", "---|") } else { ("", "") };
    format!(
        "\n#### {title} ({})\n\n| Code | Where | What | Help |{weight}\n|---|---|---|---|{rule}\n",
        grouped(count as u64)
    )
}

fn row(item: &Item<'_>, is_weighed: bool) -> String {
    let finding = item.finding;
    let related = item.related.iter().map(|(location, message)| {
        format!("<br>{}: {}", code(&location_text(location)), plain(message))
    });
    let message = plain(&finding.message) + &related.collect::<String>();
    let mut help: Vec<String> = finding.help.iter().map(|help| plain(help)).collect();
    help.extend(finding.code.guide_step().map(|step| format!("guide: {}", guide_text(step))));
    help.extend(finding.fix.as_ref().map(|fix| format!("`--fix`: {}", plain(&fix.title))));
    let weight = match (is_weighed, item.weight) {
        (false, _) => String::new(),
        (true, None) => " |".to_owned(),
        (true, Some(weight)) => format!(" {} |", weight_text(weight)),
    };
    format!(
        "| {} {} | {} | {message} | {} |{weight}\n",
        finding.code.name(),
        finding.code.slug(),
        code(&location_text(&item.location)),
        help.join("<br>"),
    )
}

/// Text in a fixed-width font. Not between backticks: those cannot hold backticks and bars in a table.
pub(in crate::report) fn code(text: &str) -> String {
    format!("<code>{}</code>", plain(text))
}

/// Text that Markdown and HTML leave as it is, in a table too.
pub(in crate::report) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in escaped(text).chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '$' | '!' => {
                out.push('\\');
                out.push(char);
            }
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
        with_examples(|name, findings| insta::assert_snapshot!(name, markdown(findings)));
    }

    #[test]
    fn text_cannot_become_markup() {
        assert_eq!(
            plain("a|b `c` <img src=x> [d](e) *f* _g_ \\ & \n"),
            "a\\|b \\`c\\` &lt;img src=x&gt; \\[d\\](e) \\*f\\* \\_g\\_ \\\\ &amp; \\\\n"
        );
    }
}
