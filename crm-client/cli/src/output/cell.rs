//! A value as it is printed in a table.

use crm_client::Record;

use crate::safe;

/// A value as it is printed.
pub(super) struct Cell {
    pub text: String,
    pub is_number: bool,
}

impl Cell {
    /// Returns the value of a field.
    pub(super) fn of(row: &Record, name: &str) -> Cell {
        let is_digit = |it: char| it == '-' || it.is_ascii_digit();
        let is_number = row.raw(name).is_some_and(|it| it.starts_with(is_digit));
        let text = safe::line(&row.plain_string(name).unwrap_or_default()).into_owned();
        Cell { text, is_number }
    }
}
