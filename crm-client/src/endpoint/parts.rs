//! A request → its parameters, as they are signed and sent, and its body.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

use super::{BodyKind, Endpoint, Info, Need};
use crate::{Body, Cascade, Fields, Id};

/// What is percent-encoded in a URL, by RFC 3986 §2.3: all but letters, digits and these.
pub(crate) const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A request taken apart: its parameters with their raw values, and its body.
#[derive(Debug)]
pub struct Parts<'a> {
    pub(crate) query: Vec<(&'static str, Cow<'a, str>)>,
    pub(crate) body: Option<&'a Body>,
    /// The first value that could not be written.
    problem: Option<String>,
}

impl<'a> Parts<'a> {
    /// Takes a request apart.
    pub(crate) fn of(request: &'a impl Endpoint) -> Parts<'a> {
        // Room for most requests, and for what is added when they are signed.
        let mut parts = Parts { query: Vec::with_capacity(12), body: None, problem: None };
        request.write(&mut parts);
        parts
    }

    /// Adds a parameter, unless it has no value; a blank one counts as none.
    pub fn query(&mut self, name: &'static str, value: &'a impl ToQuery) {
        match value.to_query() {
            Ok(Some(value)) if !value.trim().is_empty() => self.query.push((name, value)),
            Ok(_) => {}
            Err(problem) => {
                self.problem.get_or_insert_with(|| format!("`{name}` {problem}"));
            }
        }
    }

    /// Adds a parameter in place of the one of that name.
    pub(crate) fn replace(&mut self, name: &'static str, value: &'a impl ToQuery) {
        self.query.retain(|(it, _)| *it != name);
        self.query(name, value);
    }

    /// The value of a parameter, if it has one.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(it, _)| *it == name).map(|(_, value)| &**value)
    }

    /// Sets the body.
    pub fn body(&mut self, body: &'a Body) {
        self.body = Some(body);
    }

    /// Whether nothing is missing, and everything is what the documentation allows.
    pub(crate) fn check(&self, info: &Info) -> Result<(), String> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        for param in info.query {
            let name = param.name;
            match (self.get(name), param.need) {
                (Some(value), _) => {
                    param.check(value).map_err(|problem| format!("`{name}` {problem}"))?;
                }
                (None, Need::Optional) => {}
                (None, Need::Required) => return Err(format!("`{name}` must not be blank")),
                (None, Need::Client) => {
                    return Err(format!(
                        "`{name}` is missing: set it on the client or on the call"
                    ));
                }
            }
        }
        match (info.body, self.body) {
            (Some(BodyKind::Record), Some(body)) => body.check(),
            (Some(BodyKind::Record), None) => Err("the body is missing".to_owned()),
            (None, _) => Ok(()),
        }
    }
}

/// A value that travels in the query string.
pub trait ToQuery {
    /// The value as it is signed, which is before it is encoded; nothing where it is not set.
    ///
    /// # Errors
    ///
    /// What keeps it from being written: "must …".
    fn to_query(&self) -> Result<Option<Cow<'_, str>>, Cow<'static, str>>;
}

impl<T: ToQuery> ToQuery for Option<T> {
    fn to_query(&self) -> Result<Option<Cow<'_, str>>, Cow<'static, str>> {
        self.as_ref().map_or(Ok(None), T::to_query)
    }
}

impl ToQuery for String {
    fn to_query(&self) -> Result<Option<Cow<'_, str>>, Cow<'static, str>> {
        Ok(Some(self.into()))
    }
}

impl ToQuery for Id {
    fn to_query(&self) -> Result<Option<Cow<'_, str>>, Cow<'static, str>> {
        Ok(Some(self.as_str().into()))
    }
}

impl ToQuery for u32 {
    fn to_query(&self) -> Result<Option<Cow<'_, str>>, Cow<'static, str>> {
        Ok(Some(self.to_string().into()))
    }
}

impl ToQuery for i64 {
    fn to_query(&self) -> Result<Option<Cow<'_, str>>, Cow<'static, str>> {
        Ok(Some(self.to_string().into()))
    }
}

impl ToQuery for bool {
    fn to_query(&self) -> Result<Option<Cow<'_, str>>, Cow<'static, str>> {
        Ok(Some(if *self { "true" } else { "false" }.into()))
    }
}

impl ToQuery for Fields {
    fn to_query(&self) -> Result<Option<Cow<'_, str>>, Cow<'static, str>> {
        self.names().map(|names| Some(names.into()))
    }
}

impl ToQuery for Cascade {
    fn to_query(&self) -> Result<Option<Cow<'_, str>>, Cow<'static, str>> {
        Ok(self.to_json().map(Cow::Owned))
    }
}
