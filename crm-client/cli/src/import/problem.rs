//! Why a row or a header cannot be imported.

use super::input::cell::Address;
use crate::safe;

/// The largest number of characters of a value in a message.
const SHOWN: usize = 40;

/// A reason, with the cell and a remedy.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Problem {
    /// The address of the cell, such as `B17`, unless the problem concerns the whole row.
    pub cell: Option<String>,
    /// The value, shortened.
    pub value: String,
    /// The reason.
    pub reason: String,
    /// The remedy.
    pub remedy: String,
}

impl Problem {
    /// Creates the problem of a whole row.
    pub(crate) fn of_row(reason: impl Into<String>, remedy: impl Into<String>) -> Problem {
        Problem { reason: reason.into(), remedy: remedy.into(), ..Problem::default() }
    }

    /// Creates the problem of a value, without its cell.
    pub(crate) fn of_value(
        value: &str,
        reason: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Problem {
        Problem { value: shortened(value), ..Problem::of_row(reason, remedy) }
    }

    /// Sets the cell.
    pub(crate) fn at(self, cell: Address) -> Problem {
        Problem { cell: Some(cell.to_string()), ..self }
    }

    /// Returns the problem as a line `B17 “value”: reason; remedy`.
    pub(crate) fn line(&self) -> String {
        let mut line = self.cell.clone().unwrap_or_default();
        if !self.value.is_empty() {
            let gap = if line.is_empty() { "" } else { " " };
            line = format!("{line}{gap}“{}”", self.value);
        }
        let gap = if line.is_empty() { "" } else { ": " };
        let end = if self.remedy.is_empty() { "" } else { "; " };
        format!("{line}{gap}{}{end}{}", self.reason, self.remedy)
    }
}

/// Returns the beginning of a value, as one line without control characters.
pub(crate) fn shortened(value: &str) -> String {
    let line = safe::line(value.trim());
    if line.chars().count() <= SHOWN {
        return line.into_owned();
    }
    line.chars().take(SHOWN - 1).chain(['…']).collect()
}
