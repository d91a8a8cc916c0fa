//! A transport that records a request instead of sending it.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use crm_client::{Credentials, ResponseFuture, Transport, TransportError};
use http::Request;
use serde_json::json;

use crate::failure::Failure;
use crate::output::{self, Format};
use crate::safe;

/// A transport that keeps the last request and sends nothing.
#[derive(Clone, Default)]
pub(super) struct Recorder(Arc<Mutex<Option<Request<Bytes>>>>);

impl Recorder {
    /// Returns the recorded request, and forgets it.
    pub(super) fn take(&self) -> Option<Recorded> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take().map(Recorded)
    }
}

impl Transport for Recorder {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(request);
        Box::pin(async { Err(TransportError::other("the request was recorded, not sent")) })
    }
}

/// A request that was not sent.
pub(super) struct Recorded(Request<Bytes>);

impl Recorded {
    /// Returns the request with its authentication, which is a secret.
    pub(super) fn into_request(self) -> Request<Bytes> {
        self.0
    }

    /// Prints the request without its authentication: in the format of a table as it is sent, otherwise
    /// as a JSON object.
    pub(super) fn print(&self, format: Format) -> Result<(), Failure> {
        let request = &self.0;
        let (method, url) = (request.method(), self.url());
        let text = match std::str::from_utf8(request.body()) {
            Ok(text) if self.is_json() => Some(text),
            _ => None,
        };
        let bytes = format!("<{} bytes>", request.body().len());
        if format == Format::Table {
            let body = text.map_or(bytes, |it| safe::line(it).into_owned());
            let body =
                if request.body().is_empty() { String::new() } else { format!("\n\n{body}") };
            return output::line(&format!("{method} {}{body}", safe::line(&url)));
        }
        // The body keeps its digits.
        let body = match text {
            Some(text) => text.to_owned(),
            None if request.body().is_empty() => "null".to_owned(),
            None => json!(bytes).to_string(),
        };
        let (method, url) = (json!(method.as_str()), json!(url));
        output::line(&format!(r#"{{"method":{method},"url":{url},"body":{body}}}"#))
    }

    fn is_json(&self) -> bool {
        self.0
            .headers()
            .get("content-type")
            .is_some_and(|it| it.as_bytes().starts_with(b"application/json"))
    }

    fn url(&self) -> String {
        let url = self.0.uri().to_string();
        let Some((path, query)) = url.split_once('?') else { return url };
        let is_public = |pair: &&str| {
            let name = pair.split('=').next().unwrap_or_default();
            !Credentials::PARAMETERS.contains(&name)
        };
        let query: Vec<&str> = query.split('&').filter(is_public).collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }
}
