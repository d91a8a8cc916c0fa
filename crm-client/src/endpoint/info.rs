//! The description of an endpoint: its path, parameters, body and reply.

use super::{BodyKind, Need, Param, Returns};
use crate::facts::PAGE_SIZE;

/// The description of an endpoint: a row of the endpoint table.
///
/// ```
/// use crm_client::ENDPOINTS;
///
/// let query = ENDPOINTS.iter().find(|it| it.info.path == "entity/adv-query").unwrap();
/// assert!(query.info.is_safe(), "it is a POST that only reads");
/// let names: Vec<_> = query.info.query.iter().map(|it| it.name).collect();
/// assert_eq!(names, ["entity", "fields", "sort", "page_no", "page_size"]);
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Info<'a> {
    /// The path under the base URL, `module/function`.
    pub path: &'a str,
    /// The name of the vendor's page.
    pub page: &'a str,
    /// The documentation: complete sentences, or empty.
    pub doc: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// What a call does to the data of the CRM.
    pub effect: Effect,
    /// The product version that introduced the endpoint, if the vendor names one.
    pub since: Option<&'static str>,
    /// The parameters of the query string.
    pub query: &'static [Param],
    /// Further parameters, exactly one of which is sent.
    pub one_of: &'static [Param],
    /// The kind of body, if there is one.
    pub body: Option<BodyKind>,
    /// The shape of `data` in the reply.
    pub returns: Returns,
}

/// What a call does to the data of the CRM.
///
/// ```
/// use crm_client::ENDPOINTS;
/// use crm_client::endpoint::Effect;
///
/// let deletes = ENDPOINTS.iter().filter(|it| it.info.effect == Effect::Delete);
/// assert!(deletes.clone().any(|it| it.info.path == "account/delete"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It changes nothing, so it can be repeated at any time.
    Read,
    /// It creates or changes something.
    Write,
    /// It deletes something.
    Delete,
}

/// An HTTP method. The API uses no others.
///
/// ```
/// use crm_client::ENDPOINTS;
/// use crm_client::endpoint::Method;
///
/// let posts = ENDPOINTS.iter().filter(|it| it.info.method == Method::Post);
/// assert!(posts.count() > 40);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
}

impl Method {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
        }
    }
}

