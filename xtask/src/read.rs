//! Files → sources for the generator.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::Path;

use codegen::{Error, Source, escape};

/// Reads a file.
pub(crate) fn source(root: &Path, path: String) -> Result<Source, String> {
    match fs::read_to_string(root.join(&path)) {
        Ok(text) => Ok(Source { path, text }),
        Err(error) => Err(cannot("read", &path, &error)),
    }
}

/// Returns the paths of the entries of a folder, relative to the same root and sorted by name.
pub(crate) fn list(root: &Path, folder: &str) -> Result<Vec<String>, String> {
    let entries = fs::read_dir(root.join(folder)).map_err(|it| cannot("read", folder, &it))?;
    let mut paths = Vec::new();
    for entry in entries {
        let name = entry.map_err(|it| cannot("read", folder, &it))?.file_name();
        paths.push(format!("{folder}/{}", name.to_string_lossy()));
    }
    paths.sort();
    Ok(paths)
}

/// Returns the paths of the entries of a folder that have this extension.
pub(crate) fn list_kind(root: &Path, folder: &str, ending: &str) -> Result<Vec<String>, String> {
    let mut paths = list(root, folder)?;
    paths.retain(|path| Path::new(path).extension().is_some_and(|it| it == ending));
    Ok(paths)
}

/// Returns the message for sources that the generator rejects.
pub(crate) fn rejected(error: &Error, folder: &str) -> String {
    let report = if io::stderr().is_terminal() { error.coloured() } else { error.to_string() };
    let count = error.mistakes().len();
    let mistakes = if count == 1 { "mistake" } else { "mistakes" };
    let folder = escape(folder);
    format!("{report}\n\nerror: {count} {mistakes} in `{folder}`; nothing was written")
}

pub(crate) fn cannot(what: &str, path: &str, error: &io::Error) -> String {
    format!("error: cannot {what} `{}`: {error}", escape(path))
}
