//! The errors of calls and of building a client.

mod code;
#[rustfmt::skip] // It is generated.
mod codes;
mod construct;
mod outcome;
mod problem;
mod questions;
mod text;
mod transient;
mod transport;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::StatusCode;

pub use code::Code;
pub use outcome::Outcome;
pub(crate) use problem::Problem;
pub use transport::TransportError;
pub(crate) use transport::root_cause;

/// The error of a call, or of building a client.
///
/// [`code`](Error::code) and [`message`](Error::message) return the error code and the message of
/// the server. Methods such as [`is_timeout`](Error::is_timeout) recognize all other errors. [The
/// guide](crate::guide::errors) explains how to handle each error.
///
/// [`Display`](fmt::Display) writes one line with the endpoint, the problem and a remedy. `Display`
/// and [`Debug`](fmt::Debug) contain no secrets. They also contain no values of records, unless the
/// message of the server repeats one.
///
/// `Display` contains the cause, because most programs log only that. So
/// [`source`](StdError::source) returns `None`, and a program that prints the whole chain, such as
/// `{:#}` of `anyhow`, prints the cause once. [`transport_error`](Error::transport_error) returns
/// the error of the transport.
///
/// ```
/// # use crm_client::{Code, sandbox::Sandbox};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let crm = Sandbox::new().client_builder().build().unwrap();
/// # let id = "002-00000000-0000-4000-8000-000000000002";
/// match crm.account().get(id, ["accountName"]).await {
///     Ok(record) => println!("{}", record.to_json()),
///     Err(error) if error.code() == Some(Code::INSUFFICIENT_RIGHTS) => println!("permission denied"),
///     Err(error) if error.is_timeout() => println!("try again later"),
///     Err(error) => println!("{error}"),
/// }
/// # }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    endpoint: Option<String>,
    status: Option<StatusCode>,
    attempts: u32,
    outcome: Option<Outcome>,
    /// Whether the call changes something.
    is_write: bool,
    retry_after: Option<Duration>,
    kind: Kind,
}

enum Kind {
    /// The settings of the client are invalid.
    Builder(String),
    /// The request is invalid.
    Request(String),
    /// The time was up while the request waited for the client's rate or concurrency limit.
    Late,
    Transport(TransportError),
    /// A status other than 200, without an `error_code`.
    Status {
        html: bool,
    },
    Api {
        code: Code,
        message: String,
    },
    Decode(Problem),
}

impl Error {
    pub(crate) fn builder(problem: impl Into<String>) -> Error {
        Error::new(Kind::Builder(problem.into()))
    }

    pub(crate) fn request(endpoint: &str, problem: String) -> Error {
        Error::new(Kind::Request(problem)).at(endpoint)
    }

    pub(crate) fn transport(endpoint: &str, error: TransportError) -> Error {
        Error::new(Kind::Transport(error)).at(endpoint)
    }

    pub(crate) fn late(endpoint: &str) -> Error {
        Error::new(Kind::Late).at(endpoint)
    }

    pub(crate) fn no_envelope(endpoint: &str, html: bool) -> Error {
        Error::new(Kind::Status { html }).at(endpoint)
    }

    pub(crate) fn api(endpoint: &str, code: i64, message: String) -> Error {
        Error::new(Kind::Api { code: Code(code), message }).at(endpoint)
    }

    /// Creates the error of a received record or value that cannot be decoded into a type.
    pub(crate) fn record(mut problem: Problem) -> Error {
        problem.scrub(|_| {});
        Error::new(Kind::Decode(problem))
    }

    pub(crate) fn decode(endpoint: &str, problem: Problem) -> Error {
        Error::new(Kind::Decode(problem)).at(endpoint)
    }

    fn new(kind: Kind) -> Error {
        Error(Box::new(Inner {
            endpoint: None,
            status: None,
            attempts: 0,
            outcome: None,
            is_write: false,
            retry_after: None,
            kind,
        }))
    }

