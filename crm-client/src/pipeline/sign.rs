//! Signing: turns the parts of a request into the HTTP request to send.

use std::borrow::Cow;
use std::time::SystemTime;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, Request};

use super::core::Core;
use super::options::Options;
use super::url::url;
use crate::endpoint::{Info, Method, Parts};
use crate::transport::MaxResponseBytes;

/// A request that is ready to be sent.
pub(crate) struct Signed {
    pub(crate) request: Request<Bytes>,
    /// The signature. `None` if the request contains the plain key instead.
    pub(crate) signature: Option<String>,
    pub(crate) max_response_bytes: MaxResponseBytes,
}

/// Signs a request with the timestamp `now`.
pub(crate) fn sign<'a>(
    core: &'a Core,
    info: &Info<'_>,
    options: &Options,
    mut parts: Parts<'a>,
    now: SystemTime,
) -> Result<Signed, String> {
    let body = parts.take_body().unwrap_or_default();
    core.credentials.authorize(&mut parts.query, now);
    let mut headers = core.headers.clone();
    for (name, _) in &options.headers {
        headers.remove(name);
    }
    for (name, value) in &options.headers {
        headers.append(name, value.clone());
    }
    if let Some(kind) = info.body {
        headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static(kind.content_type()));
    }
    // Some servers reject a `POST` without this header with 411; see RFC 9110 §8.6.
    if info.method == Method::Post && body.is_empty() {
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    let url = url(&core.base_url, info.path, &parts.query);
    let request = Request::builder().method(info.method.name()).uri(url).body(body);
    // The path and the names were validated before, and every value is encoded. Only the length
    // can be invalid.
    let mut request = request.map_err(|_| "invalid URL; shorten the parameters".to_owned())?;
    *request.headers_mut() = headers;
    let max_response_bytes = options.max_response_bytes.unwrap_or(core.max_response_bytes);
    request.extensions_mut().insert(max_response_bytes);
    let signature = match parts.query.pop() {
        Some((_, Cow::Owned(signature))) => Some(signature),
        Some((_, Cow::Borrowed(_))) | None => None,
    };
    Ok(Signed { request, signature, max_response_bytes })
}
