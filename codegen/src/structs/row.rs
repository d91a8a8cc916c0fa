//! Reply → rows, and row → what stands under its keys.

use crate::Source;
use crate::error::{Mistake, Mistakes, Place};
use crate::json::Json;

/// A text from the metadata, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) place: Place,
}

/// What to do about a file that is not what the CRM sends.
const AGAIN: &str = "save the reply anew, whole and as it came";

/// One object of a reply.
pub(super) struct Row<'a> {
    file: usize,
    json: Json<'a>,
    entries: Vec<(String, Json<'a>)>,
}

/// The rows of a whole reply; nothing where it cannot be read, which is then reported.
pub(super) fn rows<'a>(
    file: usize,
    source: &'a Source,
    mistakes: &mut Mistakes,
) -> Option<Vec<Row<'a>>> {
    let json = match Json::parse(&source.text) {
        Ok(json) => json,
        Err(error) => {
            let place = Place { file, span: error.span };
            let message = format!("the reply is not JSON: {}", error.message);
            mistakes.add(Mistake::new(place, message, "not JSON from here", AGAIN));
            return None;
        }
    };
    let reply = Row::new(file, json, mistakes)?;
    let code = reply.integer("error_code", mistakes)?;
    if code != 0 {
        let reason = reply.get("error_msg").and_then(Json::string);
        let reason = reason.map_or(String::new(), |it| format!(": {}", it.escape_debug()));
        let message = format!("the reply is the failure {code}{reason}");
        let place = reply.get("error_code").map_or(0..0, Json::span);
        let help = "save the reply of a call that the CRM does not refuse";
        mistakes.add(Mistake::new(Place { file, span: place }, message, "not 0", help));
        return None;
    }
    reply.rows("data", mistakes)
}

impl<'a> Row<'a> {
    fn new(file: usize, json: Json<'a>, mistakes: &mut Mistakes) -> Option<Row<'a>> {
        let entries = json.object();
        if entries.is_none() {
            let place = Place { file, span: json.span() };
            let message = format!("expected an object, not {}", json.kind());
            mistakes.add(Mistake::new(place, message, "not an object", AGAIN));
        }
        Some(Row { file, json, entries: entries? })
    }

    /// A text that must be there.
    pub(super) fn word(&self, key: &str, mistakes: &mut Mistakes) -> Option<Word> {
        let text = self.typed(key, "a string", Json::string, mistakes)?;
        let place = self.place(self.get(key)?);
        Some(Word { text, place })
    }

    /// A text that may be there.
    pub(super) fn optional(&self, key: &str, mistakes: &mut Mistakes) -> Option<Word> {
        self.get(key).filter(|it| !it.is_null())?;
        self.word(key, mistakes)
    }

    pub(super) fn boolean(&self, key: &str, mistakes: &mut Mistakes) -> Option<bool> {
        self.typed(key, "`true` or `false`", Json::boolean, mistakes)
    }

    pub(super) fn integer(&self, key: &str, mistakes: &mut Mistakes) -> Option<i64> {
        self.typed(key, "a 64-bit integer", Json::integer, mistakes)
    }

    /// The objects of an array; one that is none is reported and left out.
    pub(super) fn rows(&self, key: &str, mistakes: &mut Mistakes) -> Option<Vec<Row<'a>>> {
        let items = self.typed(key, "an array", Json::array, mistakes)?;
        Some(items.into_iter().filter_map(|it| Row::new(self.file, it, mistakes)).collect())
    }

    fn typed<T>(
        &self,
        key: &str,
        expected: &str,
        convert: impl FnOnce(Json<'a>) -> Option<T>,
        mistakes: &mut Mistakes,
    ) -> Option<T> {
        let Some(json) = self.get(key) else {
            let place = Place { file: self.file, span: self.json.span() };
            let message = format!("`{key}` is missing");
            mistakes.add(Mistake::new(place, message, "not in here", AGAIN));
            return None;
        };
        let converted = convert(json);
        if converted.is_none() {
            let message = format!("`{key}` is {expected}, not {}", json.kind());
            let label = format!("expected {expected}");
            mistakes.add(Mistake::new(self.place(json), message, label, AGAIN));
        }
        converted
    }

    /// Of two values under one key the later counts, as everywhere.
    fn get(&self, key: &str) -> Option<Json<'a>> {
        self.entries.iter().rev().find(|(name, _)| name == key).map(|(_, value)| *value)
    }

    fn place(&self, json: Json<'_>) -> Place {
        Place { file: self.file, span: json.span() }
    }
}
