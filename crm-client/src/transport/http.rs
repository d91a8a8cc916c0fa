//! The built-in transport, which sends requests through reqwest.

use std::future::Future;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

use super::{ResponseFuture, Transport};
use crate::error::{Error, TransportError};

/// A transport that never hands on a signed URL and sends nothing twice.
pub(crate) struct HttpTransport(reqwest::Client);

impl HttpTransport {
    pub(crate) fn built_in(connect_timeout: Duration, proxy: bool) -> Result<HttpTransport, Error> {
        let builder = reqwest::Client::builder()
            .user_agent(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(connect_timeout);
        HttpTransport::new(if proxy { builder } else { builder.no_proxy() })
    }

    pub(crate) fn new(builder: reqwest::ClientBuilder) -> Result<HttpTransport, Error> {
        let client = builder
            // A redirect would receive the signed URL, and so would every later `Referer`.
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            // Only the pipeline decides whether a request is sent again.
            .retry(reqwest::retry::never())
            .build();
        client.map(HttpTransport).map_err(|error| Error::builder(error.to_string()))
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        Box::pin(async move {
            let request = request.try_into().map_err(without_url)?;
            response(self.0.execute(request)).await
        })
    }
}

/// An HTTP client of your own, for a [`Transport`] of your own that adds to a request what it likes and
/// then sends it through one.
///
/// Whether it follows redirects cannot be seen from here. That it could not connect does not mean then
/// that nothing was sent, so nothing that changes something is sent again. Where nothing is to be
/// added, prefer [`http_client`](crate::ClientBuilder::http_client).
impl Transport for reqwest::Client {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        Box::pin(async move {
            let request = request.try_into().map_err(without_url)?;
            response(self.execute(request)).await.map_err(TransportError::perhaps_sent)
        })
    }
}

/// Reads the whole response.
async fn response(
    head: impl Future<Output = reqwest::Result<reqwest::Response>>,
) -> Result<Response<Bytes>, TransportError> {
    let mut reply = head.await.map_err(without_url)?;
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = reply.status();
    *response.headers_mut() = std::mem::take(reply.headers_mut());
    *response.body_mut() = reply.bytes().await.map_err(without_url)?;
    Ok(response)
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
