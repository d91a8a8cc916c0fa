//! The error of a transport.

use std::error::Error as StdError;
use std::fmt::{self, Write};

use super::text::one_line;

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
///
/// [`Display`](fmt::Display) contains the innermost cause, because most programs log only that. So
/// [`source`](StdError::source) returns `None`, and a program that prints the whole chain prints the
/// cause once. [`inner`](TransportError::inner) returns the error that was passed in.
#[derive(Debug)]
pub struct TransportError {
    /// Whether no connection was made.
    unconnected: bool,
    reach: Reach,
    /// Whether the time was up.
    timed_out: bool,
    /// The size limit that the response exceeds.
    exceeds: Option<usize>,
    source: Source,
}

/// How far the request came, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    PerhapsSent,
    NotSent,
    /// It was not sent, and no request like it can be.
    Unfit,
}

type Source = Box<dyn StdError + Send + Sync>;

impl TransportError {
    /// No connection could be made, so the request was not sent.
    ///
    /// ```
    /// # use crm_client::TransportError;
    /// let error = TransportError::connect("there is no route to the host");
    /// assert!(error.to_string().starts_with("no connection"));
    /// ```
    pub fn connect(source: impl Into<Source>) -> TransportError {
        TransportError { unconnected: true, reach: Reach::NotSent, ..TransportError::other(source) }
    }

    /// The time was up.
    ///
    /// ```
    /// # use crm_client::TransportError;
    /// let error = TransportError::timeout("it took more than a minute");
    /// assert!(error.to_string().starts_with("no response in time"));
    /// ```
    pub fn timeout(source: impl Into<Source>) -> TransportError {
        TransportError { timed_out: true, ..TransportError::other(source) }
    }

    /// No connection could be made in time, so the request was not sent.
    pub(crate) fn connect_timeout(source: impl Into<Source>) -> TransportError {
        TransportError { timed_out: true, ..TransportError::connect(source) }
    }

    /// Anything else.
    ///
    /// ```
    /// # use crm_client::TransportError;
    /// let error = TransportError::other("the connection was reset");
    /// assert!(error.to_string().starts_with("no whole response"));
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
    /// [`MaxResponseBytes`](crate::MaxResponseBytes). The call may have been carried out, and is not
    /// retried.
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

    /// The request is invalid, so no attempt can send it.
    pub(crate) fn unfit_request(source: impl Into<Source>) -> TransportError {
        TransportError { reach: Reach::Unfit, ..TransportError::other(source) }
    }

    /// The reason why the request is invalid, if it is.
    pub(crate) fn unfit(&self) -> Option<String> {
        (self.reach == Reach::Unfit).then(|| one_line(&root_cause(&*self.source).to_string()))
    }

    /// The same of whoever cannot prove that nothing was sent.
    pub(crate) fn perhaps_sent(self) -> TransportError {
        TransportError { reach: Reach::PerhapsSent, ..self }
    }

    /// Returns the error that the transport reported, for example to downcast it.
    ///
    /// If that error contains a secret of the client, another one without it takes its place.
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

    /// Leaves the source out, if `scrub` finds something in it.
    pub(crate) fn scrub(&mut self, scrub: impl Fn(&mut String)) {
        let mut seen = format!("{self:?}");
        let mut cause: Option<&dyn StdError> = Some(&*self.source);
        while let Some(it) = cause {
            // Writing to a string cannot fail, unless the cause does not print itself.
            let _ = write!(seen, " {it} {it:?}");
            cause = it.source();
        }
        let mut scrubbed = seen.clone();
        scrub(&mut scrubbed);
        if scrubbed != seen {
            self.source = "the transport's own words hold a secret and are left out".into();
        }
    }
}

/// The innermost error of a chain. The outermost one often does not name the reason, such as
/// "builder error".
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
            (true, _) => ("no connection", "check the base URL, the network and the proxy"),
            (false, true) => ("no response in time", "the server is slow or cannot be reached"),
            (false, false) => ("no whole response", "the server or the network is in trouble"),
        };
        write!(f, "{what} ({}): {advice}", one_line(&root_cause(&*self.source).to_string()))
    }
}

/// Has no source: `Display` contains the cause.
impl StdError for TransportError {}
