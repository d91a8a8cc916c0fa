//! JSON text → a tree whose values keep their place in the text and the digits of their numbers.

use std::fmt;
use std::ops::Range;

use serde_core::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::within;

/// A value with its place in the text.
#[derive(Debug, Clone)]
pub(crate) struct Json {
    /// The bytes to point at. For an object or an array, this is the opening bracket only.
    pub(crate) span: Range<usize>,
    pub(crate) value: Value,
}

#[derive(Debug, Clone)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    /// The number as it is written.
    Number(String),
    String(String),
    /// A string that contains an unpaired surrogate, which no Rust string can hold.
    BrokenString,
    Array(Vec<Json>),
    /// The members in the order of the text.
    Object(Vec<(String, Json)>),
}

/// The reason why a string is not JSON, and the place of the error.
#[derive(Debug)]
pub(crate) struct NotJson {
    pub(crate) message: String,
    pub(crate) span: Range<usize>,
}

impl Json {
    /// Parses a whole text.
    pub(crate) fn parse(text: &str) -> Result<Json, NotJson> {
        // Some editors put a byte order mark in front.
        let json = text.trim_start_matches('\u{feff}');
        let raw: &RawValue = serde_json::from_str(json).map_err(|error| {
            let at = text.len() - json.len() + offset(json, &error);
            NotJson { message: without_position(&error), span: within(text, at..at + 1) }
        })?;
        Ok(tree(text, raw.get()))
    }

    /// Returns the kind of the value with its article, for a message.
    pub(crate) fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::BrokenString => "a string with an unpaired surrogate",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    pub(crate) fn string(&self) -> Option<&str> {
        if let Value::String(it) = &self.value { Some(it) } else { None }
    }

    /// Returns a number without fraction and exponent, if it fits.
    pub(crate) fn integer(&self) -> Option<i64> {
        if let Value::Number(it) = &self.value { it.parse().ok() } else { None }
    }

    pub(crate) fn boolean(&self) -> Option<bool> {
        if let Value::Bool(it) = self.value { Some(it) } else { None }
    }

    pub(crate) fn array(&self) -> Option<&[Json]> {
        if let Value::Array(it) = &self.value { Some(it) } else { None }
    }

    pub(crate) fn object(&self) -> Option<&[(String, Json)]> {
        if let Value::Object(it) = &self.value { Some(it) } else { None }
    }

    /// Returns the member with this name: the last one if the name is repeated, as in most readers.
    pub(crate) fn get(&self, name: &str) -> Option<&Json> {
        self.object()?.iter().rev().find(|(it, _)| it == name).map(|(_, it)| it)
    }

    /// Converts to the type of `serde_json`, which does not keep the digits of numbers.
    pub(crate) fn to_value(&self) -> serde_json::Value {
        use serde_json::Value as To;
        match &self.value {
            Value::Null | Value::BrokenString => To::Null,
            Value::Bool(it) => To::Bool(*it),
            Value::Number(it) => serde_json::from_str(it).unwrap_or(To::Null),
            Value::String(it) => To::String(it.clone()),
            Value::Array(items) => items.iter().map(Json::to_value).collect(),
            Value::Object(members) => {
                members.iter().map(|(name, it)| (name.clone(), it.to_value())).collect()
            }
        }
    }
}

/// Returns the tree of the value `raw`, which is a part of `text`.
fn tree(text: &str, raw: &str) -> Json {
    fn read<'a, T: Deserialize<'a>>(raw: &'a str) -> Option<T> {
        serde_json::from_str(raw).ok()
    }
    let start = raw.as_ptr().addr() - text.as_ptr().addr();
    let mut length = raw.len();
    let value = match raw.as_bytes().first() {
        Some(b'n') => Value::Null,
        Some(b't' | b'f') => Value::Bool(raw == "true"),
        Some(b'"') => read(raw).map_or(Value::BrokenString, Value::String),
        Some(b'[') => {
            length = 1;
            let items: Vec<&RawValue> = read(raw).unwrap_or_default();
            Value::Array(items.into_iter().map(|it| tree(text, it.get())).collect())
        }
        Some(b'{') => {
            length = 1;
            let Entries(entries) = read(raw).unwrap_or_default();
            // No lookup can ask for a name that a Rust string cannot hold.
            let name = |it: &RawValue| read(it.get()).unwrap_or_default();
            let member = |(key, it): (&RawValue, &RawValue)| (name(key), tree(text, it.get()));
            Value::Object(entries.into_iter().map(member).collect())
        }
        Some(_) | None => Value::Number(raw.to_owned()),
    };
    Json { span: start..start + length, value }
}

/// Returns the offset of an error in the JSON text.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1)
}

/// Returns the message of an error without line and column, which the report shows.
fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&position).unwrap_or(&text).to_owned()
}

/// The members of an object, not yet parsed.
#[derive(Default)]
struct Entries<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<'de>, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Entries(entries))
    }
}
