//! A request of what is not generated.

use std::fmt;

use crate::endpoint::{BodyKind, Effect, Endpoint, Info, Method, Parts};
use crate::values::{Body, Json};

/// A request of any `model/function` with any parameters: the way to what the vendor adds tomorrow.
///
/// It is signed, limited, attempted again and decoded like any other. Its reply is the `data` as
/// [`Json`], unless the call says [`returning`](crate::Call::returning); a
/// [`Page`](crate::Page) can be gone through like a list.
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
/// A [`Body`] goes with a `POST`:
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
/// Nothing is known of it, so no more is checked than that it makes a URL under the base URL: what it
/// lacks, the server says. It has no
/// `op_user` but the one that is given as a parameter.
#[derive(Clone)]
pub struct RawRequest {
    path: String,
    method: Method,
    effect: Effect,
    query: Vec<(String, String)>,
    body: Option<Body>,
}

impl RawRequest {
    /// A `GET`, which is safe to send twice.
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

    /// A `POST`, which is not, unless it says [`safe`](RawRequest::safe).
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

    /// The same, which changes nothing although it is a `POST`, so that it may be sent twice.
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

    /// The same with one more parameter, which is left out where it is blank.
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

    /// The same with a JSON object as its body.
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

/// Without the values, of which nobody knows what they tell.
impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.query.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("RawRequest")
            .field("path", &self.path)
            .field("query", &names)
            .finish_non_exhaustive()
    }
}
