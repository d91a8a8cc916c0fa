//! The only code that writes files. It replaces a generated file atomically, and only if it differs.

mod temporary;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use codegen::{Output, escape};

use crate::read::cannot;

pub(crate) use temporary::is_temporary;

/// Whether to write files, or only to check them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Write,
    Check,
}

/// The messages of a run.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// One line for each file that is up to date now.
    pub(crate) lines: Vec<String>,
    /// The errors. A run without errors has succeeded.
    pub(crate) problems: Vec<String>,
}

/// The settings of a run.
#[derive(Debug)]
pub(crate) struct Job<'a> {
    /// The folder to which paths are relative.
    pub(crate) root: &'a Path,
    pub(crate) mode: Mode,
    /// The command that generates the files.
    pub(crate) command: &'a str,
    /// The folder of the sources, where changes must be made.
    pub(crate) origin: &'a str,
    /// The possible beginnings of the generated files.
    pub(crate) headers: &'a [&'a str],
}

/// Updates a file.
pub(crate) fn write(output: &Output, job: &Job<'_>, outcome: &mut Outcome) {
    let path = job.root.join(&output.path);
    let old = match fs::read(&path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return outcome.problems.push(cannot("read", &output.path, &error)),
    };
    let (state, done) = match old {
        Some(old) if old == output.text.as_bytes() => {
            return outcome.lines.push(format!("unchanged  {}", escape(&output.path)));
        }
        Some(old) if !is_generated(&old, job) => {
            return outcome.problems.push(not_ours(&output.path, job));
        }
        Some(_) => ("out of date", "written"),
        None => ("missing", "created"),
    };
    match job.mode {
        Mode::Check => outcome.problems.push(stale(state, &output.path, job)),
        Mode::Write => match replace(&path, &output.text) {
            Ok(()) => outcome.lines.push(format!("{done:9}  {}", escape(&output.path))),
            Err(error) => outcome.problems.push(cannot("write", &output.path, &error)),
        },
    }
}

/// Removes a generated file whose source does not exist any more.
pub(crate) fn remove(path: &str, job: &Job<'_>, outcome: &mut Outcome) {
    let full = job.root.join(path);
    match fs::read(&full) {
        Ok(bytes) if is_generated(&bytes, job) => {}
        // Another run removed it in the meantime.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return,
        Ok(_) | Err(_) => return outcome.problems.push(not_ours(path, job)),
    }
    match job.mode {
        Mode::Check => outcome.problems.push(stale("obsolete", path, job)),
        Mode::Write => match fs::remove_file(full) {
            Ok(()) => outcome.lines.push(format!("removed    {}", escape(path))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => outcome.problems.push(cannot("remove", path, &error)),
        },
    }
}

/// Removes the temporary files of killed runs next to these files.
///
/// A file that cannot be removed is not a problem: it is ignored until a later run removes it.
pub(crate) fn remove_leftovers<'a>(
    paths: impl IntoIterator<Item = &'a str>,
    job: &Job<'_>,
    outcome: &mut Outcome,
) {
    if job.mode == Mode::Check {
        return;
    }
    let targets = paths.into_iter().filter_map(|it| target(&job.root.join(it)).ok());
    let folders: BTreeSet<PathBuf> = targets.map(|it| folder(&it).to_owned()).collect();
    for leftover in folders.iter().flat_map(|it| temporary::leftovers(it, job.headers)) {
        if fs::remove_file(&leftover).is_ok() {
            let path = leftover.strip_prefix(job.root).unwrap_or(&leftover);
            outcome.lines.push(format!("removed    {}", escape(&path.to_string_lossy())));
        }
    }
}

fn is_generated(bytes: &[u8], job: &Job<'_>) -> bool {
    job.headers.iter().any(|it| bytes.starts_with(it.as_bytes()))
}

/// Replaces a file atomically: a reader sees the old or the new content, also after a crash.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = target(path)?;
    fs::create_dir_all(folder(&path))?;
    // Another run may mistake the temporary file for that of a killed run, and remove it.
    let mut attempts = 100;
    loop {
        let temporary = temporary::create(&path, text)?;
        match fs::rename(&temporary, &path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && attempts > 1 => attempts -= 1,
            Err(error) => {
                drop(fs::remove_file(&temporary));
                return Err(error);
            }
            Ok(()) => return Ok(()),
        }
    }
}

/// Returns the file that a symbolic link points to, which may be missing; otherwise the path itself.
fn target(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::read_link(&path) {
            Ok(link) => path = folder(&path).join(link),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many levels of symbolic links"))
}

/// The maximum number of links to follow, as in Linux.
const MAX_LINKS: usize = 40;

/// Returns the folder of a file, to which relative links refer.
fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn stale(state: &str, path: &str, Job { command, origin, .. }: &Job<'_>) -> String {
    let (path, command, origin) = (escape(path), escape(command), escape(origin));
    format!("error: `{path}` is {state}; run `{command}`, and make changes only in `{origin}`")
}

fn not_ours(path: &str, Job { command, .. }: &Job<'_>) -> String {
    let (path, command) = (escape(path), escape(command));
    format!(
        "error: `{path}` is not a generated file, and was not changed; move or delete it, and run \
         `{command}`"
    )
}
