//! The trait `Transport`, which sends a request and returns the response.

mod base_url;
mod connect;
mod http;
mod limit;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use ::http::{Request, Response};
use bytes::Bytes;

use crate::error::TransportError;

pub(crate) use base_url::BaseUrl;
#[cfg(feature = "tracing")]
pub(crate) use base_url::Server;
pub(crate) use connect::ConnectDeadline;
pub(crate) use http::HttpTransport;
pub use limit::MaxResponseBytes;

/// Sends requests to a server.
///
/// A request is complete and signed. Send it once, without changes and at once, because a signature
/// expires after 30 seconds. The client decides about retries and timeouts: it drops the future
/// when the time is up.
///
/// The URL contains the signature or the app key. Keep it out of logs and errors, and do not follow
/// redirects, which would send it to another server.
///
/// ```
/// use bytes::Bytes;
/// use crm_client::{Client, Credentials, ResponseFuture, Transport};
/// use ::http::{Request, Response};
///
/// /// Says yes to everything.
/// struct Yes;
///
/// impl Transport for Yes {
///     fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
///         println!("{} {}", request.method(), request.uri().path());
///         let body = r#"{"error_code":0,"data":{"account_id":"002-…"}}"#;
///         Box::pin(async move { Ok(Response::new(Bytes::from(body))) })
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// let crm = Client::builder()
///     .credentials(Credentials::md5("000-your-app-id", "key"))
///     .op_user("027-00000000-0000-4000-8000-000000000001")
///     .transport(Yes)
///     .build()?;
/// crm.account().add(&serde_json::json!({ "accountName": "杨志永" })).await?;
/// # Ok(())
/// # }
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends a request, and returns the whole response with any status.
    ///
    /// The extensions of the request have the size limit of the response: [`MaxResponseBytes`].
    ///
    /// ```
    /// # use bytes::Bytes;
    /// # use crm_client::{Transport, TransportError};
    /// # use ::http::{Request, Response};
    /// async fn pass_on(
    ///     transport: &dyn Transport,
    ///     request: Request<Bytes>,
    /// ) -> Result<Response<Bytes>, TransportError> {
    ///     transport.send(request).await
    /// }
    /// ```
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_>;
}

/// The future of a response.
///
/// ```
/// use crm_client::{ResponseFuture, TransportError};
///
/// fn nobody_there() -> ResponseFuture<'static> {
///     Box::pin(async { Err(TransportError::connect("nobody is there")) })
/// }
/// ```
pub type ResponseFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Response<Bytes>, TransportError>> + Send + 'a>>;

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        (**self).send(request)
    }
}
