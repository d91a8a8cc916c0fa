//! Temporary files: creating one before a rename, and finding those of killed runs.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

/// Creates a temporary file with this content, next to the file that it will replace.
///
/// No other process or thread uses the same name at the same time: `.NAME.PID-NUMBER.tmp`.
pub(super) fn create(path: &Path, text: &str) -> io::Result<PathBuf> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    loop {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let temporary = path.with_file_name(format!(".{name}.{}-{number}.tmp", process::id()));
        let mut file = match fs::File::create_new(&temporary) {
            Ok(file) => file,
            // The file belongs to a killed process with the same id.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            Err(error) => return Err(error),
        };
        return match file.write_all(text.as_bytes()) {
            Ok(()) => Ok(temporary),
            Err(error) => {
                drop(fs::remove_file(&temporary));
                Err(error)
            }
        };
    }
}

/// Returns whether a file has the name of a temporary file.
pub(crate) fn is_temporary(path: &Path) -> bool {
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let numbers = || {
        let name = path.file_name()?.to_str()?.strip_prefix('.')?.strip_suffix(".tmp")?;
        name.rsplit_once('.')?.1.split_once('-')
    };
    numbers().is_some_and(|(process, number)| is_number(process) && is_number(number))
}

/// Returns the temporary files of a folder that contain the beginning of a generated file.
pub(super) fn leftovers(folder: &Path, headers: &[&str]) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|it| it.path()).filter(|it| is_temporary(it)).collect();
    paths.retain(|path| {
        let begins = |bytes: &[u8]| {
            let mut headers = headers.iter().map(|it| it.as_bytes());
            headers.any(|it| bytes.starts_with(it) || it.starts_with(bytes))
        };
        fs::read(path).is_ok_and(|bytes| begins(&bytes))
    });
    paths.sort();
    paths
}
