//! What a field of an entity holds.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// What a field holds, as `metadata/field` says it.
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
/// The set is open: the vendor's pages name these three, and there are others. See
/// [api-metadata](https://www.wisecrm.com/help/apidoc/api-metadata.html).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DataType(Cow<'static, str>);

impl DataType {
    /// A text.
    pub const STRING: DataType = DataType(Cow::Borrowed("string"));
    /// The id of a record of another entity, or of the same.
    pub const REFERENCE: DataType = DataType(Cow::Borrowed("reference"));
    /// The number of an item of a picklist.
    pub const PICKLIST: DataType = DataType(Cow::Borrowed("picklist"));

    /// The vendor's word for it.
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
