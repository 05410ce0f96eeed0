//! Files that appear whole or not at all: written aside in the same folder, synced, then renamed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use super::disk;
use super::error::CliError;
use super::signals;
use super::spool::Spool;
use super::unfinished::{self, Unfinished};

/// Whether files that exist may be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Overwrite {
    /// They may not.
    Refuse,
    /// They may (`--force`).
    Replace,
}

/// The flag that lets a command replace its outputs.
#[derive(Args, Clone, Debug)]
pub(crate) struct ForceArgs {
    /// Replace outputs that exist
    #[arg(long, help_heading = "Output")]
    pub(crate) force: bool,
}

impl ForceArgs {
    /// What the flag says.
    pub(crate) const fn overwrite(&self) -> Overwrite {
        if self.force { Overwrite::Replace } else { Overwrite::Refuse }
    }
}

/// A folder of outputs that appear together.
pub(crate) struct OutputDir {
    path: PathBuf,
    overwrite: Overwrite,
    /// The folders that were made, the outermost first.
    made: Vec<PathBuf>,
    files: Vec<OutputFile>,
}

/// Bytes that are taken note of and written at once: few enough to be near the core in between.
const PIECE_BYTES: usize = 64 << 10;

/// One output on its way.
pub(crate) struct OutputFile {
    name: String,
    target: PathBuf,
    overwrite: Overwrite,
    file: Option<NamedTempFile>,
    spool: Spool,
    digest: Sha256,
}

impl OutputFile {
    /// Opens an output that will appear at `target`.
    pub(crate) fn create(target: &Path, overwrite: Overwrite) -> Result<OutputFile, CliError> {
        let shown = target.display();
        match target.metadata() {
            Ok(data) if data.is_dir() => {
                return Err(CliError::new(format!("cannot write {shown}: it is a folder")));
            }
            Ok(data) if !data.is_file() => {
                return Err(CliError::new(format!("cannot write {shown}: it is no ordinary file")));
            }
            Ok(_) if overwrite == Overwrite::Refuse => return Err(exists(target)),
            _ => {}
        }
        let mut unfinished = unfinished::hold();
        let file = disk::create(folder_of(target))
            .map_err(|error| CliError::file("write", target, &error))?;
        unfinished.add_file(file.path());
        let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (target, digest) = (target.to_owned(), Sha256::new());
        Ok(OutputFile { name, target, overwrite, file: Some(file), spool: Spool::new(), digest })
    }

    /// Adds bytes.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), CliError> {
        let Some(file) = &mut self.file else { return Ok(()) };
        for piece in bytes.chunks(PIECE_BYTES) {
            self.digest.update(piece);
            self.spool
                .add(file, piece)
                .map_err(|error| CliError::file("write", &self.target, &error))?;
        }
        Ok(())
    }

    /// The SHA-256 of all bytes so far, in hexadecimal.
    pub(crate) fn sha256(&self) -> String {
        hex(&self.digest.clone().finalize())
    }

    /// Lets the file appear.
    pub(crate) fn publish(mut self) -> Result<(), CliError> {
        self.settle()?;
        let mut unfinished = unfinished::hold();
        self.rename(&mut unfinished)?;
        disk::sync_folder(folder_of(&self.target)).map_err(|error| self.failed(&error))
    }

    /// Puts all of it on the disk, still without its name.
    fn settle(&mut self) -> Result<(), CliError> {
        signals::check()?;
        let Some(file) = &mut self.file else { return Ok(()) };
        self.spool
            .finish()
            .and_then(|()| disk::set_usual_permissions(file.as_file()))
            .and_then(|()| disk::sync(file.as_file()))
            .map_err(|error| self.failed(&error))
    }

    fn rename(&mut self, unfinished: &mut Unfinished) -> Result<(), CliError> {
        let Some(file) = self.file.take() else { return Ok(()) };
        unfinished.forget(file.path());
        let renamed = match self.overwrite {
            Overwrite::Refuse => disk::rename_to_new(file, &self.target),
            Overwrite::Replace => disk::rename(file, &self.target),
        };
        renamed.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => exists(&self.target),
            _ => self.failed(&error),
        })
    }

    fn failed(&self, error: &io::Error) -> CliError {
        CliError::file("write", &self.target, error)
    }
}

impl Drop for OutputFile {
    /// A file that has not appeared is removed.
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            let _ = self.spool.finish();
            let mut unfinished = unfinished::hold();
            unfinished.forget(file.path());
            drop(file);
        }
    }
}

fn exists(target: &Path) -> CliError {
    CliError::new(format!("{} exists already", target.display()))
        .hint("give another name, or --force to replace it")
}