impl<'a> Info<'a> {
    /// Creates the description of a `GET` that returns a record. `page` is the vendor's page.
    ///
    /// ```
    /// # use crm_client::endpoint::{Info, Returns};
    /// const INFO: Info<'static> = Info::get("area/root", "api-area").returns(Returns::List(&[]));
    /// ```
    #[must_use]
    pub const fn get(path: &'a str, page: &'a str) -> Info<'a> {
        Info {
            path,
            page,
            doc: "",
            method: Method::Get,
            effect: Effect::Read,
            since: None,
            query: &[],
            one_of: &[],
            body: None,
            returns: Returns::Record,
        }
    }

    /// Creates the description of a `POST` without a body that writes, and returns a record. `page` is
    /// the vendor's page.
    ///
    /// ```
    /// # use crm_client::endpoint::Info;
    /// let info = Info::post("metadata/picklist-edit", "api-metadata-modify");
    /// assert!(!info.is_safe());
    /// ```
    #[must_use]
    pub const fn post(path: &'a str, page: &'a str) -> Info<'a> {
        Info { method: Method::Post, effect: Effect::Write, ..Info::get(path, page) }
    }

    /// Declares that the call only reads, although it is a `POST`.
    ///
    /// ```
    /// # use crm_client::endpoint::Info;
    /// let info = Info::post("entity/adv-query", "api-advquery").safe();
    /// assert!(info.is_safe());
    /// ```
    #[must_use]
    pub const fn safe(self) -> Info<'a> {
        Info { effect: Effect::Read, ..self }
    }

    /// Declares that the call deletes something.
    ///
    /// ```
    /// # use crm_client::endpoint::{Effect, Info};
    /// let info = Info::post("account/delete", "api-account").deletes();
    /// assert_eq!(info.effect, Effect::Delete);
    /// ```
    #[must_use]
    pub const fn deletes(self) -> Info<'a> {
        Info { effect: Effect::Delete, ..self }
    }

    /// Sets the documentation.
    ///
    /// ```
    /// # use crm_client::endpoint::Info;
    /// let info = Info::get("area/root", "api-area").doc("Lists the countries.");
    /// ```
    #[must_use]
    pub const fn doc(self, doc: &'static str) -> Info<'a> {
        Info { doc, ..self }
    }

    /// Sets the product version that introduced the endpoint.
    ///
    /// ```
    /// # use crm_client::endpoint::Info;
    /// let info = Info::get("area/root", "api-area").since("3.7");
    /// ```
    #[must_use]
    pub const fn since(self, version: &'static str) -> Info<'a> {
        Info { since: Some(version), ..self }
    }

    /// Sets the parameters of the query string.
    ///
    /// ```
    /// # use crm_client::endpoint::{Info, Param};
    /// const QUERY: &[Param] = &[Param::string("parent")];
    /// let info = Info::get("area/subarea", "api-area").query(QUERY);
    /// ```
    #[must_use]
    pub const fn query(self, query: &'static [Param]) -> Info<'a> {
        Info { query, ..self }
    }

    /// Sets further parameters, exactly one of which is sent.
    ///
    /// ```
    /// # use crm_client::endpoint::{Info, Param};
    /// const BY: &[Param] = &[Param::int("value", i64::MIN, i64::MAX), Param::string("label")];
    /// let info = Info::post("metadata/picklist-remove", "api-metadata-modify").one_of(BY);
    /// ```
    #[must_use]
    pub const fn one_of(self, one_of: &'static [Param]) -> Info<'a> {
        Info { one_of, ..self }
    }

    /// Sets the kind of body.
    ///
    /// ```
    /// # use crm_client::endpoint::{BodyKind, Info};
    /// let info = Info::post("account/add", "api-account").body(BodyKind::Record);
    /// ```
    #[must_use]
    pub const fn body(self, body: BodyKind) -> Info<'a> {
        Info { body: Some(body), ..self }
    }

    /// Sets the shape of the reply.
    ///
    /// ```
    /// # use crm_client::endpoint::{Info, Returns};
    /// let info = Info::get("account/list", "api-account").returns(Returns::Page);
    /// ```
    #[must_use]
    pub const fn returns(self, returns: Returns) -> Info<'a> {
        Info { returns, ..self }
    }

    /// Returns the first part of the path: the name of the resource.
    ///
    /// ```
    /// # use crm_client::endpoint::Info;
    /// assert_eq!(Info::get("account/list", "api-account").module(), "account");
    /// ```
    #[must_use]
    pub fn module(&self) -> &'a str {
        self.path.split_once('/').map_or(self.path, |(module, _)| module)
    }

    /// Returns the second part of the path.
    ///
    /// ```
    /// # use crm_client::endpoint::Info;
    /// assert_eq!(Info::get("account/list", "api-account").function(), "list");
    /// ```
    #[must_use]
    pub fn function(&self) -> &'a str {
        self.path.split_once('/').map_or("", |(_, function)| function)
    }

    /// Returns whether the call only reads, so that it can be repeated at any time.
    ///
    /// ```
    /// # use crm_client::endpoint::Info;
    /// assert!(Info::get("account/list", "api-account").is_safe());
    /// ```
    #[must_use]
    pub const fn is_safe(&self) -> bool {
        matches!(self.effect, Effect::Read)
    }

    /// Returns all parameters of a request, in the query string and in the body.
    ///
    /// ```
    /// use crm_client::{Endpoint, metadata};
    ///
    /// let names: Vec<_> = metadata::FieldModify::INFO.params().map(|it| it.name).collect();
    /// assert_eq!(names, ["entity", "field", "description"]);
    /// ```
    pub fn params(&self) -> impl Iterator<Item = &'static Param> + use<> {
        let body = self.body.map(BodyKind::fields).unwrap_or_default();
        self.query.iter().chain(self.one_of).chain(body)
    }

    /// Returns the parameter with the number of records per page, if there is one.
    ///
    /// ```
    /// use crm_client::{Endpoint, account};
    /// use crm_client::endpoint::Type;
    ///
    /// let param = account::List::INFO.page_size_param().unwrap();
    /// assert_eq!(param.ty, Type::Int { min: 1, max: 200 });
    /// ```
    #[must_use]
    pub fn page_size_param(&self) -> Option<&'static Param> {
        self.query.iter().find(|it| it.name == PAGE_SIZE)
    }

    /// Returns the parameter that the client sets: the user on whose behalf the call is made.
    ///
    /// ```
    /// use crm_client::{Endpoint, account, user};
    ///
    /// assert!(account::List::INFO.user_param().is_some());
    /// assert!(user::List::INFO.user_param().is_none());
    /// ```
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
