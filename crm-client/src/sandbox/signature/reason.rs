//! The reasons why a signature is invalid.

use std::fmt;

/// A reason why a signature is invalid.
///
/// ```
/// use crm_client::sandbox::SignatureReason;
///
/// let reason = SignatureReason::UpperCaseHex;
/// assert_eq!(reason.name(), "upper_case_hex");
/// assert_eq!(
///     reason.to_string(),
///     "the signature has upper-case digits; send it in lower-case hexadecimal",
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureReason {
    /// A value was signed after URL encoding.
    EncodedValue,
    /// A parameter was signed whose value is empty or white space.
    BlankParameter,
    /// The parameters were not sorted by name.
    NotSorted,
    /// The app key was not last.
    KeyNotLast,
    /// The app key was missing.
    KeyMissing,
    /// The app key had no name, or another name than `appkey`.
    KeyMisnamed,
    /// `sign_type` was sent or signed in another case than `MD5` or `SHA1`.
    SignTypeCase,
    /// A value was encoded as GBK instead of UTF-8.
    Gbk,
    /// MD5 was used, but `sign_type` is `SHA1`.
    Md5InsteadOfSha1,
    /// SHA1 was used, but `sign_type` is `MD5`.
    Sha1InsteadOfMd5,
    /// The signature has upper-case hexadecimal digits.
    UpperCaseHex,
    /// The timestamp is in seconds instead of milliseconds.
    TimestampInSeconds,
    /// The timestamp is 30 seconds old or older.
    TimestampTooOld,
    /// The timestamp is 30 seconds or more in the future.
    TimestampAhead,
    /// The timestamp is not a number.
    TimestampInvalid,
    /// The body was signed.
    BodySigned,
    /// A `+` was signed where the server reads a space.
    PlusForSpace,
    /// The names, values and parameters were joined without `=` or `&`.
    SeparatorMissing,
    /// A parameter other than `sign` was not signed.
    ParameterNotSigned,
    /// `sign` is the app key itself, but `sign_type` is present.
    KeyAsSignature,
    /// The signature has neither the length of MD5 nor that of SHA1.
    WrongLength,
    /// No known mistake results in this signature. Most often, the app key is wrong.
    Unknown,
}

use SignatureReason as Reason;

