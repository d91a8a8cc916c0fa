//! JSON text → values, each with its place in the text.
//!
//! A value is looked into when it is asked what it holds, so that one that is wrong hides no other.

use std::fmt;
use std::ops::Range;

use serde_core::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::within;

/// A value, and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Json<'a> {
    text: &'a str,
    /// A part of that text.
    raw: &'a str,
}

/// Why a text is not JSON, and where it ceases to be.
#[derive(Debug)]
pub(crate) struct NotJson {
    pub(crate) message: String,
    pub(crate) span: Range<usize>,
}

impl<'a> Json<'a> {
    /// The value that a whole text is.
    pub(crate) fn parse(text: &'a str) -> Result<Json<'a>, NotJson> {
        // Some editors put a mark before all else that says how a text is encoded.
        let json = text.trim_start_matches('\u{feff}');
        let raw: &RawValue = serde_json::from_str(json).map_err(|error| {
            let at = text.len() - json.len() + offset(json, &error);
            NotJson { message: without_position(&error), span: within(text, at..at + 1) }
        })?;
        Ok(Json { text, raw: raw.get() })
    }

    /// Where to point; of an object or an array that is no more than where it opens.
    pub(crate) fn span(self) -> Range<usize> {
        let start = self.raw.as_ptr().addr() - self.text.as_ptr().addr();
        let length = if self.raw.starts_with(['{', '[']) { 1 } else { self.raw.len() };
        start..start + length
    }

    /// What it is, with its article.
    pub(crate) fn kind(self) -> &'static str {
        match self.raw.as_bytes().first() {
            Some(b'n') => "null",
            Some(b't' | b'f') => "a boolean",
            Some(b'"') if self.string().is_none() => "a string with half a character in it",
            Some(b'"') => "a string",
            Some(b'[') => "an array",
            Some(b'{') => "an object",
            Some(_) | None => "a number",
        }
    }

    /// Its text, letter for letter.
    pub(crate) fn raw(self) -> &'a str {
        self.raw
    }

    pub(crate) fn is_null(self) -> bool {
        self.raw == "null"
    }

    pub(crate) fn string(self) -> Option<String> {
        self.read()
    }

    pub(crate) fn integer(self) -> Option<i64> {
        self.read()
    }

    pub(crate) fn boolean(self) -> Option<bool> {
        self.read()
    }

    pub(crate) fn array(self) -> Option<Vec<Json<'a>>> {
        let items: Vec<&RawValue> = self.read()?;
        Some(items.into_iter().map(|it| self.part(it)).collect())
    }

    /// The names and values of an object, in their order.
    pub(crate) fn object(self) -> Option<Vec<(String, Json<'a>)>> {
        let Entries(entries) = self.read()?;
        // A name that is no text, for half a character is in it, is none that anybody asks for.
        let name = |it: &RawValue| serde_json::from_str(it.get()).unwrap_or_default();
        Some(entries.into_iter().map(|(it, value)| (name(it), self.part(value))).collect())
    }

    fn read<T: Deserialize<'a>>(self) -> Option<T> {
        serde_json::from_str(self.raw).ok()
    }

    fn part(self, raw: &'a RawValue) -> Json<'a> {
        Json { text: self.text, raw: raw.get() }
    }
}

/// Where in a text an error is.
pub(crate) fn offset(text: &str, error: &serde_json::Error) -> usize {
    let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1)
}

/// What serde says of an error, without the line and the column that are drawn anyway.
pub(crate) fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&position).unwrap_or(&text).to_owned()
}

/// An object whose values are not looked into.
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
