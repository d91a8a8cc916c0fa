//! The codes that a server answers with.

use std::fmt;

use super::problem::one_line;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub i64);

impl Code {
    /// 400: a business failure.
    pub const BUSINESS_FAILURE: Code = Code(400);
    /// 401: the format of a parameter is invalid. It does not mean "unauthorized".
    pub const INVALID_PARAMETER: Code = Code(401);
    /// 402: a parameter must not be empty.
    pub const MISSING_PARAMETER: Code = Code(402);
    /// 403: the operation is not supported.
    pub const NOT_SUPPORTED: Code = Code(403);
    /// 410: insufficient rights.
    pub const INSUFFICIENT_RIGHTS: Code = Code(410);
    /// 490: the OpenAPI is not enabled.
    pub const NOT_ENABLED: Code = Code(490);
    /// 491: the request limit is exceeded.
    pub const RATE_LIMITED: Code = Code(491);
    /// 500: a system error.
    pub const SYSTEM_ERROR: Code = Code(500);

    /// What the code means, where it is a documented one.
    ///
    /// ```
    /// # use crm_client::Code;
    /// assert_eq!(Code::NOT_ENABLED.meaning(), Some("OpenAPI not enabled"));
    /// ```
    #[must_use]
    pub fn meaning(self) -> Option<&'static str> {
        self.documented().map(|(meaning, _)| meaning)
    }

    /// What the vendor advises, where the code is a documented one.
    ///
    /// ```
    /// # use crm_client::Code;
    /// assert_eq!(Code::NOT_ENABLED.advice(), Some("ask the vendor to enable it"));
    /// ```
    #[must_use]
    pub fn advice(self) -> Option<&'static str> {
        self.documented().map(|(_, advice)| advice)
    }

    /// Whether it is a documented one that says no: with 500 the server may have failed half-way.
    pub(crate) fn is_refusal(self) -> bool {
        self != Code::SYSTEM_ERROR && self.documented().is_some()
    }

    fn documented(self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Code::BUSINESS_FAILURE => ("business failure", "check the parameters"),
            Code::INVALID_PARAMETER => {
                ("a parameter's format is invalid", "check its type, such as a date for a number")
            }
            Code::MISSING_PARAMETER => {
                ("a parameter must not be empty", "give every required parameter")
            }
            Code::NOT_SUPPORTED => {
                ("operation not supported", "the API is not open, or there is no permission for it")
            }
            Code::INSUFFICIENT_RIGHTS => {
                ("insufficient rights", "check the rights of `op_user` on the record")
            }
            Code::NOT_ENABLED => ("OpenAPI not enabled", "ask the vendor to enable it"),
            Code::RATE_LIMITED => {
                ("request limit exceeded", "call less often, or ask the vendor for a higher quota")
            }
            Code::SYSTEM_ERROR => ("system error", "ask the vendor"),
            Code(_) => return None,
        })
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