    fn at(mut self, endpoint: &str) -> Error {
        self.0.endpoint = Some(endpoint.to_owned());
        self
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Error {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Error {
        self.0.retry_after = wait;
        self
    }

    /// Adds the number of attempts, and the least certain outcome of all attempts.
    pub(crate) fn attempted(mut self, attempts: u32, outcome: Outcome) -> Error {
        self.0.attempts = attempts;
        self.0.outcome = Some(outcome);
        self
    }

    /// States whether the call changes something, so that the message can warn about it.
    pub(crate) fn of_write(mut self, is_write: bool) -> Error {
        self.0.is_write = is_write;
        self
    }

    /// Removes secrets from all strings of the server and the transport, and then truncates long
    /// strings.
    pub(crate) fn scrubbed(mut self, scrub: impl Fn(&mut String)) -> Error {
        match &mut self.0.kind {
            Kind::Api { message, .. } => text::scrub_and_shorten(message, scrub),
            Kind::Decode(problem) => problem.scrub(scrub),
            Kind::Transport(error) => error.scrub(scrub),
            Kind::Builder(problem) | Kind::Request(problem) => scrub(problem),
            Kind::Late | Kind::Status { .. } => {}
        }
        self
    }

    /// Returns the kind of the error, for metrics.
    #[cfg(feature = "tracing")]
    pub(crate) fn kind_name(&self) -> &'static str {
        match &self.0.kind {
            Kind::Builder(_) => "builder",
            Kind::Request(_) => "request",
            Kind::Late => "late",
            Kind::Transport(error) if error.is_too_large() => "response_too_large",
            Kind::Transport(error) if error.is_connect() => "connect",
            Kind::Transport(error) if error.is_timeout() => "timeout",
            Kind::Transport(_) => "transport",
            Kind::Status { .. } => "status",
            Kind::Api { .. } => "code",
            Kind::Decode(_) => "decode",
        }
    }

    /// Returns whether the time was up while the request waited for a limit of the client.
    pub(crate) fn is_late(&self) -> bool {
        matches!(self.0.kind, Kind::Late)
    }

    /// Returns whether the request certainly did not reach the server, but can if it is sent again.
    pub(crate) fn is_unsent(&self) -> bool {
        matches!(&self.0.kind, Kind::Transport(error) if error.is_unsent())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(endpoint) = &self.0.endpoint {
            // The path of a raw request can contain line breaks, and this is one line.
            write!(f, "{}: ", endpoint.escape_debug())?;
        }
        match &self.0.kind {
            Kind::Builder(problem) => write!(f, "cannot build the client: {problem}"),
            Kind::Request(problem) => write!(f, "not sent: {problem}"),
            Kind::Late => f.write_str(
                "not sent: timed out while waiting for the client's rate or concurrency limit; raise \
                 the limit or the timeout",
            ),
            Kind::Transport(error) => error.fmt(f),
            Kind::Status { html } => self.fmt_status(*html, f),
            Kind::Api { code, message } => code.fmt_with(message, f),
            Kind::Decode(problem) => {
                let what = if self.0.endpoint.is_some() { "response" } else { "record" };
                write!(f, "cannot decode the {what}{problem}")
            }
        }?;
        if self.0.is_write && self.outcome() == Outcome::Unknown {
            f.write_str("; the call may have been carried out")?;
        }
        Ok(())
    }
}

impl Error {
    fn fmt_status(&self, html: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.0.status.unwrap_or_default();
        let what = if html { "with an HTML page" } else { "without a CRM error code" };
        write!(f, "HTTP {status} {what}; ")?;
        if status.is_redirection() {
            return f.write_str("redirects are not followed; check the base URL and the proxy");
        }
        f.write_str(match status {
            StatusCode::NOT_FOUND => "check the base URL",
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                "access was denied; check the proxy or gateway in front of the server"
            }
            StatusCode::PROXY_AUTHENTICATION_REQUIRED => "the proxy requires credentials",
            StatusCode::PAYLOAD_TOO_LARGE => {
                "the body is too large for the server or a proxy; send less, or raise its limit"
            }
            StatusCode::URI_TOO_LONG => {
                "the URL is too long for the server or a proxy; request fewer fields"
            }
            StatusCode::TOO_MANY_REQUESTS => "too many requests; send fewer, or wait",
            _ => "the server or a proxy in front of it failed",
        })
    }
}

/// Begins with the message, because `main` prints a returned error with `Debug`.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("message", &format_args!("{self}"))
            .field("status", &self.0.status)
            .field("attempts", &self.0.attempts)
            .field("outcome", &self.outcome())
            .field("cause", &self.transport_error().map(TransportError::inner))
            .finish()
    }
}

/// Returns no source, because `Display` contains the cause.
impl StdError for Error {}
