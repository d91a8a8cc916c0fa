//! Receives the body of a request, unless the head of the request is refused.

use std::error::Error;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_TYPE, EXPECT};
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Body;
use tokio::time::timeout;

use crate::endpoint::Info;
use crate::sandbox::answer::Refusal;
use crate::sandbox::body::{self, Unread};

/// The largest part of an unread body that is received and dropped, in bytes. Until a client has sent
/// its body, it often does not look for a response.
const MAX_DROPPED: usize = 64 << 20;

/// A body that did not arrive.
pub(super) enum Broken {
    /// The client closed the connection, or the encoding of the body is invalid.
    Invalid,
    Late,
}

/// Receives a request. A body that the CRM refuses anyway is not read; the request then carries
/// the reason as the extension [`Unread`]. `admit` checks the head and the size of the body.
pub(super) async fn receive<B>(
    request: Request<B>,
    admit: impl FnOnce(&Request<Bytes>, Option<u64>) -> Result<&'static Info<'static>, Refusal>,
    limit: Duration,
) -> Result<Request<Bytes>, Broken>
where
    B: Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let (head, mut body) = request.into_parts();
    let mut request = Request::from_parts(head, Bytes::new());
    if body.is_end_stream() {
        return Ok(request);
    }
    let refusal = match admit(&request, body.size_hint().exact()) {
        Err(refusal) => refusal,
        Ok(info) => {
            let whole = Limited::new(&mut body, body::max_bytes(info)).collect();
            match timeout(limit, whole).await {
                Ok(Ok(whole)) => {
                    *request.body_mut() = whole.to_bytes();
                    return Ok(request);
                }
                Ok(Err(error)) if error.is::<LengthLimitError>() => body::too_large(info),
                Ok(Err(_)) => return Err(Broken::Invalid),
                Err(_) => return Err(Broken::Late),
            }
        }
    };
    request.extensions_mut().insert(Unread(refusal));
    // A connection that is closed with unread data is reset, and a reset can discard a response that
    // the client has not read yet. The task ends with the connection.
    if !is_held_back(&request) {
        tokio::spawn(timeout(limit, discard(body)));
    }
    Ok(request)
}

/// Returns whether the client waits for permission to send the body, and did not get it. It may still
/// send the body, so the connection cannot be used for more requests.
pub(super) fn is_held_back<B>(request: &Request<B>) -> bool {
    request.headers().contains_key(EXPECT) && request.extensions().get::<Unread>().is_some()
}

/// Receives a body without keeping it, up to [`MAX_DROPPED`].
async fn discard<B: Body<Data = Bytes> + Unpin>(mut body: B) {
    let mut left = MAX_DROPPED;
    while let Some(Ok(frame)) = body.frame().await {
        let size = frame.data_ref().map_or(0, Bytes::len);
        let Some(less) = left.checked_sub(size) else { return };
        left = less;
    }
}

impl Broken {
    /// Returns the response, after which the connection is closed.
    pub(super) fn into_response(self) -> Response<Bytes> {
        let (status, text) = match self {
            Broken::Invalid => {
                (StatusCode::BAD_REQUEST, "sandbox: the body is incomplete or broken")
            }
            Broken::Late => (StatusCode::REQUEST_TIMEOUT, "sandbox: the body took too long"),
        };
        let mut response = Response::new(Bytes::from_static(text.as_bytes()));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
        response
    }
}
