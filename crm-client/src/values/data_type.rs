//! The data type of a field of an entity.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The data type of a field, as `metadata/field` returns it.
///
/// ```
/// use crm_client::DataType;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
/// let fields = crm.metadata().field("Account").await?;
/// let references = fields.iter().filter(|it| it.data_type == DataType::REFERENCE);
/// for field in references {
///     println!("{} → {:?}", field.field, field.reference_to);
/// }
/// # Ok(())
/// # }
/// ```
///
/// The vendor documents only these three types, but the server returns other types too. See
/// [api-metadata](https://www.wisecrm.com/help/apidoc/api-metadata.html).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DataType(Cow<'static, str>);

impl DataType {
    /// A string.
    pub const STRING: DataType = DataType(Cow::Borrowed("string"));
    /// The id of a record of the same or another entity.
    pub const REFERENCE: DataType = DataType(Cow::Borrowed("reference"));
    /// The number of a picklist item.
    pub const PICKLIST: DataType = DataType(Cow::Borrowed("picklist"));

    /// Returns the name that the vendor uses.
    ///
    /// ```
    /// # use crm_client::DataType;
    /// assert_eq!(DataType::PICKLIST.as_str(), "picklist");
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&'static str> for DataType {
    fn from(word: &'static str) -> DataType {
        DataType(Cow::Borrowed(word))
    }
}

impl From<String> for DataType {
    fn from(word: String) -> DataType {
        DataType(Cow::Owned(word))
    }
}