fn folder_of(target: &Path) -> &Path {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

impl OutputDir {
    /// Opens a folder for outputs of these names, and makes it if need be.
    pub(crate) fn create(
        path: &Path,
        names: &[&str],
        overwrite: Overwrite,
    ) -> Result<OutputDir, CliError> {
        let mut dir =
            OutputDir { path: path.to_owned(), overwrite, made: Vec::new(), files: Vec::new() };
        if path.exists() {
            if !path.is_dir() {
                return Err(CliError::new(format!("{} is not a folder", path.display())));
            }
            dir.refuse_taken(names)?;
        } else {
            dir.make()?;
        }
        Ok(dir)
    }

    fn make(&mut self) -> Result<(), CliError> {
        let mut unfinished = unfinished::hold();
        let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
        self.made = self.path.ancestors().take_while(is_missing).map(Path::to_owned).collect();
        self.made.reverse();
        self.made.iter().for_each(|folder| unfinished.add_folder(folder));
        disk::make_folder(&self.path).map_err(|error| CliError::file("make", &self.path, &error))
    }

    fn refuse_taken<'n>(
        &self,
        names: impl IntoIterator<Item = &'n &'n str>,
    ) -> Result<(), CliError> {
        let taken = names.into_iter().copied().filter(|name| self.path.join(name).exists());
        let taken: Vec<&str> = taken.collect();
        if self.overwrite == Overwrite::Replace || taken.is_empty() {
            return Ok(());
        }
        let (path, taken) = (self.path.display(), taken.join(", "));
        Err(CliError::new(format!("{path} already holds {taken}"))
            .hint("give another --out, or --force to replace them"))
    }

    /// Opens one more output and returns its number.
    pub(crate) fn open(&mut self, name: &str) -> Result<usize, CliError> {
        self.files.push(OutputFile::create(&self.path.join(name), Overwrite::Replace)?);
        Ok(self.files.len() - 1)
    }

    /// An output by its number.
    pub(crate) fn file(&mut self, number: usize) -> &mut OutputFile {
        &mut self.files[number]
    }

    /// Name and SHA-256 of every output so far.
    pub(crate) fn digests(&self) -> Vec<(String, String)> {
        self.files.iter().map(|file| (file.name.clone(), file.sha256())).collect()
    }

    /// Lets all outputs appear, the last one last; its absence marks a folder that is not complete. No other
    /// run publishes here meanwhile, and no signal stops it half-way.
    pub(crate) fn publish(mut self, mark: &str) -> Result<(), CliError> {
        self.files.iter_mut().try_for_each(OutputFile::settle)?;
        let _lock = disk::lock_folder(&self.path);
        let mut unfinished = unfinished::hold();
        signals::check()?;
        let names: Vec<String> = self.files.iter().map(|file| file.name.clone()).collect();
        self.refuse_taken(&names.iter().map(String::as_str).collect::<Vec<_>>())?;
        let old_mark = self.path.join(mark);
        disk::remove(&old_mark).map_err(|error| CliError::file("replace", &old_mark, &error))?;
        let mut appeared = Vec::new();
        let published = self.files.iter_mut().try_for_each(|file| {
            let is_new = !file.target.exists();
            file.rename(&mut unfinished)?;
            appeared.extend(is_new.then(|| file.target.clone()));
            Ok(())
        });
        let published = published.and_then(|()| {
            disk::sync_folder(&self.path)
                .map_err(|error| CliError::file("write", &self.path, &error))
        });
        if published.is_err() {
            // What replaced an older output stays: that one is gone. Without the mark nobody takes it for whole.
            let _ = fs::remove_file(&old_mark);
            appeared.iter().for_each(|path| drop(fs::remove_file(path)));
        } else {
            self.made.drain(..).for_each(|folder| unfinished.forget(&folder));
        }
        drop(unfinished);
        published
    }
}

impl Drop for OutputDir {
    /// A run that fails leaves no folder that it made; files on their way remove themselves.
    fn drop(&mut self) {
        self.files.clear();
        let mut unfinished = unfinished::hold();
        for folder in self.made.iter().rev() {
            let _ = fs::remove_dir(folder);
            unfinished.forget(folder);
        }
    }
}

/// Writes a whole file at once.
pub(crate) fn write_file(
    target: &Path,
    bytes: &[u8],
    overwrite: Overwrite,
) -> Result<(), CliError> {
    let mut file = OutputFile::create(target, overwrite)?;
    file.write(bytes)?;
    file.publish()
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
#[path = "output_tests.rs"]
mod tests;
