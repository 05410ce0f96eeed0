//! `--accept`: failing cases are made to expect what comes out.

use crate::analysis::expect::{Acceptance, CaseFile, Subject, accept as accept_file, read_cases};
use crate::check::{apply_fixes, unified_diff};
use crate::cli::error::CliError;
use crate::cli::output::{Overwrite, write_file};
use crate::cli::terminal::Terminal;
use crate::model::{Fix, Source};
use crate::report::text::escaped;

/// Rewrites every file with a failing case, after showing the difference.
pub(super) fn accept(
    subject: &Subject<'_>,
    files: &mut super::Files,
    terminal: &Terminal,
) -> Result<(), CliError> {
    for file in files {
        let Acceptance { changes, split } = accept_file(subject, file);
        for case in split {
            let name = escaped(&file.cases[case].name).into_owned();
            terminal.notice(&format!(
                "{name}: its declines come to different ends, so no one expectation holds of all; split the case"
            ));
        }
        if !changes.is_empty() {
            let title = "expect what comes out".to_owned();
            rewrite(file, &Fix { title, changes }, terminal)?;
        }
    }
    Ok(())
}

fn rewrite(file: &mut CaseFile, fix: &Fix, terminal: &Terminal) -> Result<(), CliError> {
    let name = file.source.name.clone();
    let text = apply_fixes(&file.source.text, &[fix])
        .map_err(|error| CliError::new(format!("cannot rewrite {name}: {error}")))?;
    terminal.notice(&format!(
        "{name} is rewritten:\n{}",
        unified_diff(&name, &file.source.text, &text)
    ));
    write_file(std::path::Path::new(&name), text.as_bytes(), Overwrite::Replace)?;
    let (rewritten, findings) = read_cases(Source { name: name.clone(), text });
    if !findings.is_empty() {
        return Err(CliError::new(format!(
            "{name} cannot be read any more, which is an error in reattempt"
        )));
    }
    *file = rewritten;
    Ok(())
}
