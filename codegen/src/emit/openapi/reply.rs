//! The reply of an endpoint → its response, whose schema holds for successes and for failures.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::component::{Subject, described, named, object, reference};
use super::components::Components;
use super::schema;
use crate::facts::{Code, Facts};
use crate::model::{Endpoint, Param, Resource, Returns};
use crate::shapes::Component;

/// Returns the response. HTTP statuses are not documented, so a failure can have the status of a success.
pub(super) fn response(subject: &Subject<'_>, components: &mut Components) -> Value {
    let name = component(subject, components);
    let mut content = json!({ "schema": reference("schemas", &name) });
    let facts = &subject.api.facts;
    let failures = failures(facts).into_iter().map(|(name, _)| {
        let example = reference("examples", &name);
        (name, example)
    });
    let mut examples: Map<String, Value> = failures.collect();
    if let Some(sample) = &subject.endpoint.sample {
        let example = json!({ "summary": "A success.", "value": sample.json.to_value() });
        examples.insert(SUCCESS.to_owned(), example);
    }
    if !examples.is_empty() {
        content["examples"] = Value::Object(examples);
    }
    json!({
        "description": "A success or a failure, depending on `error_code`.",
        "content": { "application/json": content },
    })
}

/// The name of the example of a success. It sorts before those of failures, since tools show the first.
const SUCCESS: &str = "example";

/// Returns the documented examples of failures, which every operation has.
pub(super) fn failures(facts: &Facts) -> Map<String, Value> {
    let failure = |code: &Code| {
        let value = json!({ "error_code": code.value, "error_msg": code.example.as_ref()? });
        let summary = format!("A failure: {}.", code.meaning);
        let example = json!({ "summary": summary, "value": value });
        Some((format!("failure-{}", code.value), example))
    };
    facts.codes.iter().filter_map(failure).collect()
}

/// Adds the schema of a reply, and returns its name.
fn component(subject: &Subject<'_>, components: &mut Components) -> String {
    let Subject { endpoint, resource, api } = *subject;
    match endpoint.returns.component() {
        Component::Shared { name, data, description, has_totals } => {
            let mut fields = envelope(data);
            if has_totals {
                fields.extend(totals(&api.facts));
            }
            components.add(name, &reply(fields, description.to_owned()))
        }
        Component::Object(params) => {
            let (name, stem) = data_names(params, endpoint, resource);
            let data = schema::received_object(params, resource, components);
            let name = components.add(&name, &data);
            let description = format!("A reply with the object `{name}` in `data`.");
            let fields = envelope(Some(reference("schemas", &name)));
            components.add(&format!("{stem}Reply"), &reply(fields, description))
        }
        Component::List(object) => {
            let data = schema::list(object, resource, components);
            let name = components.object(object, resource);
            let description = format!("A reply with a list of `{name}` in `data`.");
            components.add(&format!("{name}ListReply"), &reply(envelope(Some(data)), description))
        }
    }
}

/// Returns the name of an object in `data`, and the name of its reply without the suffix. The endpoints of
/// a resource that return the same object share both.
fn data_names(params: &[Rc<Param>], endpoint: &Endpoint, resource: &Resource) -> (String, String) {
    if let [param] = params
        && param.ty.kind().is_some_and(|it| it.word == "id")
    {
        let name = format!("{}Id", resource.ty);
        return (name.clone(), name);
    }
    let is_same = |it: &&Endpoint| match &it.returns {
        Returns::Object(others) => {
            let mut pairs = others.iter().zip(params);
            others.len() == params.len() && pairs.all(|(one, other)| Rc::ptr_eq(one, other))
        }
        _ => false,
    };
    let first = resource.endpoints.iter().find(is_same).unwrap_or(endpoint);
    let stem = format!("{}{}", resource.ty, first.ty);
    (format!("{stem}Data"), stem)
}

fn reply(fields: Map<String, Value>, description: String) -> Value {
    described(object(&["error_code"], fields), description)
}

/// Returns the fields of every reply. A failure has no data, so that is optional.
fn envelope(data: Option<Value>) -> Map<String, Value> {
    let code = json!({
        "type": "integer",
        "description": "0 means success. Any other number is the reason of the failure: the description \
                        of this API lists the documented ones.",
    });
    let message =
        json!({ "type": "string", "description": "The meaning of `error_code`, in words." });
    let mut fields = named([("error_code", code), ("error_msg", message)]);
    fields.extend(data.map(|it| ("data".to_owned(), it)));
    fields
}

/// Returns the totals of a page, which are next to its data.
fn totals(facts: &Facts) -> Map<String, Value> {
    let totals = [
        ("total_size", "The number of all records."),
        ("page_size", "The number of records per page."),
        ("page_no", "The number of this page, starting at 1."),
    ];
    let field = |(name, description)| {
        (facts.text(name).to_owned(), json!({ "type": "integer", "description": description }))
    };
    totals.into_iter().map(field).collect()
}
