//! Decoding of JSON, with the path to the value that could not be decoded.

mod access;
mod context;
mod fault;
mod track;

use serde::Deserialize;
use serde_json::error::Category;

use crate::error::Problem;
use fault::{Fault, Reason, Segment};

/// Decodes JSON. If this fails, a second, slower pass finds the path of the invalid value.
pub(crate) fn json<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).or_else(|_| {
        let mut deserializer = serde_json::Deserializer::from_slice(body);
        let value = track::deserialize(&mut deserializer).map_err(|fault| problem(&fault))?;
        deserializer.end().map_err(|error| Problem::new("", explain(&error)))?;
        Ok(value)
    })
}

/// Returns the problem: what may always be shown, and the details that are shown on request.
fn problem(Fault { error, known }: &Fault<serde_json::Error>) -> Problem {
    let what = match &known.reason {
        Reason::Format => explain(error),
        Reason::Known(shown) => shown.clone(),
        Reason::Custom(None) => "custom error; see `Error::decode_details`".to_owned(),
        Reason::Custom(Some(ty)) => {
            format!("custom error of `{}`; see `Error::decode_details`", without_modules(ty))
        }
    };
    let shown = path(&known.path, |_| "[\"…\"]".to_owned());
    let full = path(&known.path, |key| key.map_or("[…]".to_owned(), |it| format!("[{it:?}]")));
    Problem::new(shown, what).with_details(full, error.to_string())
}

fn path(segments: &[Segment], key: impl Fn(Option<&str>) -> String) -> String {
    let mut path = String::new();
    for segment in segments.iter().rev() {
        match segment {
            Segment::Index(index) => path.extend(["[", &index.to_string(), "]"]),
            Segment::Field(name) if path.is_empty() => path.push_str(name),
            Segment::Field(name) => path.extend([".", name]),
            Segment::Key(name) => path.push_str(&key(name.as_deref())),
        }
    }
    path
}

/// `alloc::vec::Vec<app::Row>` → `Vec<Row>`
fn without_modules(ty: &str) -> String {
    let mut short = String::new();
    for part in ty.split_inclusive(|it: char| !it.is_alphanumeric() && it != '_' && it != ':') {
        short.push_str(part.rsplit_once("::").map_or(part, |(_, name)| name));
    }
    short
}

/// Returns the message of an error of the JSON parser.
fn explain(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        Category::Eof => format!("unexpected end of JSON at line {line} column {column}"),
        Category::Syntax if error.to_string().starts_with("recursion limit exceeded") => {
            format!("more than 127 nested levels at line {line} column {column}")
        }
        Category::Syntax => format!("invalid JSON: {error}"),
        Category::Io | Category::Data => without_value(&error.to_string()),
    }
}

/// Removes the value from a message of the JSON parser. It can be personal data, which must not
/// appear in logs.
fn without_value(message: &str) -> String {
    let message = message.rsplit_once(" at line ").map_or(message, |(text, _)| text);
    let value = ["invalid type: ", "invalid value: "];
    let split = value.iter().find_map(|it| message.strip_prefix(it).map(|rest| (it, rest)));
    let Some((start, (value, expected))) =
        split.and_then(|(start, rest)| Some((start, rest.rsplit_once(", expected ")?)))
    else {
        return "invalid value; see `Error::decode_details`".to_owned();
    };
    let kind = value.split(['"', '`']).next().unwrap_or_default();
    format!("{start}{}, expected {expected}", kind.trim_end())
}

#[cfg(test)]
mod tests;
