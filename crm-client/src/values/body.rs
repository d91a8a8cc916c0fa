//! The body of a `POST` request.

use std::fmt;

use bytes::Bytes;
use serde::Serialize;

use super::json::Size;
use super::record::Record;
use super::wire::ToBody;

/// The JSON object in the body of a `POST` request.
///
/// A call that takes a `Body` accepts any value that serializes to a JSON object, or a reference to
/// it: `json!`, a [`Record`], a map, or a struct that derives [`Serialize`].
///
/// ```
/// use crm_client::Body;
/// use serde::Serialize;
/// use serde_json::json;
///
/// #[derive(Serialize)]
/// #[serde(rename_all = "camelCase")]
/// struct Customer {
///     account_name: &'static str,
/// }
///
/// let customer = Customer { account_name: "杨志永" };
/// assert_eq!(Body::from(&customer).as_json(), Some(r#"{"accountName":"杨志永"}"#));
/// assert_eq!(Body::from(customer), Body::from(json!({ "accountName": "杨志永" })));
/// ```
///
/// If the value cannot be serialized, or not to an object, the call fails before it is sent. The
/// vendor does not document the wire formats of dates, nulls and multi-select fields. They are sent
/// as they are serialized.
#[derive(Clone, PartialEq, Eq)]
pub struct Body(Result<Bytes, String>);

impl Body {
    /// Returns the JSON, or `None` if the value could not be serialized. [`Debug`](fmt::Debug)
    /// shows only names and sizes.
    ///
    /// ```
    /// # use crm_client::Body;
    /// let body = Body::from(&serde_json::json!({ "phone": "021-54590135" }));
    /// assert_eq!(body.as_json(), Some(r#"{"phone":"021-54590135"}"#));
    /// assert_eq!(format!("{body:?}"), "Body { phone: 14 bytes }");
    /// ```
    #[must_use]
    pub fn as_json(&self) -> Option<&str> {
        std::str::from_utf8(self.0.as_ref().ok()?).ok()
    }
}

impl ToBody for Body {
    fn to_body(&self) -> Result<Bytes, String> {
        match &self.0 {
            Ok(json) if json.starts_with(b"{") => Ok(json.clone()),
            Ok(_) => Err("the body must be a JSON object with fields and values".to_owned()),
            Err(problem) => Err(format!("the body cannot be serialized as JSON: {problem}")),
        }
    }
}

/// Serializes a value, also from a reference.
impl<T: Serialize> From<T> for Body {
    fn from(value: T) -> Body {
        Body(serde_json::to_vec(&value).map(Bytes::from).map_err(|it| it.to_string()))
    }
}

impl From<&Body> for Body {
    fn from(body: &Body) -> Body {
        body.clone()
    }
}

/// Shows the names of the fields and the sizes of their JSON, because requests are often logged by
/// accident: `Body { accountName: 9 bytes }`. To show the values, use [`as_json`](Body::as_json).
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Ok(json) => match serde_json::from_slice::<Record>(json) {
                Ok(fields) => fields.fmt_named("Body", f),
                Err(_) => f.debug_tuple("Body").field(&Size(json.len())).finish(),
            },
            Err(_) => f.write_str("Body(<cannot be serialized as JSON>)"),
        }
    }
}
