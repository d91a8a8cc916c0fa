//! A cell of a table, and its address.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::DateTime;

/// The value of a cell.
#[cfg_attr(
    not(feature = "excel"),
    allow(dead_code, reason = "only Excel files have cells with types")
)]
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Cell {
    /// No value, or white space only.
    #[default]
    Empty,
    /// A text, as in the file.
    Text(String),
    /// A number of a spreadsheet.
    Number(f64),
    /// A date or a time of a spreadsheet.
    Moment(DateTime),
    /// A truth value of a spreadsheet.
    Bool(bool),
    /// A value that cannot be imported.
    Invalid(Defect),
}

/// Why a cell has no usable value.
#[cfg_attr(
    not(feature = "excel"),
    allow(dead_code, reason = "only Excel files have cells with types")
)]
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Defect {
    /// The error of a formula, such as `#N/A`.
    Error(String),
    /// A formula whose result is not stored in the file.
    NoResult,
    /// A text of a CSV file that begins like a formula.
    Formula(String),
    /// The cell is covered by a merged cell that begins elsewhere.
    Merged,
}

impl Cell {
    /// Creates a cell with text.
    pub(crate) fn text(text: String) -> Cell {
        if text.trim().is_empty() { Cell::Empty } else { Cell::Text(text) }
    }

    /// Returns whether the cell has no value.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Cell::Empty
    }

    /// Returns the value as text, as a person would write it.
    pub(crate) fn plain(&self) -> Cow<'_, str> {
        match self {
            Cell::Empty | Cell::Invalid(Defect::NoResult | Defect::Merged) => "".into(),
            Cell::Text(text) | Cell::Invalid(Defect::Error(text) | Defect::Formula(text)) => {
                text.into()
            }
            Cell::Number(number) => plain_number(*number).into(),
            Cell::Moment(moment) => plain_moment(*moment).into(),
            Cell::Bool(value) => if *value { "TRUE" } else { "FALSE" }.into(),
        }
    }
}

/// Returns a number without an exponent, and without the noise of binary fractions.
pub(crate) fn plain_number(number: f64) -> String {
    // Excel stores 15 digits; `{}` prints the shortest text that gives the same number.
    format!("{number}")
}

/// Returns `yyyy-MM-dd`, with the time if there is one.
pub(crate) fn plain_moment(moment: DateTime) -> String {
    let date = moment.date();
    if moment.time() == jiff::civil::Time::midnight() {
        return date.to_string();
    }
    let (hour, minute, second) = (moment.hour(), moment.minute(), moment.second());
    format!("{date} {hour:02}:{minute:02}:{second:02}")
}

/// The address of a cell, such as `B17`. Both numbers count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// The row.
    pub row: u32,
    /// The column.
    pub column: usize,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", column_name(self.column), self.row + 1)
    }
}

/// Returns the name of a column, such as `AB`, which counts from 0.
pub(crate) fn column_name(column: usize) -> String {
    let (mut name, mut rest) = (Vec::new(), column + 1);
    while rest > 0 {
        rest -= 1;
        // The remainder is below 26.
        name.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        rest /= 26;
    }
    name.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_columns_like_a_spreadsheet() {
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(column_name(column), name);
        }
        assert_eq!(Address { row: 16, column: 1 }.to_string(), "B17");
    }

    #[test]
    fn prints_long_numbers_without_an_exponent() {
        for (number, text) in [
            (13_800_000_000.0, "13800000000"),
            (0.1, "0.1"),
            (1e21, "1000000000000000000000"),
            (-2.5, "-2.5"),
        ] {
            assert_eq!(plain_number(number), text);
        }
    }
}
