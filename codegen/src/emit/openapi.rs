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
use component::{Subject, described, text};
use components::Components;

/// Returns the document.
pub(super) fn document(api: &Api) -> Value {
    let tags: Vec<Value> = api.resources.iter().map(tag).collect();
    let mut components = shared_components(api);
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

/// Returns the schemas of the whole API and of the items of lists.
fn shared_components(api: &Api) -> Components {
    let mut components = Components::default();
    for (name, schema) in shared::schemas(&api.facts) {
        components.add(name, &schema);
    }
    let objects = || api.resources.iter().flat_map(|it| it.objects.iter().map(move |o| (o, it)));
    // An object can contain lists of other objects, so all of them have names first.
    for (object, resource) in objects() {
        components.reserve(&object.name, resource);
    }
    for (object, resource) in objects() {
        let schema = schema::received_object(&object.fields, resource, &components);
        components.add_object(&object.name, resource, described(schema, text(&object.doc)));
    }
    components
}

fn tag(resource: &Resource) -> Value {
    json!({ "name": resource.name, "description": text(&resource.doc) })
}
