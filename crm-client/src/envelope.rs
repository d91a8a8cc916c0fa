//! A response → the value in it, or the error in it.

use bytes::Bytes;
use http::{Response, StatusCode};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, IgnoredAny};
use serde_json::error::Category;
use serde_json::value::RawValue;

use crate::error::{Error, Problem};

/// What a success can be read into: a [`Page`](crate::Page), or the `data` of the reply as any type
/// of its own.
pub trait Reply: Sized + Send + 'static {
    /// What `data` is read into.
    #[doc(hidden)]
    type Data: DeserializeOwned;

    /// Puts `data` and what stands beside it together.
    #[doc(hidden)]
    fn assemble(data: Self::Data, totals: Totals) -> Self;
}

impl<T: DeserializeOwned + Send + 'static> Reply for T {
    type Data = T;

    fn assemble(data: T, _: Totals) -> T {
        data
    }
}

/// What stands beside the `data` of a list.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Totals {
    pub(crate) total_size: Option<u64>,
    pub(crate) page_size: Option<u32>,
    pub(crate) page_no: Option<u32>,
}

#[derive(serde::Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
struct Envelope<'a, T> {
    error_code: i64,
    /// Only a failure reads it, so only a failure pays for it.
    #[serde(borrow)]
    error_msg: Option<&'a RawValue>,
    total_size: Option<u64>,
    page_size: Option<u32>,
    page_no: Option<u32>,
    data: Option<T>,
}

/// Decodes a whole response: an `error_code` counts whatever the status, data only with a 200.
pub(crate) fn response<R: Reply>(
    endpoint: &'static str,
    response: &Response<Bytes>,
) -> Result<R, Error> {
    let result = match response.status() {
        StatusCode::OK => decode(endpoint, response.body()),
        _ => Err(failure(endpoint, response.body())
            .unwrap_or_else(|| Error::no_envelope(endpoint, is_html(response.body())))),
    };
    result.map_err(|error| error.with_status(response.status()))
}

/// Decodes the body of an HTTP 200.
pub(crate) fn decode<R: Reply>(endpoint: &'static str, body: &[u8]) -> Result<R, Error> {
    let envelope: Envelope<'_, R::Data> = match serde_json::from_slice(body) {
        Ok(envelope) => envelope,
        Err(_) => return Err(diagnose::<R>(endpoint, body)),
    };
    if envelope.error_code != 0 {
        return Err(envelope.into_error(endpoint));
    }
    let Envelope { total_size, page_size, page_no, .. } = envelope;
    match envelope.data {
        Some(data) => Ok(R::assemble(data, Totals { total_size, page_size, page_no })),
        None => Err(Error::decode(endpoint, Problem::new("data", "it is missing"))),
    }
}

/// Why a body does not decode; called only when that is certain, for it reads the body again.
fn diagnose<R: Reply>(endpoint: &'static str, body: &[u8]) -> Error {
    if let Some(error) = failure(endpoint, body) {
        return error;
    }
    let problem = if is_html(body) {
        let what = "HTML instead of JSON; check the base URL, and what stands between";
        Problem::new("", what)
    } else {
        match json::<Envelope<'_, R::Data>>(body) {
            Err(problem) => problem,
            Ok(_) => Problem::new("", "it cannot be read"),
        }
    };
    Error::decode(endpoint, problem)
}

/// The failure that a body reports, if it does, whatever else is in it.
fn failure(endpoint: &'static str, body: &[u8]) -> Option<Error> {
    let envelope: Envelope<'_, IgnoredAny> = serde_json::from_slice(body).ok()?;
    (envelope.error_code != 0).then(|| envelope.into_error(endpoint))
}

impl<T> Envelope<'_, T> {
    fn into_error(self, endpoint: &'static str) -> Error {
        let message = match self.error_msg {
            None => String::new(),
            Some(raw) => serde_json::from_str(raw.get()).unwrap_or_else(|_| raw.get().to_owned()),
        };
        Error::api(endpoint, self.error_code, message)
    }
}

fn is_html(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"<")
}

/// Reads JSON; the path to what is wrong is looked for only when something is.
pub(crate) fn json<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).or_else(|_| {
        let mut deserializer = serde_json::Deserializer::from_slice(body);
        let value = read(&mut deserializer)?;
        deserializer.end().map_err(|error| Problem::new("", explain(&error)))?;
        Ok(value)
    })
}

/// Reads any source of JSON values, and knows the path to what is wrong.
pub(crate) fn read<'a, T, D>(deserializer: D) -> Result<T, Problem>
where
    T: Deserialize<'a>,
    D: Deserializer<'a, Error = serde_json::Error>,
{
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let path = error.path().to_string();
        let path = if path == "." { String::new() } else { path };
        Problem::new(path, explain(error.inner()))
    })
}

fn explain(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        Category::Eof => format!("it ends early, at line {line} column {column}"),
        Category::Syntax => format!("it is not JSON at line {line} column {column}"),
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
