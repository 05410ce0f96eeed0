//! The case files of a run.

use std::path::PathBuf;

use crate::analysis::expect::{CaseFile, read_cases};
use crate::cli::config_file::read_text;
use crate::cli::error::{CliError, Exit};
use crate::cli::terminal::Terminal;
use crate::config::Loaded;
use crate::ingest::card_number_spans;
use crate::model::Source;
use crate::report::expect::problems;

/// Reads all files. What is wrong with any of them is shown, and keeps the run from going on.
pub(super) fn read(
    paths: &[PathBuf],
    loaded: &Loaded,
    terminal: &Terminal,
) -> Result<Vec<CaseFile>, CliError> {
    let mut files = Vec::new();
    let mut is_sound = true;
    for path in paths {
        let source = Source { name: path.display().to_string(), text: read_text(path)? };
        let (file, mut findings) = read_cases(source);
        findings.extend(problems(&file, &file.unreadable(&loaded.account)));
        if !findings.is_empty() {
            let card_numbers = card_number_spans(&file.source.text);
            terminal.show(&file.source, &findings, &[], &card_numbers)?;
            is_sound = false;
        }
        files.push(file);
    }
    if is_sound { Ok(files) } else { Err(CliError::silent(Exit::Failed)) }
}
