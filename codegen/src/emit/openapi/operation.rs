//! Endpoint → its operation: parameters, body and response.

use std::rc::Rc;

use serde_json::{Value, json};

use super::super::docs::{clause, since};
use super::component::{id, key, reference, text};
use super::schema::{self, sent};
use super::{PAGES, envelope};
use crate::facts::Facts;
use crate::model::{Api, Body, Effect, Endpoint, OneOf, Param, Sample};

/// The operation.
pub(super) fn operation(endpoint: &Endpoint, api: &Api) -> Value {
    let Endpoint { path, page, .. } = endpoint;
    let (tag, _) = path.split_once('/').unwrap_or((path, ""));
    let mut operation = json!({
        "operationId": id(endpoint),
        "tags": [tag],
        "summary": clause(&endpoint.doc),
        "description": description(endpoint),
        "externalDocs": { "description": page, "url": format!("{PAGES}/{page}.html") },
        "parameters": parameters(endpoint, api),
        "responses": { "200": envelope::response(endpoint) },
        "x-safe": endpoint.effect == Effect::Read,
    });
    if let Some(body) = &endpoint.body {
        operation["requestBody"] = request_body(body, endpoint.body_sample.as_ref(), &api.facts);
    }
    if let Some(since) = &endpoint.since {
        operation["x-since"] = json!(since);
    }
    operation
}

fn description(endpoint: &Endpoint) -> String {
    let one_of = endpoint.one_of.as_ref().map(|OneOf { params, .. }| {
        let names: Vec<_> = params.iter().map(|(_, param)| format!("`{}`", param.name)).collect();
        format!(" One of {} must be given.", names.join(" and "))
    });
    text(&endpoint.doc) + &one_of.unwrap_or_default() + &since(endpoint.since.as_deref())
}

fn parameters(endpoint: &Endpoint, api: &Api) -> Vec<Value> {
    let is_shared = |param: &Rc<Param>| api.params.iter().any(|it| Rc::ptr_eq(it, param));
    let query = endpoint.query.iter().map(|param| {
        if is_shared(param) { reference("parameters", &key(param)) } else { parameter(param) }
    });
    // OpenAPI can only state that each of them is optional; the description states the rest.
    let one_of = endpoint.one_of.iter().flat_map(|it| &it.params).map(|(_, param)| {
        let mut parameter = parameter(param);
        parameter["required"] = json!(false);
        parameter
    });
    query.chain(one_of).collect()
}

/// A parameter of the query string.
pub(super) fn parameter(param: &Param) -> Value {
    let schema = sent(param);
    let mut parameter = json!({
        "name": param.name,
        "in": "query",
        "required": param.is_required(),
        "description": schema::sent_doc(param),
    });
    // The example of a secret is not what is sent.
    if let Some(example) = param.example.as_ref().filter(|_| !param.ty.is_secret()) {
        parameter["example"] = schema::typed(example, &schema);
    }
    parameter["schema"] = schema;
    if let Some(since) = &param.since {
        parameter["x-since"] = json!(since);
    }
    parameter
}

fn request_body(body: &Body, sample: Option<&Sample>, facts: &Facts) -> Value {
    let media = body.media(facts);
    let schema = media.schema.unwrap_or_else(|| schema::sent_object(body.params()));
    let mut content = json!({ "schema": schema });
    if let Some(sample) = sample {
        content["example"] = sample.json.to_value();
    }
    json!({
        "required": true,
        "description": media.description,
        "content": { media.kind: content },
    })
}
