//! Files that are complete under their final name, or do not exist.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use fs4::FileExt;
use tempfile::NamedTempFile;

use crate::failure::{Failure, Status};
use crate::lang::tr;

/// Replaces a file. The old one stays complete until the new one is. A symbolic link is kept: the file
/// that it points to is replaced.
pub(crate) fn replace(path: &Path, contents: &[u8]) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut file = temporary(&path)?;
    file.write_all(contents)?;
    if let Ok(old) = fs::metadata(&path) {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Takes the lock of a file, which is another file beside it. The lock ends with the result. `busy` is the
/// message if another process has it.
///
/// # Errors
///
/// Fails if another process has the lock, or if the file of the lock cannot be created.
pub(crate) fn lock(path: &Path, busy: impl FnOnce() -> String) -> Result<File, Failure> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let file = File::create(&name).map_err(|error| Failure::io(path.display(), &error))?;
    match FileExt::try_lock(&file) {
        Ok(()) => Ok(file),
        Err(_) => Err(Failure::new(Status::Failed, busy())),
    }
}

/// Creates a file for the user. An existing file is replaced only if `force` is set.
///
/// # Errors
///
/// Fails if the file exists, or cannot be written.
pub(crate) fn create(path: &Path, contents: &[u8], force: bool) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::io(path.display(), &error);
    if force {
        return replace(path, contents).map_err(failed);
    }
    check_new(path)?;
    let mut file = temporary(path).map_err(failed)?;
    file.write_all(contents).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        // Another process has created the file in the meantime.
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(exists(path)),
        Err(error) => Err(failed(error.error)),
    }
}

/// Checks that a file does not exist, before work is done for it.
///
/// # Errors
///
/// Fails if the file exists.
pub(crate) fn check_new(path: &Path) -> Result<(), Failure> {
    if fs::symlink_metadata(path).is_ok() { Err(exists(path)) } else { Ok(()) }
}

fn exists(path: &Path) -> Failure {
    let path = path.display();
    Failure::usage(tr!(
        "{path}: the file exists; use another name, or `--force` to replace it",
        "{path}：文件已存在；请换用其他文件名，或用 `--force` 覆盖"
    ))
}

/// Creates a temporary file in the same folder, with the permissions of new files.
fn temporary(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The mask of the process applies, as it does to every new file.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder.unwrap_or(Path::new(".")))
}
