//! The output folder of a comparison; with several candidates, a folder for each in it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::analysis::compare::Comparison;
use crate::cli::error::CliError;
use crate::cli::output::{OutputDir, Overwrite};
use crate::report::compare::CHANGES_HEADER;
use crate::report::json;

/// The files of each folder, the mark of completeness last.
const OUTPUTS: [&str; 2] = ["changes.csv", "compare.json"];

/// The folders on their way.
pub(super) struct Folders {
    candidates: Vec<OutputDir>,
    /// The folder around them, if it was made for them.
    made: Option<PathBuf>,
}

impl Folders {
    /// Opens a folder for each candidate.
    pub(super) fn create(
        path: &Path,
        names: &[&str],
        overwrite: Overwrite,
    ) -> Result<Folders, CliError> {
        let mut folders = Folders { candidates: Vec::new(), made: None };
        if let [_] = names {
            folders.candidates.push(OutputDir::create(path, &OUTPUTS, overwrite)?);
        } else {
            folders.made = (!path.exists()).then(|| path.to_owned());
            for name in names {
                let folder = OutputDir::create(&path.join(name), &OUTPUTS, overwrite)?;
                folders.candidates.push(folder);
            }
        }
        for folder in &mut folders.candidates {
            let changes = folder.open(OUTPUTS[0])?;
            folder.file(changes).write(CHANGES_HEADER.as_bytes())?;
        }
        Ok(folders)
    }

    /// Adds the rows of a block, one text per candidate.
    pub(super) fn rows(&mut self, rows: &[Vec<u8>]) -> Result<(), CliError> {
        self.candidates
            .iter_mut()
            .zip(rows)
            .filter(|(_, rows)| !rows.is_empty())
            .try_for_each(|(folder, rows)| folder.file(0).write(rows))
    }

    /// Lets all outputs appear.
    pub(super) fn publish(mut self, comparisons: &[Comparison]) -> Result<(), CliError> {
        let folders = std::mem::take(&mut self.candidates);
        for (mut folder, comparison) in folders.into_iter().zip(comparisons) {
            let number = folder.open(OUTPUTS[1])?;
            folder.file(number).write(json::document(comparison).as_bytes())?;
            folder.publish(OUTPUTS[1])?;
        }
        Ok(())
    }
}

impl Drop for Folders {
    /// A run that fails leaves no folder that it made; one with something in it is not removed.
    fn drop(&mut self) {
        self.candidates.clear();
        if let Some(made) = &self.made {
            let _ = fs::remove_dir(made);
        }
    }
}
