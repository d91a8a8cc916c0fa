//! Conditions on one field.

use serde::{Deserialize, Serialize};

use crate::facts::Operator;
use crate::values::Json;

/// A condition on one field. The methods of [`Field`] create it.
///
/// ```
/// use crm_client::filter::{Condition, all, field};
///
/// let mut conditions: Vec<Condition> = vec![field("phone").is_not_empty()];
/// conditions.push(field("address").contains("上海"));
/// let filter = all(conditions);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[must_use = "a condition has no effect until it is in a filter"]
pub struct Condition {
    #[serde(rename = "fieldName")]
    pub(crate) field: String,
    pub(crate) operator: Operator,
    #[serde(default)]
    pub(crate) value: Option<Json>,
    /// The reason why the value cannot be serialized as JSON.
    #[serde(skip)]
    pub(super) problem: Option<String>,
}

/// Returns the field with this internal name. Its methods create conditions.
///
/// A dotted path, such as `ownerId.createdOn`, is a field of the record that a reference field
/// refers to. Existing programs use such paths in `fields`. The vendor does not document them,
/// neither for `fields` nor for conditions.
///
/// ```
/// # use crm_client::filter::field;
/// let condition = field("ownerId.createdOn").is_not_empty();
/// ```
pub fn field(name: impl Into<String>) -> Field {
    Field(name.into())
}

/// A field, whose methods create conditions.
///
/// ```
/// # use crm_client::filter::{any, field};
/// let phone = field("phone");
/// let filter = any([phone.clone().contains("021"), phone.is_empty()]);
/// ```
#[derive(Clone, Debug)]
#[must_use = "a field has no effect until a method turns it into a condition"]
pub struct Field(String);

impl Field {
    /// Matches if the field is equal to `value`.
    ///
    /// ```
    /// # use crm_client::filter::field;
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// # sandbox.insert("Account", &json!({ "accountName": "杨志永", "phone": "021-34240127" }));
    /// let filter = field("accountName").eq("杨志永");
    /// let page = crm.entity().adv_query("Account", ["accountName"], filter).await?;
    /// assert_eq!(page.data.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "=")]
    #[doc(alias = "in")]
    pub fn eq(self, value: impl Serialize) -> Condition {
        self.compared(Operator::Equal, &value)
    }

    /// Matches if the field is not equal to `value`.
    ///
    /// ```
    /// # use crm_client::filter::field;
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// # sandbox.insert("Account", &json!({ "accountName": "杨志永", "phone": "021-34240127" }));
    /// let filter = field("accountName").ne("刘经理");
    /// let page = crm.entity().adv_query("Account", ["accountName"], filter).await?;
    /// assert_eq!(page.data.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "!=")]
    #[doc(alias = "<>")]
    pub fn ne(self, value: impl Serialize) -> Condition {
        self.compared(Operator::NotEqual, &value)
    }

    /// Matches if the field is greater than `value`. For "greater than or equal to", see the
    /// [module](super#--in-and-between).
    ///
    /// ```
    /// # use crm_client::filter::field;
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// # sandbox.insert("Account", &json!({ "accountName": "杨志永", "c__staff": 300 }));
    /// let filter = field("c__staff").gt(100);
    /// let page = crm.entity().adv_query("Account", ["accountName"], filter).await?;
    /// assert_eq!(page.data.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = ">")]
    #[doc(alias = ">=")]
    #[doc(alias = "ge")]
    #[doc(alias = "gte")]
    #[doc(alias = "between")]
    pub fn gt(self, value: impl Serialize) -> Condition {
        self.compared(Operator::Greater, &value)
    }

    /// Matches if the field is less than `value`. For "less than or equal to", see the
    /// [module](super#--in-and-between).
    ///
    /// ```
    /// # use crm_client::filter::field;
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// # sandbox.insert("Account", &json!({ "accountName": "杨志永", "c__staff": 300 }));
    /// let filter = field("c__staff").lt(1000);
    /// let page = crm.entity().adv_query("Account", ["accountName"], filter).await?;
    /// assert_eq!(page.data.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "<")]
    #[doc(alias = "<=")]
    #[doc(alias = "le")]
    #[doc(alias = "lte")]
    #[doc(alias = "between")]
    pub fn lt(self, value: impl Serialize) -> Condition {
        self.compared(Operator::Less, &value)
    }

    /// Matches if the field contains `value`.
    ///
    /// ```
    /// # use crm_client::filter::field;
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// # sandbox.insert("Account", &json!({ "accountName": "杨志永", "phone": "021-34240127" }));
    /// let filter = field("phone").contains("021");
    /// let page = crm.entity().adv_query("Account", ["accountName"], filter).await?;
    /// assert_eq!(page.data.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "like")]
    pub fn contains(self, value: impl Serialize) -> Condition {
        self.compared(Operator::Contains, &value)
    }

    /// Matches if the field does not contain `value`.
    ///
    /// ```
    /// # use crm_client::filter::field;
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// # sandbox.insert("Account", &json!({ "accountName": "杨志永", "phone": "021-34240127" }));
    /// let filter = field("phone").not_contains("010");
    /// let page = crm.entity().adv_query("Account", ["accountName"], filter).await?;
    /// assert_eq!(page.data.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn not_contains(self, value: impl Serialize) -> Condition {
        self.compared(Operator::NotContains, &value)
    }

    /// Matches if the field has no value.
    ///
    /// ```
    /// # use crm_client::filter::field;
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// # sandbox.insert("Account", &json!({ "accountName": "杨志永", "phone": "021-34240127" }));
    /// let filter = field("address").is_empty();
    /// let page = crm.entity().adv_query("Account", ["accountName"], filter).await?;
    /// assert_eq!(page.data.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_empty(self) -> Condition {
        self.compared(Operator::Empty, "")
    }

    /// Matches if the field has a value.
    ///
    /// ```
    /// # use crm_client::filter::field;
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// # sandbox.insert("Account", &json!({ "accountName": "杨志永", "phone": "021-34240127" }));
    /// let filter = field("phone").is_not_empty();
    /// let page = crm.entity().adv_query("Account", ["accountName"], filter).await?;
    /// assert_eq!(page.data.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_not_empty(self) -> Condition {
        self.compared(Operator::NotEmpty, "")
    }

    /// Creates a condition. It always has a value, because existing programs that call the API send
    /// an empty value if an operator needs none.
    fn compared(self, operator: Operator, value: &(impl Serialize + ?Sized)) -> Condition {
        let (value, problem) = match Json::new(value) {
            Ok(value) => (Some(value), None),
            Err(error) => (None, Some(error.to_string())),
        };
        Condition { field: self.0, operator, value, problem }
    }
}
