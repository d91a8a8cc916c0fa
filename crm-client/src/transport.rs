//! From a request to a response: the seam between the client and what carries its requests.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

use crate::error::TransportError;

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
/// use http::{Request, Response};
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
    /// ```
    /// # use bytes::Bytes;
    /// # use crm_client::{Transport, TransportError};
    /// # use http::{Request, Response};
    /// async fn pass_on(
    ///     transport: &dyn Transport,
    ///     request: Request<Bytes>,
    /// ) -> Result<Response<Bytes>, TransportError> {
    ///     transport.send(request).await
    /// }
    /// ```
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_>;

    /// The longest time that it waits for a connection, if it waits no longer than the
    /// [`ConnectTimeout`] that a request carries. Without it, a call that has a
    /// [`connect_timeout`](crate::Call::connect_timeout) is refused.
    ///
    /// ```
    /// # use bytes::Bytes;
    /// # use crm_client::{ResponseFuture, Transport};
    /// # use http::Request;
    /// # use std::time::Duration;
    /// struct Counted<T>(T);
    ///
    /// impl<T: Transport> Transport for Counted<T> {
    ///     fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
    ///         println!("one more");
    ///         self.0.send(request)
    ///     }
    ///
    ///     fn connect_timeout(&self) -> Option<Duration> {
    ///         self.0.connect_timeout()
    ///     }
    /// }
    /// ```
    fn connect_timeout(&self) -> Option<Duration> {
        None
    }
}

/// How long to wait for a connection: an extension of a request whose call has a
/// [`connect_timeout`](crate::Call::connect_timeout).
///
/// ```
/// use bytes::Bytes;
/// use crm_client::ConnectTimeout;
/// use http::Request;
///
/// fn limit(request: &Request<Bytes>) -> Option<std::time::Duration> {
///     request.extensions().get().map(|ConnectTimeout(limit)| *limit)
/// }
///
/// assert_eq!(limit(&Request::default()), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectTimeout(pub Duration);

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

    fn connect_timeout(&self) -> Option<Duration> {
        (**self).connect_timeout()
    }
}
