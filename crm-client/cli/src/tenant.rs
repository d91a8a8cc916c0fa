//! The entities, fields and picklists of one CRM.

mod fetch;

use crm_client::metadata::{EntityInfo, FieldInfo, PicklistInfo, PicklistValue};

pub(crate) use fetch::{entities, entity, fields, info};

/// An entity with its fields and picklists.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entity {
    /// Its names and its code.
    pub info: EntityInfo,
    /// Its fields, in the order of the CRM.
    pub fields: Vec<FieldInfo>,
    /// The items of its picklist fields.
    pub picklists: Vec<PicklistInfo>,
}

impl Entity {
    /// Returns the field with this internal name.
    pub(crate) fn field(&self, name: &str) -> Option<&FieldInfo> {
        self.fields.iter().find(|it| it.field == name)
    }

    /// Returns the items of a picklist field.
    pub(crate) fn items(&self, field: &str) -> &[PicklistValue] {
        let picklist = self.picklists.iter().find(|it| it.field == field);
        picklist.map_or(&[], |it| &it.values)
    }
}
