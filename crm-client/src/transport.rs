//! From a request to a response: the seam between the client and what carries its requests.

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
pub(crate) use connect::ConnectDeadline;
pub(crate) use http::HttpTransport;
pub use limit::MaxResponseBytes;

/// Carries requests to a server.
///
/// A request comes complete and signed, and is to be sent once, as it is, and soon: a signature is
/// valid for less than 30 seconds. What to send again, and how long to wait, is the client's to
/// decide: it drops the future when the time is up. Its URL proves who sends it, and may hold the app
/// key itself: keep it out of logs and errors, and follow no redirect, which would hand it on.
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
    /// Sends a request, and reads the whole response, whatever its status.
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

/// The response to come.
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
