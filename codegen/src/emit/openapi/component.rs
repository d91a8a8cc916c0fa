//! The names of components and operations, and the pieces that schemas are made of.

use serde_json::{Map, Value, json};

use crate::model::{Api, Doc, Endpoint, Param, Resource};

/// An endpoint with its resource and the API.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) endpoint: &'a Endpoint,
    pub(super) resource: &'a Resource,
    pub(super) api: &'a Api,
}

/// Returns a reference to a component.
pub(super) fn reference(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

/// Returns the name of an operation: `account/list` → `account_list`. A path has no other `_`, so no two
/// operations have the same name.
pub(super) fn id(endpoint: &Endpoint) -> String {
    endpoint.path.replace('/', "_")
}

/// Returns the name of the component of a shared parameter.
pub(super) fn key(param: &Param) -> String {
    param.constant.to_string().to_lowercase()
}

/// Returns the schema of an object with these fields, which can have others.
pub(super) fn object(required: &[&str], fields: Map<String, Value>) -> Value {
    let mut schema = json!({ "type": "object", "properties": Value::Object(fields) });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// Fields by their names.
pub(super) fn named<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields.map(|(name, schema)| (name.to_owned(), schema)).into_iter().collect()
}

/// Returns a schema with a description.
pub(super) fn described(mut schema: Value, description: String) -> Value {
    schema["description"] = Value::String(description);
    schema
}

pub(super) fn text(doc: &Doc) -> String {
    doc.join("\n")
}

/// Returns Markdown without the markup of code and links.
pub(super) fn plain(markdown: &str) -> String {
    let mut text = markdown.replace('`', "");
    while let Some(link) = text.find("](") {
        let (Some(open), Some(length)) = (text[..link].rfind('['), text[link..].find(')')) else {
            break;
        };
        text.replace_range(link..=link + length, "");
        text.remove(open);
    }
    text
}
