//! Signs requests with the client of the library, without sending them.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use crm_client::{Client, Credentials, RawRequest, ResponseFuture, Transport, TransportError};
use http::Request;

use crate::console::app::App;
use crate::console::reply::Problem;

/// A transport that keeps the request.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Option<Request<Bytes>>>>);

impl Transport for Kept {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(request);
        Box::pin(async { Err(TransportError::other("nothing is sent")) })
    }
}

/// Returns a request as a client would send it now, by the clock of the sandbox.
pub(super) async fn sign(
    app: &App,
    request: RawRequest,
    credentials: Credentials,
) -> Result<Request<Bytes>, Problem> {
    let (kept, sandbox) = (Kept::default(), app.sandbox.clone());
    let client = Client::builder()
        .base_url(app.base_url())
        .credentials(credentials)
        .clock(move || sandbox.now())
        .max_attempts(1)
        .transport(kept.clone())
        .build()
        .map_err(|error| Problem::invalid(error.to_string()))?;
    let failed = client.call(request).send_raw().await.err();
    let signed = kept.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    signed.ok_or_else(|| {
        let error = failed.map(|it| it.to_string()).unwrap_or_default();
        Problem::invalid(error)
    })
}
