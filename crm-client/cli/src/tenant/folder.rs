//! A folder with saved metadata: `entity.json`, `field/ENTITY.json` and `picklist/ENTITY.json`, each an
//! unchanged reply.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use crm_client::metadata::EntityInfo;

use super::replies::{Details, Replies, Skipped};
use crate::failure::Failure;
use crate::lang::tr;
use crate::output::file;

/// The longest name of an entity that becomes the name of a file, in bytes.
const MAX_NAME: usize = 200;

/// Reads a folder.
///
/// # Errors
///
/// Fails if the folder is not one that `crm schema save` has written.
pub(crate) fn read(folder: &Path) -> Result<Replies, Failure> {
    let entity = match fs::read(folder.join("entity.json")) {
        Ok(bytes) => Bytes::from(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(not_saved(folder)),
        Err(error) => return Err(failed(&folder.join("entity.json"), &error)),
    };
    let mut details = Vec::new();
    for name in names(&folder.join("field"))? {
        let field = folder.join("field").join(format!("{name}.json"));
        let picklist = folder.join("picklist").join(format!("{name}.json"));
        let field = Bytes::from(fs::read(&field).map_err(|error| failed(&field, &error))?);
        let picklist = match fs::read(&picklist) {
            Ok(bytes) => Some(Bytes::from(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(failed(&picklist, &error)),
        };
        details.push(Details { name, field, picklist });
    }
    let folder = Some(folder.display().to_string());
    Ok(Replies { entity, details, skipped: Vec::new(), folder })
}

/// Writes replies to a folder, which is created if it is missing. In a folder with saved metadata, files
/// about entities that the CRM does not have any more are removed.
///
/// # Errors
///
/// Fails if a file cannot be written.
pub(crate) fn write(folder: &Path, replies: &Replies, all: &[EntityInfo]) -> Result<(), Failure> {
    let was_saved = folder.join("entity.json").exists();
    for part in ["field", "picklist"] {
        let part = folder.join(part);
        fs::create_dir_all(&part).map_err(|error| failed(&part, &error))?;
    }
    let save = |path: PathBuf, reply: &Bytes| {
        file::replace(&path, reply).map_err(|error| failed(&path, &error))
    };
    let details = replies.details.iter().filter(|it| is_file_name(&it.name));
    for Details { name, field, picklist } in details {
        save(folder.join("field").join(format!("{name}.json")), field)?;
        let path = folder.join("picklist").join(format!("{name}.json"));
        match picklist {
            Some(reply) => save(path, reply)?,
            None => remove(&path)?,
        }
    }
    save(folder.join("entity.json"), &replies.entity)?;
    if was_saved {
        for name in names(&folder.join("field"))? {
            if all.iter().all(|it| it.entity != name) {
                remove(&folder.join("picklist").join(format!("{name}.json")))?;
                remove(&folder.join("field").join(format!("{name}.json")))?;
            }
        }
    }
    Ok(())
}

/// Returns the names of the entities with saved fields, in alphabetical order.
fn names(folder: &Path) -> Result<Vec<String>, Failure> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(folder, &error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(|error| failed(folder, &error))?.file_name();
        let name = name.to_str().and_then(|it| it.strip_suffix(".json"));
        names.extend(name.filter(|it| is_file_name(it)).map(str::to_owned));
    }
    names.sort();
    Ok(names)
}

impl Replies {
    /// Skips the entities whose names cannot be the names of files.
    pub(crate) fn skip_unfit_names(&mut self) {
        let details = std::mem::take(&mut self.details);
        for details in details {
            if is_file_name(&details.name) {
                self.details.push(details);
            } else {
                let reason = tr!("the name is not valid as a file name", "该名称不能用作文件名");
                self.skipped.push(Skipped { name: details.name, reason });
            }
        }
    }
}

/// Returns whether an internal name can be the name of a file on every platform, and of a file only.
fn is_file_name(name: &str) -> bool {
    let is_fit = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-' | '.');
    !name.starts_with('.') && !name.is_empty() && name.len() <= MAX_NAME && name.chars().all(is_fit)
}

fn remove(path: &Path) -> Result<(), Failure> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(path, &error)),
        _ => Ok(()),
    }
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    Failure::io(path.display(), error)
}

fn not_saved(folder: &Path) -> Failure {
    let folder = folder.display();
    Failure::usage(tr!(
        "{folder}: not a saved schema: `entity.json` is missing; create one with `crm schema save {folder}`",
        "{folder}：不是已保存的 schema：缺少 `entity.json`；请用 `crm schema save {folder}` 创建"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_become_files() {
        for name in ["Account", "c__lead", "客户", "a.b-c"] {
            assert!(is_file_name(name), "{name}");
        }
        let long = "a".repeat(201);
        for name in ["", ".", "..", ".x", "a/b", "..\\b", "C:x", "a b", "a\0", "a\n", &long] {
            assert!(!is_file_name(name), "{name}");
        }
    }
}
