//! The entity that is imported into: its metadata, its key field, and the calls that change it.

use crm_client::metadata::{EntityInfo, FieldInfo};
use crm_client::{Body, Record};
use serde_json::Value;

use crate::failure::Failure;
use crate::lang::tr;
use crate::safe;
use crate::session::Session;
use crate::tenant::{self, Entity, RecordRequest, Records};

/// An entity whose records can be changed.
pub(crate) struct Target {
    /// The metadata.
    pub entity: Entity,
    /// The field with the id of a record.
    pub key: String,
    records: Records,
}

/// Reads the metadata of an entity.
///
/// # Errors
///
/// Fails if there is no such entity, or if the API has no calls for its records.
pub(crate) async fn open(session: &Session<'_>, name: &str) -> Result<Target, Failure> {
    let entity = tenant::entity(session, name).await?;
    let Some(records) = Records::of(name, entity.info.kind) else {
        let name = safe::line(name);
        return Err(Failure::usage(tr!(
            "`{name}`: the API cannot create records of this entity; import into another one",
            "`{name}`：API 不支持新建该实体的记录；请导入其他实体"
        )));
    };
    let key = key(&entity.info, &entity.fields)?;
    Ok(Target { entity, key, records })
}

/// Returns the field with the id of a record.
///
/// # Errors
///
/// Fails if neither the metadata nor the vendor's samples tell it.
pub(crate) fn key(info: &EntityInfo, fields: &[FieldInfo]) -> Result<String, Failure> {
    tenant::key_of_metadata(info, fields).ok_or_else(|| {
        let name = safe::line(&info.entity);
        Failure::usage(tr!(
            "`{name}`: the metadata does not name the field with the ids; imports need it",
            "`{name}`：元数据中没有标明 id 字段；导入需要该字段"
        ))
    })
}

impl Target {
    /// Returns the internal name of the entity.
    #[allow(clippy::misnamed_getters, reason = "`name` of the entity is its label")]
    pub(crate) fn name(&self) -> &str {
        &self.entity.info.entity
    }

    /// Returns the field with this internal name.
    pub(crate) fn field(&self, name: &str) -> Option<&FieldInfo> {
        self.entity.field(name)
    }

    /// Returns whether the metadata has the time of the last change.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.field(field).is_some()
    }

    /// Creates the call that adds a record.
    pub(crate) fn add(&self, body: &Fields) -> Option<RecordRequest> {
        self.request("add", None, Some(body))
    }

    /// Creates the call that updates a record.
    pub(crate) fn update(&self, id: &str, body: &Fields) -> Option<RecordRequest> {
        self.request("update", Some(id), Some(body))
    }

    /// Creates the call that deletes a record.
    pub(crate) fn delete(&self, id: &str) -> Option<RecordRequest> {
        self.request("delete", Some(id), None)
    }

    /// Returns the name of the id in the reply to a call that adds a record.
    pub(crate) fn id_in_reply(&self) -> &'static str {
        self.records.id_in_reply()
    }

    fn request(
        &self,
        function: &str,
        id: Option<&str>,
        body: Option<&Fields>,
    ) -> Option<RecordRequest> {
        self.records.request(function, id, body.map(Body::from))
    }
}

/// The fields of a record, in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fields(pub Vec<(String, Value)>);

impl Fields {
    /// Returns the value of a field.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(it, _)| it == name).map(|(_, value)| value)
    }

    /// Sets the value of a field.
    pub(crate) fn set(&mut self, name: &str, value: Value) {
        match self.0.iter_mut().find(|(it, _)| it == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// Returns the fields as a JSON object.
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Returns the fields as a record.
    pub(crate) fn to_record(&self) -> Record {
        serde_json::from_str(&self.to_json()).unwrap_or_default()
    }

    /// Reads a JSON object.
    pub(crate) fn from_json(json: &str) -> Fields {
        let object: serde_json::Map<String, Value> = serde_json::from_str(json).unwrap_or_default();
        Fields(object.into_iter().collect())
    }
}

impl serde::Serialize for Fields {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}
