//! The built-in transport, which sends requests through reqwest.

use std::future::Future;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{Request, Response};

use super::connect::{ConnectDeadline, ConnectLimit};
use super::{MaxResponseBytes, ResponseFuture, Transport};
use crate::error::{TransportError, root_cause};

/// The built-in transport. It does not follow redirects and does not retry.
pub(crate) struct HttpTransport(reqwest::Client);

impl HttpTransport {
    pub(crate) fn built_in(
        connect_timeout: Duration,
        proxy: bool,
    ) -> Result<HttpTransport, String> {
        let builder = reqwest::Client::builder()
            .user_agent(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(connect_timeout);
        HttpTransport::new(if proxy { builder } else { builder.no_proxy() })
    }

    /// Builds the HTTP client, or returns the reason why that is impossible.
    pub(crate) fn new(builder: reqwest::ClientBuilder) -> Result<HttpTransport, String> {
        let client = builder
            // A redirect would send the signed URL to another server, as its address and as the
            // `Referer`.
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            // Only the pipeline decides whether a request is sent again.
            .retry(reqwest::retry::never())
            .connector_layer(ConnectLimit)
            .build();
        client.map(HttpTransport).map_err(|error| root_cause(&error).to_string())
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        let deadline = request.extensions().get::<ConnectDeadline>().copied();
        Box::pin(ConnectDeadline::scope(deadline, async move {
            let limit = max_response_bytes(&request);
            let request = request.try_into().map_err(without_url)?;
            response(self.0.execute(request), limit).await
        }))
    }
}

/// Sends requests with any reqwest client. Use it inside of your [`Transport`], for example to add
/// headers.
///
/// This client may follow redirects. A failed connection therefore does not prove that nothing was
/// sent, so a write is not retried after it. If you only need other settings, prefer
/// [`http_client`](crate::ClientBuilder::http_client).
impl Transport for reqwest::Client {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        Box::pin(async move {
            let limit = max_response_bytes(&request);
            let request = request.try_into().map_err(without_url)?;
            response(self.execute(request), limit).await.map_err(TransportError::perhaps_sent)
        })
    }
}

fn max_response_bytes(request: &Request<Bytes>) -> usize {
    request.extensions().get().copied().unwrap_or(MaxResponseBytes::default()).0
}

/// Reads the whole response, if its body has at most `limit` bytes.
async fn response(
    head: impl Future<Output = reqwest::Result<reqwest::Response>>,
    limit: usize,
) -> Result<Response<Bytes>, TransportError> {
    let mut reply = head.await.map_err(without_url)?;
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = reply.status();
    *response.headers_mut() = std::mem::take(reply.headers_mut());
    *response.body_mut() = body(reply, limit).await?;
    Ok(response)
}

/// Reads a body. Chunks come decompressed, so a small compressed body cannot exceed the limit either.
async fn body(mut reply: reqwest::Response, limit: usize) -> Result<Bytes, TransportError> {
    let fits =
        |length: usize| if length > limit { Err(TransportError::too_large(limit)) } else { Ok(()) };
    // The announced length. For a compressed body, it is unknown.
    let announced = reply.content_length().unwrap_or_default();
    fits(usize::try_from(announced).unwrap_or(usize::MAX))?;
    let Some(first) = reply.chunk().await.map_err(without_url)? else { return Ok(Bytes::new()) };
    fits(first.len())?;
    let Some(second) = reply.chunk().await.map_err(without_url)? else { return Ok(first) };
    let mut all = BytesMut::from(first);
    let mut next = Some(second);
    while let Some(chunk) = next {
        fits(all.len() + chunk.len())?;
        all.extend_from_slice(&chunk);
        next = reply.chunk().await.map_err(without_url)?;
    }
    Ok(all.freeze())
}

/// Converts an error of reqwest, which would print the signed URL.
fn without_url(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    if error.is_builder() {
        return TransportError::unfit_request(error);
    }
    match (error.is_connect(), error.is_timeout()) {
        (true, true) => TransportError::connect_timeout(error),
        (true, false) => TransportError::connect(error),
        (false, true) => TransportError::timeout(error),
        (false, false) => TransportError::other(error),
    }
}
