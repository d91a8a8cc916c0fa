//! The form of values, without the values.

use std::collections::BTreeSet;

use crm_client::Id;
use serde_json::Value;

/// The number of characters of a form that are shown.
const SHOWN: usize = 40;

/// Returns the form of a date or date-time, such as `yyyy-MM-dd`. Returns `None` if there is no value.
pub(crate) fn time(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::String(text) if text.is_empty() => return None,
        Value::String(text) => text_form(text),
        Value::Number(number) => match number.to_string().len() {
            12..=13 => "milliseconds".to_owned(),
            9..=10 => "seconds".to_owned(),
            _ => "number".to_owned(),
        },
        other => structure(other),
    })
}

fn text_form(text: &str) -> String {
    let is_time = |it: char| it.is_ascii_digit() || "-/:. TZ+年月日".contains(it);
    if text.len() > SHOWN || !text.chars().all(is_time) {
        return "other text".to_owned();
    }
    let digits: String =
        text.chars().map(|it| if it.is_ascii_digit() { '0' } else { it }).collect();
    let zone = |rest: &str| {
        let rest = rest.trim_start_matches(['.', '0']);
        rest == "Z" || matches!(rest.trim_matches(['0', ':']), "+" | "-")
    };
    match digits.as_str() {
        "0000-00-00" => "yyyy-MM-dd".to_owned(),
        "0000-00-00 00:00" => "yyyy-MM-dd HH:mm".to_owned(),
        "0000-00-00 00:00:00" => "yyyy-MM-dd HH:mm:ss".to_owned(),
        "0000-00-00 00:00:00.000" => "yyyy-MM-dd HH:mm:ss.SSS".to_owned(),
        "0000000000000" => "milliseconds as text".to_owned(),
        it => match it.strip_prefix("0000-00-00T00:00:00") {
            Some("") => "ISO 8601 without a time zone".to_owned(),
            Some(rest) if zone(rest) => "ISO 8601 with a time zone".to_owned(),
            _ => it.to_owned(),
        },
    }
}

/// Returns the form of a reference to a record. Returns `None` if there is no value.
pub(crate) fn reference(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::String(text) if text.is_empty() => return None,
        Value::String(text) if text.parse::<Id>().is_ok_and(|it| it.is_valid()) => "id".to_owned(),
        Value::String(_) => "other text".to_owned(),
        other => structure(other),
    })
}

/// Returns the form of an object with its keys, or the type of another value.
fn structure(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "boolean".to_owned(),
        Value::Number(_) => "number".to_owned(),
        Value::String(_) => "text".to_owned(),
        Value::Array(_) => "array".to_owned(),
        Value::Object(fields) => {
            // A key can be anything, for example an id.
            let is_name =
                |it: &&String| it.len() <= 20 && it.chars().all(|it| it.is_ascii_alphabetic());
            let names: BTreeSet<&str> = fields.keys().filter(is_name).map(String::as_str).collect();
            format!("object {{{}}}", names.into_iter().collect::<Vec<_>>().join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn describes_times_without_their_digits() {
        for (value, expected) in [
            (json!("2026-03-31"), Some("yyyy-MM-dd")),
            (json!("2026-03-31 18:00:00"), Some("yyyy-MM-dd HH:mm:ss")),
            (json!("2026-03-31 18:00"), Some("yyyy-MM-dd HH:mm")),
            (json!("2026-03-31T18:00:00"), Some("ISO 8601 without a time zone")),
            (json!("2026-03-31T18:00:00+08:00"), Some("ISO 8601 with a time zone")),
            (json!("2026-03-31T18:00:00.123Z"), Some("ISO 8601 with a time zone")),
            (json!("2026/3/31"), Some("0000/0/00")),
            (json!(1_774_951_200_000_i64), Some("milliseconds")),
            (json!(1_774_951_200), Some("seconds")),
            (json!("杨志永 2026"), Some("other text")),
            (json!("0".repeat(50)), Some("other text")),
            (json!({ "time": 1 }), Some("object {time}")),
            (json!(""), None),
            (json!(null), None),
        ] {
            assert_eq!(time(&value).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn describes_references_without_ids_and_names() {
        let id = "027-00000000-0000-4000-8000-000000000001";
        for (value, expected) in [
            (json!(id), Some("id")),
            (json!("杨志永"), Some("other text")),
            (json!({ "name": "杨志永", "id": id }), Some("object {id, name}")),
            (json!({ id: 1, "杨志永": 2 }), Some("object {}")),
            (json!(7), Some("number")),
            (json!([id]), Some("array")),
            (json!(""), None),
        ] {
            assert_eq!(reference(&value).as_deref(), expected, "{value}");
        }
    }
}
