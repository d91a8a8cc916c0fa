//! A request of any endpoint of the table.

use crm_client::endpoint::{Info, Parts, Type};
use crm_client::{Body, Endpoint, Json, Upload};

/// A request whose parameters are strings, which the client checks against the table.
#[derive(Clone, Debug)]
pub(super) struct TableRequest {
    pub info: &'static Info<'static>,
    pub query: Vec<(&'static str, String)>,
    pub body: Content,
}

/// The body of a request.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Nothing,
    Json(Body),
    File(Upload),
}

impl TableRequest {
    /// Sets the largest page size, unless another one is set.
    pub(super) fn page_size_or_max(mut self) -> TableRequest {
        let param = self.info.params().find(|it| it.name == "page_size");
        if let Some(param) = param
            && let Type::Int { max, .. } = param.ty
            && self.query.iter().all(|(name, _)| *name != param.name)
        {
            self.query.push((param.name, max.to_string()));
        }
        self
    }
}

impl Endpoint for TableRequest {
    type Reply = Json;

    const INFO: Info<'static> = Info::get("", "");

    fn info(&self) -> Info<'_> {
        *self.info
    }

    fn write<'a>(&'a self, parts: &mut Parts<'a>) {
        for (name, value) in &self.query {
            parts.query(name, value);
        }
        match &self.body {
            Content::Nothing => {}
            Content::Json(body) => parts.body(body),
            Content::File(upload) => parts.body(upload),
        }
    }
}
