//! Endpoint → its operation: parameters, body and response.

use std::rc::Rc;

use serde_json::{Value, json};

use super::super::docs::{clause, since};
use super::super::value;
use super::component::{Subject, id, plain, reference, text};
use super::components::Components;
use super::schema::{self, sent};
use super::{PAGES, reply};
use crate::model::{Body, Effect, Endpoint, OneOf, Param};

/// Returns the operation.
pub(super) fn operation(subject: &Subject<'_>, components: &mut Components) -> Value {
    let endpoint = subject.endpoint;
    let Endpoint { path, page, .. } = endpoint;
    let (tag, _) = path.split_once('/').unwrap_or((path, ""));
    let mut operation = json!({
        "operationId": id(endpoint),
        "tags": [tag],
        "summary": plain(&clause(&endpoint.doc)),
        "description": description(endpoint),
        "externalDocs": { "description": page, "url": format!("{PAGES}/{page}.html") },
        "parameters": parameters(subject, components),
        "responses": { "200": reply::response(subject, components) },
        "x-safe": endpoint.effect == Effect::Read,
    });
    if let Some(body) = &endpoint.body {
        operation["requestBody"] = request_body(body, subject, components);
    }
    if let Some(since) = &endpoint.since {
        operation["x-since"] = json!(since);
    }
    operation
}

/// Returns the documentation and the returned data, which the summary does not have.
fn description(endpoint: &Endpoint) -> String {
    let one_of = endpoint.one_of.as_ref().map(|OneOf { params, .. }| {
        let names: Vec<_> = params.iter().map(|(_, param)| format!("`{}`", param.name)).collect();
        format!(" One of {} must be given.", names.join(" and "))
    });
    let returns = endpoint.returns.in_words();
    let returns = match endpoint.sample {
        Some(_) => format!(" Returns {returns}."),
        None => format!(" The call is assumed to return {returns}."),
    };
    let since = since(endpoint.since.as_deref());
    text(&endpoint.doc) + &one_of.unwrap_or_default() + &returns + &since
}

fn parameters(subject: &Subject<'_>, components: &mut Components) -> Vec<Value> {
    let Subject { endpoint, resource, api } = *subject;
    let is_shared = |param: &Rc<Param>| api.params.iter().any(|it| Rc::ptr_eq(it, param));
    let query = endpoint.query.iter().map(|param| {
        // Every operation has different fields, and therefore its own example.
        let fields = param.ty.chooses_fields().then(|| value::fields(endpoint, resource));
        match fields.flatten() {
            None if is_shared(param) => components.parameter(param, parameter(param, None)),
            example => parameter(param, example.as_deref()),
        }
    });
    let query: Vec<_> = query.collect();
    // OpenAPI can only declare each alternative as optional; the description states the rest.
    let one_of = endpoint.one_of.iter().flat_map(|it| &it.params).map(|(_, param)| {
        let mut parameter = parameter(param, None);
        parameter["required"] = json!(false);
        parameter
    });
    query.into_iter().chain(one_of).collect()
}

/// Returns a parameter of the query string, with this example if the spec has none.
pub(super) fn parameter(param: &Param, example: Option<&str>) -> Value {
    let mut schema = sent(param);
    if param.is_required() && schema["type"] == "string" && schema.get("pattern").is_none() {
        schema["minLength"] = json!(1);
    }
    let mut parameter = json!({
        "name": param.name,
        "in": "query",
        "required": param.is_required(),
        "description": schema::sent_doc(param),
    });
    // The example of a secret is its clear text, which is not sent.
    let example = param.example.as_deref().or(example).filter(|_| !param.ty.is_secret());
    if let Some(example) = example {
        parameter["example"] = schema::typed(example, &schema);
    }
    parameter["schema"] = schema;
    if let Some(since) = &param.since {
        parameter["x-since"] = json!(since);
    }
    parameter
}

fn request_body(body: &Body, subject: &Subject<'_>, components: &mut Components) -> Value {
    let Subject { endpoint, resource, api } = *subject;
    let media = body.media(&api.facts);
    let schema = media.schema.unwrap_or_else(|| {
        let schema = schema::sent_object(body.params());
        let name = components.add(&format!("{}{}Body", resource.ty, endpoint.ty), &schema);
        reference("schemas", &name)
    });
    let mut content = json!({ "schema": schema });
    if let Some(sample) = &endpoint.body_sample {
        content["example"] = sample.json.to_value();
    }
    json!({
        "required": true,
        "description": media.description,
        "content": { media.kind: content },
    })
}
