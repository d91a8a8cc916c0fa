//! The error code of a reply. The documented codes are in `codes.rs`, which is generated.

use std::fmt;

use serde::Serialize;

use super::text::one_line;

/// The server's `error_code`.
///
/// Error codes are values in the body of a response, not HTTP statuses. For example, 401 is a
/// malformed parameter. The server can return other codes. No code is documented for an invalid
/// signature, an unknown app id, an expired timestamp, a duplicate record or a missing record. See
/// [the vendor's page](https://www.wisecrm.com/help/apidoc/error-code.html).
/// [The guide](crate::guide::errors) explains how to handle each code.
///
/// ```
/// use crm_client::Code;
///
/// assert_eq!(Code(491), Code::RATE_LIMITED);
/// assert_eq!(Code(491).meaning(), Some("request limit exceeded"));
/// assert_eq!(Code(499).meaning(), None);
/// ```
///
/// Serializes as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Code(pub i64);

impl Code {
    /// Returns the meaning of a documented code.
    ///
    /// ```
    /// # use crm_client::Code;
    /// assert_eq!(Code::NOT_ENABLED.meaning(), Some("OpenAPI not enabled"));
    /// ```
    #[must_use]
    pub fn meaning(self) -> Option<&'static str> {
        self.documented().map(|(meaning, _)| meaning)
    }

    /// Returns the remedy that the vendor documents for a code.
    ///
    /// ```
    /// # use crm_client::Code;
    /// assert_eq!(Code::NOT_ENABLED.advice(), Some("ask the vendor to enable it"));
    /// ```
    #[must_use]
    pub fn advice(self) -> Option<&'static str> {
        self.documented().map(|(_, advice)| advice)
    }

    /// Returns whether the server certainly refused the call. After 500, a part of the call may
    /// have been carried out.
    pub(crate) fn is_refusal(self) -> bool {
        self != Code::SYSTEM_ERROR && self.documented().is_some()
    }

    pub(crate) fn fmt_with(self, message: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Code(code) = self;
        let message = match one_line(message).as_str() {
            "" => "no message".to_owned(),
            message => message.to_owned(),
        };
        match self.documented() {
            Some((meaning, advice)) => write!(f, "error {code} ({meaning}): {message}; {advice}"),
            None => write!(f, "error {code} (undocumented code): {message}"),
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
