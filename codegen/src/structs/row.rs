//! Reply → rows, and row → the values of its keys.

use crate::error::{Mistake, Mistakes, Place};
use crate::file::Source;
use crate::json::Json;

/// A string from the metadata with its place.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) place: Place,
}

/// The remedy for a file that differs from what the CRM sends.
const AGAIN: &str = "save the reply again, complete and unchanged";

/// One object of a reply.
pub(super) struct Row<'a> {
    file: usize,
    json: &'a Json,
}

/// Parses a whole reply; reports it if it is not JSON.
pub(super) fn parse(file: usize, source: &Source, mistakes: &mut Mistakes) -> Option<Json> {
    Json::parse(&source.text)
        .map_err(|error| {
            let place = Place { file, span: error.span };
            let message = format!("the reply is not valid JSON: {}", error.message);
            mistakes.add(Mistake::new(place, message, "invalid JSON from here", AGAIN));
        })
        .ok()
}

/// Returns the rows of a whole reply; `None` if it is a failure or malformed, which is reported.
pub(super) fn rows<'a>(
    file: usize,
    json: &'a Json,
    mistakes: &mut Mistakes,
) -> Option<Vec<Row<'a>>> {
    let reply = Row::new(file, json, mistakes)?;
    let code = reply.integer("error_code", mistakes)?;
    if code != 0 {
        let reason = json.get("error_msg").and_then(Json::string);
        let reason = reason.map_or(String::new(), |it| format!(": {}", it.escape_debug()));
        let message = format!("the reply is a failure with `error_code` {code}{reason}");
        let span = json.get("error_code").map_or(0..0, |it| it.span.clone());
        let help = "save the reply of a successful call";
        mistakes.add(Mistake::new(Place { file, span }, message, "expected 0", help));
        return None;
    }
    reply.rows("data", mistakes)
}

impl<'a> Row<'a> {
    fn new(file: usize, json: &'a Json, mistakes: &mut Mistakes) -> Option<Row<'a>> {
        if json.object().is_none() {
            let place = Place { file, span: json.span.clone() };
            let message = format!("expected an object, not {}", json.kind());
            mistakes.add(Mistake::new(place, message, "not an object", AGAIN));
            return None;
        }
        Some(Row { file, json })
    }

    /// Returns a required string.
    pub(super) fn word(&self, key: &str, mistakes: &mut Mistakes) -> Option<Word> {
        let text = self.typed(key, "a string", Json::string, mistakes)?;
        let place = self.place(self.json.get(key)?);
        Some(Word { text: text.to_owned(), place })
    }

    /// Returns an optional string.
    pub(super) fn optional(&self, key: &str, mistakes: &mut Mistakes) -> Option<Word> {
        self.json.get(key).filter(|it| !it.is_null())?;
        self.word(key, mistakes)
    }

    pub(super) fn boolean(&self, key: &str, mistakes: &mut Mistakes) -> Option<bool> {
        self.typed(key, "`true` or `false`", Json::boolean, mistakes)
    }

    pub(super) fn integer(&self, key: &str, mistakes: &mut Mistakes) -> Option<i64> {
        self.typed(key, "a 64-bit integer", Json::integer, mistakes)
    }

    /// Returns the objects of an array; other items are reported and left out.
    pub(super) fn rows(&self, key: &str, mistakes: &mut Mistakes) -> Option<Vec<Row<'a>>> {
        let items = self.typed(key, "an array", Json::array, mistakes)?;
        Some(items.iter().filter_map(|it| Row::new(self.file, it, mistakes)).collect())
    }

    fn typed<T>(
        &self,
        key: &str,
        expected: &str,
        convert: impl FnOnce(&'a Json) -> Option<T>,
        mistakes: &mut Mistakes,
    ) -> Option<T> {
        let Some(json) = self.json.get(key) else {
            let message = format!("`{key}` is missing");
            let place = self.place(self.json);
            mistakes.add(Mistake::new(place, message, "missing here", AGAIN));
            return None;
        };
        let converted = convert(json);
        if converted.is_none() {
            let message = format!("`{key}` must be {expected}, not {}", json.kind());
            let label = format!("expected {expected}");
            mistakes.add(Mistake::new(self.place(json), message, label, AGAIN));
        }
        converted
    }

    fn place(&self, json: &Json) -> Place {
        Place { file: self.file, span: json.span.clone() }
    }
}
