//! Compares the values of the input with those of a record.

use crm_client::Record;
use crm_client::metadata::FieldInfo;
use serde_json::Value;

use crate::import::convert::Shape;
use crate::import::rows::plain;

/// Returns whether a record has a value already. Numbers and dates can be written in several ways.
pub(crate) fn is_same(field: Option<&FieldInfo>, wanted: &Value, current: &Value) -> bool {
    if wanted == current || (is_blank(wanted) && is_blank(current)) {
        return true;
    }
    let (left, right) = (plain(wanted), plain(current));
    match field.map_or(Shape::Other, Shape::of) {
        Shape::Number | Shape::Picklist | Shape::Other
            if wanted.is_number() || current.is_number() =>
        {
            left.parse::<f64>().is_ok_and(|left| right.parse() == Ok(left))
        }
        Shape::Date => {
            right.get(..left.len()) == Some(&left)
                && right[left.len()..].trim_matches(is_zero).is_empty()
        }
        Shape::DateTime => {
            right.strip_prefix(&left).is_some_and(|it| it.trim_matches(is_zero).is_empty())
        }
        Shape::Bool => truth(&left).is_some() && truth(&left) == truth(&right),
        _ => !left.is_empty() && left == right,
    }
}

/// Returns the value of a field of a record, or null.
pub(crate) fn current(record: &Record, name: &str) -> Value {
    record.get(name).unwrap_or_default()
}

fn is_blank(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|it| it.trim().is_empty())
}

/// Returns whether a character can be part of a midnight or of a fraction of zero.
fn is_zero(it: char) -> bool {
    matches!(it, '0' | ':' | '.' | ' ' | 'T')
}

fn truth(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn field(data_type: &str) -> FieldInfo {
        serde_json::from_value(json!({
            "field": "f", "name": "F", "type": 1, "data_type": data_type,
            "nullable": true, "creatable": true, "updatable": true,
        }))
        .unwrap()
    }

    #[test]
    fn equal_values_can_be_written_differently() {
        for (data_type, wanted, current, expected) in [
            ("number", json!(12), json!("12.00"), true),
            ("number", json!(12.5), json!(12.50), true),
            ("number", json!(12), json!(null), false),
            ("picklist", json!(2), json!("2"), true),
            ("date", json!("2024-01-03"), json!("2024-01-03 00:00:00"), true),
            ("date", json!("2024-01-03"), json!("2024-01-03 10:00:00"), false),
            ("datetime", json!("2024-01-03 10:00:00"), json!("2024-01-03 10:00:00.0"), true),
            ("boolean", json!(true), json!(1), true),
            ("string", json!("12"), json!("12.0"), false),
            ("string", json!("12"), json!(12), true),
            ("string", json!("a"), json!("a "), false),
            ("string", json!("a"), json!(null), false),
            ("string", json!(null), json!(""), true),
        ] {
            assert_eq!(
                is_same(Some(&field(data_type)), &wanted, &current),
                expected,
                "{wanted} {current}"
            );
        }
    }
}
