//! What is half-written, so that a run that is stopped can remove it from whatever it was doing.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Files without their name yet, and folders that were made for them.
#[derive(Default)]
pub(crate) struct Unfinished {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

static UNFINISHED: Mutex<Unfinished> =
    Mutex::new(Unfinished { files: Vec::new(), folders: Vec::new() });

/// The list. While it is held, a stop waits: nothing is removed that is about to be finished.
pub(crate) fn hold() -> MutexGuard<'static, Unfinished> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Unfinished {
    /// Takes note of a file.
    pub(crate) fn add_file(&mut self, path: &Path) {
        self.files.push(path.to_owned());
    }

    /// Takes note of a folder.
    pub(crate) fn add_folder(&mut self, path: &Path) {
        self.folders.push(path.to_owned());
    }

    /// A file or folder that is finished, or removed.
    pub(crate) fn forget(&mut self, path: &Path) {
        self.files.retain(|other| other != path);
        self.folders.retain(|other| other != path);
    }

    /// Removes everything; of folders, those that are empty then.
    pub(crate) fn remove_all(&mut self) {
        for file in self.files.drain(..) {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.drain(..).rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}
