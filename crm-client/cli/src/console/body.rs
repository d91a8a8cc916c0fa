//! The bodies of requests to the API.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, EXPECT};
use http::{HeaderMap, Request};
use http_body_util::{BodyExt, Limited};
use hyper::body::{Body, Incoming};
use serde::de::DeserializeOwned;

use super::reply::Problem;

/// The largest body: a snapshot with tens of thousands of records.
const MAX: usize = 64 << 20;

/// The time for a body.
const LIMIT: Duration = Duration::from_secs(30);

/// The largest part of an unread body that is received and dropped.
const MAX_DROPPED: usize = 256 << 20;

/// Checks the type of a body. Forms of other sites cannot send this one.
pub(super) fn check_type(headers: &HeaderMap) -> Result<(), Problem> {
    let text = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let kind = text.split(';').next().unwrap_or_default();
    if kind.trim().eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(Problem::invalid("content-type: expected `application/json`"))
    }
}

/// Reads a body.
pub(super) async fn read(request: Request<Incoming>) -> Result<Bytes, Problem> {
    let too_large = || Err(Problem::too_large("body: larger than 64 MiB; send less"));
    if request.body().size_hint().lower() > MAX as u64 {
        discard(request);
        return too_large();
    }
    let (head, mut body) = request.into_parts();
    let whole = Limited::new(&mut body, MAX).collect();
    match tokio::time::timeout(LIMIT, whole).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
            discard(Request::from_parts(head, body));
            too_large()
        }
        Ok(Err(_)) => Err(Problem::invalid("body: incomplete")),
        Err(_) => Err(Problem::invalid("body: took longer than 30 seconds")),
    }
}

/// Receives the body of a request that is refused, and drops it. A connection that is closed with unread data
/// is reset, and a reset can discard a reply that the client has not read yet.
pub(super) fn discard(request: Request<Incoming>) {
    // A client that waits for permission to send its body does not send it.
    if request.headers().contains_key(EXPECT) || request.body().is_end_stream() {
        return;
    }
    let mut body = request.into_body();
    tokio::spawn(tokio::time::timeout(LIMIT, async move {
        let mut left = MAX_DROPPED;
        while let Some(Ok(frame)) = body.frame().await {
            let size = frame.data_ref().map_or(0, Bytes::len);
            if size > left {
                return;
            }
            left -= size;
        }
    }));
}

/// Reads a body of JSON.
pub(super) async fn json<T: DeserializeOwned>(request: Request<Incoming>) -> Result<T, Problem> {
    parse(&read(request).await?)
}

/// Reads JSON.
pub(super) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| Problem::invalid(format!("body: {error}")))
}
