//! Files that appear whole or not at all: written aside in the same folder, synced, then renamed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use super::error::CliError;

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
    is_new: bool,
    files: Vec<OutputFile>,
}

/// One output on its way.
pub(crate) struct OutputFile {
    name: String,
    target: PathBuf,
    file: NamedTempFile,
    digest: Sha256,
}

impl OutputFile {
    /// Opens an output that will appear at `target`.
    pub(crate) fn create(target: &Path, overwrite: Overwrite) -> Result<OutputFile, CliError> {
        if target.is_dir() {
            return Err(CliError::new(format!(
                "cannot write {}: it is a folder",
                target.display()
            )));
        }
        if overwrite == Overwrite::Refuse && target.exists() {
            return Err(CliError::new(format!("{} exists already", target.display()))
                .hint("give another name, or --force to replace it"));
        }
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let file = tempfile::Builder::new()
            .prefix(".reattempt-")
            .suffix(".tmp")
            .tempfile_in(folder)
            .map_err(|error| CliError::file("write in", folder, &error))?;
        let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(OutputFile { name, target: target.to_owned(), file, digest: Sha256::new() })
    }

    /// Adds bytes.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), CliError> {
        self.digest.update(bytes);
        self.file
            .as_file_mut()
            .write_all(bytes)
            .map_err(|error| CliError::file("write", &self.target, &error))
    }

    /// The SHA-256 of all bytes so far, in hexadecimal.
    pub(crate) fn sha256(&self) -> String {
        hex(&self.digest.clone().finalize())
    }

    /// Lets the file appear.
    pub(crate) fn publish(self) -> Result<(), CliError> {
        let failed = |error: &io::Error| CliError::file("write", &self.target, error);
        self.file.as_file().sync_all().map_err(|error| failed(&error))?;
        set_usual_permissions(self.file.as_file()).map_err(|error| failed(&error))?;
        self.file.persist(&self.target).map_err(|error| failed(&error.error))?;
        Ok(())
    }
}

impl OutputDir {
    /// Opens a folder for outputs of these names, and makes it if need be.
    pub(crate) fn create(
        path: &Path,
        names: &[&str],
        overwrite: Overwrite,
    ) -> Result<OutputDir, CliError> {
        let is_new = !path.exists();
        if !is_new && !path.is_dir() {
            return Err(CliError::new(format!("{} is not a folder", path.display())));
        }
        let taken: Vec<&str> =
            names.iter().copied().filter(|name| path.join(name).exists()).collect();
        if overwrite == Overwrite::Refuse && !taken.is_empty() {
            let taken = taken.join(", ");
            return Err(CliError::new(format!("{} already holds {taken}", path.display()))
                .hint("give another --out, or --force to replace them"));
        }
        if is_new {
            fs::create_dir_all(path).map_err(|error| CliError::file("make", path, &error))?;
        }
        Ok(OutputDir { path: path.to_owned(), is_new, files: Vec::new() })
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

    /// Lets all outputs appear, the last one last; its absence marks a folder that is not complete.
    pub(crate) fn publish(mut self, mark: &str) -> Result<(), CliError> {
        let old_mark = self.path.join(mark);
        match fs::remove_file(&old_mark) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(CliError::file("replace", &old_mark, &error));
            }
            _ => {}
        }
        for file in std::mem::take(&mut self.files) {
            file.publish()?;
        }
        self.is_new = false;
        sync_folder(&self.path).map_err(|error| CliError::file("write", &self.path, &error))
    }
}

impl Drop for OutputDir {
    /// A run that fails leaves no folder that it made; files on their way remove themselves.
    fn drop(&mut self) {
        self.files.clear();
        if self.is_new {
            let _ = fs::remove_dir(&self.path);
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

/// Temporary files are private; outputs are as any program would make them, less nothing.
#[cfg(unix)]
fn set_usual_permissions(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_usual_permissions(_file: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}
