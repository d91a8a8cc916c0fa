//! The schemas of the whole API: ids, records and filters.

use heck::ToShoutySnakeCase;
use serde_json::{Value, json};

use super::component::{described, named, object, reference};
use crate::facts::{Facts, Operator};

const ID: &str = "Id";
const RECORD: &str = "Record";
const FILTER: &str = "Filter";
const CONDITION: &str = "Condition";

/// A character of an id: neither white space nor a control character. All dialects of regular expressions
/// read it; not all of them know the class `\p{Cc}`.
const CHARACTER: &str = r"[^\s\x00-\x1f\x7f-\x9f]";

pub(super) fn schemas(facts: &Facts) -> [(&'static str, Value); 4] {
    [
        (ID, id(facts)),
        (RECORD, record()),
        (FILTER, filter(facts.number("max_conditions"))),
        (CONDITION, condition(&facts.operators)),
    ]
}

fn id(facts: &Facts) -> Value {
    let (length, separator) = (facts.number("id_length"), facts.number("id_separator"));
    let tail = length.saturating_sub(separator + 1);
    // Beside the pattern there is no length: generators of values satisfy one of them only.
    json!({
        "type": "string",
        "pattern": format!("^{CHARACTER}{{{separator}}}-{CHARACTER}{{{tail}}}$"),
        "description": format!(
            "The id of a record: {length} characters. The first {separator} are the code of the \
             entity, followed by `-`. The rest is often a UUID, but not always."
        ),
        "examples": [facts.text("id_example")],
    })
}

fn record() -> Value {
    json!({
        "type": "object",
        "additionalProperties": true,
        "description": "A record: internal field name → value. The names come from `metadata/field`. \
                        The formats of dates, files and multiple choices are not documented.",
    })
}

fn filter(max_conditions: u32) -> Value {
    let conditions = json!({
        "type": "array",
        "maxItems": max_conditions,
        "items": reference("schemas", CONDITION),
        "description": format!("The conditions, at most {max_conditions}."),
    });
    let joint = json!({
        "type": "string",
        "enum": ["AND", "OR"],
        "description": "Whether all of the conditions must hold, or at least one.",
    });
    let fields = [("type", joint), ("filters", conditions)];
    let schema = object(&["type", "filters"], named(fields));
    described(schema, "The conditions on a record. They cannot be nested.".to_owned())
}

fn condition(operators: &[Operator]) -> Value {
    let field = json!({
        "type": "string",
        "minLength": 1,
        "description": "The internal name of the field.",
    });
    let words: Vec<_> = operators.iter().map(|it| &it.word).collect();
    let names: Vec<_> =
        operators.iter().map(|it| it.variant.to_string().to_shouty_snake_case()).collect();
    let meanings: Vec<_> =
        operators.iter().map(|it| format!("`{}`: {}", it.word, it.doc)).collect();
    let operator = json!({
        "type": "string",
        "enum": words,
        "x-enum-varnames": names,
        "description": format!("What must hold for the field. {}.", meanings.join("; ")),
    });
    let value = json!({
        "description": "The value to compare with. With `$NULL$` and `$NOT_NULL$`, known callers send \
                        an empty string.",
    });
    let fields = [("fieldName", field), ("operator", operator), ("value", value)];
    let schema = object(&["fieldName", "operator"], named(fields));
    described(schema, "A condition on one field.".to_owned())
}
