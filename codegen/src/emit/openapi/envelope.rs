//! The reply of an endpoint → its response: a success with data, or a failure without.

use serde_json::{Value, json};

use super::PAGES;
use super::component::{described, id, named, object, reference};
use super::schema;
use crate::facts::{Code, Facts};
use crate::model::{Endpoint, Returns};
use crate::shapes::Component;

const FAILURE: &str = "Failure";

/// The response. HTTP statuses are not documented, so a failure may have the status of a success.
pub(super) fn response(endpoint: &Endpoint) -> Value {
    let alternatives = [key(endpoint).as_str(), FAILURE].map(|it| reference("schemas", it));
    let mut content = json!({ "schema": { "oneOf": alternatives } });
    if let Some(sample) = &endpoint.sample {
        content["example"] = sample.json.to_value();
    }
    json!({
        "description": "A success or a failure, depending on `error_code`.",
        "content": { "application/json": content },
    })
}

/// The successes that many endpoints share, and the failure.
pub(super) fn shared(facts: &Facts) -> Vec<(String, Value)> {
    let successes = Returns::shared().map(|(name, data, description, is_page)| {
        let mut schema = success(data, description);
        if is_page {
            add_totals(&mut schema, facts);
        }
        (name.to_owned(), schema)
    });
    successes.into_iter().chain([(FAILURE.to_owned(), failure(&facts.codes))]).collect()
}

/// The success that only this endpoint has.
pub(super) fn component(endpoint: &Endpoint) -> Option<(String, Value)> {
    let (resource, _) = endpoint.path.split_once('/')?;
    let data = match endpoint.returns.component() {
        Component::Shared(_) => return None,
        Component::Object(params) => schema::received_object(params, resource),
        Component::List(name) => schema::list(name, resource),
    };
    let description = format!("The reply to `{}`.", endpoint.path);
    Some((key(endpoint), success(Some(data), &description)))
}

/// The name of the success among the components.
fn key(endpoint: &Endpoint) -> String {
    match endpoint.returns.component() {
        Component::Shared(name) => name.to_owned(),
        Component::Object(_) | Component::List(_) => format!("{}.reply", id(endpoint)),
    }
}

fn success(data: Option<Value>, description: &str) -> Value {
    let code = json!({ "type": "integer", "const": 0, "description": "0 means success." });
    let message = json!({ "type": "string", "description": "The same in words." });
    let mut required = vec!["error_code"];
    let mut fields = named([("error_code", code), ("error_msg", message)]);
    if let Some(data) = data {
        required.push("data");
        fields.insert("data".to_owned(), data);
    }
    described(object(&required, fields), description.to_owned())
}

/// The totals of a page, which are beside its data.
fn add_totals(page: &mut Value, facts: &Facts) {
    let totals = [
        ("total_size", "The number of all records."),
        ("page_size", "The number of records per page."),
        ("page_no", "The number of this page, starting at 1."),
    ];
    for (name, description) in totals {
        page["properties"][facts.text(name)] =
            json!({ "type": "integer", "description": description });
    }
}

fn failure(codes: &[Code]) -> Value {
    let code = |it: &Code| format!("* {}: {}; {}\n", it.value, it.meaning, it.advice);
    let description = format!(
        "The reason of the failure. These are not HTTP statuses, and there may be others; no code is \
         documented for a bad signature, a duplicate or a missing record. See \
         [error-code]({PAGES}/error-code.html).\n\n{}",
        codes.iter().map(code).collect::<String>()
    );
    let code = json!({ "type": "integer", "minimum": 1, "description": description.trim_end() });
    let message = json!({ "type": "string", "description": "The reason in words." });
    let fields = named([("error_code", code), ("error_msg", message)]);
    let description = "A failure, which has no data.".to_owned();
    described(object(&["error_code"], fields), description)
}
