//! The value of a condition.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// The value of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// Text in quotes, or a word.
    Text(String),
    /// A number with its digits.
    Number(String),
    /// A boolean.
    Bool(bool),
    /// A date or a time, as it is sent.
    Date(String),
}

impl Value {
    /// Returns a word as a number, if it is a number in JSON without an exponent.
    pub(super) fn number(word: &str) -> Option<Value> {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
        let unsigned = word.strip_prefix('-').unwrap_or(word);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        let is_number =
            digits(whole) && digits(fraction) && (whole == "0" || !whole.starts_with('0'));
        is_number.then(|| Value::Number(word.to_owned()))
    }

    /// Returns the value as text, without quotes.
    pub(crate) fn to_text(&self) -> String {
        match self {
            Value::Text(text) | Value::Number(text) | Value::Date(text) => text.clone(),
            Value::Bool(bool) => bool.to_string(),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Text(text) | Value::Date(text) => serializer.serialize_str(text),
            Value::Bool(bool) => serializer.serialize_bool(*bool),
            // The digits stay as they are, however many there are.
            Value::Number(digits) => RawValue::from_string(digits.clone())
                .map_err(serde::ser::Error::custom)?
                .serialize(serializer),
        }
    }
}

/// Prints the value so that it can be parsed.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Value::Text(text) = self else { return f.write_str(&self.to_text()) };
        f.write_str("\"")?;
        for it in text.chars() {
            match it {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                '\t' => f.write_str("\\t")?,
                it => write!(f, "{it}")?,
            }
        }
        f.write_str("\"")
    }
}
