//! A JSON value of unknown type.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::decode;
use crate::error::Error;

/// A JSON value, unchanged as the server sent it.
///
/// This crate uses it for values whose type the vendor does not document. It keeps every character,
/// including all digits of a number.
///
/// ```
/// use crm_client::Json;
///
/// let json: Json = serde_json::from_str("99999.00")?;
/// assert_eq!(json.as_str(), "99999.00");
/// assert_eq!(json.get::<f64>()?, 99999.0);
///
/// let json = Json::new(&["a", "b"])?;
/// assert_eq!(json.as_str(), r#"["a","b"]"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Two values are equal if their JSON strings are equal, including white space.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Json(Box<RawValue>);

impl Json {
    /// Serializes a value as JSON.
    ///
    /// ```
    /// # use crm_client::Json;
    /// let json = Json::new(&serde_json::json!({ "score": 7 }))?;
    /// assert_eq!(json.as_str(), r#"{"score":7}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if the value cannot be serialized as JSON, such as a map whose keys are not strings.
    pub fn new(value: &(impl Serialize + ?Sized)) -> Result<Json, serde_json::Error> {
        serde_json::value::to_raw_value(value).map(Json)
    }

    /// Returns the JSON. [`Debug`](fmt::Debug) shows only its size.
    ///
    /// ```
    /// # use crm_client::Json;
    /// let json: Json = serde_json::from_str("[1.50]")?;
    /// assert_eq!(json.as_str(), "[1.50]");
    /// assert_eq!(format!("{json:?}"), "Json(6 bytes)");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// Returns the value as plain text: a string without quotes and escapes, null as the empty
    /// string, and any other value as its JSON.
    ///
    /// Use it to write a value of unknown type, such as a date, to a CSV file.
    ///
    /// ```
    /// # use crm_client::Json;
    /// let plain = |json| serde_json::from_str::<Json>(json).map(|it| it.to_plain_string());
    /// assert_eq!(plain(r#""2024-05-01 09:30:00""#)?, "2024-05-01 09:30:00");
    /// assert_eq!(plain("99999.00")?, "99999.00");
    /// assert_eq!(plain("null")?, "");
    /// assert_eq!(plain(r#"["a","b"]"#)?, r#"["a","b"]"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_plain_string(&self) -> String {
        plain(self.as_str())
    }

    /// Decodes the value into a `T`.
    ///
    /// ```
    /// # use crm_client::Json;
    /// let json: Json = serde_json::from_str("[1, 2]")?;
    /// assert_eq!(json.get::<Vec<u8>>()?, [1, 2]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if the value cannot be decoded into a `T`.
    pub fn get<'a, T: Deserialize<'a>>(&'a self) -> Result<T, Error> {
        decode::json(self.as_str().as_bytes()).map_err(Error::record)
    }
}

/// The size of a value that is not shown.
pub(super) struct Size(pub(super) usize);

impl fmt::Debug for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0, if self.0 == 1 { "byte" } else { "bytes" })
    }
}

/// Returns JSON as plain text, see [`Json::to_plain_string`].
pub(super) fn plain(json: &str) -> String {
    match json {
        "null" => String::new(),
        // An invalid string, such as one with a lone surrogate, is not changed.
        _ if json.starts_with('"') => {
            serde_json::from_str(json).unwrap_or_else(|_| json.to_owned())
        }
        _ => json.to_owned(),
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Json) -> bool {
        self.as_str() == other.as_str()
    }
}

/// Shows only the size, such as `Json(14 bytes)`, because the value can be personal data. To show
/// the value, use [`as_str`](Json::as_str).
impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Json").field(&Size(self.as_str().len())).finish()
    }
}
