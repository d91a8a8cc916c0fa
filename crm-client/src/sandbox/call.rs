//! The type `Call`: a request whose signature and parameters have been checked.

use std::borrow::Cow;

use bytes::Bytes;

use crate::endpoint::{Info, Need, Param, Type};
use crate::values::{Filter, Record};

/// The parameters in the query string.
pub(super) type Query<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// A call that is let in: every parameter is there that must be, and is well-formed.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) info: &'static Info<'static>,
    /// The vendor's sample of its reply; empty where there is none.
    pub(super) sample: &'static str,
    pub(super) query: Query<'a>,
    /// The body where it is a record, or else nothing.
    pub(super) record: Record,
    /// The body where it is a filter.
    pub(super) filter: Option<Filter>,
    /// The body where it is a file, or else nothing.
    pub(super) file: Bytes,
}

impl Call<'_> {
    /// The value of a parameter, or else its default.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        let default = || self.info.query.iter().find(|it| it.name == name)?.default;
        get(&self.query, name).or_else(default)
    }

    /// The two halves of the path.
    pub(super) fn path(&self) -> (&'static str, &'static str) {
        self.info.path.split_once('/').unwrap_or_default()
    }

    /// The id of the record that the call is about.
    pub(super) fn id(&self) -> &str {
        let is_id = |it: &&Param| it.ty == Type::Id && it.need == Need::Required;
        self.info.query.iter().find(is_id).and_then(|it| self.value(it.name)).unwrap_or_default()
    }

    /// The user on whose behalf the call is made, where it is for one.
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
