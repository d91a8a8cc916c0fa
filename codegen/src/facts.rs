//! Facts about the whole API, as `spec/api.toml` defines them.

use proc_macro2::Ident;

/// The facts about the whole API.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub(crate) values: Vec<Fact>,
    pub(crate) operators: Vec<Operator>,
    pub(crate) codes: Vec<Code>,
}

/// A number or a string that is a constant of the client.
#[derive(Debug, Clone)]
pub(crate) struct Fact {
    /// The name in the spec.
    pub(crate) name: String,
    /// The name in Rust.
    pub(crate) constant: Ident,
    pub(crate) value: FactValue,
    /// Complete sentences.
    pub(crate) doc: Vec<String>,
}

#[derive(Debug, Clone)]
pub(crate) enum FactValue {
    Number(u32),
    String(String),
}

impl Facts {
    /// The names of the parameters that authenticate a request.
    pub(crate) const AUTH: [&str; 4] = ["app_id", "sign", "sign_type", "timestamp"];
    /// The names of the other facts that the generator needs and that are strings.
    pub(crate) const STRINGS: [&str; 5] =
        ["app_key", "id_example", "page_no", "page_size", "total_size"];
    /// The names of the facts that the generator needs and that are numbers.
    pub(crate) const NUMBERS: [&str; 5] =
        ["id_length", "id_separator", "max_conditions", "max_file_bytes", "signature_seconds"];

    /// Returns a fact that is a string.
    pub(crate) fn text(&self, name: &str) -> &str {
        match self.value(name) {
            Some(FactValue::String(it)) => it,
            Some(FactValue::Number(_)) | None => "",
        }
    }

    /// Returns a fact that is a number.
    pub(crate) fn number(&self, name: &str) -> u32 {
        match self.value(name) {
            Some(FactValue::Number(it)) => *it,
            Some(FactValue::String(_)) | None => 0,
        }
    }

    fn value(&self, name: &str) -> Option<&FactValue> {
        self.values.iter().find(|it| it.name == name).map(|it| &it.value)
    }

    /// Returns whether a parameter authenticates a request.
    pub(crate) fn authenticates(&self, param: &str) -> bool {
        Facts::AUTH.iter().any(|it| self.text(it) == param)
    }
}

/// An operator of an advanced query.
#[derive(Debug, Clone)]
pub(crate) struct Operator {
    /// The word on the wire.
    pub(crate) word: String,
    /// The name in Rust.
    pub(crate) variant: Ident,
    /// The method of the client that uses it.
    pub(crate) method: String,
    /// What it does, after "the field".
    pub(crate) doc: String,
}

/// An error code.
#[derive(Debug, Clone)]
pub(crate) struct Code {
    pub(crate) value: i64,
    /// The name as a constant in Rust.
    pub(crate) constant: Ident,
    pub(crate) meaning: String,
    pub(crate) advice: String,
    /// A documented `error_msg`.
    pub(crate) example: Option<String>,
}
