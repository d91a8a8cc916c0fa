//! The one place that writes files: only what differs, only what is generated, whole or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use codegen::Output;

use crate::read::cannot;

/// Whether to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Write,
    Check,
}

/// What a run has to say.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// A line a file, of what is well or was made so.
    pub(crate) lines: Vec<String>,
    /// What is wrong; a run without any has succeeded.
    pub(crate) problems: Vec<String>,
}

/// A run, as far as its files are concerned.
#[derive(Debug)]
pub(crate) struct Job<'a> {
    /// What the paths are relative to.
    pub(crate) root: &'a Path,
    pub(crate) mode: Mode,
    /// The command that generates the files.
    pub(crate) command: &'a str,
    /// Where changes belong.
    pub(crate) origin: &'a str,
    /// How the files begin.
    pub(crate) headers: &'a [&'a str],
}

/// Brings a file up to date.
pub(crate) fn write(output: &Output, job: &Job<'_>, outcome: &mut Outcome) {
    let path = job.root.join(&output.path);
    let old = match fs::read(&path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return outcome.problems.push(cannot("read", &output.path, &error)),
    };
    let (state, done) = match old {
        Some(old) if old == output.text.as_bytes() => {
            return outcome.lines.push(format!("unchanged  {}", output.path));
        }
        Some(old) if !is_generated(&old, job) => {
            return outcome.problems.push(not_ours(&output.path, job));
        }
        Some(_) => ("stale", "written"),
        None => ("missing", "created"),
    };
    match job.mode {
        Mode::Check => outcome.problems.push(stale(state, &output.path, job)),
        Mode::Write => match replace(&path, &output.text) {
            Ok(()) => outcome.lines.push(format!("{done:9}  {}", output.path)),
            Err(error) => outcome.problems.push(cannot("write", &output.path, &error)),
        },
    }
}

/// Removes a file for which there is nothing to generate it from any more.
pub(crate) fn remove(path: &str, job: &Job<'_>, outcome: &mut Outcome) {
    let full = job.root.join(path);
    if !fs::read(&full).is_ok_and(|bytes| is_generated(&bytes, job)) {
        return outcome.problems.push(not_ours(path, job));
    }
    match job.mode {
        Mode::Check => outcome.problems.push(stale("orphaned", path, job)),
        Mode::Write => match fs::remove_file(full) {
            Ok(()) => outcome.lines.push(format!("removed    {path}")),
            Err(error) => outcome.problems.push(cannot("remove", path, &error)),
        },
    }
}

fn is_generated(bytes: &[u8], job: &Job<'_>) -> bool {
    job.headers.iter().any(|it| bytes.starts_with(it.as_bytes()))
}

/// Replaces the whole file or nothing of it: a reader never sees half, whatever happens meanwhile.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let temporary: PathBuf = path.with_extension(format!("{}.tmp", std::process::id()));
    fs::write(&temporary, text)
        .and_then(|()| fs::rename(&temporary, path))
        .inspect_err(|_| drop(fs::remove_file(&temporary)))
}

fn stale(state: &str, path: &str, Job { command, origin, .. }: &Job<'_>) -> String {
    format!("error: `{path}` is {state}: run `{command}` (changes belong in `{origin}`)")
}

fn not_ours(path: &str, Job { command, .. }: &Job<'_>) -> String {
    format!(
        "error: `{path}` is not a generated file and is left alone: move it elsewhere, or delete \
         it, and run `{command}`"
    )
}
