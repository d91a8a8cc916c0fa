//! Constructors of errors for tests in other crates.

use http::StatusCode;

use super::{Code, Error, TransportError};

impl Error {
    /// Creates the error of a response with an `error_code`, for your tests.
    ///
    /// The error is the same as after a call with one attempt. Its [`outcome`](Error::outcome)
    /// depends on the code.
    ///
    /// ```
    /// use crm_client::{Code, Error, Outcome};
    ///
    /// fn is_forbidden(error: &Error) -> bool {
    ///     error.code() == Some(Code::INSUFFICIENT_RIGHTS)
    /// }
    ///
    /// let error = Error::from_code("account/get", Code::INSUFFICIENT_RIGHTS, "没有权限");
    /// assert!(is_forbidden(&error));
    /// assert_eq!(error.outcome(), Outcome::Refused);
    /// ```
    pub fn from_code(endpoint: &str, code: Code, message: impl Into<String>) -> Error {
        Error::api(endpoint, code.0, message.into()).with_status(StatusCode::OK).constructed()
    }

    /// Creates the error of a call that received no complete response, for your tests.
    ///
    /// The error is the same as after a call with one attempt. Its [`outcome`](Error::outcome) is
    /// [`NotSent`](crate::Outcome::NotSent) for [`TransportError::connect`], and otherwise
    /// [`Unknown`](crate::Outcome::Unknown).
    ///
    /// ```
    /// use crm_client::{Error, Outcome, TransportError};
    ///
    /// let error = Error::from_transport("account/add", TransportError::timeout("after 30 s"));
    /// assert!(error.is_timeout());
    /// assert_eq!(error.outcome(), Outcome::Unknown);
    /// ```
    #[must_use]
    pub fn from_transport(endpoint: &str, error: TransportError) -> Error {
        Error::transport(endpoint, error).constructed()
    }

    /// Creates the error of a response with this HTTP status and without an `error_code`, for your
    /// tests.
    ///
    /// The error is the same as after a call with one attempt, if a proxy responds instead of the
    /// CRM. Its [`outcome`](Error::outcome) is [`Unknown`](crate::Outcome::Unknown).
    ///
    /// ```
    /// use crm_client::Error;
    ///
    /// let error = Error::from_status("account/list", http::StatusCode::BAD_GATEWAY);
    /// assert!(error.is_status());
    /// assert_eq!(error.status().unwrap(), 502);
    /// ```
    #[must_use]
    pub fn from_status(endpoint: &str, status: StatusCode) -> Error {
        Error::no_envelope(endpoint, false).with_status(status).constructed()
    }

    /// Completes the error like a call that fails at its first attempt.
    fn constructed(self) -> Error {
        let outcome = self.outcome();
        self.attempted(1, outcome).scrubbed(|_| {})
    }
}
