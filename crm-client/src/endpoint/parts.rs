//! A request → its parameters, as they are signed and sent, and its body.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};
use serde::Serialize;

use super::{BodyKind, Endpoint, Info, Need, Param, Type};
use crate::{Cascade, Fields, Id, Json, Record};

/// What is percent-encoded in a URL: all but letters, digits and what a form leaves as it is, by the
/// [URL standard](https://url.spec.whatwg.org/#application-x-www-form-urlencoded-percent-encode-set).
/// A space is no `+`, as it would be in a form, since not every server takes that for a space.
pub(crate) const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_');

/// A request taken apart: its parameters with their raw values, and its body.
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
    /// Takes a request apart.
    pub(crate) fn of(request: &'a impl Endpoint) -> Parts<'a> {
        // Room for most requests, and for what is added when they are signed.
        let query = Vec::with_capacity(12);
        let mut parts = Parts { query, body: None, fields: Record::default(), problem: None };
        request.write(&mut parts);
        parts
    }

    /// Adds a parameter, unless it has no value; a blank one counts as none.
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
    ///     parts.query("page_no", &self.page_no); // Nothing, where it is not set.
    /// }
    /// # }
    /// ```
    pub fn query(&mut self, name: &'a str, value: &'a impl ToQuery) {
        self.push(name, value.to_query());
    }

    fn push(&mut self, name: &'a str, value: Result<Option<Cow<'a, str>>, Cow<'static, str>>) {
        match value {
            Ok(Some(value)) if !value.trim_start().is_empty() => {
                self.query.push((name.into(), value));
            }
            Ok(_) => {}
            Err(problem) => {
                self.problem.get_or_insert_with(|| format!("`{name}` {problem}"));
            }
        }
    }

    /// Adds a parameter in place of the one of that name.
    pub(crate) fn replace(&mut self, name: &'a str, value: &'a impl ToQuery) {
        self.query.retain(|(it, _)| it != name);
        self.query(name, value);
    }

    /// The value of a parameter, if it has one.
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

    /// Sets a field of a body that is made of fields, unless it has no value.
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
        match Json::of(value) {
            Ok(value) if value.as_str() == "null" => {}
            Ok(value) => self.fields.replace(name, value.into_raw()),
            Err(error) => {
                self.problem.get_or_insert_with(|| format!("`{name}` is no JSON: {error}"));
            }
        }
    }

    /// How many bytes the body has.
    pub(crate) fn body_len(&self) -> usize {
        self.body.as_ref().map_or(0, Bytes::len)
    }

    /// Takes the body out, where there is one.
    pub(crate) fn take_body(&mut self) -> Option<Bytes> {
        if self.fields.is_empty() {
            return self.body.take();
        }
        serde_json::to_vec(&self.fields).ok().map(Bytes::from)
    }

    /// The values that nobody must see, of a raw request too.
    pub(crate) fn secrets(&self, info: &Info<'_>) -> impl Iterator<Item = &str> {
        let row = crate::ENDPOINTS.iter().find(|it| it.info.path == info.path);
        let info = row.map_or(info, |it| &it.info);
        let secret = |param: &&Param| param.ty == Type::Password;
        let params = info.query.iter().chain(info.one_of).filter(secret);
        params.filter_map(|param| self.get(param.name))
    }

    /// Whether nothing is missing, and everything is what the documentation allows.
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

    /// Whether a field of the body is there where it must be, and is what the documentation allows.
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

/// Whether a value is what the documentation allows.
fn check_value(param: &Param, value: &str) -> Result<(), String> {
    param.check(value).map_err(|problem| format!("`{}` {problem}", param.name))
}

/// The names of the parameters, without their values, of which some must not be seen.
impl fmt::Debug for Parts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.query.iter().map(|(name, _)| &**name).collect();
        f.debug_struct("Parts").field("query", &names).finish_non_exhaustive()
    }
}

/// A value that travels in the query string.
///
/// ```
/// use crm_client::endpoint::ToQuery;
///
/// assert_eq!(true.to_query(), Ok(Some("true".into())));
/// assert_eq!(None::<u32>.to_query(), Ok(None));
/// ```
pub trait ToQuery {
    /// The value as it is signed, which is before it is encoded; nothing where it is not set.
    ///
    /// ```
    /// use std::borrow::Cow;
    /// use crm_client::endpoint::ToQuery;
    ///
    /// struct Level(u8);
    ///
    /// impl ToQuery for Level {
    ///     fn to_query(&self) -> Result<Option<Cow<'_, str>>, Cow<'static, str>> {
    ///         Ok(Some(self.0.to_string().into()))
    ///     }
    /// }
    /// ```
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

/// A blank id names nothing, which is something else than not to name one.
impl ToQuery for Id {
    fn to_query(&self) -> Result<Option<Cow<'_, str>>, Cow<'static, str>> {
        if self.as_str().trim_start().is_empty() {
            return Err("must not be blank".into());
        }
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
        let names = self.names()?;
        if names.trim_start().is_empty() {
            return Err("must not be blank".into());
        }
        Ok(Some(names.into()))
    }
}

impl ToQuery for Cascade {
    fn to_query(&self) -> Result<Option<Cow<'_, str>>, Cow<'static, str>> {
        match self.iter().find(|(_, fields)| fields.is_empty()) {
            Some((entity, _)) => Err(format!("names no field of `{entity}`").into()),
            None => Ok(self.to_json().map(Cow::Owned)),
        }
    }
}

/// A value that travels as the body of a `POST`.
///
/// ```
/// use crm_client::Body;
/// use crm_client::endpoint::ToBody;
///
/// assert_eq!(Body::from(&serde_json::json!({ "a": 1 })).to_body()?, r#"{"a":1}"#);
/// assert!(Body::from(&[1]).to_body().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait ToBody {
    /// The bytes to send.
    ///
    /// ```
    /// use bytes::Bytes;
    /// use crm_client::endpoint::ToBody;
    ///
    /// struct Text(&'static str);
    ///
    /// impl ToBody for Text {
    ///     fn to_body(&self) -> Result<Bytes, String> {
    ///         Ok(Bytes::from(self.0))
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// What keeps it from being sent: "the body must …".
    fn to_body(&self) -> Result<Bytes, String>;
}
