//! Api → `openapi.json`, the same API for other languages and tools.
//!
//! The document is limited to what generators of other languages can read: the parts of one call stand
//! with it, and the parts that calls share are components.

mod about;
mod component;
mod envelope;
mod operation;
mod schema;
mod shared;

use serde_json::{Map, Value, json};

use super::PAGES;
use crate::model::{Api, Endpoint, Method, Resource};
use component::text;

/// The document.
pub(super) fn document(api: &Api) -> Value {
    let tags: Vec<Value> = api.resources.iter().map(tag).collect();
    let paths: Map<String, Value> = api.endpoints().map(|it| path(it, api)).collect();
    let replies = api.endpoints().filter_map(envelope::component);
    let objects = api.resources.iter().flat_map(schema::objects);
    let schemas = shared::schemas(&api.facts).into_iter().chain(envelope::shared(&api.facts));
    let schemas: Map<String, Value> = schemas.chain(objects).chain(replies).collect();
    let parameters = api.sent_params().map(|it| (component::key(it), operation::parameter(it)));
    json!({
        "openapi": "3.1.0",
        "info": about::info(),
        "externalDocs": { "description": "The vendor's documentation.", "url": format!("{PAGES}/") },
        "servers": about::servers(),
        "security": about::security(&api.facts),
        "tags": tags,
        "paths": paths,
        "components": {
            "parameters": parameters.collect::<Map<_, _>>(),
            "schemas": schemas,
            "securitySchemes": about::security_schemes(&api.facts),
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
