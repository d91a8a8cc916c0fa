//! Decodes replies that have been received or saved before, with the decoder of the client.

use bytes::Bytes;
use crm_client::endpoint::Endpoint;
use crm_client::{Client, Credentials, Error, ResponseFuture, Transport};
use http::{Request, Response};

/// Returns the value of a reply.
///
/// # Errors
///
/// Fails if the reply is a refusal or invalid.
pub(super) async fn decode<E: Endpoint>(
    request: E,
    response: Response<Bytes>,
) -> Result<E::Reply, Error> {
    let client = Client::builder()
        .credentials(Credentials::sha1("id", "key"))
        .transport(Saved(response))
        .max_attempts(1)
        .build()?;
    client.call(request).await
}

/// A transport that answers every request with the same response.
struct Saved(Response<Bytes>);

impl Transport for Saved {
    fn send(&self, _: Request<Bytes>) -> ResponseFuture<'_> {
        let response = self.0.clone();
        Box::pin(async { Ok(response) })
    }
}
