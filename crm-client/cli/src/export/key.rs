//! Finds the field with the ids of the records.

use std::collections::HashSet;

use crm_client::{Id, Json};

use super::cells::{fields, text};
use crate::tenant::Entity;

/// Returns the field that has the id of the record: in every row a different id with the code of the
/// entity, in a field that nobody can set. The metadata does not name this field. Returns `None` if no
/// field or more than one field is like this.
pub(super) fn find(rows: &[Json], entity: &Entity) -> Option<String> {
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
