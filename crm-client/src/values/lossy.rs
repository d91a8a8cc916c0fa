//! Rows that can fail to decode without an error of the whole page.

use std::error::Error as StdError;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Visitor};

use super::Json;
use super::decode;
use crate::error::Error;

/// The name with which a [`Lossy`] is deserialized. A probe for the fields of a type recognizes it.
pub(super) const LOSSY: &str = "$crm_client::Lossy";

/// A row that is a `T`, or the reason why it cannot be decoded.
///
/// Without `Lossy`, a call fails if one row of the page cannot be decoded. With `Lossy`, the call
/// returns the other rows:
///
/// ```
/// use crm_client::{Id, Lossy, Record};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// #[serde(rename_all = "camelCase")]
/// struct Customer {
///     account_id: Id,
///     phone: String,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// # let sandbox = crm_client::sandbox::Sandbox::new();
/// # let crm = sandbox.client_builder().build()?;
/// # sandbox.insert("Account", &serde_json::json!({ "accountName": "甲", "phone": "021" }));
/// # sandbox.insert("Account", &serde_json::json!({ "accountName": "乙", "phone": null }));
/// # let mut skipped = 0;
/// for Lossy(row) in crm.account().list_as::<Lossy<Customer>>().await? {
///     match row {
///         Ok(customer) => println!("{}: {}", customer.account_id, customer.phone),
///         Err(problem) => {
///             let record: Record = problem.json().get()?;
///             eprintln!("skipped {}: {problem}", record.get::<Id>("accountId")?);
/// #           skipped += 1;
///         }
///     }
/// }
/// # assert_eq!(skipped, 1);
/// # Ok(())
/// # }
/// ```
///
/// [`Fields::of`](super::Fields::of) finds the fields of `T`. Only JSON can be deserialized into
/// this type.
#[derive(Debug)]
pub struct Lossy<T>(
    /// The row, or the reason why it cannot be decoded.
    pub Result<T, RowError>,
);

/// The error of a row that could not be decoded, with the row as it was received.
///
/// ```
/// use crm_client::Lossy;
///
/// let Lossy(row) = serde_json::from_str::<Lossy<u8>>(r#""many""#)?;
/// let problem = row.unwrap_err();
/// assert_eq!(problem.json().as_str(), r#""many""#);
/// assert_eq!(problem.error().json_path(), Some(""));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// [`Debug`] and [`Display`](fmt::Display) do not show values of the row.
#[derive(Debug)]
pub struct RowError {
    error: Error,
    json: Json,
}

impl RowError {
    /// Returns the reason. [`Error::json_path`] is the path of the value within the row.
    ///
    /// ```
    /// # use crm_client::Lossy;
    /// # let Lossy(row) = serde_json::from_str::<Lossy<(u8, u8)>>("[1, true]")?;
    /// assert_eq!(row.unwrap_err().error().json_path(), Some("[1]"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// Returns the row as it was received. To read single fields, decode it into a
    /// [`Record`](crate::Record).
    ///
    /// ```
    /// # use crm_client::{Lossy, Record};
    /// # let Lossy(row) = serde_json::from_str::<Lossy<u8>>(r#"{"phone":null}"#)?;
    /// let record: Record = row.unwrap_err().json().get()?;
    /// assert_eq!(record.raw("phone"), Some("null"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn json(&self) -> &Json {
        &self.json
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl StdError for RowError {}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Lossy<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Lossy<T>, D::Error> {
        deserializer.deserialize_newtype_struct(LOSSY, Row(PhantomData))
    }
}

struct Row<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for Row<T> {
    type Value = Lossy<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, row: D) -> Result<Lossy<T>, D::Error> {
        let json = Json::deserialize(row)?;
        let row = decode::json(json.as_str().as_bytes()).map_err(Error::record);
        Ok(Lossy(row.map_err(|error| RowError { error, json })))
    }

    /// Deserializes the `T` directly. Only a probe for the fields of `T` calls this.
    fn visit_some<D: Deserializer<'de>>(self, probe: D) -> Result<Lossy<T>, D::Error> {
        T::deserialize(probe).map(|row| Lossy(Ok(row)))
    }
}
