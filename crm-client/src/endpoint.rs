//! What an endpoint is: the trait its request implements, and its row in the endpoint table.

use std::borrow::Cow;

use crate::{Body, Cascade, Error, Fields, Id, Reply, envelope};

/// The request of one endpoint, complete but for who sends it.
///
/// Every request in the resource modules is one. Implement it for a type of your own to call what
/// is not generated, and hand that to [`Client::call`](crate::Client::call).
///
/// ```
/// use crm_client::endpoint::{Info, Param, Parts};
/// use crm_client::{Client, Endpoint, Page, Record};
///
/// /// `contact/list` of [api-contact](https://www.wisecrm.com/help/apidoc/api-contact.html).
/// #[derive(Clone, Debug)]
/// struct Contacts {
///     fields: String,
/// }
///
/// impl Endpoint for Contacts {
///     type Reply = Page<Record>;
///
///     const INFO: Info = Info::get("contact/list", "api-contact")
///         .query(&[Param::id("op_user").from_client(), Param::fields("fields")]);
///
///     fn write<'a>(&'a self, parts: &mut Parts<'a>) {
///         parts.query("fields", &self.fields);
///     }
/// }
///
/// async fn count(crm: &Client) -> Result<Option<u64>, crm_client::Error> {
///     let contacts = crm.call(Contacts { fields: "contactName".to_owned() });
///     Ok(contacts.await?.total_size)
/// }
/// ```
pub trait Endpoint: Clone + Send + Sync + 'static {
    /// What a success returns, unless the caller asks for rows of its own.
    type Reply: Reply;

    /// What is known of the endpoint before any request is made.
    const INFO: Info;

    /// The vendor's sample of a reply; empty where there is none.
    const SAMPLE: &'static str = "";

    /// Hands over the parameters and the body.
    fn write<'a>(&'a self, parts: &mut Parts<'a>);
}

/// What is known of an endpoint: a row of the table.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Info {
    /// The path under the base URL, `module/function`.
    pub path: &'static str,
    /// The name of the vendor's page.
    pub page: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The parameters, all of which travel in the query string.
    pub query: &'static [Param],
    /// What the body is, where there is one.
    pub body: Option<BodyKind>,
    /// What `data` is in the reply.
    pub returns: Returns,
}

/// A row of the endpoint table together with the vendor's sample reply.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Entry {
    /// What is known of the endpoint.
    pub info: Info,
    /// The vendor's sample of a reply; empty where there is none.
    pub sample: &'static str,
    decode: fn(&[u8]) -> Result<(), Error>,
}

/// An HTTP method; the API has no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
}

/// What the body of a `POST` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BodyKind {
    /// A JSON object, field → value.
    Record,
}

/// What `data` is in the reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Returns {
    /// An object, field → value.
    Record,
    /// An array of such objects, with the totals beside it.
    Page,
    /// An object with these fields.
    Object(&'static [&'static str]),
}

/// A parameter.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Param {
    /// Its name on the wire.
    pub name: &'static str,
    /// What it takes.
    pub ty: Type,
    /// Who gives it its value.
    pub need: Need,
    /// What the server takes where nothing is given.
    pub default: Option<&'static str>,
}

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Type {
    /// An [`Id`].
    Id,
    /// Any text.
    String,
    /// A whole number, both bounds included.
    Int {
        /// The smallest.
        min: i64,
        /// The largest.
        max: i64,
    },
    /// `true` or `false`.
    Bool,
    /// [`Fields`]: internal field names, separated by commas.
    Fields,
    /// A [`Cascade`]: a JSON object, entity → field names.
    Cascade,
}

/// Who gives a parameter its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The caller must.
    Required,
    /// The caller may.
    Optional,
    /// The client does, unless the caller does.
    Client,
}

impl Info {
    /// A `GET`, described on the vendor's `page`, that returns a record.
    #[must_use]
    pub const fn get(path: &'static str, page: &'static str) -> Info {
        let returns = Returns::Record;
        Info { path, page, method: Method::Get, query: &[], body: None, returns }
    }

    /// A `POST` without a body, described on the vendor's `page`, that returns a record.
    #[must_use]
    pub const fn post(path: &'static str, page: &'static str) -> Info {
        Info { method: Method::Post, ..Info::get(path, page) }
    }

    /// The same with these parameters.
    #[must_use]
    pub const fn query(self, query: &'static [Param]) -> Info {
        Info { query, ..self }
    }

    /// The same with a body.
    #[must_use]
    pub const fn body(self, body: BodyKind) -> Info {
        Info { body: Some(body), ..self }
    }

    /// The same with another reply.
    #[must_use]
    pub const fn returns(self, returns: Returns) -> Info {
        Info { returns, ..self }
    }

