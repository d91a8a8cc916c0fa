//! From a request to a response: the seam, and reqwest behind it.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

use crate::Error;

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
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_>;
}

/// The response to come.
pub type ResponseFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Response<Bytes>, TransportError>> + Send + 'a>>;

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        (**self).send(request)
    }
}

/// Why no whole response came back.
///
/// Say [`connect`](TransportError::connect) only of what provably was not sent: it is attempted again
/// even where the call changes something.
///
/// ```
/// use std::io::{Error, ErrorKind};
///
/// use crm_client::TransportError;
///
/// fn explain(error: Error) -> TransportError {
///     match error.kind() {
///         ErrorKind::ConnectionRefused => TransportError::connect(error),
///         ErrorKind::TimedOut => TransportError::timeout(error),
///         _ => TransportError::other(error),
///     }
/// }
///
/// let error = explain(ErrorKind::ConnectionRefused.into());
/// assert!(error.to_string().starts_with("no connection"));
/// ```
#[derive(Debug)]
pub struct TransportError {
    /// Whether no connection was made.
    unconnected: bool,
    /// Whether the time was up.
    timed_out: bool,
    source: Source,
}

type Source = Box<dyn StdError + Send + Sync>;

impl TransportError {
    /// No connection could be made, so the request was not sent.
    pub fn connect(source: impl Into<Source>) -> TransportError {
        TransportError { unconnected: true, ..TransportError::other(source) }
    }

    /// The time was up.
    pub fn timeout(source: impl Into<Source>) -> TransportError {
        TransportError { timed_out: true, ..TransportError::other(source) }
    }

    /// Anything else.
    pub fn other(source: impl Into<Source>) -> TransportError {
        TransportError { unconnected: false, timed_out: false, source: source.into() }
    }

    pub(crate) fn is_connect(&self) -> bool {
        self.unconnected
    }

    pub(crate) fn is_timeout(&self) -> bool {
        self.timed_out
    }

    /// Leaves the source out, if `scrub` finds something in it.
    pub(crate) fn scrub(&mut self, scrub: impl Fn(&mut String)) {
        let mut seen = format!("{self:?}");
        let mut cause: Option<&dyn StdError> = Some(&*self.source);
        while let Some(it) = cause {
            seen = format!("{seen} {it} {it:?}");
            cause = it.source();
        }
        let mut scrubbed = seen.clone();
        scrub(&mut scrubbed);
        if scrubbed != seen {
            self.source = "the transport's own words hold a secret and are left out".into();
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, advice) = match (self.unconnected, self.timed_out) {
            (true, _) => ("no connection", "check the base URL, the network and the proxy"),
            (false, true) => ("no response in time", "the server is slow or cannot be reached"),
            (false, false) => ("no whole response", "the server or the network is in trouble"),
        };
        // The outermost error of a chain says little; the innermost says what happened.
        let mut cause: &dyn StdError = &*self.source;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        let cause = cause.to_string();
        let words: Vec<&str> = cause.split_whitespace().collect();
        write!(f, "{what} ({}): {advice}", words.join(" "))
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}

/// What the built-in transport can be told.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) connect_timeout: Duration,
    pub(crate) proxy: bool,
}

impl Default for Settings {
    /// The vendor's sample waits 15 seconds to connect.
    fn default() -> Settings {
        Settings { connect_timeout: Duration::from_secs(15), proxy: true }
    }
}

/// The HTTP client that is used where none is given.
pub(crate) fn http_client(settings: &Settings) -> Result<reqwest::Client, Error> {
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(settings.connect_timeout)
        // A redirect would be given the signed URL, and so would every `Referer` after it.
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        // What to send again, and when, is not for the connection to decide.
        .retry(reqwest::retry::never());
    if !settings.proxy {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| Error::builder(error.to_string()))
}

/// The built-in transport. One of your own can add to it what it likes, and then send through it.
impl Transport for reqwest::Client {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        Box::pin(async move { execute(self, request).await.map_err(without_url) })
    }
}

async fn execute(
    client: &reqwest::Client,
    request: Request<Bytes>,
) -> Result<Response<Bytes>, reqwest::Error> {
    let mut reply = client.execute(request.try_into()?).await?;
    let (status, headers) = (reply.status(), std::mem::take(reply.headers_mut()));
    let mut response = Response::new(reply.bytes().await?);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

/// The only place where reqwest's errors become ours. They print their URL, which proves who sent it.
fn without_url(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let (unconnected, timed_out) = (error.is_connect(), error.is_timeout());
    TransportError { unconnected, timed_out, source: error.into() }
}
