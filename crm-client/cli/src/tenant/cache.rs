//! The names of entities and fields that were read last, so that a shell can complete them without the
//! network. They are in the user's cache folder, in one file for each base URL and application.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crm_client::metadata::{EntityInfo, FieldInfo};
use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::session::Session;

/// The names of one CRM.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub(crate) struct Names {
    /// The entities.
    pub entities: Vec<Item>,
    /// The fields of each entity that has been read.
    pub fields: BTreeMap<String, Vec<Item>>,
}

/// An internal name with its label. Both are text of the CRM.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(crate) struct Item {
    /// The internal name.
    pub name: String,
    /// The label.
    pub label: String,
}

/// Returns the names that were read last from the CRM with this base URL, as the profile has it, and this
/// id of the application. There are none if nothing was read yet.
pub(crate) fn cached_names(base_url: Option<&str>, app_id: &str) -> Names {
    path(base_url, app_id).map(|it| load(&it)).unwrap_or_default()
}

/// Keeps the names for later. A failure is ignored: the names are only a convenience. The embedded CRM has
/// no file.
pub(super) fn update(
    session: &Session<'_>,
    entities: &[EntityInfo],
    fields: &[(&str, &[FieldInfo])],
) {
    let Some((base_url, app_id)) = session.account() else { return };
    let Some(path) = path(base_url.as_deref(), app_id) else { return };
    let old = load(&path);
    let mut new = old.clone();
    new.entities = entities.iter().map(|it| Item::new(&it.entity, &it.name)).collect();
    new.fields.retain(|name, _| entities.iter().any(|it| it.entity == *name));
    for (entity, fields) in fields {
        let fields = fields.iter().map(|it| Item::new(&it.field, &it.name)).collect();
        new.fields.insert((*entity).to_owned(), fields);
    }
    if new != old {
        let _ = store(&path, &new);
    }
}

/// Keeps the names of the fields of an entity for later, like [`update`].
pub(super) fn update_fields(session: &Session<'_>, entity: &str, fields: &[FieldInfo]) {
    let Some((base_url, app_id)) = session.account() else { return };
    let Some(path) = path(base_url.as_deref(), app_id) else { return };
    let mut names = load(&path);
    let fields = fields.iter().map(|it| Item::new(&it.field, &it.name)).collect();
    if names.fields.insert(entity.to_owned(), fields) != names.fields.get(entity).cloned() {
        let _ = store(&path, &names);
    }
}

impl Item {
    fn new(name: &str, label: &str) -> Item {
        Item { name: name.to_owned(), label: label.to_owned() }
    }
}

fn load(path: &Path) -> Names {
    let text = fs::read(path).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

/// Writes the file, which only its owner can read, as its folder.
fn store(path: &Path, names: &Names) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    create_private(folder)?;
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(&serde_json::to_vec(names)?)?;
    file.persist(path)?;
    Ok(())
}

#[cfg(unix)]
fn create_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;

    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn create_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

fn path(base_url: Option<&str>, app_id: &str) -> Option<PathBuf> {
    let folder = etcetera::choose_base_strategy().ok()?.cache_dir().join("crm");
    let mut hasher = DefaultHasher::new();
    (base_url.unwrap_or_default().trim_end_matches('/'), app_id).hash(&mut hasher);
    Some(folder.join(format!("names-{:016x}.json", hasher.finish())))
}
