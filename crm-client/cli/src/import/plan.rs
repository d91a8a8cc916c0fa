//! Decides what happens to each row: create, update, unchanged or refused.

pub(crate) mod compare;
mod decide;
mod group;
mod recover;
mod rules;
mod totals;

use serde_json::Value;

use super::outcome::{Outcome, RowResult};
use super::problem::Problem;
use super::rows::Prepared;
pub(crate) use decide::decide;
pub(crate) use rules::Rules;
pub(crate) use totals::Totals;

/// What to do if a record matches a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnMatch {
    /// Leave the record as it is.
    Skip,
    /// Update the fields that differ.
    Update,
    /// Refuse the row.
    Fail,
}

impl OnMatch {
    /// The names of the values.
    pub(crate) const NAMES: [&'static str; 3] = ["skip", "update", "fail"];

    /// Returns the value with this name.
    pub(crate) fn from_name(name: &str) -> OnMatch {
        match name {
            "skip" => OnMatch::Skip,
            "fail" => OnMatch::Fail,
            _ => OnMatch::Update,
        }
    }

    /// Returns the name.
    pub(crate) fn name(self) -> &'static str {
        OnMatch::NAMES[match self {
            OnMatch::Skip => 0,
            OnMatch::Update => 1,
            OnMatch::Fail => 2,
        }]
    }
}

/// A field that an update changes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    /// The internal name.
    pub field: String,
    /// The value of the record.
    pub old: Value,
    /// The value of the row.
    pub new: Value,
}

/// What happens to a row.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// A record is created.
    Create,
    /// A record is updated. Without an id, it is the record of the row in `after`.
    Update {
        /// The id of the record.
        id: Option<String>,
        /// The fields that differ.
        changes: Vec<Change>,
    },
    /// Nothing is sent, because of the outcome.
    Settled(RowResult),
    /// Nothing is sent. The journal has the outcome already.
    Journaled(RowResult),
}

/// A row and what happens to it.
#[derive(Debug)]
pub(crate) struct Planned {
    /// The row.
    pub row: Prepared,
    /// What happens to it.
    pub action: Action,
    /// The index of an earlier row with the same key, which must end first.
    pub after: Option<usize>,
}

/// Returns the result of a row that is refused.
pub(crate) fn refused(problems: Vec<Problem>) -> Action {
    Action::Settled(RowResult { problems, ..RowResult::new(Outcome::Refused, None) })
}
