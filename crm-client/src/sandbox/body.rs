//! Bodies of requests: their sizes, content types and contents.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Request};

use super::answer::Refusal;
use super::call::{Call, is_needed};
use super::filter;
use crate::endpoint::{BodyKind, Info, Param};
use crate::error::Code;
use crate::values::{Record, Upload, decode};

/// The largest JSON body in bytes. The vendor documents no limit.
const MAX_JSON: usize = 8 << 20;

/// The reason why the body of a request was not read. It travels as an extension of the request, whose
/// body is then empty.
#[derive(Clone, Debug)]
pub(super) struct Unread(pub(super) Refusal);

/// Returns the largest size of the body of a call in bytes.
pub(super) fn max_bytes(info: &Info<'_>) -> usize {
    match info.body {
        None => 0,
        Some(BodyKind::File) => Upload::MAX,
        Some(BodyKind::Record | BodyKind::Filter | BodyKind::Object(_)) => MAX_JSON,
    }
}

/// Returns the refusal of a body that is larger than [`max_bytes`].
pub(super) fn too_large(info: &Info<'_>) -> Refusal {
    let max = max_bytes(info);
    match info.body {
        None => {
            let problem = format!("`{}` takes no body; send an empty one", info.path);
            Refusal::own(Code::INVALID_PARAMETER, problem)
        }
        Some(BodyKind::File) => Refusal::business("the file is larger than 20 MB"),
        Some(BodyKind::Record | BodyKind::Filter | BodyKind::Object(_)) => {
            let problem = format!("the body is larger than {max} bytes");
            Refusal::own(Code::INVALID_PARAMETER, problem)
        }
    }
}

/// Checks a body that is not empty, as far as the length and the headers of the request allow.
pub(super) fn check(
    info: &Info<'_>,
    headers: &HeaderMap,
    length: Option<u64>,
) -> Result<(), Refusal> {
    if length.is_some_and(|it| it > max_bytes(info) as u64) {
        return Err(too_large(info));
    }
    match info.body {
        None => Ok(()),
        Some(BodyKind::File) => check_file_type(headers),
        Some(BodyKind::Record | BodyKind::Filter | BodyKind::Object(_)) => check_json_type(headers),
    }
}

/// Decodes the body of a request into the call.
pub(super) fn read(call: &mut Call<'_>, request: &Request<Bytes>) -> Result<(), Refusal> {
    if let Some(Unread(refusal)) = request.extensions().get() {
        return Err(refusal.clone());
    }
    let body = request.body();
    if !body.is_empty() {
        check(call.info, request.headers(), Some(body.len() as u64))?;
    }
    match call.info.body {
        None => {}
        Some(BodyKind::Record) => call.record = json(body)?,
        Some(BodyKind::Filter) => call.filter = Some(filter::read(&json(body)?)?),
        Some(BodyKind::File) => call.file = body.clone(),
        Some(BodyKind::Object(params)) => {
            call.record = json(body)?;
            let is_missing = |it: &&Param| is_needed(it) && call.record.raw(it.name).is_none();
            if let Some(param) = params.iter().find(is_missing) {
                return Err(Refusal::missing(param.name));
            }
        }
    }
    Ok(())
}

fn json(body: &Bytes) -> Result<Record, Refusal> {
    if body.trim_ascii().is_empty() {
        return Err(Refusal::own(Code::MISSING_PARAMETER, "the body is missing"));
    }
    decode::json(body).map_err(|problem| {
        // Whoever sent the values may see them.
        let problem = problem.details();
        Refusal::own(Code::INVALID_PARAMETER, format!("invalid JSON body: {problem}"))
    })
}

fn check_json_type(headers: &HeaderMap) -> Result<(), Refusal> {
    const EXPECTED: &str = "expected `application/json`, with `charset=utf-8` or without a charset";
    let refuse = |problem: &str| {
        Err(Refusal::own(Code::INVALID_PARAMETER, format!("`content-type`: {problem}; {EXPECTED}")))
    };
    let Some(value) = content_type(headers)? else { return refuse("missing") };
    let mut parts = value.split(';').map(str::trim);
    if !parts.next().unwrap_or_default().eq_ignore_ascii_case("application/json") {
        return refuse(&format!("{value:?} is not JSON"));
    }
    let mut charsets = parts.filter_map(|it| {
        let (name, charset) = it.split_once('=')?;
        name.trim_end().eq_ignore_ascii_case("charset").then(|| charset.trim().trim_matches('"'))
    });
    if !charsets.all(|it| it.eq_ignore_ascii_case("utf-8")) {
        return refuse(&format!("{value:?} has another charset"));
    }
    Ok(())
}

/// The vendor does not document how a file is sent. The client sends its bytes.
fn check_file_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let value = content_type(headers)?.unwrap_or_default();
    let is_multipart = value.get(..10).is_some_and(|it| it.eq_ignore_ascii_case("multipart/"));
    if is_multipart {
        let problem = format!(
            "`content-type`: {value:?} is not supported; send the bytes of the file as they are, as \
             `application/octet-stream`"
        );
        return Err(Refusal::own(Code::INVALID_PARAMETER, problem));
    }
    Ok(())
}

/// Returns the only content type of a request.
fn content_type(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (value, another) = (values.next(), values.next());
    if another.is_some() {
        return Err(Refusal::own(Code::INVALID_PARAMETER, "`content-type` is given twice"));
    }
    let Some(value) = value else { return Ok(None) };
    value.to_str().map(|it| Some(it.trim())).map_err(|_| {
        Refusal::own(Code::INVALID_PARAMETER, "`content-type`: invalid characters; expected ASCII")
    })
}
