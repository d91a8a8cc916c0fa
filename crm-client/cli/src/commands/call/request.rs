//! A request of any endpoint of the table.

use crm_client::endpoint::{Info, Param, Parts, Type};
use crm_client::{Body, Endpoint, Json, Password, Upload};
use serde_json::value::RawValue;

/// A request whose parameters are strings, which the client checks against the table.
#[derive(Clone, Debug)]
pub(super) struct TableRequest {
    pub info: &'static Info<'static>,
    pub query: Vec<(&'static str, String)>,
    pub passwords: Vec<(&'static str, Password)>,
    pub body: Content,
}

/// The body of a request.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Nothing,
    Json(Body),
    /// A JSON object with documented fields.
    Fields(Vec<(&'static str, Box<RawValue>)>),
    File(Upload),
}

impl TableRequest {
    /// Returns the name of the entity that the request names, if it does.
    pub(super) fn entity(&self) -> Option<&str> {
        self.value("entity")
    }

    /// Returns the number of rows per page. If rows are fetched page by page, the pages are as large as
    /// possible, unless the user has set their size.
    pub(super) fn set_page_size(&mut self, max_items: Option<usize>) -> usize {
        let Some(param) = self.info.page_size_param() else { return 1 };
        let number = |text: &str| text.parse::<usize>().ok();
        if let Some(size) = self.value(param.name).and_then(number) {
            return size;
        }
        let Some(max_items) = max_items else {
            return param.default.and_then(number).unwrap_or(1);
        };
        let size = max_items.clamp(1, max(param));
        self.query.push((param.name, size.to_string()));
        size
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(it, _)| *it == name).map(|(_, value)| value.as_str())
    }
}

/// Returns the largest value of a parameter that is a number.
fn max(param: &Param) -> usize {
    match param.ty {
        Type::Int { max, .. } => usize::try_from(max).unwrap_or(usize::MAX).max(1),
        _ => usize::MAX,
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
        for (name, value) in &self.passwords {
            parts.query(name, value);
        }
        match &self.body {
            Content::Nothing => {}
            Content::Json(body) => parts.body(body),
            Content::Fields(fields) => {
                for (name, value) in fields {
                    parts.field(name, value);
                }
            }
            Content::File(upload) => parts.body(upload),
        }
    }
}
