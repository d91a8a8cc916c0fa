//! The type `Call`: a request whose signature and parameters have been checked.

use std::borrow::Cow;

use bytes::Bytes;

use crate::endpoint::{Info, Need, Param, Type};
use crate::values::{Filter, Record};

/// The parameters in the query string.
pub(super) type Query<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// A valid call: all required parameters are present, and all values are valid.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) info: &'static Info<'static>,
    /// The vendor's sample of the reply; empty if there is none.
    pub(super) sample: &'static str,
    pub(super) query: Query<'a>,
    /// The body, if it is a record.
    pub(super) record: Record,
    /// The body, if it is a filter.
    pub(super) filter: Option<Filter>,
    /// The body, if it is a file.
    pub(super) file: Bytes,
}

impl Call<'_> {
    /// Returns the value of a parameter, or its default.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        let default = || self.info.query.iter().find(|it| it.name == name)?.default;
        get(&self.query, name).or_else(default)
    }

    /// Returns the module and the function of the path.
    pub(super) fn path(&self) -> (&'static str, &'static str) {
        self.info.path.split_once('/').unwrap_or_default()
    }

    /// Returns the id of the record that the call reads or changes.
    pub(super) fn id(&self) -> &str {
        let is_id = |it: &&Param| it.ty == Type::Id && it.need == Need::Required;
        self.info.query.iter().find(is_id).and_then(|it| self.value(it.name)).unwrap_or_default()
    }

    /// Returns the user on whose behalf the call is made, if there is one.
    pub(super) fn user(&self) -> Option<&str> {
        self.value(self.info.user_param()?.name)
    }
}

/// Returns the value of a parameter.
pub(super) fn get<'a>(query: &'a Query<'_>, name: &str) -> Option<&'a str> {
    query.iter().find(|(it, _)| it == name).map(|(_, value)| &**value)
}

/// Returns whether the vendor documents a parameter as required.
pub(super) fn is_needed(param: &Param) -> bool {
    param.need != Need::Optional && !param.vendor_optional
}
