//! A request to an endpoint that has no generated type.

use std::fmt;

use crate::endpoint::{BodyKind, Effect, Endpoint, Info, Method, Parts};
use crate::values::{Body, Json};

/// A request to any endpoint (`module/function`) with any parameters. Use it for endpoints that
/// this crate does not support yet.
///
/// Signing, limits, retries and decoding work as for other requests. The reply is the `data` as
/// [`Json`]. Choose another type with [`returning`](crate::Call::returning). With
/// [`Page`](crate::Page) as the type, the call is a list:
///
/// ```
/// use crm_client::{Page, RawRequest, Record};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
/// let request = RawRequest::get("user/list").query("fields", "userName");
/// let mut users = crm.call(request).returning::<Page<Record>>().items();
/// while let Some(user) = users.next().await {
///     println!("{:?}", user?);
/// }
/// # Ok(())
/// # }
/// ```
///
/// A `POST` can have a [`Body`]:
///
/// ```
/// use crm_client::{Done, RawRequest};
/// use serde_json::json;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// # let sandbox = crm_client::sandbox::Sandbox::new();
/// # let crm = sandbox.client_builder().build()?;
/// let request = RawRequest::post("account/add").query("op_user", sandbox.user());
/// let request = request.body(&json!({ "accountName": "杨志永" }));
/// crm.call(request).returning::<Done>().await?;
/// # Ok(())
/// # }
/// ```
///
/// The client does not know the endpoint, so it only checks that the path and the parameters form a
/// URL under the base URL. The server reports missing parameters. The client does not add its
/// `op_user`: set `op_user` with [`query`](RawRequest::query).
#[derive(Clone)]
pub struct RawRequest {
    path: String,
    method: Method,
    effect: Effect,
    query: Vec<(String, String)>,
    body: Option<Body>,
}

impl RawRequest {
    /// Creates a `GET` request. It is a read, so the client may retry it at any time.
    ///
    /// ```
    /// # use crm_client::RawRequest;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// let roots = crm.call(RawRequest::get("area/root")).await?;
    /// println!("{}", roots.as_str());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn get(path: impl Into<String>) -> RawRequest {
        RawRequest {
            path: path.into(),
            method: Method::Get,
            effect: Effect::Read,
            query: Vec::new(),
            body: None,
        }
    }

    /// Creates a `POST` request. It is a write, unless it is marked as [`safe`](RawRequest::safe).
    ///
    /// ```
    /// # use crm_client::RawRequest;
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// let request = RawRequest::post("account/add").query("op_user", sandbox.user());
    /// crm.call(request.body(&json!({ "accountName": "杨志永" }))).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn post(path: impl Into<String>) -> RawRequest {
        RawRequest { method: Method::Post, effect: Effect::Write, ..RawRequest::get(path) }
    }

    /// Marks a `POST` request as a read, so that the client may retry it at any time. Use this only
    /// if the endpoint changes nothing.
    ///
    /// ```
    /// # use crm_client::RawRequest;
    /// # use crm_client::filter::{all, field};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// let request = RawRequest::post("entity/adv-query").safe().query("entity", "Account");
    /// let filter = all([field("phone").is_not_empty()]);
    /// let request = request.query("fields", "phone").body(&filter);
    /// let rows = crm.call(request).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn safe(self) -> RawRequest {
        RawRequest { effect: Effect::Read, ..self }
    }

    /// Adds a query parameter. A blank value is omitted.
    ///
    /// ```
    /// # use crm_client::RawRequest;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// let request = RawRequest::get("user/list").query("fields", "userName").query("page_no", 2);
    /// let users = crm.call(request).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl fmt::Display) -> RawRequest {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Sets the body, a JSON object. Default: no body.
    ///
    /// ```
    /// # use crm_client::RawRequest;
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// # let request = RawRequest::post("contact/add").query("op_user", sandbox.user());
    /// let request = request.body(&json!({ "contactName": "杨志永" }));
    /// crm.call(request).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn body(self, body: impl Into<Body>) -> RawRequest {
        RawRequest { body: Some(body.into()), ..self }
    }
}

impl Endpoint for RawRequest {
    type Reply = Json;

    const INFO: Info<'static> = Info::get("", "");

    fn info(&self) -> Info<'_> {
        let body = self.body.as_ref().map(|_| BodyKind::Record);
        let (path, page) = (self.path.as_str(), "");
        Info { path, page, method: self.method, effect: self.effect, body, ..Self::INFO }
    }

    fn write<'a>(&'a self, parts: &mut Parts<'a>) {
        for (name, value) in &self.query {
            parts.query(name, value);
        }
        if let Some(body) = &self.body {
            parts.body(body);
        }
    }
}

/// Omits the values of the parameters, because they can be confidential.
impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.query.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("RawRequest")
            .field("path", &self.path)
            .field("query", &names)
            .finish_non_exhaustive()
    }
}
