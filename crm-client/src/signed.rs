//! A request as it travels: its parts → a URL, signed for this very moment, headers and a body.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Request};
use percent_encoding::utf8_percent_encode;

use crate::ConnectTimeout;
use crate::client::Inner;
use crate::endpoint::{self, BodyKind, ENCODED, Info, Parts};
use crate::options::Options;

/// The longest URL that the `http` crate can hold.
const LONGEST_URL: usize = u16::MAX as usize - 1;

const NOTHING: HeaderValue = HeaderValue::from_static("0");

const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// A request that can be sent as it is, and soon.
pub(crate) struct Signed {
    pub(crate) method: Method,
    /// The base URL, the path, and all parameters, encoded.
    pub(crate) url: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) connect_timeout: Option<Duration>,
}

impl Signed {
    /// Signs a request that is fit to be sent.
    pub(crate) fn new(
        client: &Inner,
        info: &Info<'_>,
        options: &Options,
        mut parts: Parts<'_>,
    ) -> Signed {
        let body = parts.take_body().unwrap_or_default();
        let url = url(client, info, parts);
        let mut headers = HeaderMap::new();
        for (name, value) in &options.headers {
            headers.append(name, value.clone());
        }
        if let Some((name, value)) = header(info) {
            headers.entry(name).or_insert(value);
        }
        let method = match info.method {
            endpoint::Method::Get => Method::GET,
            endpoint::Method::Post => Method::POST,
        };
        Signed { method, url, headers, body, connect_timeout: options.connect_timeout }
    }

    /// Whether its URL is one that can be sent.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.url.len() > LONGEST_URL {
            return Err("its parameters make no URL: are they too long?".to_owned());
        }
        Ok(())
    }

    /// The same as a request of the `http` crate.
    pub(crate) fn into_request(self) -> http::Result<Request<Bytes>> {
        let mut request = Request::builder().method(self.method).uri(self.url).body(self.body)?;
        *request.headers_mut() = self.headers;
        if let Some(limit) = self.connect_timeout {
            request.extensions_mut().insert(ConnectTimeout(limit));
        }
        Ok(request)
    }
}

fn url<'a>(client: &'a Inner, info: &Info<'_>, mut parts: Parts<'a>) -> String {
    client.credentials.authorize(&mut parts.query, client.clock.now());

    let base = &client.base_url;
    // Most characters stay as they are; Chinese ones take three times their bytes.
    let length =
        parts.query.iter().map(|(name, value)| name.len() + value.len() + 8).sum::<usize>();
    let mut url = String::with_capacity(base.len() + info.path.len() + length);
    url.push_str(base);
    url.push_str(info.path);
    for (index, (name, value)) in parts.query.iter().enumerate() {
        url.push(if index == 0 { '?' } else { '&' });
        url.push_str(name);
        url.push('=');
        url.extend(utf8_percent_encode(value, ENCODED));
    }
    url
}

/// What the server must be told about the body.
fn header(info: &Info<'_>) -> Option<(http::HeaderName, HeaderValue)> {
    match (info.method, info.body) {
        (_, Some(BodyKind::File)) => Some((CONTENT_TYPE, BYTES)),
        (_, Some(BodyKind::Record | BodyKind::Filter | BodyKind::Object(_))) => {
            Some((CONTENT_TYPE, JSON))
        }
        // Without it some servers answer 411 to a `POST`; see RFC 9110 §8.6.
        (endpoint::Method::Post, None) => Some((CONTENT_LENGTH, NOTHING)),
        (endpoint::Method::Get, None) => None,
    }
}
