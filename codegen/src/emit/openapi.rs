//! Api → `openapi.json`, the same API for other languages and tools.
//!
//! It is held to what generators of other languages can read: all that one call has of its own stands
//! with it, and what many calls share has a name among the components.

mod about;
mod envelope;
mod operation;
mod schema;
mod shared;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::PAGES;
use crate::model::{Api, Doc, Endpoint, Method, Resource};

/// The document.
pub(super) fn document(api: &Api) -> Value {
    let tags: Vec<Value> = api.resources.iter().map(tag).collect();
    let calls = || api.resources.iter().flat_map(|it| it.endpoints.iter().map(move |e| (it, e)));
    let paths: Map<String, Value> = calls().map(|(_, it)| path(it, api)).collect();
    let replies = calls().filter_map(|(_, it)| envelope::component(it));
    let objects = api.resources.iter().flat_map(schema::objects);
    let schemas = shared::schemas().into_iter().chain(envelope::shared());
    let schemas: Map<String, Value> = schemas.chain(objects).chain(replies).collect();
    json!({
        "openapi": "3.1.0",
        "info": about::info(),
        "externalDocs": { "description": "The vendor's documentation.", "url": format!("{PAGES}/") },
        "servers": about::servers(),
        "security": about::security(),
        "tags": tags,
        "paths": paths,
        "components": {
            "parameters": parameters(api),
            "schemas": schemas,
            "securitySchemes": about::security_schemes(),
        },
    })
}

fn tag(resource: &Resource) -> Value {
    json!({ "name": resource.name, "description": text(&resource.doc) })
}

fn path(endpoint: &Endpoint, api: &Api) -> (String, Value) {
    let method = match endpoint.method {
        Method::Get => "get",
        Method::Post => "post",
    };
    let operation = operation::operation(endpoint, api);
    (format!("/{}", endpoint.path), json!({ method: operation }))
}

/// The parameters that resources share, those of them that requests have.
fn parameters(api: &Api) -> Map<String, Value> {
    let endpoints = api.resources.iter().flat_map(|resource| &resource.endpoints);
    let sent: BTreeSet<_> = endpoints.flat_map(Endpoint::params).map(|it| &it.constant).collect();
    let params = api.params.iter().filter(|it| sent.contains(&it.constant));
    params.map(|it| (operation::key(it), operation::parameter(it))).collect()
}

fn text(doc: &Doc) -> String {
    doc.join("\n")
}

/// A component, by its name.
fn reference(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}