impl SignatureReason {
    /// All reasons, in the order of the documentation.
    ///
    /// ```
    /// # use crm_client::sandbox::SignatureReason;
    /// assert!(SignatureReason::ALL.iter().all(|it| !it.remedy().is_empty()));
    /// ```
    pub const ALL: &'static [SignatureReason] = &[
        Reason::EncodedValue,
        Reason::BlankParameter,
        Reason::NotSorted,
        Reason::KeyNotLast,
        Reason::KeyMissing,
        Reason::KeyMisnamed,
        Reason::SignTypeCase,
        Reason::Gbk,
        Reason::Md5InsteadOfSha1,
        Reason::Sha1InsteadOfMd5,
        Reason::UpperCaseHex,
        Reason::TimestampInSeconds,
        Reason::TimestampTooOld,
        Reason::TimestampAhead,
        Reason::TimestampInvalid,
        Reason::BodySigned,
        Reason::PlusForSpace,
        Reason::SeparatorMissing,
        Reason::ParameterNotSigned,
        Reason::KeyAsSignature,
        Reason::WrongLength,
        Reason::Unknown,
    ];

    /// Returns the name for programs, such as `encoded_value`. It does not change.
    ///
    /// ```
    /// # use crm_client::sandbox::SignatureReason;
    /// assert_eq!(SignatureReason::Gbk.name(), "gbk");
    /// ```
    #[must_use]
    pub fn name(self) -> &'static str {
        self.texts().0
    }

    /// Returns what is wrong, without a full stop.
    ///
    /// ```
    /// # use crm_client::sandbox::SignatureReason;
    /// assert_eq!(SignatureReason::BodySigned.description(), "the body was signed");
    /// ```
    #[must_use]
    pub fn description(self) -> &'static str {
        self.texts().1
    }

    /// Returns what to do, without a full stop.
    ///
    /// ```
    /// # use crm_client::sandbox::SignatureReason;
    /// assert_eq!(SignatureReason::BodySigned.remedy(), "sign the query parameters only");
    /// ```
    #[must_use]
    pub fn remedy(self) -> &'static str {
        self.texts().2
    }

    /// Returns whether the reason is in the value of one parameter.
    pub(super) fn concerns_value(self) -> bool {
        matches!(
            self,
            Reason::EncodedValue
                | Reason::BlankParameter
                | Reason::Gbk
                | Reason::PlusForSpace
                | Reason::ParameterNotSigned
        )
    }

    /// The name, the description and the remedy.
    fn texts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Reason::EncodedValue => (
                "encoded_value",
                "a value was signed after URL encoding",
                "sign the value before URL encoding",
            ),
            Reason::BlankParameter => (
                "blank_parameter",
                "a blank parameter was signed",
                "leave out parameters whose value is empty or white space",
            ),
            Reason::NotSorted => {
                ("not_sorted", "the parameters were not sorted", "sort them by name, in byte order")
            }
            Reason::KeyNotLast => (
                "key_not_last",
                "the app key was not last",
                "append `&appkey=KEY` after all parameters",
            ),
            Reason::KeyMissing => {
                ("key_missing", "the app key was missing", "append `&appkey=KEY`")
            }
            Reason::KeyMisnamed => {
                ("key_misnamed", "the app key was not named `appkey`", "append it as `&appkey=KEY`")
            }
            Reason::SignTypeCase => (
                "sign_type_case",
                "`sign_type` was in another case",
                "send and sign `MD5` or `SHA1`",
            ),
            Reason::Gbk => (
                "gbk",
                "a value was encoded as GBK",
                "encode values as UTF-8 before you sign and send them",
            ),
            Reason::Md5InsteadOfSha1 => (
                "md5_instead_of_sha1",
                "MD5 was used, but `sign_type` is `SHA1`",
                "use the hash that `sign_type` names",
            ),
            Reason::Sha1InsteadOfMd5 => (
                "sha1_instead_of_md5",
                "SHA1 was used, but `sign_type` is `MD5`",
                "use the hash that `sign_type` names",
            ),
            Reason::UpperCaseHex => (
                "upper_case_hex",
                "the signature has upper-case digits",
                "send it in lower-case hexadecimal",
            ),
            Reason::TimestampInSeconds => (
                "timestamp_in_seconds",
                "`timestamp` is in seconds",
                "send milliseconds since the epoch",
            ),
            Reason::TimestampTooOld => (
                "timestamp_too_old",
                "`timestamp` is too old",
                "sign each request just before it is sent, and synchronize the clock",
            ),
            Reason::TimestampAhead => {
                ("timestamp_ahead", "`timestamp` is in the future", "synchronize the clock")
            }
            Reason::TimestampInvalid => (
                "timestamp_invalid",
                "`timestamp` is not a number",
                "send milliseconds since the epoch",
            ),
            Reason::BodySigned => {
                ("body_signed", "the body was signed", "sign the query parameters only")
            }
            Reason::PlusForSpace => (
                "plus_for_space",
                "`+` was signed for a space",
                "send a space as `%20` and a plus as `%2B`, and sign the value before that",
            ),
            Reason::SeparatorMissing => (
                "separator_missing",
                "separators were missing",
                "join name and value with `=`, and parameters with `&`",
            ),
            Reason::ParameterNotSigned => (
                "parameter_not_signed",
                "a parameter was not signed",
                "sign every query parameter except `sign`",
            ),
            Reason::KeyAsSignature => (
                "key_as_signature",
                "`sign` is the app key itself, but `sign_type` is present",
                "send a hash, or leave out `sign_type`",
            ),
            Reason::WrongLength => (
                "wrong_length",
                "the signature does not have the length of a hash",
                "send 32 digits for MD5, or 40 for SHA1",
            ),
            Reason::Unknown => {
                ("unknown", "the signature matches no common mistake", "check the app key first")
            }
        }
    }
}

/// Writes the description and the remedy.
impl fmt::Display for SignatureReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (_, description, remedy) = self.texts();
        write!(f, "{description}; {remedy}")
    }
}
