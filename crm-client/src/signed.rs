//! A request as it travels: its parts → a URL, signed for this very moment, headers and a body.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Request};
use percent_encoding::utf8_percent_encode;

use crate::ConnectTimeout;
use crate::client::Inner;
use crate::endpoint::{self, BodyKind, Info, Parts};
use crate::options::Options;
use crate::values::ENCODED;

/// The longest URL that the `http` crate can hold.
const LONGEST_URL: usize = u16::MAX as usize - 1;

const NOTHING: HeaderValue = HeaderValue::from_static("0");

const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// A request that can be sent as it is, and soon.
pub(crate) struct Signed<'a> {
    pub(crate) method: Method,
    /// It ends with a slash.
    pub(crate) base_url: &'a str,
    pub(crate) path: &'a str,
    /// All parameters, which are not encoded yet.
    pub(crate) query: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) connect_timeout: Option<Duration>,
}

impl<'a> Signed<'a> {
    /// Signs a request that is fit to be sent.
    pub(crate) fn new(
        client: &'a Inner,
        info: &Info<'a>,
        options: &Options,
        mut parts: Parts<'a>,
        now: SystemTime,
    ) -> Signed<'a> {
        let body = parts.take_body().unwrap_or_default();
        client.credentials.authorize(&mut parts.query, now);
        let mut headers = HeaderMap::new();
        for (name, value) in &options.headers {
            headers.append(name, value.clone());
        }
        if let Some(value) = content_type(info) {
            headers.entry(CONTENT_TYPE).or_insert(value);
        }
        // Without it some servers answer 411 to a `POST`; see RFC 9110 §8.6.
        if info.method == endpoint::Method::Post && body.is_empty() {
            headers.insert(CONTENT_LENGTH, NOTHING);
        }
        let method = match info.method {
            endpoint::Method::Get => Method::GET,
            endpoint::Method::Post => Method::POST,
        };
        let (base_url, path) = (&*client.base_url, info.path);
        let connect_timeout = options.connect_timeout;
        Signed { method, base_url, path, query: parts.query, headers, body, connect_timeout }
    }

    /// Whether its URL is one that can be sent.
    pub(crate) fn check(&self) -> Result<(), String> {
        // Only what could be too long is worth to be encoded for it.
        if 3 * self.raw_len() > LONGEST_URL && self.url().len() > LONGEST_URL {
            return Err("its parameters make no URL: are they too long?".to_owned());
        }
        Ok(())
    }

    /// The length of its URL if nothing had to be encoded.
    fn raw_len(&self) -> usize {
        let query = self.query.iter().map(|(name, value)| name.len() + value.len() + 2);
        self.base_url.len() + self.path.len() + query.sum::<usize>()
    }

    /// The base URL, the path, and all parameters, encoded.
    pub(crate) fn url(&self) -> String {
        // Most characters stay as they are; Chinese ones take three times their bytes.
        let mut url = String::with_capacity(self.raw_len() + 64);
        url.push_str(self.base_url);
        url.push_str(self.path);
        for (index, (name, value)) in self.query.iter().enumerate() {
            url.push(if index == 0 { '?' } else { '&' });
            url.extend(utf8_percent_encode(name, ENCODED));
            url.push('=');
            url.extend(utf8_percent_encode(value, ENCODED));
        }
        url
    }

    /// The same as a request of the `http` crate.
    pub(crate) fn into_request(self) -> http::Result<Request<Bytes>> {
        let url = self.url();
        let mut request = Request::builder().method(self.method).uri(url).body(self.body)?;
        *request.headers_mut() = self.headers;
        if let Some(limit) = self.connect_timeout {
            request.extensions_mut().insert(ConnectTimeout(limit));
        }
        Ok(request)
    }
}

/// What the server must be told about the body.
fn content_type(info: &Info<'_>) -> Option<HeaderValue> {
    match info.body? {
        BodyKind::File => Some(BYTES),
        BodyKind::Record | BodyKind::Filter | BodyKind::Object(_) => Some(JSON),
    }
}
