//! The error code of a reply. The documented codes are in `codes.rs`, which is generated.

use std::fmt;

use serde::Serialize;

use super::text::one_line;

/// The server's `error_code`.
///
/// These are values in the body of a response, not HTTP statuses: 401 is a malformed parameter, for
/// one. The set is open. No code is documented for a bad signature, an unknown app id, a stale
/// timestamp, a duplicate or a missing record. See
/// [the vendor's page](https://www.wisecrm.com/help/apidoc/error-code.html), and
/// [the guide](crate::guide::errors) for what to do about each.
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

    /// Returns the vendor's advice on a documented code.
    ///
    /// ```
    /// # use crm_client::Code;
    /// assert_eq!(Code::NOT_ENABLED.advice(), Some("ask the vendor to enable it"));
    /// ```
    #[must_use]
    pub fn advice(self) -> Option<&'static str> {
        self.documented().map(|(_, advice)| advice)
    }

    /// Whether the server certainly refused the call. With 500, it may have failed halfway.
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
            None => write!(f, "error {code} (not a documented code): {message}"),
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
