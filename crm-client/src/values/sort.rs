//! The sort order of an advanced query.

use std::error::Error as StdError;
use std::fmt;
use std::str::FromStr;

use super::wire::{QueryValue, ToQuery};

/// The sort order of records: one or more fields, each with a direction. The first field has the
/// highest priority.
///
/// ```
/// use crm_client::Sort;
///
/// let sort = Sort::desc("createdOn").then_asc("accountName");
/// assert_eq!(sort.to_string(), "createdOn:desc,accountName:asc");
/// ```
///
/// The direction is always sent, because the vendor does not document a default. See
/// [api-advquery](https://www.wisecrm.com/help/apidoc/api-advquery.html).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort(Vec<(String, Direction)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Ascending,
    Descending,
}

impl Sort {
    /// Sorts by this field in ascending order.
    ///
    /// ```
    /// # use crm_client::Sort;
    /// assert_eq!(Sort::asc("accountName").to_string(), "accountName:asc");
    /// ```
    pub fn asc(field: impl Into<String>) -> Sort {
        Sort(vec![(field.into(), Direction::Ascending)])
    }

    /// Sorts by this field in descending order.
    ///
    /// ```
    /// # use crm_client::Sort;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// let newest = Sort::desc("createdOn");
    /// # let filter = crm_client::filter::field("accountName").is_not_empty();
    /// let page = crm.entity().adv_query("Account", ["accountName"], filter).sort(newest).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn desc(field: impl Into<String>) -> Sort {
        Sort(vec![(field.into(), Direction::Descending)])
    }

    /// Sorts records that are equal so far by this field in ascending order.
    ///
    /// ```
    /// # use crm_client::Sort;
    /// let sort = Sort::desc("amount").then_asc("subject");
    /// ```
    #[must_use]
    pub fn then_asc(mut self, field: impl Into<String>) -> Sort {
        self.0.push((field.into(), Direction::Ascending));
        self
    }

    /// Sorts records that are equal so far by this field in descending order.
    ///
    /// ```
    /// # use crm_client::Sort;
    /// let sort = Sort::asc("subject").then_desc("amount");
    /// ```
    #[must_use]
    pub fn then_desc(mut self, field: impl Into<String>) -> Sort {
        self.0.push((field.into(), Direction::Descending));
        self
    }

    /// Parses the format that is sent. A field without a direction is ascending.
    pub(crate) fn parse(text: &str) -> Result<Vec<(&str, Direction)>, ParseSortError> {
        text.split(',').map(key).collect()
    }
}

/// Parses the format of [`Display`](fmt::Display): `createdOn:desc,accountName:asc`. A field
/// without a direction is ascending, and white space around names and directions is ignored.
///
/// ```
/// # use crm_client::Sort;
/// let sort: Sort = "createdOn:desc, accountName".parse()?;
/// assert_eq!(sort, Sort::desc("createdOn").then_asc("accountName"));
/// # Ok::<(), crm_client::ParseSortError>(())
/// ```
impl FromStr for Sort {
    type Err = ParseSortError;

    fn from_str(text: &str) -> Result<Sort, ParseSortError> {
        let keys = Sort::parse(text)?;
        Ok(Sort(keys.into_iter().map(|(field, it)| (field.to_owned(), it)).collect()))
    }
}

/// The error of parsing a [`Sort`].
///
/// ```
/// use crm_client::Sort;
///
/// let error = "createdOn:down".parse::<Sort>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "invalid sort order: unknown direction `down` of `createdOn`; expected `asc` or `desc`"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseSortError(Problem);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    /// A field name is missing.
    Field,
    Direction {
        field: String,
        direction: String,
    },
}

impl fmt::Display for ParseSortError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Problem::Field => f.write_str(
                "invalid sort order: a field name is missing; expected something like \
                 `createdOn:desc,accountName:asc`",
            ),
            Problem::Direction { field, direction } => {
                let (field, direction) = (field.escape_debug(), direction.escape_debug());
                write!(
                    f,
                    "invalid sort order: unknown direction `{direction}` of `{field}`; expected \
                     `asc` or `desc`"
                )
            }
        }
    }
}

impl StdError for ParseSortError {}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (field, direction)) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            let direction = match direction {
                Direction::Ascending => "asc",
                Direction::Descending => "desc",
            };
            write!(f, "{comma}{field}:{direction}")?;
        }
        Ok(())
    }
}

impl From<&Sort> for Sort {
    fn from(sort: &Sort) -> Sort {
        sort.clone()
    }
}

impl ToQuery for Sort {
    fn to_query(&self) -> QueryValue<'_> {
        let parts = [',', ':'];
        if let Some((field, _)) = self.0.iter().find(|(field, _)| field.contains(parts)) {
            return Err(
                format!("must have one field name per key; `{field}` contains `,` or `:`").into()
            );
        }
        Ok(Some(self.to_string().into()))
    }
}

/// Parses one field with its direction.
fn key(part: &str) -> Result<(&str, Direction), ParseSortError> {
    let (field, direction) = part.split_once(':').unwrap_or((part, "asc"));
    let (field, direction) = (field.trim(), direction.trim());
    if field.is_empty() {
        return Err(ParseSortError(Problem::Field));
    }
    match direction {
        "asc" => Ok((field, Direction::Ascending)),
        "desc" => Ok((field, Direction::Descending)),
        _ => Err(ParseSortError(Problem::Direction {
            field: field.to_owned(),
            direction: direction.to_owned(),
        })),
    }
}
