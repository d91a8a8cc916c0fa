//! The description of an endpoint: its path, parameters, body and reply.

use super::{Need, Param};

/// What is known of an endpoint: a row of the table.
///
/// ```
/// use crm_client::ENDPOINTS;
///
/// let query = ENDPOINTS.iter().find(|it| it.info.path == "entity/adv-query").unwrap();
/// assert!(query.info.is_safe, "it is a POST, and changes nothing");
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
    /// The HTTP method.
    pub method: Method,
    /// Whether it changes nothing, so that it may be sent twice.
    pub is_safe: bool,
    /// The version of the product that brought it, where the vendor names one.
    pub since: Option<&'static str>,
    /// The parameters that travel in the query string.
    pub query: &'static [Param],
    /// Further ones, of which one must be given.
    pub one_of: &'static [Param],
    /// What the body is, where there is one.
    pub body: Option<BodyKind>,
    /// What `data` is in the reply.
    pub returns: Returns,
}

/// An HTTP method; the API has no other.
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

/// What the body of a `POST` is.
///
/// ```
/// use crm_client::ENDPOINTS;
/// use crm_client::endpoint::BodyKind;
///
/// let upload = ENDPOINTS.iter().find(|it| it.info.body == Some(BodyKind::File)).unwrap();
/// assert_eq!(upload.info.path, "file/upload");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BodyKind {
    /// A JSON object, field → value.
    Record,
    /// A [`Filter`](crate::Filter).
    Filter,
    /// The bytes of a file.
    File,
    /// A JSON object with these fields.
    Object(&'static [Param]),
}

/// What `data` is in the reply.
///
/// ```
/// use crm_client::ENDPOINTS;
/// use crm_client::endpoint::Returns;
///
/// for list in ENDPOINTS.iter().filter(|it| it.info.returns == Returns::Page) {
///     println!("{} returns pages", list.info.path);
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Returns {
    /// An object, field → value.
    Record,
    /// An array of such objects, with the totals beside it.
    Page,
    /// An object with these fields.
    Object(&'static [&'static str]),
    /// An array of objects with these fields.
    List(&'static [&'static str]),
    /// No more than that it succeeded.
    Nothing,
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
    /// A `GET`, described on the vendor's `page`, that returns a record.
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
            method: Method::Get,
            is_safe: true,
            since: None,
            query: &[],
            one_of: &[],
            body: None,
            returns: Returns::Record,
        }
    }

    /// A `POST` without a body, described on the vendor's `page`, that returns a record.
    ///
    /// ```
    /// # use crm_client::endpoint::Info;
    /// let info = Info::post("metadata/picklist-edit", "api-metadata-modify");
    /// assert!(!info.is_safe);
    /// ```
    #[must_use]
    pub const fn post(path: &'a str, page: &'a str) -> Info<'a> {
        Info { method: Method::Post, is_safe: false, ..Info::get(path, page) }
    }

    /// The same, which changes nothing although it is a `POST`.
    ///
    /// ```
    /// # use crm_client::endpoint::Info;
    /// let info = Info::post("entity/adv-query", "api-advquery").safe();
    /// assert!(info.is_safe);
    /// ```
    #[must_use]
    pub const fn safe(self) -> Info<'a> {
        Info { is_safe: true, ..self }
    }

    /// The same, brought by this version of the product.
    ///
    /// ```
    /// # use crm_client::endpoint::Info;
    /// let info = Info::get("area/root", "api-area").since("3.7");
    /// ```
    #[must_use]
    pub const fn since(self, version: &'static str) -> Info<'a> {
        Info { since: Some(version), ..self }
    }

    /// The same with these parameters.
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

    /// The same with these parameters too, of which one must be given.
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

    /// The same with a body.
    ///
    /// ```
    /// # use crm_client::endpoint::{BodyKind, Info};
    /// let info = Info::post("account/add", "api-account").body(BodyKind::Record);
    /// ```
    #[must_use]
    pub const fn body(self, body: BodyKind) -> Info<'a> {
        Info { body: Some(body), ..self }
    }

    /// The same with another reply.
    ///
    /// ```
    /// # use crm_client::endpoint::{Info, Returns};
    /// let info = Info::get("account/list", "api-account").returns(Returns::Page);
    /// ```
    #[must_use]
    pub const fn returns(self, returns: Returns) -> Info<'a> {
        Info { returns, ..self }
    }

    /// The parameters, wherever they travel.
    ///
    /// ```
    /// use crm_client::{Endpoint, metadata};
    ///
    /// let names: Vec<_> = metadata::FieldModify::INFO.params().map(|it| it.name).collect();
    /// assert_eq!(names, ["entity", "field", "description"]);
    /// ```
    pub fn params(&self) -> impl Iterator<Item = &'static Param> + use<> {
        let body: &[Param] = match self.body {
            Some(BodyKind::Object(params)) => params,
            Some(BodyKind::Record | BodyKind::Filter | BodyKind::File) | None => &[],
        };
        self.query.iter().chain(self.one_of).chain(body)
    }

    /// The parameter that the client gives: the user on whose behalf the call is made.
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
