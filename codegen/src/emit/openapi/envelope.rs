//! What an endpoint returns → its response: a success with its data, or a failure without.

use serde_json::{Value, json};

use super::operation::id;
use super::schema::{self, described, named, object};
use super::{reference, shared};
use crate::model::{Endpoint, Returns};

const RECORD: &str = "RecordReply";
const PAGE: &str = "PageReply";
const DONE: &str = "DoneReply";
const FAILURE: &str = "Failure";

/// The response. HTTP statuses are undocumented, so a failure may come with the same one.
pub(super) fn response(endpoint: &Endpoint) -> Value {
    let alternatives = [key(endpoint).as_str(), FAILURE].map(|it| reference("schemas", it));
    let mut content = json!({ "schema": { "oneOf": alternatives } });
    if let Some(sample) = endpoint.sample.as_deref().and_then(|it| serde_json::from_str(it).ok()) {
        content["example"] = sample;
    }
    json!({
        "description": "A success or a failure, as its `error_code` says.",
        "content": { "application/json": content },
    })
}

/// The successes that many endpoints have, and the failure.
pub(super) fn shared() -> Vec<(String, Value)> {
    let record = success(Some(reference("schemas", shared::RECORD)), "A record.");
    let replies = [
        (RECORD, record),
        (PAGE, page()),
        (DONE, success(None, "No more than that it succeeded.")),
        (FAILURE, failure()),
    ];
    replies.map(|(name, schema)| (name.to_owned(), schema)).into()
}

/// The success that an endpoint has to itself.
pub(super) fn component(endpoint: &Endpoint) -> Option<(String, Value)> {
    let (resource, _) = endpoint.path.split_once('/')?;
    let data = match &endpoint.returns {
        Returns::Record | Returns::Page | Returns::Nothing => return None,
        Returns::Object(params) => schema::received_object(params, resource),
        Returns::List(name) => schema::list(name, resource),
    };
    let description = format!("The reply to `{}`.", endpoint.path);
    Some((key(endpoint), success(Some(data), &description)))
}

/// The name of its success among the components.
fn key(endpoint: &Endpoint) -> String {
    match endpoint.returns {
        Returns::Record => RECORD.to_owned(),
        Returns::Page => PAGE.to_owned(),
        Returns::Nothing => DONE.to_owned(),
        Returns::Object(_) | Returns::List(_) => format!("{}.reply", id(endpoint)),
    }
}

fn success(data: Option<Value>, description: &str) -> Value {
    let code = json!({ "type": "integer", "const": 0, "description": "0 is success." });
    let message = json!({ "type": "string", "description": "Says so in words." });
    let mut required = vec!["error_code"];
    let mut fields = named([("error_code", code), ("error_msg", message)]);
    if let Some(data) = data {
        required.push("data");
        fields.insert("data".to_owned(), data);
    }
    described(object(&required, fields), description.to_owned())
}

fn page() -> Value {
    let rows = json!({ "type": "array", "items": reference("schemas", shared::RECORD) });
    let mut page = success(Some(rows), "Some of the records, with the totals beside them.");
    let totals = [
        ("total_size", "How many records there are in all."),
        ("page_size", "How many records make a page."),
        ("page_no", "Which page this is, counted from 1."),
    ];
    for (name, description) in totals {
        page["properties"][name] = json!({ "type": "integer", "description": description });
    }
    page
}

fn failure() -> Value {
    let meanings = CODES.map(|(code, meaning)| format!("* {code}: {meaning}\n"));
    let description = format!(
        "Why it failed. These are no HTTP statuses, and there may be others; none is documented for \
         a bad signature, a duplicate or a missing record. See [error-code]({}/error-code.html).\n\n{}",
        super::PAGES,
        meanings.concat()
    );
    let code = json!({ "type": "integer", "minimum": 1, "description": description.trim_end() });
    let message = json!({ "type": "string", "description": "Why it failed, in words." });
    let fields = named([("error_code", code), ("error_msg", message)]);
    let description = "A failure, which has no data.".to_owned();
    described(object(&["error_code"], fields), description)
}

/// The documented codes, and what they mean.
const CODES: [(u16, &str); 8] = [
    (400, "a business failure"),
    (401, "the format of a parameter is invalid; it does not mean \"unauthorized\""),
    (402, "a parameter must not be empty"),
    (403, "the operation is not supported, or there is no permission for it"),
    (410, "insufficient rights, of `op_user` on the record"),
    (490, "the OpenAPI is not enabled"),
    (491, "the request limit is exceeded"),
    (500, "a system error"),
];
