//! A transport that records a request instead of sending it.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use crm_client::{ResponseFuture, Transport, TransportError};
use http::Request;
use serde_json::json;

use crate::failure::Failure;
use crate::output::{self, Format};

/// The parameters that authenticate a request. They are not printed.
const AUTHENTICATION: [&str; 4] = ["appid", "sign", "sign_type", "timestamp"];

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
    /// Prints the request without its authentication.
    pub(super) fn print(&self, format: Format) -> Result<(), Failure> {
        let request = &self.0;
        let (method, url) = (request.method(), self.url());
        let body = match std::str::from_utf8(request.body()) {
            Ok(text) if self.is_json() => text.to_owned(),
            _ => format!("<{} bytes>", request.body().len()),
        };
        if format != Format::Table {
            let body = if self.is_json() {
                serde_json::from_str(&body).unwrap_or_default()
            } else {
                json!(body)
            };
            return output::line(
                &json!({ "method": method.as_str(), "url": url, "body": body }).to_string(),
            );
        }
        output::line(&format!("{method} {url}"))?;
        if body.is_empty() { Ok(()) } else { output::line(&format!("\n{body}")) }
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
            !AUTHENTICATION.contains(&name)
        };
        let query: Vec<&str> = query.split('&').filter(is_public).collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }
}
