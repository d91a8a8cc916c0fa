//! The entities, fields and picklists of one CRM: live, or from a folder to which they were saved.

mod cache;
mod conditions;
mod decode;
mod fetch;
mod folder;
mod key;
mod load;
mod names;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod records;
mod replies;
mod unknown;

use crm_client::filter::{Filter, any, field};
use crm_client::metadata::{EntityInfo, FieldInfo, PicklistInfo, PicklistValue};

pub(crate) use cache::{Item, Names, cached_names};
pub(crate) use conditions::check_filter;
pub(crate) use fetch::{Wanted, entities, entity, fields, info};
pub(crate) use folder::write;
pub(crate) use key::{key_of_metadata, key_of_rows};
pub(crate) use load::{live, load, saved};
pub(crate) use names::check_names;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
pub(crate) use records::{RecordRequest, Records};
pub(crate) use replies::{Details, Replies, Skipped};
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
pub(crate) use unknown::check as check_entities;

/// The entities of one CRM.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Tenant {
    /// All entities of the CRM, without their fields.
    pub all: Vec<EntityInfo>,
    /// The entities whose fields are known.
    pub entities: Vec<Entity>,
}

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

    /// Returns the items of a picklist field, if they are known.
    pub(crate) fn picklist(&self, field: &str) -> Option<&[PicklistValue]> {
        self.picklists.iter().find(|it| it.field == field).map(|it| it.values.as_slice())
    }

    /// Returns the items of a picklist field.
    pub(crate) fn items(&self, field: &str) -> &[PicklistValue] {
        self.picklist(field).unwrap_or_default()
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
