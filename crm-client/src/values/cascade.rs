//! Cascading deletion of records.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::wire::{QueryValue, ToQuery};

/// The records to delete together with a record. They are chosen by entity, and by the fields of
/// the entity that refer to the deleted record.
///
/// ```
/// use crm_client::Cascade;
///
/// // Also delete the orders that refer to the customer in `SalesOrder.accountId`.
/// let cascade = Cascade::from([("SalesOrder", ["accountId"])]);
/// ```
///
/// Detail rows of a master record, such as the lines of an order, are always deleted with it. The
/// response does not list the other deleted records. See
/// [api-account](https://www.wisecrm.com/help/apidoc/api-account.html).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cascade(BTreeMap<String, Vec<String>>);

impl Cascade {
    /// Returns the entities, each with its fields.
    ///
    /// ```
    /// # use crm_client::Cascade;
    /// let cascade = Cascade::from([("SalesOrder", ["accountId"])]);
    /// for (entity, fields) in cascade.iter() {
    ///     println!("{entity}: {}", fields.join(", "));
    /// }
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0.iter().map(|(entity, fields)| (entity.as_str(), fields.as_slice()))
    }

    /// Returns the JSON to send, or `None` if there is no entity.
    pub(crate) fn to_json(&self) -> Option<String> {
        if self.0.is_empty() { None } else { serde_json::to_string(&self.0).ok() }
    }
}

impl ToQuery for Cascade {
    fn to_query(&self) -> QueryValue<'_> {
        match self.iter().find(|(_, fields)| fields.is_empty()) {
            Some((entity, _)) => Err(format!("must name at least one field of `{entity}`").into()),
            None => Ok(self.to_json().map(Cow::Owned)),
        }
    }
}

impl<E, F> FromIterator<(E, F)> for Cascade
where
    E: Into<String>,
    F: IntoIterator<Item: Into<String>>,
{
    fn from_iter<I: IntoIterator<Item = (E, F)>>(entities: I) -> Cascade {
        let mut cascade = Cascade::default();
        for (entity, fields) in entities {
            let fields = fields.into_iter().map(Into::into);
            cascade.0.entry(entity.into()).or_default().extend(fields);
        }
        cascade
    }
}

impl<E, F, const N: usize> From<[(E, F); N]> for Cascade
where
    E: Into<String>,
    F: IntoIterator<Item: Into<String>>,
{
    fn from(entities: [(E, F); N]) -> Cascade {
        entities.into_iter().collect()
    }
}

impl<E, F> From<Vec<(E, F)>> for Cascade
where
    E: Into<String>,
    F: IntoIterator<Item: Into<String>>,
{
    fn from(entities: Vec<(E, F)>) -> Cascade {
        entities.into_iter().collect()
    }
}
