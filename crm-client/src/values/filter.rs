//! Filters of advanced queries.
//!
//! ```
//! use crm_client::filter::{any, field};
//! use crm_client::sandbox::Sandbox;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let crm = Sandbox::new().client_builder().build()?;
//! let filter = any([field("phone").contains("021"), field("address").contains("上海")]);
//! let page = crm.entity().adv_query("Account", ["accountName", "phone"], filter).await?;
//! # Ok(())
//! # }
//! ```
//!
//! A filter matches a record if all of its conditions match, or if any of them matches. The vendor
//! documents eight operators, at most ten conditions, and no nested conditions. See
//! [api-advquery](https://www.wisecrm.com/help/apidoc/api-advquery.html).
//!
//! # `>=`, `<=`, `in` and `between`
//!
//! The API does not have these operators. Use the existing operators instead:
//!
//! | SQL | filter |
//! |---|---|
//! | `a >= 5` | `any([field("a").gt(5), field("a").eq(5)])` |
//! | `a <= 5` | `any([field("a").lt(5), field("a").eq(5)])` |
//! | `a IN (1, 2, 3)` | `any([1, 2, 3].map(\|it\| field("a").eq(it)))`, with at most ten values |
//! | `a > 5 AND a < 9` | `all([field("a").gt(5), field("a").lt(9)])` |
//! | `a BETWEEN 5 AND 9` | `all([field("a").gt(4), field("a").lt(10)])`, if `a` is a whole number |
//!
//! Conditions cannot be nested. To combine `a >= 5` with a condition on another field, write
//! `all([field("a").gt(4), ..])` if `a` is a whole number. Otherwise, send one condition, and check
//! the other one in your code.
//!
//! ```
//! use crm_client::filter::{any, field};
//! # use crm_client::sandbox::Sandbox;
//! # use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let sandbox = Sandbox::new();
//! # let crm = sandbox.client_builder().build()?;
//! # for staff in [99, 100, 300] {
//! #     sandbox.insert("Account", &json!({ "accountName": "杨志永", "c__staff": staff }));
//! # }
//! // c__staff >= 100
//! let filter = any([field("c__staff").gt(100), field("c__staff").eq(100)]);
//! let page = crm.entity().adv_query("Account", ["c__staff"], filter).await?;
//! assert_eq!(page.data.len(), 2);
//! # Ok(())
//! # }
//! ```

mod condition;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::wire::ToBody;
use crate::facts::MAX_CONDITIONS;
#[cfg(feature = "sandbox")]
pub(crate) use crate::facts::Operator;
pub use condition::{Condition, Field, field};

/// A filter: one to ten conditions on a record, of which all must match, or any.
///
/// With no conditions, or with more than ten, the call fails before it is sent.
///
/// ```
/// # use crm_client::filter::{Filter, field};
/// # use serde_json::json;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// # let sandbox = crm_client::sandbox::Sandbox::new();
/// # let crm = sandbox.client_builder().build()?;
/// # sandbox.insert("Account", &json!({ "accountName": "杨志永", "phone": "021-34240127" }));
/// let filter = Filter::from(field("phone").contains("021"));
/// let page = crm.entity().adv_query("Account", ["accountName"], &filter).await?;
/// assert_eq!(page.data.len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[must_use = "a filter has no effect until it is passed to a call"]
pub struct Filter {
    #[serde(rename = "type")]
    pub(crate) joint: Joint,
    pub(crate) filters: Vec<Condition>,
}

/// How the conditions of a filter are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Joint {
    #[serde(rename = "AND")]
    All,
    #[serde(rename = "OR")]
    Any,
}

/// Creates a filter that matches if all conditions match.
///
/// ```
/// # use crm_client::filter::{all, field};
/// # use serde_json::json;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// # let sandbox = crm_client::sandbox::Sandbox::new();
/// # let crm = sandbox.client_builder().build()?;
/// # sandbox.insert("Account", &json!({ "accountName": "杨志永", "phone": "021-34240127" }));
/// let filter = all([field("accountName").eq("杨志永"), field("phone").contains("021")]);
/// let page = crm.entity().adv_query("Account", ["accountName"], filter).await?;
/// assert_eq!(page.data.len(), 1);
/// # Ok(())
/// # }
/// ```
#[doc(alias = "between")]
#[doc(alias = "and")]
pub fn all(conditions: impl IntoIterator<Item = Condition>) -> Filter {
    Filter { joint: Joint::All, filters: conditions.into_iter().collect() }
}

/// Creates a filter that matches if at least one condition matches.
///
/// ```
/// # use crm_client::filter::{any, field};
/// # use serde_json::json;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// # let sandbox = crm_client::sandbox::Sandbox::new();
/// # let crm = sandbox.client_builder().build()?;
/// # sandbox.insert("Account", &json!({ "accountName": "杨志永", "phone": "021-34240127" }));
/// let filter = any([field("phone").contains("021"), field("address").contains("上海")]);
/// let page = crm.entity().adv_query("Account", ["accountName"], filter).await?;
/// assert_eq!(page.data.len(), 1);
/// # Ok(())
/// # }
/// ```
#[doc(alias = "in")]
#[doc(alias = "one_of")]
#[doc(alias = "or")]
pub fn any(conditions: impl IntoIterator<Item = Condition>) -> Filter {
    Filter { joint: Joint::Any, filters: conditions.into_iter().collect() }
}

impl Filter {
    /// The maximum number of conditions of a filter: 10.
    pub const MAX_CONDITIONS: usize = MAX_CONDITIONS;

    /// Checks whether the filter can be sent.
    pub(crate) fn check(&self) -> Result<(), String> {
        let count = self.filters.len();
        if count == 0 {
            return Err("the filter has no conditions; add at least one".to_owned());
        }
        if count > MAX_CONDITIONS {
            return Err(format!(
                "the filter has {count} conditions; at most {MAX_CONDITIONS} are allowed"
            ));
        }
        for Condition { field, problem, .. } in &self.filters {
            if field.trim().is_empty() {
                return Err("a condition of the filter has a blank field name".to_owned());
            }
            if let Some(problem) = problem {
                let problem = format!("cannot be serialized as JSON: {problem}");
                return Err(format!("the filter value for `{field}` {problem}"));
            }
        }
        Ok(())
    }
}

/// Creates a filter with one condition.
impl From<Condition> for Filter {
    fn from(condition: Condition) -> Filter {
        all([condition])
    }
}

impl From<&Filter> for Filter {
    fn from(filter: &Filter) -> Filter {
        filter.clone()
    }
}

impl ToBody for Filter {
    fn to_body(&self) -> Result<Bytes, String> {
        self.check()?;
        serde_json::to_vec(self).map(Bytes::from).map_err(|error| error.to_string())
    }
}

#[test]
fn serializes_as_the_vendor_documents() {
    let filter = any([field("phone").contains("021"), field("address").is_not_empty()]);
    let json = r#"{"type":"OR","filters":[{"fieldName":"phone","operator":"cl","value":"021"},{"fieldName":"address","operator":"$NOT_NULL$","value":""}]}"#;
    assert_eq!(filter.to_body().unwrap(), json);
    assert_eq!(serde_json::from_str::<Filter>(json).unwrap(), filter);
}
