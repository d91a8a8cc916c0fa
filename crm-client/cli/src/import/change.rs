//! A request that adds, updates or deletes a record of any entity.

use crm_client::endpoint::{Info, Parts};
use crm_client::{Body, Endpoint, Json};

/// A request of the endpoint table that changes a record.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// The row of the table.
    pub info: &'static Info<'static>,
    /// The parameters that name the entity and the record.
    pub query: Vec<(&'static str, String)>,
    /// The fields of the record.
    pub body: Option<Body>,
}

impl Endpoint for Change {
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
