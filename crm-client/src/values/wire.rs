//! Serialization of values into a request: the query string and the body.

use std::borrow::Cow;

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

/// The characters that are percent-encoded in a URL: the same as in a form, see the [URL
/// standard](https://url.spec.whatwg.org/#application-x-www-form-urlencoded-percent-encode-set).
/// Unlike in a form, a space is encoded as `%20` and not as `+`, because some servers do not decode
/// `+`.
pub(crate) const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_');

/// A value of the query string, or `None` if it is not set, or the reason why it cannot be sent.
pub type QueryValue<'a> = Result<Option<Cow<'a, str>>, Cow<'static, str>>;

/// A value that can be sent in the query string.
///
/// ```
/// use crm_client::endpoint::ToQuery;
///
/// assert_eq!(true.to_query(), Ok(Some("true".into())));
/// assert_eq!(None::<u32>.to_query(), Ok(None));
/// ```
pub trait ToQuery {
    /// Returns the value as it is signed, before it is encoded; `None` if it is not set.
    ///
    /// ```
    /// use crm_client::endpoint::{QueryValue, ToQuery};
    ///
    /// struct Level(u8);
    ///
    /// impl ToQuery for Level {
    ///     fn to_query(&self) -> QueryValue<'_> {
    ///         Ok(Some(self.0.to_string().into()))
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if the value cannot be sent, with the reason: "must …".
    fn to_query(&self) -> QueryValue<'_>;
}

/// A value that can be sent as the body of a `POST` request.
///
/// ```
/// use crm_client::Body;
/// use crm_client::endpoint::ToBody;
///
/// assert_eq!(Body::from(&serde_json::json!({ "a": 1 })).to_body()?, r#"{"a":1}"#);
/// assert!(Body::from(&[1]).to_body().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait ToBody {
    /// Returns the bytes to send.
    ///
    /// ```
    /// use bytes::Bytes;
    /// use crm_client::endpoint::ToBody;
    ///
    /// struct Text(&'static str);
    ///
    /// impl ToBody for Text {
    ///     fn to_body(&self) -> Result<Bytes, String> {
    ///         Ok(Bytes::from(self.0))
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if the value cannot be sent, with the reason: "the body must …".
    fn to_body(&self) -> Result<Bytes, String>;
}

/// Formats a number as it is sent. Generated enumerations call it.
pub(crate) fn number(value: i64) -> Cow<'static, str> {
    value.to_string().into()
}

impl<T: ToQuery> ToQuery for Option<T> {
    fn to_query(&self) -> QueryValue<'_> {
        self.as_ref().map_or(Ok(None), T::to_query)
    }
}

impl ToQuery for String {
    fn to_query(&self) -> QueryValue<'_> {
        Ok(Some(self.into()))
    }
}

impl ToQuery for u32 {
    fn to_query(&self) -> QueryValue<'_> {
        Ok(Some(self.to_string().into()))
    }
}

impl ToQuery for i64 {
    fn to_query(&self) -> QueryValue<'_> {
        Ok(Some(number(*self)))
    }
}

impl ToQuery for bool {
    fn to_query(&self) -> QueryValue<'_> {
        Ok(Some(if *self { "true" } else { "false" }.into()))
    }
}
