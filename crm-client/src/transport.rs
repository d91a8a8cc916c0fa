//! From a request to a response: the seam, and reqwest behind it.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

use crate::Error;

/// Carries requests to a server.
///
/// A request comes complete and signed, and is to be sent once, as it is, and soon: a signature is
/// valid for less than 30 seconds. Its URL proves who sends it, and may hold the app key itself:
/// keep it out of logs and errors, and follow no redirect, which would hand it on.
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
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_>;
}

/// The response to come.
pub type ResponseFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Response<Bytes>, TransportError>> + Send + 'a>>;

/// Why no whole response came back.
#[derive(Debug)]
pub struct TransportError {
    kind: Kind,
    source: Box<dyn StdError + Send + Sync>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Connect,
    Timeout,
    Other,
}

impl TransportError {
    /// No connection could be made, so the request was not sent.
    pub fn connect(source: impl Into<Box<dyn StdError + Send + Sync>>) -> TransportError {
        TransportError { kind: Kind::Connect, source: source.into() }
    }

    /// The time was up.
    pub fn timeout(source: impl Into<Box<dyn StdError + Send + Sync>>) -> TransportError {
        TransportError { kind: Kind::Timeout, source: source.into() }
    }

    /// Anything else.
    pub fn other(source: impl Into<Box<dyn StdError + Send + Sync>>) -> TransportError {
        TransportError { kind: Kind::Other, source: source.into() }
    }

    pub(crate) fn is_connect(&self) -> bool {
        self.kind == Kind::Connect
    }

    pub(crate) fn is_timeout(&self) -> bool {
        self.kind == Kind::Timeout
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, advice) = match self.kind {
            Kind::Connect => ("no connection", "check the base URL, the network and the proxy"),
            Kind::Timeout => ("no response in time", "the server is slow or cannot be reached"),
            Kind::Other => ("no whole response", "the connection broke off"),
        };
        // The outermost error of a chain says little; the innermost says what happened.
        let mut cause: &dyn StdError = &*self.source;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        write!(f, "{what} ({cause}): {advice}")
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}

/// reqwest as a transport.
#[derive(Debug)]
pub(crate) struct Http(reqwest::Client);

/// What the built-in transport can be told.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) connect_timeout: Duration,
    pub(crate) timeout: Duration,
    pub(crate) proxy: bool,
}

impl Default for Settings {
    /// The vendor's sample waits 15 seconds to connect, and as long again for what it reads.
    fn default() -> Settings {
        Settings {
            connect_timeout: Duration::from_secs(15),
            timeout: Duration::from_secs(30),
            proxy: true,
        }
    }
}

impl Settings {
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        if self.connect_timeout.is_zero() || self.timeout.is_zero() {
            return Err("a timeout of zero leaves no time for any call");
        }
        Ok(())
    }
}

impl Http {
    /// The user's own client, as it is.
    pub(crate) fn of(client: reqwest::Client) -> Http {
        Http(client)
    }

    pub(crate) fn new(settings: &Settings) -> Result<Http, Error> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(settings.connect_timeout)
            .timeout(settings.timeout)
            // A redirect would be given the signed URL, and so would every `Referer` after it.
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            // What to send again, and when, is not for the connection to decide.
            .retry(reqwest::retry::never());
        if !settings.proxy {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| Error::builder(error.to_string()))?;
        Ok(Http(client))
    }

    async fn execute(&self, request: Request<Bytes>) -> Result<Response<Bytes>, reqwest::Error> {
        let mut reply = self.0.execute(request.try_into()?).await?;
        let (status, headers) = (reply.status(), std::mem::take(reply.headers_mut()));
        let mut response = Response::new(reply.bytes().await?);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

impl Transport for Http {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        Box::pin(async move { self.execute(request).await.map_err(without_url) })
    }
}

/// The only place where reqwest's errors become ours. They print their URL, which proves who sent it.
fn without_url(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    if error.is_connect() {
        TransportError::connect(error)
    } else if error.is_timeout() {
        TransportError::timeout(error)
    } else {
        TransportError::other(error)
    }
}
