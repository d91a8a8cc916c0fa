//! The words for the properties of entities and fields.

use crm_client::metadata::{FieldInfo, Kind};

use crate::lang::tr;
use crate::tenant::Entity;

/// Returns the origin of an entity or a field.
pub(super) fn kind(kind: Kind) -> String {
    match kind {
        Kind::System => tr!("system", "系统"),
        Kind::Custom => tr!("custom", "自定义"),
        other => i64::from(other).to_string(),
    }
}

/// Returns the data type of a field, with the entity to which it refers.
pub(super) fn data_type(field: &FieldInfo) -> String {
    match &field.reference_to {
        Some(entity) => format!("{} → {entity}", field.data_type),
        None => field.data_type.to_string(),
    }
}

/// Returns the answer to a question.
pub(super) fn yes(answer: bool) -> String {
    if answer { tr!("yes", "是") } else { tr!("no", "否") }
}

/// Returns the label with the internal name.
pub(super) fn title(label: &str, name: &str) -> String {
    if label.trim().is_empty() || label == name {
        name.to_owned()
    } else {
        format!("{label} ({name})")
    }
}

/// Returns the items of a picklist field in one line.
pub(super) fn items(entity: &Entity, field: &str) -> Vec<String> {
    entity.items(field).iter().map(|it| format!("{} {}", it.value, it.label)).collect()
}

/// Returns whether a field is the id of the record. The CRM describes it as a reference to the same
/// entity that nobody can set.
pub(super) fn is_own_id(entity: &Entity, field: &FieldInfo) -> bool {
    field.reference_to.as_deref() == Some(&entity.info.entity)
        && !field.creatable
        && !field.updatable
}
