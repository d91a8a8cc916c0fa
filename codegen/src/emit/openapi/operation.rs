//! Endpoint → its operation: parameters, body and response.

use serde_json::{Map, Value, json};

use super::super::PAGES;
use super::super::docs::since;
use super::schema::{self, sent};
use super::{envelope, reference, shared, text};
use crate::model::{Api, Body, Endpoint, Need, OneOf, Param, Type};

/// The operation.
pub(super) fn operation(endpoint: &Endpoint, api: &Api) -> Value {
    let Endpoint { path, page, .. } = endpoint;
    let (tag, _) = path.split_once('/').unwrap_or((path, ""));
    let mut operation = json!({
        "operationId": id(endpoint),
        "tags": [tag],
        "summary": summary(endpoint),
        "description": description(endpoint),
        "externalDocs": { "description": page, "url": format!("{PAGES}/{page}.html") },
        "parameters": parameters(endpoint, api),
        "responses": { "200": envelope::response(endpoint) },
        "x-safe": endpoint.safe,
    });
    if let Some(body) = &endpoint.body {
        operation["requestBody"] = request_body(body, endpoint.body_sample.as_deref());
    }
    if let Some(since) = &endpoint.since {
        operation["x-since"] = json!(since);
    }
    operation
}

/// `account/list` → `account_list`; a path has no other `_`, so no two are alike.
pub(super) fn id(endpoint: &Endpoint) -> String {
    endpoint.path.replace('/', "_")
}

/// The first statement of the description.
fn summary(endpoint: &Endpoint) -> String {
    let doc = endpoint.doc.join(" ");
    let end = [". ", "; ", ": "].iter().filter_map(|it| doc.find(it)).min();
    doc[..end.unwrap_or(doc.len())].trim_end_matches('.').to_owned()
}

fn description(endpoint: &Endpoint) -> String {
    let one_of = endpoint.one_of.as_ref().map(|OneOf { params, .. }| {
        let names: Vec<_> = params.iter().map(|(_, param)| format!("`{}`", param.name)).collect();
        format!(" One of {} must be given.", names.join(" and "))
    });
    text(&endpoint.doc) + &one_of.unwrap_or_default() + &since(endpoint.since.as_deref())
}

fn parameters(endpoint: &Endpoint, api: &Api) -> Vec<Value> {
    let is_shared = |param: &Param| api.params.iter().any(|it| it.constant == param.constant);
    let query = endpoint.query.iter().map(|param| {
        if is_shared(param) { reference("parameters", &key(param)) } else { parameter(param) }
    });
    // No more can be said of each than that it may be missing; the description says the rest.
    let one_of = endpoint.one_of.iter().flat_map(|it| &it.params).map(|(_, param)| {
        let mut parameter = parameter(param);
        parameter["required"] = json!(false);
        parameter
    });
    query.chain(one_of).collect()
}

/// The name of a shared parameter among the components.
pub(super) fn key(param: &Param) -> String {
    param.constant.to_string().to_lowercase()
}

/// A parameter of the query string.
pub(super) fn parameter(param: &Param) -> Value {
    let required = match param.need {
        Need::Required | Need::Client => true,
        Need::Optional { .. } => false,
    };
    let mut parameter = json!({
        "name": param.name,
        "in": "query",
        "required": required,
        "description": schema::sent_doc(param),
        "schema": sent(param),
    });
    // What stands for a password in Rust is not what travels.
    if let Some(example) = param.example.as_ref().filter(|_| param.ty != Type::Password) {
        parameter["example"] = schema::typed(example, &param.ty);
    }
    if let Some(since) = &param.since {
        parameter["x-since"] = json!(since);
    }
    parameter
}

fn request_body(body: &Body, sample: Option<&str>) -> Value {
    let (kind, schema, description) = match body {
        Body::Record => {
            (JSON, reference("schemas", shared::RECORD), "The record: internal field name → value.")
        }
        Body::Filter => (JSON, reference("schemas", shared::FILTER), "Which records to return."),
        Body::File => {
            let description = "The bytes of the file, at most 20 MB; the vendor writes `20M`, which is \
                               taken here for 20,971,520 bytes. Whether it could be sent as a form \
                               instead is not documented.";
            ("application/octet-stream", shared::file(), description)
        }
        Body::Object(params) => {
            let fields: Map<_, _> = params
                .iter()
                .map(|it| (it.name.clone(), schema::described(sent(it), schema::sent_doc(it))))
                .collect();
            let required = params.iter().filter(|it| it.need == Need::Required);
            let required: Vec<_> = required.map(|it| it.name.as_str()).collect();
            let schema = schema::object(&required, fields);
            (JSON, schema, "What to set.")
        }
    };
    let mut content = json!({ "schema": schema });
    if let Some(sample) = sample.and_then(|it| serde_json::from_str(it).ok()) {
        content["example"] = sample;
    }
    json!({ "required": true, "description": description, "content": { kind: content } })
}

const JSON: &str = "application/json";
