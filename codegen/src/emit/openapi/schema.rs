//! Types of the spec → JSON Schema.
//!
//! The schema of a request states everything that the vendor documents. The schema of a reply states
//! the documented types only: its values and further fields are open.

use std::rc::Rc;

use serde_json::{Value, json};

use super::super::docs::since;
use super::component::{described, object, reference, text};
use super::components::Components;
use crate::model::{Absence, Enum, Need, ObjectName, Param, Resource, Type};

/// Returns the schema of an object of a reply.
pub(super) fn received_object(
    params: &[Rc<Param>],
    resource: &Resource,
    components: &Components,
) -> Value {
    let required = params.iter().filter(|it| it.absence != Absence::Null);
    let required: Vec<_> = required.map(|it| it.name.as_str()).collect();
    let field = |it: &Rc<Param>| (it.name.clone(), received(it, resource, components));
    object(&required, params.iter().map(field).collect())
}

/// Returns the schema of a list of objects.
pub(super) fn list(name: &ObjectName, resource: &Resource, components: &Components) -> Value {
    json!({ "type": "array", "items": reference("schemas", &components.object(name, resource)) })
}

/// Returns the schema of an object of a request.
pub(super) fn sent_object(params: &[Rc<Param>]) -> Value {
    let required = params.iter().filter(|it| it.is_required());
    let required: Vec<_> = required.map(|it| it.name.as_str()).collect();
    let field = |it: &Rc<Param>| (it.name.clone(), described(sent(it), sent_doc(it)));
    object(&required, params.iter().map(field).collect())
}

/// Returns the schema of a value of a request.
pub(super) fn sent(param: &Param) -> Value {
    let mut schema = match &param.ty {
        Type::Scalar(kind, bounds) => (kind.sent)(*bounds),
        Type::Enum(it) => {
            let values: Vec<_> = it.values.iter().map(|it| it.value).collect();
            let names: Vec<_> = it.values.iter().map(|it| it.variant.to_string()).collect();
            json!({ "type": "integer", "enum": values, "x-enum-varnames": names })
        }
        Type::List(_) => json!({ "type": "array" }),
    };
    if let Need::Optional { default: Some(default) } = &param.need {
        schema["default"] = typed(default, &schema);
    }
    schema
}

/// Returns the description of a value of a request.
pub(super) fn sent_doc(param: &Param) -> String {
    let note = match &param.ty {
        Type::Scalar(kind, _) if !kind.sent_note.is_empty() => format!(" {}", kind.sent_note),
        Type::Enum(it) => format!(" {}", meanings(it)),
        Type::Scalar(..) | Type::List(_) => String::new(),
    };
    text(&param.doc) + &note + &since(param.since.as_deref())
}

/// Returns the documented values of an enumeration on one line.
fn meanings(it: &Enum) -> String {
    let meanings = it
        .values
        .iter()
        .map(|it| format!("{}: {}", it.value, it.doc.join(" ").trim_end_matches('.')));
    format!("Values: {}.", meanings.collect::<Vec<_>>().join("; "))
}

/// Returns the schema of a field of a reply.
fn received(param: &Param, resource: &Resource, components: &Components) -> Value {
    let mut schema = match &param.ty {
        Type::Scalar(kind, _) => (kind.received)(),
        Type::Enum(_) => json!({ "type": "integer" }),
        Type::List(name) => list(name, resource, components),
    };
    let note = match &param.ty {
        Type::Scalar(kind, _) if !kind.received_note.is_empty() => {
            format!(" {}", kind.received_note)
        }
        Type::Enum(it) => format!(" {} Other values are possible.", meanings(it)),
        Type::Scalar(..) | Type::List(_) => String::new(),
    };
    let mut doc = text(&param.doc) + &note;
    match param.absence {
        Absence::Never => {}
        Absence::Null => {
            if let Some(ty) = schema.get_mut("type") {
                *ty = json!([ty, "null"]);
            }
        }
        Absence::Number(it) => doc = format!("{doc} `{it}` means that there is no value."),
    }
    described(schema, doc + &since(param.since.as_deref()))
}

/// Converts a default or an example, which the model has as a string, to the JSON type of a schema.
pub(super) fn typed(value: &str, schema: &Value) -> Value {
    match schema["type"].as_str() {
        Some("integer") => value.parse::<i64>().map_or(Value::Null, Value::from),
        Some("boolean") => Value::Bool(value == "true"),
        Some(_) | None => Value::from(value),
    }
}
