//! `spec/` → the generated files of the client.

use std::collections::BTreeSet;
use std::path::Path;

use codegen::{HEADERS, Output};

use crate::read::{list, list_kind, rejected, source};
use crate::write::{Job, Mode, Outcome, is_temporary, remove, remove_leftovers, write};

/// The folder of the spec.
const SPEC: &str = "spec";
/// The folder that must contain generated files only.
const GENERATED: &str = "crm-client/src/generated";

/// Updates the generated files of a workspace, or reports those that are not up to date.
pub(crate) fn regen(workspace: &Path, mode: Mode) -> Outcome {
    let mut outcome = Outcome::default();
    let command = "cargo xtask regen";
    let job = Job { root: workspace, mode, command, origin: SPEC, headers: HEADERS };
    let outputs = match outputs(workspace) {
        Ok(outputs) => outputs,
        Err(problem) => {
            outcome.problems.push(problem);
            return outcome;
        }
    };
    remove_leftovers(outputs.iter().map(|it| it.path.as_str()), &job, &mut outcome);
    let result = present(workspace).map(|present| {
        let expected: BTreeSet<&str> = outputs.iter().map(|it| it.path.as_str()).collect();
        for output in &outputs {
            write(output, &job, &mut outcome);
        }
        for path in present.iter().filter(|path| !expected.contains(path.as_str())) {
            remove(path, &job, &mut outcome);
        }
    });
    if let Err(problem) = result {
        outcome.problems.push(problem);
    }
    outcome
}

fn outputs(workspace: &Path) -> Result<Vec<Output>, String> {
    let paths = list_kind(workspace, SPEC, "toml")?;
    if paths.is_empty() {
        return Err(format!("error: no `*.toml` file in `{SPEC}`"));
    }
    let sources = paths.into_iter().map(|path| source(workspace, path));
    let sources = sources.collect::<Result<Vec<_>, String>>()?;
    codegen::generate(&sources).map_err(|error| rejected(&error, SPEC))
}

/// Returns all files in the folder of the generated files, except the temporary files of other runs.
fn present(workspace: &Path) -> Result<Vec<String>, String> {
    if !workspace.join(GENERATED).is_dir() {
        return Ok(vec![]);
    }
    let mut paths = list(workspace, GENERATED)?;
    paths.retain(|path| !is_temporary(Path::new(path)));
    Ok(paths)
}

#[cfg(test)]
mod tests;
