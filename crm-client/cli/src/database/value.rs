//! Parameters of statements, and cells of results.

use std::borrow::Cow;

/// A parameter of a statement.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    /// No value.
    Null,
    /// An integer.
    Integer(i64),
    /// Text, also for all types that a database reads from text, such as times and decimal numbers.
    Text(Cow<'a, str>),
}

impl<'a> Value<'a> {
    /// Creates text.
    pub(crate) fn text(text: impl Into<Cow<'a, str>>) -> Value<'a> {
        Value::Text(text.into())
    }

    /// Creates text, or no value.
    pub(crate) fn optional(text: Option<impl Into<Cow<'a, str>>>) -> Value<'a> {
        text.map_or(Value::Null, Value::text)
    }
}

impl From<i64> for Value<'_> {
    fn from(integer: i64) -> Self {
        Value::Integer(integer)
    }
}

impl From<bool> for Value<'_> {
    fn from(is_true: bool) -> Self {
        Value::Integer(i64::from(is_true))
    }
}

impl From<Option<i64>> for Value<'_> {
    fn from(integer: Option<i64>) -> Self {
        integer.map_or(Value::Null, Value::Integer)
    }
}

/// A cell of a result.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// No value.
    Null,
    /// An integer.
    Integer(i64),
    /// A number with a fraction.
    Real(f64),
    /// Text, also for all other types.
    Text(String),
}

impl Cell {
    /// Returns text, also for numbers. Returns `None` if there is no value.
    pub(crate) fn into_text(self) -> Option<String> {
        match self {
            Cell::Null => None,
            Cell::Integer(integer) => Some(integer.to_string()),
            Cell::Real(number) => Some(number.to_string()),
            Cell::Text(text) => Some(text),
        }
    }

    /// Returns an integer, also if it is text. Returns `None` if there is none.
    pub(crate) fn integer(&self) -> Option<i64> {
        match self {
            Cell::Integer(integer) => Some(*integer),
            Cell::Text(text) => text.parse().ok(),
            Cell::Null | Cell::Real(_) => None,
        }
    }

    /// Returns whether this is a true boolean, as [`Value`] stores it.
    pub(crate) fn is_true(&self) -> bool {
        self.integer() == Some(1)
    }
}
