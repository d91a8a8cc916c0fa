//! The error of a transport.

use std::error::Error as StdError;
use std::fmt::{self, Write};

use super::text::one_line;

/// The reason why no complete response was received.
///
/// Use [`connect`](TransportError::connect) only if the request was certainly not sent: the client
/// then retries it, even if the call writes.
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
/// assert!(error.to_string().starts_with("cannot connect"));
/// ```
///
/// [`Display`](fmt::Display) contains the innermost cause, because most programs log only that. So
/// [`source`](StdError::source) returns `None`, and a program that prints the whole chain prints
/// the cause once. [`inner`](TransportError::inner) returns the error that was passed in.
#[derive(Debug)]
pub struct TransportError {
    /// Whether no connection was established.
    unconnected: bool,
    reach: Reach,
    /// Whether the time was up.
    timed_out: bool,
    /// The size limit that the response exceeds.
    exceeds: Option<usize>,
    source: Source,
}

/// Whether the request was sent, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    PerhapsSent,
    NotSent,
    /// The request was not sent, and cannot be sent, because it is invalid.
    Unfit,
}

type Source = Box<dyn StdError + Send + Sync>;

impl TransportError {
    /// Creates the error for a connection that could not be established. The request was not sent.
    ///
    /// ```
    /// # use crm_client::TransportError;
    /// let error = TransportError::connect("there is no route to the host");
    /// assert!(error.to_string().starts_with("cannot connect"));
    /// ```
    pub fn connect(source: impl Into<Source>) -> TransportError {
        TransportError { unconnected: true, reach: Reach::NotSent, ..TransportError::other(source) }
    }

    /// Creates the error for a timeout.
    ///
    /// ```
    /// # use crm_client::TransportError;
    /// let error = TransportError::timeout("after 60 s");
    /// assert!(error.to_string().starts_with("request timed out"));
    /// ```
    pub fn timeout(source: impl Into<Source>) -> TransportError {
        TransportError { timed_out: true, ..TransportError::other(source) }
    }

    /// Creates the error for a connection that could not be established in time. The request was
    /// not sent.
    pub(crate) fn connect_timeout(source: impl Into<Source>) -> TransportError {
        TransportError { timed_out: true, ..TransportError::connect(source) }
    }

    /// Creates the error for any other failure.
    ///
    /// ```
    /// # use crm_client::TransportError;
    /// let error = TransportError::other("the connection was reset");
    /// assert!(error.to_string().starts_with("no complete response"));
    /// ```
    pub fn other(source: impl Into<Source>) -> TransportError {
        let source = source.into();
        TransportError {
            unconnected: false,
            reach: Reach::PerhapsSent,
            timed_out: false,
            exceeds: None,
            source,
        }
    }

    /// Creates the error for a response with more than `limit` bytes, see
    /// [`MaxResponseBytes`](crate::MaxResponseBytes). The server may have carried out the call. The
    /// client does not retry it.
    ///
    /// ```
    /// # use crm_client::TransportError;
    /// let error = TransportError::too_large(1000);
    /// assert!(error.to_string().starts_with("the response has more than 1000 bytes"));
    /// ```
    #[must_use]
    pub fn too_large(limit: usize) -> TransportError {
        let source = "the response exceeds its size limit";
        TransportError { exceeds: Some(limit), ..TransportError::other(source) }
    }

    /// Creates the error for an invalid request, which no attempt can send.
    pub(crate) fn unfit_request(source: impl Into<Source>) -> TransportError {
        TransportError { reach: Reach::Unfit, ..TransportError::other(source) }
    }

    /// Returns the reason why the request is invalid, if it is.
    pub(crate) fn unfit(&self) -> Option<String> {
        (self.reach == Reach::Unfit).then(|| one_line(&root_cause(&*self.source).to_string()))
    }

    /// Marks the request as possibly sent.
    pub(crate) fn perhaps_sent(self) -> TransportError {
        TransportError { reach: Reach::PerhapsSent, ..self }
    }

    /// Returns the error that the transport reported, for example to downcast it.
    ///
    /// If that error contains a secret of the client, another error without the secret replaces it.
    ///
    /// ```
    /// # use crm_client::TransportError;
    /// use std::io::{Error, ErrorKind};
    ///
    /// let error = TransportError::other(Error::from(ErrorKind::ConnectionReset));
    /// let inner = error.inner().downcast_ref::<Error>().unwrap();
    /// assert_eq!(inner.kind(), ErrorKind::ConnectionReset);
    /// ```
    #[must_use]
    pub fn inner(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.source
    }

    pub(crate) fn is_unsent(&self) -> bool {
        self.reach == Reach::NotSent
    }

    pub(crate) fn is_connect(&self) -> bool {
        self.unconnected
    }

    pub(crate) fn is_timeout(&self) -> bool {
        self.timed_out
    }

    pub(crate) fn is_too_large(&self) -> bool {
        self.exceeds.is_some()
    }

    /// Replaces the source if `scrub` finds a secret in it.
    pub(crate) fn scrub(&mut self, scrub: impl Fn(&mut String)) {
        let mut seen = format!("{self:?}");
        let mut cause: Option<&dyn StdError> = Some(&*self.source);
        while let Some(it) = cause {
            // Writing to a string fails only if `Display` or `Debug` of the cause fails.
            let _ = write!(seen, " {it} {it:?}");
            cause = it.source();
        }
        let mut scrubbed = seen.clone();
        scrub(&mut scrubbed);
        if scrubbed != seen {
            self.source = "the error of the transport contained a secret and was removed".into();
        }
    }
}

/// Returns the innermost error of a chain. The outermost error, such as "builder error", often does
/// not name the reason.
pub(crate) fn root_cause<'a>(error: &'a (dyn StdError + 'static)) -> &'a (dyn StdError + 'static) {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(limit) = self.exceeds {
            let advice = "request fewer fields or a smaller page, or raise `max_response_bytes`";
            return write!(f, "the response has more than {limit} bytes; {advice}");
        }
        let (what, advice) = match (self.unconnected, self.timed_out) {
            (true, _) => ("cannot connect", "check the base URL, the network and the proxy"),
            (false, true) => ("request timed out", "the server is slow or unreachable"),
            (false, false) => ("no complete response", "the server or the network failed"),
        };
        write!(f, "{what}: {}; {advice}", one_line(&root_cause(&*self.source).to_string()))
    }
}

/// Returns no source, because `Display` contains the cause.
impl StdError for TransportError {}
