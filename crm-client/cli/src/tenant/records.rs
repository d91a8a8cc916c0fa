//! The calls of the API for the records of an entity, found by the name of the entity.

use crm_client::endpoint::{Info, Parts, Type};
use crm_client::metadata::Kind;
use crm_client::{Body, ENDPOINTS, Endpoint, Json};

/// The module of all entities that a customer has added.
const CUSTOM: &str = "customentity";

/// The calls for the records of an entity.
#[derive(Clone, Debug)]
pub(crate) struct Records {
    module: String,
    entity: String,
}

impl Records {
    /// Returns the calls for the records of an entity, or `None` if the API has none.
    pub(crate) fn of(entity: &str, kind: Kind) -> Option<Records> {
        let lower = entity.to_lowercase();
        let has_calls = |module: &str| endpoint(module, "add").is_some();
        let module = match kind {
            Kind::Custom => CUSTOM.to_owned(),
            _ if lower != CUSTOM && has_calls(&lower) => lower,
            _ => return None,
        };
        Some(Records { module, entity: entity.to_owned() })
    }

    /// Creates a request, such as `add` or `get`, for a record with this id and these fields.
    pub(crate) fn request(
        &self,
        function: &str,
        id: Option<&str>,
        body: Option<Body>,
    ) -> Option<RecordRequest> {
        let info = endpoint(&self.module, function)?;
        let mut query = Vec::new();
        if self.module == CUSTOM {
            query.push(("entity", self.entity.clone()));
        }
        if let Some(id) = id {
            query.push((id_param(info)?, id.to_owned()));
        }
        Some(RecordRequest { info, query, body })
    }

    /// Returns the name of the id in the reply to a call that adds a record.
    pub(crate) fn id_in_reply(&self) -> &'static str {
        let update = endpoint(&self.module, "update");
        update.and_then(id_param).unwrap_or_default()
    }
}

/// A request of the endpoint table about a record.
#[derive(Clone, Debug)]
pub(crate) struct RecordRequest {
    /// The row of the table.
    pub info: &'static Info<'static>,
    /// The parameters, such as those that name the entity and the record.
    pub query: Vec<(&'static str, String)>,
    /// The fields of the record.
    pub body: Option<Body>,
}

impl Endpoint for RecordRequest {
    type Reply = Json;

    const INFO: Info<'static> = Info::get("", "");

    fn info(&self) -> Info<'_> {
        *self.info
    }

    fn write<'a>(&'a self, parts: &mut Parts<'a>) {
        for (name, value) in &self.query {
            parts.query(name, value);
        }
        if let Some(body) = &self.body {
            parts.body(body);
        }
    }
}

fn endpoint(module: &str, function: &str) -> Option<&'static Info<'static>> {
    let mut infos = ENDPOINTS.iter().map(|it| &it.info);
    infos.find(|it| it.path.split_once('/') == Some((module, function)))
}

/// Returns the parameter with the id of the record.
fn id_param(info: &'static Info<'static>) -> Option<&'static str> {
    let user = info.user_param().map(|it| it.name);
    let mut params = info.query.iter().filter(|it| Some(it.name) != user);
    params.find(|it| it.ty == Type::Id).map(|it| it.name)
}
