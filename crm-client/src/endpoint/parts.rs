//! The parameters and the body of a request, as they are signed and sent.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::to_raw_value;

use super::{BodyKind, Info, Method, Need, Param, Type};
use crate::facts::{APP_ID, APP_KEY, SIGN, SIGN_TYPE, TIMESTAMP};
use crate::values::Record;
use crate::values::wire::{ToBody, ToQuery};

/// The parts of a request: its parameters with their raw values, and its body.
///
/// ```
/// # use crm_client::endpoint::{BodyKind, Info, Param, Parts};
/// # use crm_client::{Body, Done, Endpoint};
/// # #[derive(Clone)]
/// # struct Request { parent: String }
/// # impl Endpoint for Request {
/// #     type Reply = Done;
/// #     const INFO: Info<'static> = Info::get("area/subarea", "api-area");
/// fn write<'a>(&'a self, parts: &mut Parts<'a>) {
///     parts.query("parent", &self.parent);
/// }
/// # }
/// ```
pub struct Parts<'a> {
    pub(crate) query: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    body: Option<Bytes>,
    /// The fields of a body that is made of them.
    fields: Record,
    /// The first value that could not be written.
    problem: Option<String>,
}

impl<'a> Parts<'a> {
    /// Creates parts without parameters and body.
    pub(crate) fn new() -> Parts<'a> {
        // Enough for most requests and their signature.
        let query = Vec::with_capacity(12);
        Parts { query, body: None, fields: Record::default(), problem: None }
    }

    /// Adds a parameter, unless its value is missing or blank.
    ///
    /// ```
    /// # use crm_client::endpoint::{BodyKind, Info, Param, Parts};
    /// # use crm_client::{Body, Done, Endpoint};
    /// # #[derive(Clone)]
    /// # struct Request { page_no: Option<u32> }
    /// # impl Endpoint for Request {
    /// #     type Reply = Done;
    /// #     const INFO: Info<'static> = Info::get("user/list", "api-user");
    /// fn write<'a>(&'a self, parts: &mut Parts<'a>) {
    ///     parts.query("page_no", &self.page_no); // Nothing is added if it is `None`.
    /// }
    /// # }
    /// ```
    pub fn query(&mut self, name: &'a str, value: &'a impl ToQuery) {
        match value.to_query() {
            Ok(Some(value)) if !value.trim_start().is_empty() => {
                self.query.push((name.into(), value));
            }
            Ok(_) => {}
            Err(problem) => {
                self.problem.get_or_insert_with(|| format!("`{name}` {problem}"));
            }
        }
    }

    /// Adds a parameter. It replaces one with the same name.
    pub(crate) fn replace(&mut self, name: &'a str, value: &'a impl ToQuery) {
        self.query.retain(|(it, _)| it != name);
        self.query(name, value);
    }

    /// Returns the value of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(it, _)| it == name).map(|(_, value)| &**value)
    }

    /// Sets the body.
    ///
    /// ```
    /// # use crm_client::endpoint::{BodyKind, Info, Param, Parts};
    /// # use crm_client::{Body, Done, Endpoint};
    /// # #[derive(Clone)]
    /// # struct Request { record: Body }
    /// # impl Endpoint for Request {
    /// #     type Reply = Done;
    /// #     const INFO: Info<'static> = Info::post("account/add", "api-account").body(BodyKind::Record);
    /// fn write<'a>(&'a self, parts: &mut Parts<'a>) {
    ///     parts.body(&self.record);
    /// }
    /// # }
    /// ```
    pub fn body(&mut self, body: &impl ToBody) {
        match body.to_body() {
            Ok(body) => self.body = Some(body),
            Err(problem) => {
                self.problem.get_or_insert(problem);
            }
        }
    }

    /// Sets a field of a body that consists of fields, unless its value is missing.
    ///
    /// ```
    /// # use crm_client::endpoint::{BodyKind, Info, Param, Parts};
    /// # use crm_client::{Body, Done, Endpoint};
    /// # #[derive(Clone)]
    /// # struct Request { description: String }
    /// # impl Endpoint for Request {
    /// #     type Reply = Done;
    /// #     const INFO: Info<'static> = Info::post("metadata/field-modify", "api-metadata-modify").body(BodyKind::Object(&[]));
    /// fn write<'a>(&'a self, parts: &mut Parts<'a>) {
    ///     parts.field("description", &self.description);
    /// }
    /// # }
    /// ```
    pub fn field(&mut self, name: &'static str, value: &impl Serialize) {
        match to_raw_value(value) {
            Ok(value) if value.get() == "null" => {}
            Ok(value) => self.fields.replace(name, value),
            Err(error) => {
                self.problem
                    .get_or_insert_with(|| format!("`{name}` cannot be written as JSON: {error}"));
            }
        }
    }

    /// Returns the size of the body in bytes.
    pub(crate) fn body_len(&self) -> usize {
        self.body.as_ref().map_or(0, Bytes::len)
    }

    /// Takes the body, if there is one.
    pub(crate) fn take_body(&mut self) -> Option<Bytes> {
        if self.fields.is_empty() {
            return self.body.take();
        }
        serde_json::to_vec(&self.fields).ok().map(Bytes::from)
    }

    /// Returns the values of passwords: parameters of that type, or with that name in a raw
    /// request.
    pub(crate) fn secrets(&self, info: &Info<'_>) -> impl Iterator<Item = &str> {
        let is_secret = |name: &str| {
            let mut params = info.query.iter().chain(info.one_of);
            name == "password" || params.any(|it| it.name == name && it.ty == Type::Password)
        };
        self.query.iter().filter(move |(name, _)| is_secret(name)).map(|(_, value)| &**value)
    }

    /// Checks that no required value is missing, and that all values are valid.
    pub(crate) fn check(&self, info: &Info<'_>) -> Result<(), String> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        for param in info.query {
            let name = param.name;
            match (self.get(name), param.need) {
                (Some(value), _) => check_value(param, value)?,
                (None, Need::Optional) => {}
                (None, Need::Required) => return Err(format!("`{name}` must not be blank")),
                (None, Need::Client) => {
                    return Err(format!(
                        "`{name}` is missing: set it on the client or on the call"
                    ));
                }
            }
        }
        // One of them is enough, whatever each would need by itself.
        for param in info.one_of {
            self.get(param.name).map_or(Ok(()), |value| check_value(param, value))?;
        }
        if !info.one_of.is_empty() && info.one_of.iter().all(|it| self.get(it.name).is_none()) {
            let names: Vec<_> = info.one_of.iter().map(|it| format!("`{}`", it.name)).collect();
            return Err(format!("{} must not be blank", names.join(" or ")));
        }
        match info.body {
            Some(BodyKind::Object(params)) => {
                params.iter().try_for_each(|param| self.check_field(param))
            }
            Some(_) if self.body.is_none() => Err("the body is missing".to_owned()),
            Some(_) | None => Ok(()),
        }
    }

    /// Checks that the path and all parameters can be part of a URL, and that no parameter is given
    /// twice.
    pub(crate) fn check_raw(&self, info: &Info<'_>) -> Result<(), String> {
        let is_fit = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
        let is_segment =
            |it: &str| !it.is_empty() && !it.starts_with('.') && it.chars().all(is_fit);
        if info.method == Method::Get && info.body.is_some() {
            return Err("a `GET` has no body".to_owned());
        }
        if !info.path.split('/').all(is_segment) {
            return Err("its path must be as in `model/function`".to_owned());
        }
        for (index, (name, _)) in self.query.iter().enumerate() {
            check_name(name)?;
            if self.query[..index].iter().any(|(it, _)| it == name) {
                return Err(given_twice(name));
            }
        }
        Ok(())
    }

    /// Checks that a field of the body is present if it is required, and that it is valid.
    fn check_field(&self, param: &Param) -> Result<(), String> {
        let Some(json) = self.fields.raw(param.name) else {
            return match param.need {
                Need::Optional => Ok(()),
                Need::Required | Need::Client => Err(format!("`{}` is missing", param.name)),
            };
        };
        let text = serde_json::from_str(json).unwrap_or_else(|_| json.to_owned());
        check_value(param, &text)
    }
}

/// Checks that the documentation allows a value.
fn check_value(param: &Param, value: &str) -> Result<(), String> {
    param.check(value).map_err(|problem| format!("`{}` {problem}", param.name))
}

pub(crate) fn given_twice(name: &str) -> String {
    format!("`{name}` is given twice")
}

/// Checks the name of a parameter. The parameters that authenticate a request are not allowed, because
/// signing adds them.
pub(crate) fn check_name(name: &str) -> Result<(), String> {
    // The name is signed and sent as it is, so it must not need encoding.
    let is_fit = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '.' | '_');
    if name.is_empty() || !name.chars().all(is_fit) {
        return Err(format!("invalid parameter name `{}`", name.escape_debug()));
    }
    if [APP_ID, SIGN, SIGN_TYPE, TIMESTAMP, APP_KEY].contains(&name) {
        return Err(format!("`{name}` authenticates the request; the client adds it"));
    }
    Ok(())
}

/// Shows the names of the parameters, but not their values, because some are secret.
impl fmt::Debug for Parts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.query.iter().map(|(name, _)| &**name).collect();
        f.debug_struct("Parts").field("query", &names).finish_non_exhaustive()
    }
}
