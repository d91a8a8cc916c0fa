//! The entities, fields and picklists of one CRM.

mod conditions;
mod fetch;
mod names;

use crm_client::filter::{Filter, any, field};
use crm_client::metadata::{EntityInfo, FieldInfo, PicklistInfo, PicklistValue};

pub(crate) use conditions::check_filter;
pub(crate) use fetch::{entities, entity, fields, info};
pub(crate) use names::check_names;

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

/// Returns a filter that every record meets, by the main field of an entity. The API requires at least
/// one condition.
pub(crate) fn everything(main: &str) -> Filter {
    any([field(main).is_empty(), field(main).is_not_empty()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_filter_has_an_alternative_for_every_record() {
        let json = serde_json::to_value(everything("accountName")).unwrap();
        assert_eq!(json["type"], "OR");
        assert_eq!(json["filters"][0]["operator"], "$NULL$");
        assert_eq!(json["filters"][1]["operator"], "$NOT_NULL$");
    }
}
