//! The decoding error, which separates what may be shown from values of records.

use std::any::type_name;
use std::error::Error as StdError;
use std::fmt;

use serde::de::{self, Expected, Unexpected};

/// An error of a format, with its properties.
#[derive(Debug)]
pub(super) struct Fault<E> {
    /// The full message.
    pub(super) error: E,
    pub(super) known: Known,
}

/// The properties of an error.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) reason: Reason,
    /// The path of the value, from the innermost to the outermost segment.
    pub(super) path: Vec<Segment>,
}

/// The origin of an error, and the part of its message that may be shown.
#[derive(Debug, Default)]
pub(super) enum Reason {
    /// The format raised the error, such as the JSON parser.
    #[default]
    Format,
    /// serde raised the error. This is the message without the value, and with the expected types
    /// and names.
    Known(String),
    /// The code of a type raised the error. Its message can repeat the value. This is the innermost
    /// known type.
    Custom(Option<&'static str>),
}

/// A segment of a path.
#[derive(Debug)]
pub(super) enum Segment {
    Index(usize),
    /// A field of a Rust type.
    Field(String),
    /// A key of the data; `None` if it is not a string.
    Key(Option<String>),
}

impl<E> Fault<E> {
    fn new(error: E, shown: String) -> Fault<E> {
        Fault { error, known: Known { reason: Reason::Known(shown), path: Vec::new() } }
    }

    /// Adds an outer segment to the path.
    pub(super) fn within(mut self, segment: Segment) -> Fault<E> {
        self.known.path.push(segment);
        self
    }

    /// Sets the innermost type to `T`, if none is known yet.
    pub(super) fn of<T>(mut self) -> Fault<E> {
        // The names of serde's internal helper types do not help the reader.
        if let Reason::Custom(ty @ None) = &mut self.known.reason
            && !type_name::<T>().contains("__")
        {
            *ty = Some(type_name::<T>());
        }
        self
    }
}

impl<E: de::Error> de::Error for Fault<E> {
    fn custom<T: fmt::Display>(message: T) -> Fault<E> {
        let known = Known { reason: Reason::Custom(None), path: Vec::new() };
        Fault { error: E::custom(message), known }
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Fault<E> {
        let shown = format!("invalid type: {}, expected {expected}", kind(unexpected));
        Fault::new(E::invalid_type(unexpected, expected), shown)
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Fault<E> {
        let shown = format!("invalid value: {}, expected {expected}", kind(unexpected));
        Fault::new(E::invalid_value(unexpected, expected), shown)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Fault<E> {
        let shown = format!("invalid length {length}, expected {expected}");
        Fault::new(E::invalid_length(length, expected), shown)
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Fault<E> {
        let shown = format!("unknown variant, {}", one_of(expected, "variants"));
        Fault::new(E::unknown_variant(variant, expected), shown)
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Fault<E> {
        let shown = format!("unknown field, {}", one_of(expected, "fields"));
        Fault::new(E::unknown_field(field, expected), shown)
    }

    fn missing_field(field: &'static str) -> Fault<E> {
        Fault::new(E::missing_field(field), format!("missing field `{field}`"))
    }

    fn duplicate_field(field: &'static str) -> Fault<E> {
        Fault::new(E::duplicate_field(field), format!("duplicate field `{field}`"))
    }
}

impl<E: StdError> StdError for Fault<E> {}

impl<E: fmt::Display> fmt::Display for Fault<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

/// Returns the kind of a value, without the value.
fn kind(unexpected: Unexpected<'_>) -> &'static str {
    match unexpected {
        Unexpected::Bool(_) => "boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "integer",
        Unexpected::Float(_) => "floating point",
        Unexpected::Char(_) => "character",
        Unexpected::Str(_) => "string",
        Unexpected::Bytes(_) => "byte array",
        Unexpected::Unit => "null",
        Unexpected::Option => "optional value",
        Unexpected::NewtypeStruct => "newtype struct",
        Unexpected::Seq => "sequence",
        Unexpected::Map => "map",
        Unexpected::Enum => "enum",
        Unexpected::UnitVariant => "unit variant",
        Unexpected::NewtypeVariant => "newtype variant",
        Unexpected::TupleVariant => "tuple variant",
        Unexpected::StructVariant => "struct variant",
        Unexpected::Other(_) => "another value",
    }
}

/// Lists the names that a Rust type has.
fn one_of(names: &[&str], what: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|it| format!("`{it}`")).collect();
    match quoted.as_slice() {
        [] => format!("there are no {what}"),
        [only] => format!("expected {only}"),
        [first, second] => format!("expected {first} or {second}"),
        all => format!("expected one of {}", all.join(", ")),
    }
}
