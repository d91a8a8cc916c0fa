//! Names of fields, checked against the metadata.

use crm_client::metadata::FieldInfo;

use crate::failure::Failure;
use crate::lang::tr;
use crate::safe;
use crate::similar::closest;

/// Returns what is wrong with the name of a field, if the metadata does not have it. Only the first part
/// of a dotted path is a field of the entity.
pub(super) fn problem(entity: &str, fields: &[FieldInfo], name: &str) -> Option<String> {
    let first = name.split('.').next().unwrap_or(name);
    if fields.iter().any(|it| it.field == first) {
        return None;
    }
    let labelled = fields.iter().find(|it| it.name == first).map(|it| it.field.as_str());
    let similar = labelled.or_else(|| closest(first, fields.iter().map(|it| it.field.as_str())));
    let hint = if let Some(similar) = similar {
        tr!("did you mean `{}`?", "是否指 `{}`？", safe::line(similar))
    } else {
        let entity = safe::line(entity);
        tr!(
            "`crm metadata field {entity}` lists all fields",
            "`crm metadata field {entity}` 可列出所有字段"
        )
    };
    let (entity, first) = (safe::line(entity), safe::line(first));
    Some(tr!("{entity} has no field `{first}`; {hint}", "{entity} 没有字段 `{first}`；{hint}"))
}

/// Checks names of fields against the metadata.
///
/// # Errors
///
/// Fails if the metadata does not have a name, and names a similar one.
pub(crate) fn check_names<'a>(
    entity: &str,
    fields: &[FieldInfo],
    names: impl IntoIterator<Item = &'a str>,
) -> Result<(), Failure> {
    match names.into_iter().find_map(|it| problem(entity, fields, it)) {
        Some(problem) => Err(Failure::usage(problem)),
        None => Ok(()),
    }
}
