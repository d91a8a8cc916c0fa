//! The alternatives of a behavior.

use serde::{Deserialize, Serialize};

/// How replies represent a field without a value.
///
/// ```
/// # use crm_client::sandbox::behavior::{Behavior, NullForm};
/// let behavior = Behavior::default().nulls(NullForm::Absent);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum NullForm {
    /// As `null`. This is the default.
    Null,
    /// The reply does not contain the field.
    Absent,
    /// As an empty string.
    EmptyString,
}

/// How replies represent dates and date-times.
///
/// ```
/// # use crm_client::sandbox::behavior::{Behavior, TimeForm};
/// let behavior = Behavior::default().date_times(TimeForm::Milliseconds);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum TimeForm {
    /// `2026-03-31` or `2026-03-31 18:00:00`, in the time zone of China. This is the default.
    Plain,
    /// `2026-03-31T18:00:00+08:00`. A date is the start of the day.
    Iso8601,
    /// The number of milliseconds since the epoch. A date is the start of the day.
    Milliseconds,
}

/// How replies represent a reference to a record.
///
/// ```
/// # use crm_client::sandbox::behavior::{Behavior, ReferenceForm};
/// let behavior = Behavior::default().references(ReferenceForm::IdAndName);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ReferenceForm {
    /// The id as a string. This is the default.
    Id,
    /// An object with `id` and `name`, the main field of the other record.
    IdAndName,
    /// The main field of the other record as a string; the id, if that record is missing.
    Name,
}

/// What an advanced query does with a condition or a sort key on a field.
///
/// ```
/// # use crm_client::sandbox::behavior::{Behavior, FieldSupport};
/// let behavior = Behavior::default().sorting("Account", "modifiedOn", FieldSupport::Ignored);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum FieldSupport {
    /// The query applies it. This is the default.
    #[default]
    Supported,
    /// The query succeeds as if it were missing.
    Ignored,
    /// The query is refused with 400.
    Refused,
}

/// What happens to a `page_size` above the documented maximum of 200.
///
/// ```
/// # use crm_client::sandbox::behavior::{Behavior, LargePages};
/// let behavior = Behavior::default().large_pages(LargePages::Capped);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum LargePages {
    /// The call is refused with 401. This is the default.
    Refused,
    /// The page has at most 200 rows, and the reply contains 200 as its `page_size`.
    Capped,
    /// The page has as many rows as requested.
    Accepted,
}

/// Which stars in `qname` are wildcards.
///
/// ```
/// # use crm_client::sandbox::behavior::{Behavior, Wildcards};
/// let behavior = Behavior::default().wildcards(Wildcards::Leading);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Wildcards {
    /// Every star stands for any text. This is the default.
    Anywhere,
    /// Only a star at the start does, which is what the vendor documents. The others are characters to
    /// search for.
    Leading,
}
