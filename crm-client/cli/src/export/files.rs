//! The names of exported files, and of the files beside them while an export is running.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::lang::tr;
use crate::safe;

/// The longest name of an entity that becomes the name of a file, in characters.
const MAX_NAME: usize = 100;

/// An exported file, and the files beside it.
#[derive(Clone, Debug)]
pub(super) struct Files {
    /// The exported file.
    pub target: PathBuf,
    /// The rows so far: the beginning of the file, or rows that are converted at the end.
    pub part: PathBuf,
    /// The complete file before it gets its name, if it was converted.
    pub converted: PathBuf,
    /// Where to continue after an interruption.
    pub journal: PathBuf,
    /// The description of the finished export.
    pub manifest: PathBuf,
}

impl Files {
    /// Returns the names of the files of an export to `target`.
    pub(super) fn of(target: &Path) -> Files {
        let beside = |suffix: &str| {
            let mut name = target.as_os_str().to_owned();
            name.push(suffix);
            PathBuf::from(name)
        };
        Files {
            target: target.to_owned(),
            part: beside(".part"),
            converted: beside(".converted"),
            journal: beside(".resume"),
            manifest: beside(".manifest.json"),
        }
    }

    /// Checks that the target does not exist yet.
    pub(super) fn check_free(&self) -> Result<(), Failure> {
        if !self.target.exists() {
            return Ok(());
        }
        Err(Failure::usage(tr!(
            "{}: the file exists; add `--force` to replace it",
            "{}：文件已存在；如需替换请添加 `--force`",
            shown(&self.target)
        )))
    }

    /// Returns the folder of the files.
    pub(super) fn folder(&self) -> &Path {
        match self.target.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        }
    }
}

/// Creates a file that does not exist yet, so that a link in its place is not followed.
pub(super) fn create(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    OpenOptions::new().read(true).write(true).create_new(true).open(path)
}

/// Removes a file if it exists.
pub(super) fn remove(path: &Path) -> Result<(), Failure> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(path, &error)),
        _ => Ok(()),
    }
}

/// Returns the name of a file for an entity, whose name is untrusted.
pub(super) fn name(entity: &str, extension: &str) -> String {
    let is_plain = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-');
    let name: String =
        entity.chars().take(MAX_NAME).map(|it| if is_plain(it) { it } else { '_' }).collect();
    // Windows reserves names such as `NUL`, whatever the extension.
    let upper = name.to_ascii_uppercase();
    let devices = ["CON", "PRN", "AUX", "NUL"];
    let is_numbered = |it: &str| upper.strip_prefix(it).is_some_and(|rest| rest.len() == 1);
    let is_device = devices.contains(&&*upper) || is_numbered("COM") || is_numbered("LPT");
    let mark = if name.is_empty() || is_device { "_" } else { "" };
    format!("{mark}{name}.{extension}")
}

/// Returns the failure of reading or writing a file.
pub(super) fn failed(path: &Path, error: &io::Error) -> Failure {
    Failure::io(shown(path), error)
}

/// Returns a path as text for a message.
pub(super) fn shown(path: impl AsRef<OsStr>) -> String {
    safe::line(&path.as_ref().to_string_lossy()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_an_entity_never_leaves_the_folder() {
        for (entity, expected) in [
            ("Account", "Account.csv"),
            ("c__lead", "c__lead.csv"),
            ("../../etc/passwd", "______etc_passwd.csv"),
            ("客户/\\..\n", "客户_____.csv"),
            ("", "_.csv"),
            ("nul", "_nul.csv"),
            ("COM1", "_COM1.csv"),
            ("common", "common.csv"),
        ] {
            assert_eq!(name(entity, "csv"), expected);
        }
        assert_eq!(name(&"上".repeat(500), "csv").chars().count(), MAX_NAME + 4);
    }
}
