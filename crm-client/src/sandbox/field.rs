//! The builder type `Field`, and the items of a picklist.

use serde::{Deserialize, Serialize};

use crate::values::DataType;

/// The data type of a date.
pub(super) const DATE: &str = "date";
/// The data type of a date with a time.
pub(super) const DATE_TIME: &str = "datetime";

/// The definition of a field of an entity. By default, the field is optional, and calls can set and
/// change it.
///
/// ```
/// # use crm_client::sandbox::{Field, Sandbox};
/// let sandbox = Sandbox::new();
/// sandbox.declare_field("Account", Field::string("phone", "电话").required());
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) data_type: DataType,
    pub(super) reference_to: Option<String>,
    pub(super) items: Vec<Item>,
    pub(super) is_nullable: bool,
    pub(super) is_creatable: bool,
    pub(super) is_updatable: bool,
    pub(super) description: Option<String>,
}

/// An item of a picklist.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Item {
    pub(super) value: i64,
    pub(super) label: String,
}

impl Field {
    /// Creates a field with its internal name, its display name and its data type.
    ///
    /// ```
    /// # use crm_client::sandbox::Field;
    /// let score = Field::new("c__score", "评分", "number");
    /// ```
    #[must_use]
    pub fn new(
        name: impl Into<String>,
        label: impl Into<String>,
        data_type: impl Into<DataType>,
    ) -> Field {
        Field {
            name: name.into(),
            label: label.into(),
            data_type: data_type.into(),
            reference_to: None,
            items: Vec::new(),
            is_nullable: true,
            is_creatable: true,
            is_updatable: true,
            description: None,
        }
    }

    /// Creates a string field.
    ///
    /// ```
    /// # use crm_client::sandbox::Field;
    /// let phone = Field::string("c__phone", "电话");
    /// ```
    #[must_use]
    pub fn string(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, DataType::STRING)
    }

    /// Creates a reference to a record of an entity.
    ///
    /// ```
    /// # use crm_client::sandbox::Field;
    /// let customer = Field::reference("c__customer", "客户", "Account");
    /// ```
    #[must_use]
    pub fn reference(
        name: impl Into<String>,
        label: impl Into<String>,
        entity: impl Into<String>,
    ) -> Field {
        let reference_to = Some(entity.into());
        Field { reference_to, ..Field::new(name, label, DataType::REFERENCE) }
    }

    /// Creates a picklist. Each item has a number and a label.
    ///
    /// ```
    /// # use crm_client::sandbox::Field;
    /// let stage = Field::picklist("c__stage", "阶段", [(0, "新建"), (1, "跟进")]);
    /// ```
    #[must_use]
    pub fn picklist<L: Into<String>>(
        name: impl Into<String>,
        label: impl Into<String>,
        items: impl IntoIterator<Item = (i64, L)>,
    ) -> Field {
        let items = items.into_iter().map(|(value, label)| Item { value, label: label.into() });
        Field { items: items.collect(), ..Field::new(name, label, DataType::PICKLIST) }
    }

    /// Makes the field required. In a new record, a missing reference to `User` becomes the user of
    /// the call.
    ///
    /// ```
    /// # use crm_client::sandbox::Field;
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.declare_field("Account", Field::string("phone", "电话").required());
    /// assert!(crm.account().add(&json!({ "accountName": "杨志永" })).await.is_err());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn required(self) -> Field {
        Field { is_nullable: false, ..self }
    }

    /// Makes updates ignore the field. New records can set it.
    ///
    /// ```
    /// # use crm_client::sandbox::Field;
    /// let source = Field::string("c__source", "来源").not_updatable();
    /// ```
    #[must_use]
    pub fn not_updatable(self) -> Field {
        Field { is_updatable: false, ..self }
    }

    /// Makes all calls ignore values of the field.
    ///
    /// ```
    /// # use crm_client::sandbox::Field;
    /// let score = Field::new("c__score", "评分", "number").read_only();
    /// ```
    #[must_use]
    pub fn read_only(self) -> Field {
        Field { is_creatable: false, ..self.not_updatable() }
    }

    /// Returns the internal name.
    ///
    /// ```
    /// # use crm_client::sandbox::Field;
    /// assert_eq!(Field::string("c__phone", "电话").name(), "c__phone");
    /// ```
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the description that `metadata/field-modify` has set.
    ///
    /// ```
    /// # use crm_client::sandbox::Entity;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// # sandbox.declare_field("Account", crm_client::sandbox::Field::string("phone", "电话"));
    /// crm.metadata().field_modify("Account", "phone", "描述").await?;
    /// let account = sandbox.entity("Account").unwrap();
    /// let phone = account.fields().iter().find(|it| it.name() == "phone").unwrap();
    /// assert_eq!(phone.description(), Some("描述"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }
}
