//! spec/ → generated files: reads the one, compares and writes the others.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use codegen::{HEADER, Output, Source};

/// Where the spec stands.
const SPEC: &str = "spec";
/// Where nothing but generated files should stand.
const GENERATED: &str = "crm-client/src/generated";

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

/// Brings the generated files of a workspace up to date, or tells which are not.
pub(crate) fn regen(workspace: &Path, mode: Mode) -> Outcome {
    let mut outcome = Outcome::default();
    let outputs = match outputs(workspace) {
        Ok(outputs) => outputs,
        Err(problem) => {
            outcome.problems.push(problem);
            return outcome;
        }
    };
    let result = present(workspace).map(|present| {
        let expected: BTreeSet<&str> = outputs.iter().map(|it| it.path.as_str()).collect();
        for output in &outputs {
            write(workspace, output, mode, &mut outcome);
        }
        for path in present.iter().filter(|path| !expected.contains(path.as_str())) {
            remove(workspace, path, mode, &mut outcome);
        }
    });
    if let Err(problem) = result {
        outcome.problems.push(problem);
    }
    outcome
}

fn outputs(workspace: &Path) -> Result<Vec<Output>, String> {
    let mut paths = list(workspace, SPEC)?;
    paths.retain(|path| Path::new(path).extension().is_some_and(|it| it == "toml"));
    if paths.is_empty() {
        return Err(format!("error: no `*.toml` in `{SPEC}`"));
    }
    let sources = paths.into_iter().map(|path| {
        let text =
            fs::read_to_string(workspace.join(&path)).map_err(|it| cannot("read", &path, &it))?;
        Ok(Source { path, text })
    });
    let sources = sources.collect::<Result<Vec<_>, String>>()?;
    codegen::generate(&sources).map_err(|error| {
        let drawn = if io::stderr().is_terminal() { error.coloured() } else { error.to_string() };
        let count = error.mistakes().len();
        let mistakes = if count == 1 { "mistake" } else { "mistakes" };
        format!("{drawn}\n\nerror: {count} {mistakes} in `{SPEC}`; nothing was written")
    })
}

/// All that is where the generated files belong.
fn present(workspace: &Path) -> Result<Vec<String>, String> {
    if workspace.join(GENERATED).is_dir() { list(workspace, GENERATED) } else { Ok(vec![]) }
}

/// What is in a folder, from the top of the workspace, in the order of names.
fn list(workspace: &Path, folder: &str) -> Result<Vec<String>, String> {
    let entries = fs::read_dir(workspace.join(folder)).map_err(|it| cannot("read", folder, &it))?;
    let mut paths = Vec::new();
    for entry in entries {
        let name = entry.map_err(|it| cannot("read", folder, &it))?.file_name();
        paths.push(format!("{folder}/{}", name.to_string_lossy()));
    }
    paths.sort();
    Ok(paths)
}

fn write(workspace: &Path, output: &Output, mode: Mode, outcome: &mut Outcome) {
    let path = workspace.join(&output.path);
    let old = match fs::read(&path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return outcome.problems.push(cannot("read", &output.path, &error)),
    };
    let (state, done) = match old {
        Some(old) if old == output.text.as_bytes() => {
            return outcome.lines.push(format!("unchanged  {}", output.path));
        }
        Some(old) if !is_generated(&old) => {
            return outcome.problems.push(not_ours(&output.path));
        }
        Some(_) => ("stale", "written"),
        None => ("missing", "created"),
    };
    match mode {
        Mode::Check => outcome.problems.push(stale(state, &output.path)),
        Mode::Write => match replace(&path, &output.text) {
            Ok(()) => outcome.lines.push(format!("{done:9}  {}", output.path)),
            Err(error) => outcome.problems.push(cannot("write", &output.path, &error)),
        },
    }
}

/// A file for which there is no spec any more.
fn remove(workspace: &Path, path: &str, mode: Mode, outcome: &mut Outcome) {
    let full = workspace.join(path);
    if !fs::read(&full).is_ok_and(|bytes| is_generated(&bytes)) {
        return outcome.problems.push(not_ours(path));
    }
    match mode {
        Mode::Check => outcome.problems.push(stale("orphaned", path)),
        Mode::Write => match fs::remove_file(full) {
            Ok(()) => outcome.lines.push(format!("removed    {path}")),
            Err(error) => outcome.problems.push(cannot("remove", path, &error)),
        },
    }
}

fn is_generated(bytes: &[u8]) -> bool {
    bytes.starts_with(HEADER.as_bytes())
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

fn cannot(what: &str, path: &str, error: &io::Error) -> String {
    format!("error: cannot {what} `{path}`: {error}")
}

fn stale(state: &str, path: &str) -> String {
    format!("error: `{path}` is {state}: run `cargo xtask regen` (changes belong in `{SPEC}`)")
}

fn not_ours(path: &str) -> String {
    format!(
        "error: `{path}` is not a generated file and is left alone: move it elsewhere, or delete \
         it, and run `cargo xtask regen`"
    )
}

#[cfg(test)]
mod tests;
