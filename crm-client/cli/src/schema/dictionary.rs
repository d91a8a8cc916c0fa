//! The data dictionary as sheets of strings.

use crm_client::metadata::EntityInfo;

use super::words;
use crate::lang::tr;
use crate::tenant::Entity;

/// A sheet of a workbook, or a table of a document.
#[cfg_attr(not(feature = "excel"), allow(dead_code, reason = "only workbooks read it"))]
pub(super) struct Sheet {
    /// The name of the sheet.
    pub name: String,
    /// The heading of each column.
    pub headings: Vec<String>,
    /// The cells.
    pub rows: Vec<Vec<String>>,
}

/// Returns the sheet of the entities.
pub(super) fn list(entities: &[EntityInfo]) -> Vec<Sheet> {
    vec![entity_sheet(entities.iter())]
}

/// Returns the sheets of the entities, fields and picklists.
pub(super) fn dictionary(entities: &[Entity]) -> Vec<Sheet> {
    let mut fields = Sheet {
        name: tr!("Fields", "字段"),
        headings: [vec![tr!("Entity", "实体")], field_headings()].concat(),
        rows: Vec::new(),
    };
    let mut picklists = Sheet {
        name: tr!("Picklists", "选项"),
        headings: [vec![tr!("Entity", "实体")], item_headings()].concat(),
        rows: Vec::new(),
    };
    for entity in entities {
        let name = || vec![entity.info.entity.clone()];
        fields.rows.extend(field_rows(entity).into_iter().map(|it| [name(), it].concat()));
        picklists.rows.extend(item_rows(entity).into_iter().map(|it| [name(), it].concat()));
    }
    vec![entity_sheet(entities.iter().map(|it| &it.info)), fields, picklists]
}

fn entity_sheet<'a>(entities: impl Iterator<Item = &'a EntityInfo>) -> Sheet {
    Sheet {
        name: tr!("Entities", "实体"),
        headings: entity_headings(),
        rows: entities.map(entity_row).collect(),
    }
}

/// Returns the headings of a table of entities.
pub(super) fn entity_headings() -> Vec<String> {
    vec![
        tr!("Entity", "实体"),
        tr!("Label", "名称"),
        tr!("Origin", "来源"),
        tr!("Main field", "主字段"),
        tr!("Code", "编号"),
    ]
}

/// Returns a row of a table of entities.
pub(super) fn entity_row(entity: &EntityInfo) -> Vec<String> {
    vec![
        entity.entity.clone(),
        entity.name.clone(),
        words::kind(entity.kind),
        entity.name_field.clone(),
        entity.code.to_string(),
    ]
}

/// Returns the headings of a table of fields.
pub(super) fn field_headings() -> Vec<String> {
    vec![
        tr!("Field", "字段"),
        tr!("Label", "名称"),
        tr!("Type", "类型"),
        tr!("Required", "必填"),
        tr!("Create", "可新建"),
        tr!("Update", "可修改"),
        tr!("Origin", "来源"),
    ]
}

/// Returns a row for each field.
pub(super) fn field_rows(entity: &Entity) -> Vec<Vec<String>> {
    let row = |it: &crm_client::metadata::FieldInfo| {
        vec![
            it.field.clone(),
            it.name.clone(),
            words::data_type(it),
            words::yes(!it.nullable),
            words::yes(it.creatable),
            words::yes(it.updatable),
            words::kind(it.kind),
        ]
    };
    entity.fields.iter().map(row).collect()
}

/// Returns the headings of a table of picklist items.
pub(super) fn item_headings() -> Vec<String> {
    vec![tr!("Field", "字段"), tr!("Value", "值"), tr!("Label", "名称")]
}

/// Returns a row for each item of each picklist.
pub(super) fn item_rows(entity: &Entity) -> Vec<Vec<String>> {
    let rows = entity.picklists.iter().flat_map(|picklist| {
        let row = |it: &crm_client::metadata::PicklistValue| {
            vec![picklist.field.clone(), it.value.to_string(), it.label.clone()]
        };
        picklist.values.iter().map(row)
    });
    rows.collect()
}
