//! Types of the spec → JSON Schema.
//!
//! What is sent is held to all that the vendor documents. What is received is not: it has the
//! documented types, and its values and further fields are open.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::super::docs::since;
use super::shared::ID;
use super::{reference, text};
use crate::model::{Absence, Need, ObjectName, Param, Resource, Type};

/// The objects that a resource returns lists of.
pub(super) fn objects(resource: &Resource) -> impl Iterator<Item = (String, Value)> {
    resource.objects.iter().map(|it| {
        let schema = described(received_object(&it.fields, &resource.name), text(&it.doc));
        (object_key(&it.name, &resource.name), schema)
    })
}

/// An object of a reply.
pub(super) fn received_object(params: &[Rc<Param>], resource: &str) -> Value {
    let required = params.iter().filter(|it| it.absence != Absence::Null);
    let required: Vec<_> = required.map(|it| it.name.as_str()).collect();
    let fields = params.iter().map(|it| (it.name.clone(), received(it, resource))).collect();
    object(&required, fields)
}

/// A list of such objects.
pub(super) fn list(name: &ObjectName, resource: &str) -> Value {
    json!({ "type": "array", "items": reference("schemas", &object_key(name, resource)) })
}

/// No other component has a `.` and no `_` before it.
fn object_key(name: &ObjectName, resource: &str) -> String {
    format!("{resource}.{}", name.word)
}

/// What a value of a request must be.
pub(super) fn sent(param: &Param) -> Value {
    let mut schema = match &param.ty {
        Type::Id => reference("schemas", ID),
        Type::Int { min, max } => {
            let mut schema = json!({ "type": "integer" });
            for (key, bound) in [("minimum", min), ("maximum", max)] {
                if let Some(bound) = bound {
                    schema[key] = json!(bound);
                }
            }
            schema
        }
        Type::Cascade => json!({ "type": "string", "contentMediaType": "application/json" }),
        Type::Password => json!({ "type": "string", "pattern": "^[0-9a-f]{32}$" }),
        Type::String
        | Type::Bool
        | Type::Fields
        | Type::Sort
        | Type::Secret
        | Type::DataType
        | Type::Expiry
        | Type::Json
        | Type::List(_) => plain(&param.ty, ""),
    };
    if let Need::Optional { default: Some(default) } = &param.need {
        schema["default"] = typed(default, &param.ty);
    }
    schema
}

/// What is said of a value of a request.
pub(super) fn sent_doc(param: &Param) -> String {
    let form = match &param.ty {
        Type::Fields => " They are separated by `,`.",
        Type::Cascade => {
            " It is the text of a JSON object, such as `{\"SalesOrder\": [\"accountId\"]}`."
        }
        Type::Sort => {
            " It is written `fieldName`, `fieldName:asc` or `fieldName:desc`, several separated by \
             `,`; which way goes without saying is not documented."
        }
        Type::Password => " What is sent is its MD5, in lower-case hexadecimal.",
        Type::Id
        | Type::String
        | Type::Int { .. }
        | Type::Bool
        | Type::Secret
        | Type::DataType
        | Type::Expiry
        | Type::Json
        | Type::List(_) => "",
    };
    text(&param.doc) + form + &since(param.since.as_deref())
}

/// What a field of a reply is.
fn received(param: &Param, resource: &str) -> Value {
    let mut schema = plain(&param.ty, resource);
    let mut doc = text(&param.doc);
    if param.ty == Type::Expiry {
        doc += " It is given as the seconds from now.";
    }
    match param.absence {
        Absence::Never => {}
        Absence::Null => {
            if let Some(ty) = schema.get_mut("type") {
                *ty = json!([ty, "null"]);
            }
        }
        Absence::Number(none) => doc = format!("{doc} `{none}` stands for nothing."),
    }
    described(schema, doc + &since(param.since.as_deref()))
}

/// A type, and no more.
fn plain(ty: &Type, resource: &str) -> Value {
    match ty {
        Type::Id
        | Type::String
        | Type::Fields
        | Type::Cascade
        | Type::Sort
        | Type::Password
        | Type::Secret
        | Type::DataType => json!({ "type": "string" }),
        Type::Int { .. } | Type::Expiry => json!({ "type": "integer" }),
        Type::Bool => json!({ "type": "boolean" }),
        Type::Json => json!({}),
        Type::List(name) => list(name, resource),
    }
}

/// A default or an example, which the model has as it travels.
pub(super) fn typed(value: &str, ty: &Type) -> Value {
    match ty {
        Type::Int { .. } => value.parse::<i64>().map_or(Value::Null, Value::from),
        Type::Bool => Value::Bool(value == "true"),
        Type::Id
        | Type::String
        | Type::Fields
        | Type::Cascade
        | Type::Sort
        | Type::Password
        | Type::Secret
        | Type::DataType
        | Type::Expiry
        | Type::Json
        | Type::List(_) => Value::from(value),
    }
}

/// An object with these fields, and whatever else.
pub(super) fn object(required: &[&str], fields: Map<String, Value>) -> Value {
    let mut schema = json!({ "type": "object", "properties": Value::Object(fields) });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// Fields, by their names.
pub(super) fn named<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields.map(|(name, schema)| (name.to_owned(), schema)).into_iter().collect()
}

/// The same with something said of it.
pub(super) fn described(mut schema: Value, description: String) -> Value {
    schema["description"] = Value::String(description);
    schema
}