    /// The parameter that the client gives: the user on whose behalf the call is made.
    #[must_use]
    pub const fn user_param(&self) -> Option<&'static Param> {
        let mut index = 0;
        while index < self.query.len() {
            if matches!(self.query[index].need, Need::Client) {
                return Some(&self.query[index]);
            }
            index += 1;
        }
        None
    }
}

impl Entry {
    /// The row of an endpoint.
    #[must_use]
    pub const fn of<E: Endpoint>() -> Entry {
        let decode = |body: &[u8]| envelope::decode::<E::Reply>(E::INFO.path, body).map(|_| ());
        Entry { info: E::INFO, sample: E::SAMPLE, decode }
    }

    /// Whether a body decodes as the reply of this endpoint.
    ///
    /// # Errors
    ///
    /// What a call would return if the server answered HTTP 200 with this body.
    pub fn decode(&self, body: &[u8]) -> Result<(), Error> {
        (self.decode)(body)
    }
}

impl Param {
    const fn new(name: &'static str, ty: Type) -> Param {
        Param { name, ty, need: Need::Required, default: None }
    }

    /// A required [`Id`].
    #[must_use]
    pub const fn id(name: &'static str) -> Param {
        Param::new(name, Type::Id)
    }

    /// A required text.
    #[must_use]
    pub const fn string(name: &'static str) -> Param {
        Param::new(name, Type::String)
    }

    /// A required whole number, both bounds included.
    #[must_use]
    pub const fn int(name: &'static str, min: i64, max: i64) -> Param {
        Param::new(name, Type::Int { min, max })
    }

    /// A required truth value.
    #[must_use]
    pub const fn bool(name: &'static str) -> Param {
        Param::new(name, Type::Bool)
    }

    /// A required list of field names.
    #[must_use]
    pub const fn fields(name: &'static str) -> Param {
        Param::new(name, Type::Fields)
    }

    /// A required map of what goes with a record.
    #[must_use]
    pub const fn cascade(name: &'static str) -> Param {
        Param::new(name, Type::Cascade)
    }

    /// The same, which the caller may leave out.
    #[must_use]
    pub const fn optional(self) -> Param {
        Param { need: Need::Optional, ..self }
    }

    /// The same, which the caller may leave out, and for which the server then takes this.
    #[must_use]
    pub const fn default(self, default: &'static str) -> Param {
        Param { default: Some(default), ..self.optional() }
    }

    /// The same, which the client gives unless the caller does.
    #[must_use]
    pub const fn from_client(self) -> Param {
        Param { need: Need::Client, ..self }
    }

    /// Whether a value is one that the documentation allows.
    ///
    /// # Errors
    ///
    /// What the value should be: "must be …".
    pub fn check(&self, value: &str) -> Result<(), Cow<'static, str>> {
        match self.ty {
            Type::String => Ok(()),
            Type::Id if Id::is_well_formed(value) => Ok(()),
            Type::Id => Err("must be an id: 40 characters, the fourth of them `-`".into()),
            Type::Int { min, max } => match value.parse::<i64>() {
                Ok(it) if it < min => Err(format!("must be at least {min}").into()),
                Ok(it) if it > max => Err(format!("must be at most {max}").into()),
                Ok(_) => Ok(()),
                Err(_) => Err("must be a whole number".into()),
            },
            Type::Bool if matches!(value, "true" | "false") => Ok(()),
            Type::Bool => Err("must be `true` or `false`".into()),
            Type::Fields if value.split(',').all(|it| !it.trim().is_empty()) => Ok(()),
            Type::Fields => Err("must be field names, none of them blank".into()),
            Type::Cascade => match serde_json::from_str::<Cascade>(value) {
                Ok(_) => Ok(()),
                Err(_) => Err("must be a JSON object, entity → array of field names".into()),
            },
        }
    }
}

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

#[cfg(test)]
mod tests {
    use crate::every_feature::endpoints::ENDPOINTS;

    #[test]
    fn every_kind_of_reply_that_the_generator_knows_decodes() {
        let samples = ENDPOINTS.iter().filter(|entry| !entry.sample.is_empty());
        let decoded = samples.map(|entry| entry.decode(entry.sample.as_bytes()).unwrap());
        assert_eq!(decoded.count(), 2);
    }

    #[test]
    fn the_table_tells_the_parameter_that_the_client_gives() {
        let user = |path| {
            let entry = ENDPOINTS.iter().find(|entry| entry.info.path == path).unwrap();
            entry.info.user_param().map(|param| param.name)
        };
        assert_eq!(user("kitchen-sink/get"), Some("op_user"));
        assert_eq!(user("kitchen-sink/ping"), None);
    }
}
