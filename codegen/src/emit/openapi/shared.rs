//! The schemas that the API has, and not one endpoint: ids, records and filters.

use serde_json::{Value, json};

use super::reference;
use super::schema::{described, named, object};

/// The component that is the id of a record.
pub(super) const ID: &str = "Id";
/// The component that is a record.
pub(super) const RECORD: &str = "Record";
/// The component that is the conditions of a query.
pub(super) const FILTER: &str = "Filter";
const CONDITION: &str = "Condition";

/// Those that have a name.
pub(super) fn schemas() -> Vec<(String, Value)> {
    let named = [(ID, id()), (RECORD, record()), (FILTER, filter()), (CONDITION, condition())];
    named.map(|(name, schema)| (name.to_owned(), schema)).into()
}

fn id() -> Value {
    json!({
        "type": "string",
        "minLength": 40,
        "maxLength": 40,
        "pattern": "^.{3}-",
        "description": "The id of a record: 40 characters, of which the fourth is `-`. Before it stands \
                        the entity's code of three digits; what follows is often a UUID, but not always.",
        "examples": ["003-e7cb7ac6-9ccd-437c-a803-a0ff90bfd78d"],
    })
}

fn record() -> Value {
    json!({
        "type": "object",
        "additionalProperties": true,
        "description": "A record: internal field name → value. The names come from `metadata/field`; \
                        the vendor does not document how dates, files and multiple choices are written.",
    })
}

fn filter() -> Value {
    let conditions = json!({
        "type": "array",
        "maxItems": 10,
        "items": reference("schemas", CONDITION),
        "description": "The conditions, at most 10.",
    });
    let joint = json!({
        "type": "string",
        "enum": ["AND", "OR"],
        "description": "Whether all of the conditions must hold, or any of them.",
    });
    let fields = [("type", joint), ("filters", conditions)];
    let schema = object(&["type", "filters"], named(fields));
    described(schema, "Conditions on a record; they cannot be nested.".to_owned())
}

fn condition() -> Value {
    let field = json!({ "type": "string", "description": "The internal name of the field." });
    let (operators, names): (Vec<_>, Vec<_>) = OPERATORS.iter().copied().unzip();
    let operator = json!({
        "type": "string",
        "enum": operators,
        "x-enum-varnames": names,
        "description": "How the field is compared: `cl` contains, `nc` does not contain, `$NULL$` is \
                        empty, `$NOT_NULL$` is not empty. There are no others.",
    });
    let value = json!({
        "description": "What the field is compared with. Beside `$NULL$` and `$NOT_NULL$`, callers are \
                        known to send an empty text.",
    });
    let fields = [("fieldName", field), ("operator", operator), ("value", value)];
    let schema = object(&["fieldName", "operator"], named(fields));
    described(schema, "A condition on one field.".to_owned())
}

/// Each operator with a name for languages in which it is none.
const OPERATORS: [(&str, &str); 8] = [
    ("=", "EQUAL"),
    ("<>", "NOT_EQUAL"),
    (">", "GREATER"),
    ("<", "LESS"),
    ("cl", "CONTAINS"),
    ("nc", "NOT_CONTAINS"),
    ("$NULL$", "EMPTY"),
    ("$NOT_NULL$", "NOT_EMPTY"),
];

/// The bytes of a file; that they are `binary` is for generators that know no better.
pub(super) fn file() -> Value {
    json!({ "type": "string", "format": "binary", "maxLength": 20 << 20 })
}
