//! Every operation by which outputs reach the disk. In tests, any of them can be made to fail.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

#[cfg(test)]
pub(crate) use faults::{fail_at, was_struck};

/// The kinds of operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    MakeFolder,
    Create,
    Write,
    Sync,
    SetPermissions,
    Remove,
    Rename,
    SyncFolder,
}

/// Makes a folder and those around it.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    strike(Operation::MakeFolder)?;
    fs::create_dir_all(path)
}

/// How the name of a file begins and ends that has not got its own yet.
const UNNAMED: (&str, &str) = (".reattempt-", ".tmp");

/// Creates a file of a name of its own that is removed unless it is renamed. What killed runs left in the
/// folder goes.
pub(crate) fn create(folder: &Path) -> io::Result<NamedTempFile> {
    strike(Operation::Create)?;
    // Under this lock no run finds the new file before it is locked itself.
    let lock = lock_folder(folder);
    if lock.is_some() {
        remove_abandoned(folder);
    }
    let file = tempfile::Builder::new().prefix(UNNAMED.0).suffix(UNNAMED.1).tempfile_in(folder)?;
    // Where files cannot be locked, none can be found unlocked either.
    let _ = file.as_file().lock();
    Ok(file)
}

/// Removes unnamed files that nobody holds locked any more.
fn remove_abandoned(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_unnamed = name
            .to_str()
            .is_some_and(|name| name.starts_with(UNNAMED.0) && name.ends_with(UNNAMED.1));
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_unnamed
            && is_file
            && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok())
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Adds bytes to a file.
pub(crate) fn write(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    strike(Operation::Write)?;
    file.write_all(bytes)
}

/// A second way into a file that goes past the page cache, where there is one. What is written through it has to
/// begin at multiples of a page, in memory as in the file.
pub(crate) fn open_past_cache(path: &Path) -> Option<File> {
    direct_options()?.open(path).ok()
}

/// Adds bytes to a file through its second way; through the first what does not go there.
pub(crate) fn write_past_cache(file: &mut File, past: &mut File, bytes: &[u8]) -> io::Result<()> {
    strike(Operation::Write)?;
    let start = past.seek(SeekFrom::Start(file.stream_position()?))?;
    let written = past.write(bytes).unwrap_or(0);
    file.seek(SeekFrom::Start(start + written as u64))?;
    file.write_all(&bytes[written..])
}

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
#[allow(clippy::unnecessary_wraps, reason = "there are none elsewhere")]
fn direct_options() -> Option<OpenOptions> {
    use std::os::unix::fs::OpenOptionsExt as _;
    /// `O_DIRECT`, of which the standard library has no name.
    const DIRECT: i32 = if cfg!(target_arch = "x86_64") { 0o40_000 } else { 0o200_000 };
    let mut options = OpenOptions::new();
    options.write(true).custom_flags(DIRECT);
    Some(options)
}

#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
fn direct_options() -> Option<OpenOptions> {
    None
}

/// Waits until a file is on the disk.
pub(crate) fn sync(file: &File) -> io::Result<()> {
    strike(Operation::Sync)?;
    file.sync_all()
}

/// Temporary files are private; outputs are as any program would make them, less nothing.
pub(crate) fn set_usual_permissions(file: &File) -> io::Result<()> {
    strike(Operation::SetPermissions)?;
    match usual_permissions() {
        Some(permissions) => file.set_permissions(permissions),
        None => Ok(()),
    }
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "there are none elsewhere")]
fn usual_permissions() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn usual_permissions() -> Option<Permissions> {
    None
}

/// Removes a file; one that does not exist is removed already.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    strike(Operation::Remove)?;
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Gives a file its name, replacing what has it.
pub(crate) fn rename(file: NamedTempFile, to: &Path) -> io::Result<()> {
    strike(Operation::Rename)?;
    file.persist(to).map(drop).map_err(|error| error.error)
}

/// Gives a file its name if nothing has it.
pub(crate) fn rename_to_new(file: NamedTempFile, to: &Path) -> io::Result<()> {
    strike(Operation::Rename)?;
    file.persist_noclobber(to).map(drop).map_err(|error| error.error)
}

/// Waits until the names in a folder are on the disk, where the system can.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    strike(Operation::SyncFolder)?;
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

/// Keeps other runs from publishing in a folder until the lock is dropped, where the system can.
pub(crate) fn lock_folder(path: &Path) -> Option<File> {
    let folder = File::open(path).ok()?;
    folder.lock().ok()?;
    Some(folder)
}

#[cfg(not(test))]
#[allow(clippy::unnecessary_wraps, reason = "fails in tests")]
const fn strike(_operation: Operation) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
use faults::strike;

#[cfg(test)]
mod faults {
    use std::cell::Cell;
    use std::io;

    use super::Operation;

    thread_local! {
        /// Which operation fails, and how many of its kind come before.
        static FAULT: Cell<Option<(Operation, u32)>> = const { Cell::new(None) };
    }

    /// Lets the operation of a kind fail that has so many of its kind before it on this thread.
    pub(crate) fn fail_at(operation: Operation, before: u32) {
        FAULT.set(Some((operation, before)));
    }

    /// Whether the operation that was to fail has failed.
    pub(crate) fn was_struck() -> bool {
        FAULT.take().is_none()
    }

    pub(super) fn strike(operation: Operation) -> io::Result<()> {
        match FAULT.get() {
            Some((kind, 0)) if kind == operation => {
                FAULT.set(None);
                Err(io::ErrorKind::StorageFull.into())
            }
            Some((kind, before)) if kind == operation => {
                FAULT.set(Some((kind, before - 1)));
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
