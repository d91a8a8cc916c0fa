//! What can go wrong with a call.

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

/// Why a call, or the making of a client, failed.
///
/// Ask it what you need to know: [`code`](Error::code) and [`message`](Error::message) for what the
/// server refused, [`is_timeout`](Error::is_timeout) and its like for everything else;
/// [the guide](crate::guide::errors) says what to do about each.
/// [`Display`](fmt::Display) says in one line which endpoint it was, what happened and what to do;
/// neither it nor [`Debug`](fmt::Debug) holds a secret or a value of a record. Only
/// [`message`](Error::message) and its line in `Display` repeat what the server says.
///
/// `Display` contains the cause, because most programs log only that. So
/// [`source`](StdError::source) returns `None`, and a program that prints the whole chain, such as
/// `{:#}` of `anyhow`, prints the cause once. [`transport_error`](Error::transport_error) gives access
/// to the error of the transport.
///
/// ```
/// # use crm_client::{Code, sandbox::Sandbox};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let crm = Sandbox::new().client_builder().build().unwrap();
/// # let id = "002-00000000-0000-4000-8000-000000000002";
/// match crm.account().get(id, ["accountName"]).await {
///     Ok(record) => println!("{}", record.to_json()),
///     Err(error) if error.code() == Some(Code::INSUFFICIENT_RIGHTS) => println!("not for you"),
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
    retry_after: Option<Duration>,
    kind: Kind,
}

enum Kind {
    /// A client cannot be made of this.
    Builder(String),
    /// The request is not fit to be sent.
    Request(String),
    /// Its turn to be sent did not come in time.
    Late,
    Transport(TransportError),
    /// A status other than 200, and no envelope.
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

    /// A record that was received before does not read as something else.
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

    /// The last error of a call, after so many attempts, of which this is the least certain outcome.
    pub(crate) fn attempted(mut self, attempts: u32, outcome: Outcome) -> Error {
        self.0.attempts = attempts;
        self.0.outcome = Some(outcome);
        self
    }

    /// Lets `scrub` rewrite all strings from outside, and then shortens long ones.
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

    /// What kind of error it is, for whoever counts them.
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

    /// Whether its turn did not come in time.
    pub(crate) fn is_late(&self) -> bool {
        matches!(self.0.kind, Kind::Late)
    }

    /// Whether it provably did not reach the server, and might the next time.
    pub(crate) fn is_unsent(&self) -> bool {
        matches!(&self.0.kind, Kind::Transport(error) if error.is_unsent())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(endpoint) = &self.0.endpoint {
            // That of a raw request can be any text at all, and this is one line.
            write!(f, "{}: ", endpoint.escape_debug())?;
        }
        match &self.0.kind {
            Kind::Builder(problem) => write!(f, "no client can be made: {problem}"),
            Kind::Request(problem) => write!(f, "not sent: {problem}"),
            Kind::Late => f.write_str(
                "not sent: the time for it was up before its turn; allow more requests, or more time",
            ),
            Kind::Transport(error) => error.fmt(f),
            Kind::Status { html } => self.fmt_status(*html, f),
            Kind::Api { code, message } => code.fmt_with(message, f),
            Kind::Decode(problem) => {
                let what = if self.0.endpoint.is_some() { "reply" } else { "record" };
                write!(f, "the {what} is not understood{problem}")
            }
        }
    }
}

impl Error {
    fn fmt_status(&self, html: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.0.status.unwrap_or_default();
        let what = if html { "a page of HTML" } else { "no error of the CRM's" };
        write!(f, "HTTP {status} with {what}: ")?;
        if status.is_redirection() {
            return f.write_str("redirects are not followed, check the base URL and the proxy");
        }
        match status {
            StatusCode::NOT_FOUND => f.write_str("check the base URL"),
            _ => f.write_str("the server or something before it is in trouble"),
        }
    }
}

/// What `main` prints of an error, too, so that it begins with what it says.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("says", &format_args!("{self}"))
            .field("status", &self.0.status)
            .field("attempts", &self.0.attempts)
            .field("outcome", &self.outcome())
            .field("cause", &self.transport_error().map(TransportError::inner))
            .finish()
    }
}

/// Has no source: `Display` contains the cause.
impl StdError for Error {}
