//! Finds the field with the ids of the records. The API has no call that names it.

use std::collections::HashSet;

use crm_client::metadata::{EntityInfo, FieldInfo};
use crm_client::{ENDPOINTS, Id, Json};
use serde_json::Value;

use super::Entity;
use crate::cells::{fields, text};

/// Returns the field with the ids, if the metadata or the vendor's samples name it: a reference to the
/// entity itself that nobody can set, or the id in the sample of a list.
pub(crate) fn key_of_metadata(info: &EntityInfo, fields: &[FieldInfo]) -> Option<String> {
    let is_own = |it: &&FieldInfo| {
        it.reference_to.as_deref() == Some(&info.entity) && !it.creatable && !it.updatable
    };
    if let Some(field) = fields.iter().find(is_own) {
        return Some(field.field.clone());
    }
    let path = format!("{}/list", info.entity.to_lowercase());
    let entry = ENDPOINTS.iter().find(|it| it.info.path == path);
    let sample = entry.and_then(|it| serde_json::from_str::<Value>(it.sample).ok());
    let row = sample.as_ref().and_then(|it| it["data"][0].as_object());
    let known = row.into_iter().flat_map(|it| it.keys()).find(|it| {
        let is_known = fields.iter().any(|field| field.field == **it);
        it.to_lowercase() == format!("{}id", info.entity.to_lowercase()) && is_known
    });
    known.cloned()
}

/// Returns the field that has the id of the record: in every row a different id with the code of the
/// entity, in a field that nobody can set. Returns `None` if no field or more than one field is like this.
pub(crate) fn key_of_rows(rows: &[Json], entity: &Entity) -> Option<String> {
    let rows: Vec<_> = rows.iter().map(|it| fields(it.as_str())).collect::<Result<_, _>>().ok()?;
    let mut names: Vec<&String> = rows.first()?.iter().map(|(name, _)| name).collect();
    names.retain(|name| {
        let may_be_set = entity.field(name).is_some_and(|it| it.creatable || it.updatable);
        let ids = rows.iter().map(|row| {
            let (_, json) = row.iter().find(|(it, _)| it == *name)?;
            let id = Id::from(&*text(json));
            let has_code = id.entity_code().map(u32::from) == Some(entity.info.code);
            (id.is_valid() && has_code).then(|| id.as_str().to_owned())
        });
        let mut distinct = HashSet::new();
        !may_be_set && ids.into_iter().all(|id| id.is_some_and(|it| distinct.insert(it)))
    });
    match names.as_slice() {
        [name] => Some((*name).clone()),
        _ => None,
    }
}
