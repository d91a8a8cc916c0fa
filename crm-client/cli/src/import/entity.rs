//! The entity that is imported into: its metadata, its key field, and the calls that change it.

use crm_client::endpoint::{Effect, Info, Type};
use crm_client::metadata::{EntityInfo, FieldInfo, Kind};
use crm_client::{Body, ENDPOINTS, Record};
use serde_json::Value;

use super::change::Change;
use crate::failure::Failure;
use crate::lang::tr;
use crate::safe;
use crate::session::Session;
use crate::tenant::{self, Entity};

/// The module of all entities that a customer has added.
const CUSTOM: &str = "customentity";

/// An entity whose records can be changed.
pub(crate) struct Target {
    /// The metadata.
    pub entity: Entity,
    /// The field with the id of a record.
    pub key: String,
    module: String,
}

/// Reads the metadata of an entity.
///
/// # Errors
///
/// Fails if there is no such entity, or if the API has no calls for its records.
pub(crate) async fn open(session: &Session<'_>, name: &str) -> Result<Target, Failure> {
    let entity = tenant::entity(session, name).await?;
    let lower = name.to_lowercase();
    let has_calls = |module: &str| endpoint(module, "add").is_some();
    let module = match entity.info.kind {
        Kind::Custom => CUSTOM.to_owned(),
        _ if lower != CUSTOM && has_calls(&lower) => lower,
        _ => {
            let name = safe::line(name);
            return Err(Failure::usage(tr!(
                "`{name}`: the API cannot create records of this entity; import into another one",
                "`{name}`：API 不支持新建该实体的记录；请导入其他实体"
            )));
        }
    };
    let key = key(&entity.info, &entity.fields)?;
    Ok(Target { entity, key, module })
}

/// Returns the field with the id of a record.
///
/// # Errors
///
/// Fails if neither the metadata nor the vendor's samples tell it.
pub(crate) fn key(info: &EntityInfo, fields: &[FieldInfo]) -> Result<String, Failure> {
    let is_own = |it: &&FieldInfo| {
        it.reference_to.as_deref() == Some(&info.entity) && !it.creatable && !it.updatable
    };
    if let Some(field) = fields.iter().find(is_own) {
        return Ok(field.field.clone());
    }
    let path = format!("{}/list", info.entity.to_lowercase());
    let entry = ENDPOINTS.iter().find(|it| it.info.path == path);
    let sample = entry.and_then(|it| serde_json::from_str::<Value>(it.sample).ok());
    let row = sample.as_ref().and_then(|it| it["data"][0].as_object());
    let known = row.into_iter().flat_map(|it| it.keys()).find(|it| {
        let is_known = fields.iter().any(|field| field.field == **it);
        it.to_lowercase() == format!("{}id", info.entity.to_lowercase()) && is_known
    });
    known.cloned().ok_or_else(|| {
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
    pub(crate) fn add(&self, body: &Fields) -> Option<Change> {
        self.request("add", None, Some(body))
    }

    /// Creates the call that updates a record.
    pub(crate) fn update(&self, id: &str, body: &Fields) -> Option<Change> {
        self.request("update", Some(id), Some(body))
    }

    /// Creates the call that deletes a record.
    pub(crate) fn delete(&self, id: &str) -> Option<Change> {
        self.request("delete", Some(id), None)
    }

    /// Returns the name of the id in the reply to a call that adds a record.
    pub(crate) fn id_in_reply(&self) -> &'static str {
        let update = endpoint(&self.module, "update");
        update.and_then(id_param).unwrap_or_default()
    }

    fn request(&self, function: &str, id: Option<&str>, body: Option<&Fields>) -> Option<Change> {
        let info = endpoint(&self.module, function)?;
        let mut query = Vec::new();
        if self.module == CUSTOM {
            query.push(("entity", self.name().to_owned()));
        }
        if let Some(id) = id {
            query.push((id_param(info)?, id.to_owned()));
        }
        Some(Change { info, query, body: body.map(Body::from) })
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

fn endpoint(module: &str, function: &str) -> Option<&'static Info<'static>> {
    let infos = ENDPOINTS.iter().map(|it| &it.info);
    let mut infos = infos.filter(|it| it.effect != Effect::Read);
    infos.find(|it| it.path.split_once('/') == Some((module, function)))
}

/// Returns the parameter with the id of the record.
fn id_param(info: &'static Info<'static>) -> Option<&'static str> {
    let user = info.user_param().map(|it| it.name);
    let mut params = info.query.iter().filter(|it| Some(it.name) != user);
    params.find(|it| it.ty == Type::Id).map(|it| it.name)
}
