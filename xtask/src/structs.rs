//! The metadata of a CRM → a file of structs for its entities.

use std::path::Path;

use codegen::{Output, Source, StructsCommand, escape};

use crate::read::{list_kind, rejected, source};
use crate::write::{Job, Mode, Outcome, remove_leftovers, write};

/// Updates the file of structs, or reports that it is not up to date.
pub(crate) fn structs(root: &Path, metadata: &str, out: &str, mode: Mode) -> Outcome {
    let mut outcome = Outcome::default();
    // Messages name the folder without a trailing slash, however it is given.
    let metadata = match metadata.trim_end_matches('/') {
        "" => metadata,
        folder => folder,
    };
    let command = format!("cargo xtask structs --metadata {metadata} --out {out}");
    let headers = &[StructsCommand::Xtask.header()];
    let job = Job { root, mode, command: &command, origin: metadata, headers };
    let text = sources(root, metadata).and_then(|it| {
        codegen::structs(&it, StructsCommand::Xtask).map_err(|error| rejected(&error, metadata))
    });
    match text {
        Ok(text) => {
            remove_leftovers([out], &job, &mut outcome);
            write(&Output { path: out.to_owned(), text }, &job, &mut outcome);
        }
        Err(problem) => outcome.problems.push(problem),
    }
    outcome
}

fn sources(root: &Path, metadata: &str) -> Result<Vec<Source>, String> {
    let mut paths = vec![format!("{metadata}/entity.json")];
    let field = format!("{metadata}/field");
    let fields = list_kind(root, &field, "json")?;
    if fields.is_empty() {
        return Err(format!("error: no `*.json` file in `{}`", escape(&field)));
    }
    paths.extend(fields);
    // Picklists are optional.
    let picklist = format!("{metadata}/picklist");
    if root.join(&picklist).is_dir() {
        paths.extend(list_kind(root, &picklist, "json")?);
    }
    paths.into_iter().map(|path| source(root, path)).collect()
}

#[cfg(test)]
mod tests;
