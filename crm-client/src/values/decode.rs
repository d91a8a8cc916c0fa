//! Decoding of JSON, with the path to the value that could not be decoded.

use serde::Deserialize;
use serde_json::error::Category;

use crate::error::Problem;

/// Reads JSON; the path to what is wrong is looked for only when something is.
pub(crate) fn json<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).or_else(|_| {
        let mut deserializer = serde_json::Deserializer::from_slice(body);
        let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
            let path = error.path().to_string();
            Problem::new(if path == "." { "" } else { &path }, explain(error.inner()))
        })?;
        deserializer.end().map_err(|error| Problem::new("", explain(&error)))?;
        Ok(value)
    })
}

fn explain(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        Category::Eof => format!("it ends early, at line {line} column {column}"),
        Category::Syntax => format!("it is not JSON: {error}"),
        Category::Io | Category::Data => without_value(&error.to_string()),
    }
}

/// serde quotes the value that it cannot take. It is somebody's data, and stays out of logs.
fn without_value(message: &str) -> String {
    let message = message.rsplit_once(" at line ").map_or(message, |(text, _)| text);
    let value = ["invalid type: ", "invalid value: ", "unknown variant "];
    let expected = [", expected ", ", there are no variants"];
    let Some(start) = value.iter().find(|it| message.starts_with(**it)) else {
        return message.to_owned();
    };
    let Some(end) = expected.iter().find_map(|it| message.rfind(it)) else {
        return message.to_owned();
    };
    let kind = message[start.len()..end].split(['"', '`']).next().unwrap_or_default();
    format!("{start}{}{}", kind.trim_end(), &message[end..])
}
