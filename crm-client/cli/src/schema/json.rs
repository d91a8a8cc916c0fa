//! Entities, fields and picklists as JSON objects, with the keys and their order of the vendor.

use crm_client::metadata::{EntityInfo, FieldInfo, PicklistValue};
use serde::Serialize;

use crate::tenant;

/// An entity with its fields.
#[derive(Serialize)]
pub(super) struct Entity<'a> {
    #[serde(flatten)]
    info: &'a EntityInfo,
    fields: Vec<Field<'a>>,
}

/// A field with the items of its picklist.
#[derive(Serialize)]
pub(super) struct Field<'a> {
    /// The entity, if the field is not in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    entity: Option<&'a str>,
    #[serde(flatten)]
    info: &'a FieldInfo,
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<&'a [PicklistValue]>,
}

/// Returns an entity with its fields.
pub(super) fn entity(entity: &tenant::Entity) -> Entity<'_> {
    let field = |info| Field { entity: None, ..field(entity, info) };
    Entity { info: &entity.info, fields: entity.fields.iter().map(field).collect() }
}

/// Returns a field with the name of its entity.
pub(super) fn field<'a>(entity: &'a tenant::Entity, info: &'a FieldInfo) -> Field<'a> {
    Field { entity: Some(&entity.info.entity), info, values: entity.picklist(&info.field) }
}
