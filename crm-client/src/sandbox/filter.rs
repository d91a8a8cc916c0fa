//! Decodes the filter of an advanced query, and reports which part of it is invalid.

use serde::de::value::{Error, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};
use serde_json::value::RawValue;

use super::answer::Refusal;
use crate::error::Code;
use crate::facts::MAX_CONDITIONS;
use crate::values::filter::{Condition, Filter, Operator, field};
use crate::values::{self, Record};

/// The number of characters of an invalid value that a message shows.
const SHOWN: usize = 40;

/// Decodes a filter from its JSON object.
pub(super) fn read(body: &Record) -> Result<Filter, Refusal> {
    let joint = choice("type", "type", &string(body, "type", "type")?)?;
    let filters = json(body, "filters", "filters")?.get();
    let conditions: Vec<Box<RawValue>> = decode("filters", filters)?;
    if conditions.is_empty() || conditions.len() > MAX_CONDITIONS {
        let count = conditions.len();
        let problem = format!("{count} conditions; expected 1 to {MAX_CONDITIONS}");
        return Err(invalid("filters", &problem));
    }
    let conditions = conditions.iter().enumerate();
    let filters = conditions.map(|(index, it)| condition(&format!("filters[{index}]"), it.get()));
    Ok(Filter { joint, filters: filters.collect::<Result<_, _>>()? })
}

/// Decodes a condition, which is at `path`.
fn condition(path: &str, body: &str) -> Result<Condition, Refusal> {
    let body: Record = decode(path, body)?;
    let at = |name: &str| format!("{path}.{name}");
    let name = string(&body, "fieldName", &at("fieldName"))?;
    if name.trim().is_empty() {
        return Err(missing(&at("fieldName")));
    }
    let operator = string(&body, "operator", &at("operator"))?;
    let operator = choice(&at("operator"), "operator", &operator)?;
    let value = match (json(&body, "value", &at("value")), operator) {
        (Ok(value), _) => Some(value),
        (Err(_), Operator::Empty | Operator::NotEmpty) => None,
        (Err(refusal), _) => return Err(refusal),
    };
    if value.is_some_and(|it| it.get().starts_with(['[', '{'])) {
        let problem = "unexpected array or object; expected a string, a number, a boolean or null";
        return Err(invalid(&at("value"), problem));
    }
    let mut condition = field(name).eq(value);
    condition.operator = operator;
    Ok(condition)
}

/// Returns the JSON of a member, which is at `path`.
fn json<'a>(object: &'a Record, name: &str, path: &str) -> Result<&'a RawValue, Refusal> {
    object.field(name).ok_or_else(|| missing(path))
}

/// Decodes a member that is a string.
fn string(object: &Record, name: &str, path: &str) -> Result<String, Refusal> {
    let json = json(object, name, path)?.get();
    decode(path, json)
}

fn decode<T: DeserializeOwned>(path: &str, json: &str) -> Result<T, Refusal> {
    values::decode::json(json.as_bytes()).map_err(|problem| invalid(path, &problem.what))
}

/// Decodes one of the words of an enumeration. The message lists them.
fn choice<T: DeserializeOwned>(path: &str, what: &str, word: &str) -> Result<T, Refusal> {
    let read = |word: &str| T::deserialize::<StrDeserializer<'_, Error>>(word.into_deserializer());
    read(word).map_err(|_| {
        let unknown = read("").err().map(|it| it.to_string()).unwrap_or_default();
        let expected = unknown.strip_prefix("unknown variant ``, ").unwrap_or_default();
        let word: String = word.chars().take(SHOWN).collect();
        invalid(path, &format!("unknown {what} {word:?}; {expected}"))
    })
}

fn missing(path: &str) -> Refusal {
    Refusal::own(Code::MISSING_PARAMETER, format!("`{path}` is missing"))
}

fn invalid(path: &str, problem: &str) -> Refusal {
    Refusal::own(Code::INVALID_PARAMETER, format!("`{path}`: {problem}"))
}
