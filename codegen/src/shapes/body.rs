//! The kinds of bodies. To add one, add a variant to `model::Body` and an arm to every match here.

use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Value, json};

use super::sample::{self, Known};
use crate::facts::Facts;
use crate::json::Json;
use crate::kinds::quoted;
use crate::model::{Body, Param};
use crate::rust;

/// The field of a request that holds the whole body.
pub(crate) struct BodyField {
    pub(crate) name: &'static str,
    pub(crate) ty: TokenStream,
    pub(crate) doc: &'static str,
}

/// A body in the OpenAPI document.
pub(crate) struct Media {
    /// The media type.
    pub(crate) kind: &'static str,
    /// The schema; `None` for an object with the fields of the body.
    pub(crate) schema: Option<Value>,
    pub(crate) description: String,
}

impl Body {
    /// The words for bodies in a spec. A body that is made of fields lists them instead.
    pub(crate) const WORDS: [&'static str; 3] = ["record", "filter", "file"];

    /// Returns the body that a word of the spec names.
    pub(crate) fn of(word: &str) -> Option<Body> {
        Some(match word {
            "record" => Body::Record,
            "filter" => Body::Filter,
            "file" => Body::File,
            _ => return None,
        })
    }

    /// Returns the field that holds the whole body; `None` for a body with declared fields.
    pub(crate) fn field(&self) -> Option<BodyField> {
        let (name, ty, doc) = match self {
            Body::Record => {
                ("record", quote!(crate::Body), "The record: internal field name → value.")
            }
            Body::Filter => {
                ("filter", quote!(crate::Filter), "The conditions that a record must meet.")
            }
            Body::File => ("file", quote!(crate::Upload), "The content of the file."),
            Body::Object(_) => return None,
        };
        Some(BodyField { name, ty, doc })
    }

    /// Returns the declared fields of a body; empty for the other kinds.
    pub(crate) fn params(&self) -> &[Rc<Param>] {
        if let Body::Object(params) = self { params } else { &[] }
    }

    /// Returns the body in the endpoint table.
    pub(crate) fn table(&self) -> TokenStream {
        match self {
            Body::Record => quote!(crate::BodyKind::Record),
            Body::Filter => quote!(crate::BodyKind::Filter),
            Body::File => quote!(crate::BodyKind::File),
            Body::Object(params) => {
                let params = params.iter().map(|it| &it.constant);
                quote!(crate::BodyKind::Object(&[#(#params),*]))
            }
        }
    }

    /// Returns whether the body is JSON.
    pub(crate) fn is_json(&self) -> bool {
        !matches!(self, Body::File)
    }

    /// Checks a sample, and returns the first difference.
    pub(crate) fn check(&self, json: &Json, known: &Known<'_>) -> Result<(), String> {
        match self {
            Body::Record | Body::File => sample::object(json, "it").map(|_| ()),
            Body::Filter => filter(json, known.facts),
            Body::Object(params) => sample::sent(json, params, known),
        }
    }

    /// Returns Rust code for a value of the body, from a sample. `file` is the name of an upload.
    pub(crate) fn example(&self, sample: Option<&Json>, facts: &Facts, file: &str) -> String {
        match self {
            Body::Record | Body::Object(_) => {
                format!("json!({})", sample.map_or_else(|| "{}".to_owned(), rust::json))
            }
            Body::Filter => filter_example(sample, facts),
            Body::File => format!("crm_client::Upload::open({file}).await?"),
        }
    }

    /// Returns the body in the OpenAPI document.
    pub(crate) fn media(&self, facts: &Facts) -> Media {
        let reference = |name| json!({ "$ref": format!("#/components/schemas/{name}") });
        let (kind, schema, description) = match self {
            Body::Record => {
                (JSON, Some(reference("Record")), "The record: internal field name → value.")
            }
            Body::Filter => {
                (JSON, Some(reference("Filter")), "The conditions that a record must meet.")
            }
            Body::File => {
                let size = facts.number("max_file_bytes");
                let schema = json!({ "type": "string", "format": "binary", "maxLength": size });
                let description = format!(
                    "The bytes of the file, at most {size} bytes. The vendor documents the limit as `20M`, \
                     and does not document whether the server accepts a multipart form."
                );
                return Media { kind: BYTES, schema: Some(schema), description };
            }
            Body::Object(_) => (JSON, None, "The values to set."),
        };
        Media { kind, schema, description: description.to_owned() }
    }
}

const JSON: &str = "application/json";
const BYTES: &str = "application/octet-stream";

/// Checks the conditions of an advanced query, whose operators must exist.
fn filter(json: &Json, facts: &Facts) -> Result<(), String> {
    let text = |of: &Json, name: &str| {
        let value = of.get(name).and_then(Json::string).map(str::to_owned);
        value.ok_or_else(|| format!("`{name}` is missing or not a string"))
    };
    sample::object(json, "it")?;
    let joint = text(json, "type")?;
    if !["AND", "OR"].contains(&joint.as_str()) {
        return Err(format!("`type` is `{}`; expected `AND` or `OR`", joint.escape_debug()));
    }
    let conditions = json.get("filters").and_then(Json::array);
    conditions.ok_or("`filters` is missing or not an array")?.iter().try_for_each(|condition| {
        sample::object(condition, "a condition")?;
        let (_, operator) = (text(condition, "fieldName")?, text(condition, "operator")?);
        if facts.operators.iter().any(|it| it.word == operator) {
            return Ok(());
        }
        Err(format!("unknown operator `{}`", operator.escape_debug()))
    })
}

/// Returns Rust code for a filter: `any([field("phone").contains("021")])`.
fn filter_example(sample: Option<&Json>, facts: &Facts) -> String {
    let joint = sample.and_then(|it| it.get("type")?.string());
    let joint = if joint == Some("OR") { "any" } else { "all" };
    let conditions = sample.and_then(|it| it.get("filters")?.array()).unwrap_or_default();
    let conditions: Vec<_> = conditions.iter().map(|it| condition(it, facts)).collect();
    if conditions.is_empty() {
        return r#"field("name").is_not_empty()"#.to_owned();
    }
    format!("{joint}([{}])", conditions.join(", "))
}

/// Returns Rust code for a condition: `field("phone").contains("021")`.
fn condition(condition: &Json, facts: &Facts) -> String {
    let text = |name| condition.get(name).and_then(Json::string).unwrap_or_default();
    let operator = facts.operators.iter().find(|it| it.word == text("operator"));
    let method = operator.map_or("eq", |it| it.method.as_str());
    let value = if method.starts_with("is_") {
        String::new()
    } else {
        condition.get("value").map_or_else(|| quoted(""), rust::json)
    };
    format!("field({}).{method}({value})", quoted(text("fieldName")))
}
