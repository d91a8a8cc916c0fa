//! The bodies of requests to the API.

use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use serde::de::DeserializeOwned;

use super::reply::Problem;

/// The largest body: a snapshot with tens of thousands of records.
const MAX: usize = 64 << 20;

/// The time for a body.
const LIMIT: Duration = Duration::from_secs(30);

/// Reads a body.
pub(super) async fn read(request: Request<Incoming>) -> Result<Bytes, Problem> {
    let json = |it: &HeaderValue| it.as_bytes().starts_with(b"application/json");
    if !request.headers().get(CONTENT_TYPE).is_some_and(json) {
        return Err(Problem::invalid("content-type: expected `application/json`"));
    }
    let body = Limited::new(request.into_body(), MAX).collect();
    match tokio::time::timeout(LIMIT, body).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
            Err(Problem::too_large("body: larger than 64 MiB; send less"))
        }
        Ok(Err(_)) => Err(Problem::invalid("body: incomplete")),
        Err(_) => Err(Problem::invalid("body: took longer than 30 seconds")),
    }
}

/// Reads a body of JSON.
pub(super) async fn json<T: DeserializeOwned>(request: Request<Incoming>) -> Result<T, Problem> {
    parse(&read(request).await?)
}

/// Reads JSON.
pub(super) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| Problem::invalid(format!("body: {error}")))
}
