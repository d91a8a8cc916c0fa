//! The entities of a CRM.

use http::HeaderMap;
use serde_json::{Map, Value};

use super::reply::Reply;
use crate::session::probe::Read;

/// The entities of a CRM, and the headers of the reply that lists them.
pub(crate) struct Catalog {
    /// The headers of the reply.
    pub headers: HeaderMap,
    entities: Vec<Entity>,
}

/// An entity, as the metadata describes it.
#[derive(Clone, Debug)]
pub(crate) struct Entity {
    /// The internal name.
    pub name: String,
    /// The number with which its ids begin.
    pub code: u64,
    /// The field in which `qname` searches.
    pub main: String,
}

impl Catalog {
    /// Reads the reply of `metadata/entity`.
    pub(crate) fn of(reply: &Reply) -> Catalog {
        let entity = |row: &Map<String, Value>| {
            let text = |name| row.get(name).and_then(Value::as_str).map(str::to_owned);
            let code = row.get("code").and_then(Value::as_u64).unwrap_or_default();
            Some(Entity { name: text("entity")?, code, main: text("name_field")? })
        };
        let entities = reply.rows().into_iter().filter_map(entity).collect();
        Catalog { headers: reply.headers.clone(), entities }
    }

    /// Returns the entity with this name.
    pub(crate) fn entity(&self, name: &str) -> Option<&Entity> {
        self.entities.iter().find(|it| it.name == name)
    }
}

/// The first request of a run. It needs no user.
pub(crate) fn request() -> Read {
    Read::get("metadata/entity")
}
