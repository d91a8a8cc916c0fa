//! Api → `openapi.json`, the same API for other languages and tools.
//!
//! The document is limited to what generators of other languages can read. In particular, every reply has
//! one flat schema: generators misread a choice between a success and a failure. Every object is a
//! component with a title, so that they need not invent names.

mod about;
mod component;
mod components;
mod operation;
mod reply;
mod schema;
mod shared;

use serde_json::{Map, Value, json};

use super::PAGES;
use crate::model::{Api, Method, Resource};
use component::text;
use components::Components;
use operation::Subject;

/// The document.
pub(super) fn document(api: &Api) -> Value {
    let tags: Vec<Value> = api.resources.iter().map(tag).collect();
    let mut components = Components::of(api);
    let mut paths = Map::new();
    for resource in &api.resources {
        for endpoint in &resource.endpoints {
            let method = match endpoint.method {
                Method::Get => "get",
                Method::Post => "post",
            };
            let subject = Subject { endpoint, resource, api };
            let operation = operation::operation(&subject, &mut components);
            paths.insert(format!("/{}", endpoint.path), json!({ method: operation }));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": about::info(&api.facts),
        "externalDocs": { "description": "The vendor's documentation.", "url": format!("{PAGES}/") },
        "servers": about::servers(),
        "security": about::security(&api.facts),
        "tags": tags,
        "paths": paths,
        "components": {
            "examples": reply::failures(&api.facts),
            "parameters": components.parameters,
            "schemas": components.schemas,
            "securitySchemes": about::security_schemes(&api.facts),
        },
    })
}

fn tag(resource: &Resource) -> Value {
    json!({ "name": resource.name, "description": text(&resource.doc) })
}
